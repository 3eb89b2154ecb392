//! What the model of FollowTheMoney 4.11 says of entities that connect others, and of properties that name others.

/// A schema that connects entities, and its properties of source and target.
pub(super) struct EdgeSchema {
    pub(super) name: &'static str,
    pub(super) source: &'static str,
    pub(super) target: &'static str,
}

impl EdgeSchema {
    /// The schema of a name, if it connects entities.
    pub(super) fn named(name: &[u8]) -> Option<&'static EdgeSchema> {
        EDGES.iter().find(|edge| edge.name.as_bytes() == name)
    }

    /// Whether a property names one of the two ends.
    pub(super) fn is_end(&self, property: &[u8]) -> bool {
        property == self.source.as_bytes() || property == self.target.as_bytes()
    }
}

/// The schemata that have an `edge`.
const EDGES: &[EdgeSchema] = &[
    edge("Associate", "person", "associate"),
    edge("ContractAward", "contract", "supplier"),
    edge("Control", "controller", "controlled"),
    edge("CourtCaseParty", "party", "case"),
    edge("Debt", "debtor", "creditor"),
    edge("Directorship", "director", "organization"),
    edge("Documentation", "document", "entity"),
    edge("Employment", "employee", "employer"),
    edge("Family", "person", "relative"),
    edge("Membership", "member", "organization"),
    edge("Occupancy", "holder", "post"),
    edge("Ownership", "owner", "asset"),
    edge("Payment", "payer", "beneficiary"),
    edge("ProjectParticipant", "participant", "project"),
    edge("Representation", "agent", "client"),
    edge("Succession", "predecessor", "successor"),
    edge("UnknownLink", "subject", "object"),
];

const fn edge(name: &'static str, source: &'static str, target: &'static str) -> EdgeSchema {
    EdgeSchema { name, source, target }
}

/// Properties of the type `entity`, whatever the schema; in order.
const LINKS: &[&str] = &[
    "addressEntity",
    "agent",
    "ancestors",
    "asset",
    "associate",
    "bank",
    "bankAccount",
    "bankForeign",
    "bankRub",
    "beneficiary",
    "beneficiaryAccount",
    "caller",
    "candidate",
    "case",
    "client",
    "contract",
    "contractHolder",
    "controlled",
    "controller",
    "creditor",
    "debtor",
    "declarant",
    "director",
    "document",
    "emitters",
    "employee",
    "employer",
    "endLocation",
    "entity",
    "holder",
    "inReplyToEmail",
    "inReplyToMessage",
    "involved",
    "issuer",
    "match",
    "member",
    "object",
    "onBehalfOf",
    "operator",
    "organization",
    "organizer",
    "owner",
    "parent",
    "partOf",
    "participant",
    "party",
    "payer",
    "payerAccount",
    "person",
    "pictured",
    "post",
    "predecessor",
    "project",
    "proof",
    "receiver",
    "recipientAccount",
    "recipients",
    "relative",
    "resolved",
    "riskSource",
    "senderAccount",
    "startLocation",
    "successor",
    "supplier",
    "taxee",
    "tenderers",
    "transport",
    "vehicle",
];

/// Properties that are of the type `entity` only in some schemata.
const LINKS_OF_SOME: &[(&str, &[&str])] = &[
    ("authority", &["CallForTenders", "Contract", "License"]),
    ("callForTenders", &["ContractAward"]),
    ("sender", &["EconomicActivity", "Message"]),
    ("subject", &["UnknownLink"]),
];

/// Properties that hold the entities which name an entity, and the property with which they do; in order. Those that are the
/// reverse of several are left out.
const REVERSES: &[(&str, &str)] = &[
    ("agencyClient", "agent"),
    ("agentRepresentation", "client"),
    ("associates", "person"),
    ("associations", "associate"),
    ("awards", "contract"),
    ("bankAccounts", "bank"),
    ("callsMade", "caller"),
    ("callsReceived", "receiver"),
    ("candidateSimilars", "candidate"),
    ("children", "parent"),
    ("contractAuthority", "authority"),
    ("contractAwardSupplier", "supplier"),
    ("contractAwards", "callForTenders"),
    ("contractBankAccount", "bankAccount"),
    ("contracts", "project"),
    ("controlledEntities", "controller"),
    ("controllingEntities", "controlled"),
    ("courtCase", "party"),
    ("cryptoWallets", "holder"),
    ("debtCreditor", "creditor"),
    ("debtDebtor", "debtor"),
    ("declaredCustoms", "transport"),
    ("delegatedCallForTenders", "onBehalfOf"),
    ("descendants", "ancestors"),
    ("directorshipDirector", "director"),
    ("directorshipOrganization", "organization"),
    ("documentedBy", "entity"),
    ("economicActivityContract", "contract"),
    ("economicActivityDeclarant", "declarant"),
    ("economicActivityHolder", "contractHolder"),
    ("economicActivityReceiver", "receiver"),
    ("economicActivitySender", "sender"),
    ("emailsReceived", "recipients"),
    ("emailsSent", "emitters"),
    ("employees", "employer"),
    ("employers", "employee"),
    ("eventsInvolved", "involved"),
    ("eventsOrganized", "organizer"),
    ("familyPerson", "person"),
    ("familyRelative", "relative"),
    ("foreignBankAccount", "bankForeign"),
    ("identification", "holder"),
    ("identificiation", "holder"),
    ("images", "pictured"),
    ("matchSimilars", "match"),
    ("membershipMember", "member"),
    ("membershipOrganization", "organization"),
    ("mentionedBy", "resolved"),
    ("mentionedEntities", "document"),
    ("noteEntities", "entity"),
    ("occupancies", "post"),
    ("operatedVehicles", "operator"),
    ("ownedVehicles", "owner"),
    ("ownershipAsset", "asset"),
    ("ownershipOwner", "owner"),
    ("pages", "document"),
    ("participants", "project"),
    ("parties", "case"),
    ("passports", "holder"),
    ("paymentBeneficiary", "beneficiary"),
    ("paymentBeneficiaryAccount", "beneficiaryAccount"),
    ("paymentContract", "contract"),
    ("paymentPayer", "payer"),
    ("paymentPayerAccount", "payerAccount"),
    ("payments", "project"),
    ("positionOccupancies", "holder"),
    ("positions", "organization"),
    ("predecessors", "successor"),
    ("projectParticipation", "participant"),
    ("proven", "proof"),
    ("provenIntervals", "proof"),
    ("relatedEntities", "document"),
    ("risks", "entity"),
    ("rubBankAccount", "bankRub"),
    ("sanctions", "entity"),
    ("securities", "issuer"),
    ("subdivisions", "partOf"),
    ("subsidiaries", "parent"),
    ("subunits", "parent"),
    ("successors", "predecessor"),
    ("taxRolls", "taxee"),
    ("things", "addressEntity"),
    ("tripsDeparting", "startLocation"),
    ("tripsIncoming", "endLocation"),
    ("tripsInvolved", "vehicle"),
    ("unknownLinkFrom", "object"),
    ("unknownLinkTo", "subject"),
    ("userAccounts", "owner"),
];

/// The property whose reverse this one is, whatever the schema.
pub(super) fn forward_of(reverse: &[u8]) -> Option<&'static str> {
    let at = REVERSES.binary_search_by(|(known, _)| known.as_bytes().cmp(reverse)).ok()?;
    REVERSES.get(at).map(|(_, forward)| *forward)
}

/// Whether the values of a property are ids of entities.
pub(super) fn is_link(schema: &[u8], property: &[u8]) -> bool {
    LINKS.binary_search_by(|link| link.as_bytes().cmp(property)).is_ok()
        || LINKS_OF_SOME.iter().any(|(link, schemata)| {
            link.as_bytes() == property && schemata.iter().any(|known| known.as_bytes() == schema)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_in_order_and_every_end_is_one() {
        assert!(LINKS.is_sorted());
        assert!(REVERSES.is_sorted());
        for (reverse, forward) in REVERSES {
            let is_link =
                |name: &str| LINKS.contains(&name) || LINKS_OF_SOME.iter().any(|(some, _)| *some == name);
            assert!(is_link(forward) && !is_link(reverse), "{reverse}");
        }
        for edge in EDGES {
            for end in [edge.source, edge.target] {
                assert!(is_link(edge.name.as_bytes(), end.as_bytes()), "{} {end}", edge.name);
            }
        }
        assert!(is_link(b"Contract", b"authority") && !is_link(b"Sanction", b"authority"));
    }
}

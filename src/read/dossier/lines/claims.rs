//! Records of claims.

use super::keys::CLAIM;
use super::known::Known;
use super::nodes::lang_texts;
use super::{allow, evidence};
use crate::diagnostic::{Finding, rules};
use crate::graph::{
    ClaimHandle, ClaimInput, DateValue, DossierKey, GraphBuilder, NodeHandle, Said, StatementInput,
    TermInput, Value, Written,
};
use crate::ontology::{AttributeKey, Datatype, Role, Status, TypeKey};
use crate::read::dossier::fields::{Context, Fields, Meant};
use crate::read::dossier::header::{Header, bad_id};
use crate::read::dossier::passages::unknown_predicate;
use crate::read::dossier::values;
use crate::text::yaml::{Kind, Scalar, Yaml};
use crate::text::{Id, Place, Span};

/// A claim whose id is known, so that others can point at it.
pub(super) struct Announced<'y> {
    fields: Fields<'y>,
    id: &'y Scalar,
    handle: ClaimHandle,
}

/// Announces a claim under its id.
pub(super) fn announce<'y>(
    context: &mut Context<'_, '_>,
    record: &'y Yaml,
    known: &mut Known,
    builder: &mut GraphBuilder,
) -> Option<Announced<'y>> {
    let fields = context.fields(record, "a claim", CLAIM)?;
    let id = context.optional_text(&fields, "claim", "the id of the claim")?;
    let name = context.optional_text(&fields, "name", "the name of the claim");
    let name = name.and_then(|scalar| name_of(context, scalar, &fields, known, builder));
    let place = context.place(id.span);
    if let Some((_, first)) = known.claims.get(&id.text) {
        let finding = Finding::new(&rules::DUPLICATE_ID, format!("duplicate claim `{}`", id.text))
            .at(place, "defined again here")
            .also(*first, "first defined here")
            .help("change one of the ids, or put the evidence of both into one record");
        context.push(finding);
    }
    let handle = builder.announce_claim(name);
    known.claims.entry(id.text.clone()).or_insert((handle, place));
    Some(Announced { fields, id, handle })
}

/// The name, if it is good and nothing else in its dossier has it.
fn name_of(
    context: &mut Context<'_, '_>,
    scalar: &Scalar,
    fields: &Fields<'_>,
    known: &mut Known,
    builder: &GraphBuilder,
) -> Option<Id> {
    let place = context.place(scalar.span);
    let id = Id::new(&scalar.text)
        .map_err(|error| bad_id(context, scalar.span, &scalar.text, &error.to_string()))
        .ok()?;
    let named = fields.get("dossier").and_then(Yaml::text);
    let dossier = known.dossier_key(named)?;
    if let Some(node) = builder.find_node(dossier, &id) {
        let mut finding = Finding::new(&rules::DUPLICATE_ID, format!("`{id}` is already the id of a node"))
            .at(place, "a claim cannot have this name")
            .help("rename the claim");
        if let Some(first) = builder.node_input(node).place {
            finding = finding.also(first, "the node");
        }
        context.push(finding);
        return None;
    }
    if let Some(first) = known.names.insert((dossier, id.clone()), place) {
        let finding = Finding::new(&rules::DUPLICATE_NAME, format!("duplicate claim name `{id}`"))
            .at(place, "used again here")
            .also(first, "first used here")
            .help("rename one of them");
        context.push(finding);
    }
    Some(id)
}

/// Fills an announced claim; one with an error is left out and reported.
pub(super) fn fill(
    context: &mut Context<'_, '_>,
    claim: &Announced<'_>,
    known: &mut Known,
    builder: &mut GraphBuilder,
) {
    let fields = &claim.fields;
    let pieces = fields.get("evidence").and_then(Yaml::list).unwrap_or_default();
    allow::read(context, fields, pieces.iter().map(|piece| piece.span));
    let subject_yaml = fields.get("subject");
    let subject = subject_yaml.and_then(|yaml| known.term(context, yaml));
    let predicate = predicate(context, fields);
    let statement = predicate
        .as_ref()
        .and_then(|predicate| statement(context, predicate, fields, subject, known, builder));
    let by = speakers(context, fields, known);
    let via = known.nodes(context, fields.get("via"));
    let evidence = fields.get("evidence").map(|yaml| evidence::read(context, yaml, known));
    let evidence = evidence.unwrap_or_default();
    let status = status(context, fields);
    if let Some(via) = fields.get("via").filter(|_| fields.get("speakers").is_none()) {
        let finding = Finding::new(&rules::VIA_WITHOUT_BY, "`via` without `speakers`")
            .at(context.place(via.span), "whose words does it pass on?")
            .help("`speakers` names who says it, `via` who passes it on");
        context.push(finding);
    }
    let Speakers { by, dossier: own } = by;
    let is = |wanted: Status| status.is_some_and(|(status, _)| status == wanted);
    let denial_counts = counts(context, fields, statement.as_ref(), builder);
    let said = Said {
        by,
        via,
        // Only what is concluded is said by the dossier where a work is quoted.
        inferred: is(Status::Inferred) || own && !evidence.is_empty() || denial_counts == Some(false),
        disputed: is(Status::Disputed),
        vouched: is(Status::Demanded) || denial_counts == Some(true),
    };
    let dossier = known.dossier(context, fields).map(|(head, key)| (*key, head.is_part));
    let (Some(subject), Some(statement), Some((dossier, is_part)), Some(predicate)) =
        (subject, statement, dossier, predicate)
    else {
        let nodes = said.by.iter().chain(&said.via).copied();
        let terms = [subject].into_iter().flatten().filter_map(|term| match term {
            TermInput::Node(handle) => Some(handle),
            TermInput::Claim(_) => None,
        });
        for node in nodes.chain(terms) {
            builder.mention(node);
        }
        return;
    };
    let span = |yaml: Option<&Yaml>| yaml.map_or(predicate.name.span, inner);
    let written = Written {
        claim: context.place(claim.id.span),
        subject: span(subject_yaml),
        predicate: predicate.name.span,
        object: span(predicate.of),
    };
    let id = is_part.then(|| claim.id.text.clone());
    let input =
        ClaimInput { dossier, subject, statement, said, evidence, written: Some(written), id, row: None };
    if let Some((given, place)) = status {
        check_status(context, given, place, builder.status_of(&input));
    }
    builder.fill_claim(claim.handle, input);
}

/// The words of a text without its quotation marks, or a whole value.
fn inner(yaml: &Yaml) -> Span {
    yaml.scalar().map_or(yaml.span, |scalar| scalar.span)
}

/// The relation or attribute, and its object or value.
struct Predicate<'y> {
    name: &'y Scalar,
    of: Option<&'y Yaml>,
}

fn predicate<'y>(context: &mut Context<'_, '_>, fields: &Fields<'y>) -> Option<Predicate<'y>> {
    let relation = context.optional_text(fields, "relation", "the name of a relation");
    let attribute = context.optional_text(fields, "attribute", "the name of an attribute");
    let (name, key, other) = match (relation, attribute) {
        (Some(name), None) => (name, "object", "value"),
        (None, Some(name)) => (name, "value", "object"),
        _ => {
            let message =
                "a claim has either a `relation` with an `object`, or an `attribute` with a `value`";
            let finding = Finding::new(&rules::NOT_A_CLAIM, message)
                .at(context.place(fields.span), "not a claim")
                .help("remove one of them, or add what is missing");
            context.push(finding);
            return None;
        }
    };
    if let Some(yaml) = fields.get(other) {
        let finding = Finding::new(&rules::NOT_A_CLAIM, format!("`{}` does not take `{other}`", name.text))
            .at(context.place(yaml.span), "not allowed in this claim")
            .help(format!("use `{key}`"));
        context.push(finding);
        return None;
    }
    let of = fields.get(key);
    if of.is_none() {
        let rule = if key == "value" { &rules::VALUE_MISSING } else { &rules::NOT_A_CLAIM };
        let finding = Finding::new(rule, format!("missing `{key}` for `{}`", name.text))
            .at(context.place(name.span), "required by this name");
        context.push(finding.help(format!("add `\"{key}\"`")));
    }
    Some(Predicate { name, of })
}

fn statement(
    context: &mut Context<'_, '_>,
    predicate: &Predicate<'_>,
    fields: &Fields<'_>,
    subject: Option<TermInput>,
    known: &mut Known,
    builder: &GraphBuilder,
) -> Option<StatementInput> {
    let name = predicate.name;
    let (of, ontology) = (predicate.of?, builder.ontology());
    let is_relation = fields.get("relation").is_some();
    match (ontology.relation_named(&name.text), ontology.attribute_named(&name.text)) {
        (Some(relation), _) if is_relation => {
            known.term(context, of).map(|object| StatementInput::Relation(relation, object))
        }
        (_, Some(attribute)) if !is_relation => {
            let subject = match subject {
                Some(TermInput::Node(handle)) => Some(builder.node_input(handle).node_type),
                _ => None,
            };
            let (head, _) = known.dossier(context, fields)?;
            let datatype = ontology.attribute(attribute).datatype;
            let value = value(context, &head.header, (attribute, datatype), subject, of, builder)?;
            Some(StatementInput::Attribute(attribute, value))
        }
        (Some(_), _) | (_, Some(_)) => {
            let (right, wrong, words) = if is_relation {
                ("attribute", "relation", "an attribute, not a relation")
            } else {
                ("relation", "attribute", "a relation, not an attribute")
            };
            let message = format!("`{}` is {words}", name.text);
            let finding = Finding::new(&rules::NOT_A_CLAIM, message)
                .at(context.place(name.span), format!("this {wrong} does not exist"))
                .help(format!("use `\"{right}\": \"{}\"`", name.text));
            context.push(finding);
            None
        }
        (None, None) => {
            unknown_predicate(context, &name.text, name.span, builder);
            None
        }
    }
}

/// The value: a text as in YAML, `{"words": …}` for a date that is only described in words, `{LANGUAGE: …}` for a string in another
/// language than the dossier's.
fn value(
    context: &mut Context<'_, '_>,
    header: &Header,
    (attribute, datatype): (AttributeKey, Datatype),
    subject: Option<TypeKey>,
    yaml: &Yaml,
    builder: &GraphBuilder,
) -> Option<Value> {
    match (&yaml.kind, datatype) {
        (Kind::Scalar(scalar), _) => {
            let place = context.place(scalar.span);
            let attribute = builder.ontology().attribute(attribute);
            values::read(context, header, attribute, subject, &scalar.text, place)
        }
        (Kind::Map(entries), Datatype::Date) if entries.len() == 1 && yaml.get("words").is_some() => {
            let words = lang_texts(context, header, yaml.get("words")).into_iter().next()?;
            Some(Value::Date(DateValue::Words(words)))
        }
        (Kind::Map(entries), Datatype::Text) if entries.len() == 1 => {
            lang_texts(context, header, Some(yaml)).into_iter().next().map(Value::Text)
        }
        _ => {
            let help = match datatype {
                Datatype::Date => {
                    "use an EDTF date, or {\"words\": …} for a date that is only described in words"
                }
                Datatype::Text => "use a string, or {LANGUAGE: STRING}",
                _ => "use a string",
            };
            context.wrong_shape(yaml, "a value", help);
            None
        }
    }
}

/// Who says a claim.
#[derive(Default)]
struct Speakers {
    by: Vec<NodeHandle>,
    /// Whether the dossier itself says it.
    dossier: bool,
}

fn speakers(context: &mut Context<'_, '_>, fields: &Fields<'_>, known: &mut Known) -> Speakers {
    let mut speakers = Speakers::default();
    let Some(yaml) = fields.get("speakers") else { return speakers };
    let items = yaml.list().unwrap_or(std::slice::from_ref(yaml));
    for item in items {
        match &item.kind {
            Kind::Scalar(id) => speakers.by.extend(known.node(context, id)),
            _ => {
                let named = known.tagged(context, item, "dossier");
                let own = known.dossier(context, fields).map(|(_, key)| *key);
                let named = named.and_then(|name| {
                    let found: Option<DossierKey> = known.dossier_named(context, name).map(|(_, key)| *key);
                    found.map(|key| (name, key))
                });
                speakers.dossier |= named.is_some();
                if let Some((name, _)) = named.filter(|(_, key)| Some(*key) != own || items.len() > 1) {
                    let message = "a dossier can be the speaker only of its own claims, and only alone";
                    let finding = Finding::new(&rules::WRONG_SHAPE, message)
                        .at(context.place(name.span), "this dossier")
                        .help("name the nodes of the speakers");
                    context.push(finding);
                }
            }
        }
    }
    speakers
}

fn status(context: &mut Context<'_, '_>, fields: &Fields<'_>) -> Option<(Status, Place)> {
    let scalar = context.optional_text(fields, "status", "a status")?;
    let place = context.place(scalar.span);
    let found = Status::ALL.iter().copied().find(|status| status.name() == scalar.text);
    if found.is_none() {
        let finding = Finding::new(&rules::STATUS_NOT_ALLOWED, format!("unknown status `{}`", scalar.text))
            .at(place, "unknown status");
        let names: Vec<&str> = Status::ALL.iter().map(|status| status.name()).collect();
        let statuses = || format!("expected one of {}", names.join(", "));
        context.push(Meant::of_few(&scalar.text, &names).add_to(finding, place, statuses));
    }
    Some((found?, place))
}

/// Whether a denial is said to count, if the record says so. Nothing else can.
fn counts(
    context: &mut Context<'_, '_>,
    fields: &Fields<'_>,
    statement: Option<&StatementInput>,
    builder: &GraphBuilder,
) -> Option<bool> {
    let counts = context.optional_text(fields, "counts", "`true` or `false`")?;
    let is_denial = match statement? {
        StatementInput::Relation(relation, _) => builder.ontology().relation(*relation).has(Role::Denial),
        StatementInput::Attribute(..) => false,
    };
    let said = counts.text.parse().ok().filter(|_| is_denial);
    if said.is_none() {
        let help = if is_denial { "expected `true` or `false`" } else { "only a denial counts" };
        context.malformed(counts, "answer", help);
    }
    said
}

/// Reports a status that differs from the derived one. `disputed` is always accepted: the denial may be in another file; and a wish may
/// be attributed: the speaker has no say in it.
fn check_status(context: &mut Context<'_, '_>, given: Status, place: Place, follows: Status) {
    let is_opinion = (given, follows) == (Status::Attributed, Status::Demanded);
    if given == follows || given == Status::Disputed || is_opinion {
        return;
    }
    let message = format!("status `{}` does not match the speakers and the relation", given.name());
    let finding = Finding::new(&rules::STATUS_NOT_ALLOWED, message).at(place, "wrong status").offer(
        place,
        follows.name(),
        format!("the derived status is {}", follows.name()),
    );
    context.push(finding);
}

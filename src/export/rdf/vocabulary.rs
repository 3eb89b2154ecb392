//! The classes, properties and datatypes that every RDF export uses in addition to those of the ontology.

use oxrdf::NamedNodeRef;

macro_rules! names {
    ($($name:ident = $iri:expr;)*) => {
        $(pub(crate) const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked($iri);)*
    };
}

/// The namespace of RDF itself.
pub(crate) const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// The namespace of RDF Schema.
pub(crate) const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
/// The namespace of the datatypes of XML Schema.
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The prefixes of these names, by prefix.
pub(crate) const PREFIXES: [(&str, &str); 11] = [
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("edtf", "http://id.loc.gov/datatypes/edtf/"),
    ("neg", crate::ontology::NAMESPACE),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("rdf", RDF),
    ("rdfs", RDFS),
    ("schema", "https://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("void", "http://rdfs.org/ns/void#"),
    ("xsd", XSD),
];

// Words of our own; the ontology's JSON-LD defines them.
names! {
    CLAIM = "https://w3id.org/dossier/negotiation#Claim";
    CUE = "https://w3id.org/dossier/negotiation#cue";
    DENIED_BY = "https://w3id.org/dossier/negotiation#deniedBy";
    EVIDENCE = "https://w3id.org/dossier/negotiation#evidence";
    IN_PASSAGE = "https://w3id.org/dossier/negotiation#inPassage";
    KIND = "https://w3id.org/dossier/negotiation#kind";
    RETRIEVED = "https://w3id.org/dossier/negotiation#retrieved";
    SPEAKER = "https://w3id.org/dossier/negotiation#speaker";
    STATUS = "https://w3id.org/dossier/negotiation#status";
    VERIFIED = "https://w3id.org/dossier/negotiation#verified";
    VIA = "https://w3id.org/dossier/negotiation#via";
    WITH_CUE = "https://w3id.org/dossier/negotiation#withCue";
    WORDS = "https://w3id.org/dossier/negotiation#words";
}

// DCMI Metadata Terms.
names! {
    IDENTIFIER = "http://purl.org/dc/terms/identifier";
    ISSUED = "http://purl.org/dc/terms/issued";
    RIGHTS = "http://purl.org/dc/terms/rights";
    SOURCE = "http://purl.org/dc/terms/source";
    TITLE = "http://purl.org/dc/terms/title";
}

// Library of Congress, Extended Date/Time Format datatypes scheme.
names! {
    EDTF = "http://id.loc.gov/datatypes/edtf/EDTF";
}

// Web Annotation Vocabulary, section 3.2 (specific resources) and 3.3 (selectors).
names! {
    END = "http://www.w3.org/ns/oa#end";
    EXACT = "http://www.w3.org/ns/oa#exact";
    HAS_SELECTOR = "http://www.w3.org/ns/oa#hasSelector";
    HAS_SOURCE = "http://www.w3.org/ns/oa#hasSource";
    PREFIX = "http://www.w3.org/ns/oa#prefix";
    SPECIFIC_RESOURCE = "http://www.w3.org/ns/oa#SpecificResource";
    START = "http://www.w3.org/ns/oa#start";
    SUFFIX = "http://www.w3.org/ns/oa#suffix";
    TEXT_POSITION_SELECTOR = "http://www.w3.org/ns/oa#TextPositionSelector";
    TEXT_QUOTE_SELECTOR = "http://www.w3.org/ns/oa#TextQuoteSelector";
}

// schema.org.
names! {
    CURRENCY = "https://schema.org/currency";
    DATASET = "https://schema.org/Dataset";
    MONETARY_AMOUNT = "https://schema.org/MonetaryAmount";
    QUANTITATIVE_VALUE = "https://schema.org/QuantitativeValue";
    SHA256 = "https://schema.org/sha256";
    UNIT_TEXT = "https://schema.org/unitText";
    URL = "https://schema.org/url";
    VALUE = "https://schema.org/value";
}

// SKOS, DCAT and VoID.
names! {
    ALT_LABEL = "http://www.w3.org/2004/02/skos/core#altLabel";
    DCAT_DATASET = "http://www.w3.org/ns/dcat#Dataset";
    EXACT_MATCH = "http://www.w3.org/2004/02/skos/core#exactMatch";
    NOTE = "http://www.w3.org/2004/02/skos/core#note";
    VOID_CLASS = "http://rdfs.org/ns/void#class";
    VOID_CLASS_PARTITION = "http://rdfs.org/ns/void#classPartition";
    VOID_DATASET = "http://rdfs.org/ns/void#Dataset";
    VOID_ENTITIES = "http://rdfs.org/ns/void#entities";
    VOID_PROPERTY = "http://rdfs.org/ns/void#property";
    VOID_PROPERTY_PARTITION = "http://rdfs.org/ns/void#propertyPartition";
    VOID_TRIPLES = "http://rdfs.org/ns/void#triples";
    VOID_URI_SPACE = "http://rdfs.org/ns/void#uriSpace";
    VOID_VOCABULARY = "http://rdfs.org/ns/void#vocabulary";
}

//! Tests of the built-in ontology, of extensions and merges, and of what exports make of them.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const OWN: &str = "\
ontology: strike
namespace: https://example.org/strike#
prefixes: {ex: 'https://example.org/strike#'}
types:
  Union: {label: union, definition: A trade union.}
  Port: {label: port, definition: A port.}
relations:
  closes: {label: closes, inverse: closedBy, domain: [Union], range: [Port], definition: It is shut.}
attributes:
  stage:
    label: stage
    domain: [Port]
    value: token
    tokens: {Port: [open, closed]}
    definition: How it stands.
";

const EXTENSION: &str = "\
ontology: fishing
extend: negotiation
namespace: https://example.org/fishing#
prefixes: {fish: 'https://example.org/fishing#'}
unions: {Agent: [Fleet]}
types:
  Fleet: {label: fleet, definition: Boats under one flag., mapping: {sub: neg:Organization}}
relations:
  lands: {label: lands, inverse: landedBy, domain: [Fleet], range: [Topic], definition: It brings it ashore.}
  targets: {range: [Topic]}
attributes:
  state: {domain: [Fleet], tokens: {Fleet: [atSea, in-port], Issue: [dropped]}}
drawing:
  types: {Fleet: {family: agent, shape: box3d}}
";

fn names(ontology: &Ontology, types: &BTreeSet<TypeKey>) -> Vec<String> {
    types.iter().map(|key| ontology.node_type(*key).name.clone()).collect()
}

fn messages(text: &str) -> Vec<String> {
    Ontology::read(text).unwrap_err().into_iter().map(|problem| problem.message).collect()
}

#[test]
fn the_built_in_ontology_reads_without_problems() {
    let (ontology, problems) = read::read(BUILT_IN, None, false);
    assert_eq!(problems, []);
    assert_eq!((ontology.types.len(), ontology.relations.len(), ontology.attributes.len()), (14, 30, 8));
    assert_eq!(ontology.namespace(), NAMESPACE);
    assert_eq!(&ontology, Ontology::built_in());
    assert_eq!(Ontology::read(BUILT_IN).as_ref(), Ok(Ontology::built_in()));
    let definitions = ontology.types.iter().map(|record| &record.definition);
    let definitions = definitions.chain(ontology.relations.iter().map(|record| &record.definition));
    let mut definitions = definitions.chain(ontology.attributes.iter().map(|record| &record.definition));
    assert!(definitions.all(|definition| definition.ends_with('.')));
    assert!(ontology.relations.iter().all(|record| record.inverse.is_some() && !record.group.is_empty()));
}

#[test]
fn unions_are_spelled_out() {
    let ontology = Ontology::built_in();
    let relation = |name| ontology.relation(ontology.relation_named(name).unwrap());
    assert_eq!(names(ontology, &relation("demands").domain), ["Person", "Organization", "Country"]);
    assert_eq!(relation("demands").domain_names, ["Agent"]);
    assert_eq!(relation("about").range.len(), 14);
    assert_eq!(names(ontology, &relation("targets").range), ["Person", "Organization", "Country", "Place"]);
    let unions: Vec<&str> = ontology.unions().iter().map(|union| union.name.as_str()).collect();
    assert_eq!(unions, ["Agent", "Happening", "Location", "Thing"]);
}

#[test]
fn code_can_ask_records_instead_of_names() {
    let ontology = Ontology::built_in();
    let with = |role| -> Vec<&str> {
        ontology.relations_with(role).map(|key| ontology.relation(key).name.as_str()).collect()
    };
    assert_eq!(with(Role::Denial), ["denies"]);
    assert_eq!(with(Role::Accusation), ["breaks"]);
    assert_eq!(with(Role::Charge), ["responsibleFor", "breaks"]);
    assert_eq!(with(Role::Negative), ["blocks", "breaks", "refuses", "seeksEndOf", "lifts", "denies"]);
    assert_eq!(with(Role::Membership), ["holdsOffice", "officeOf", "partOf"]);
    assert_eq!(with(Role::Position), ["holdsPosition", "demands", "offers", "refuses"]);
    assert!(Role::ALL.iter().all(|role| !with(*role).is_empty()));
    assert!(TypeRole::ALL.iter().all(|role| ontology.types_with(*role).count() == 1));
    let key = |name| ontology.relation_named(name).unwrap();
    assert!(ontology.is_kind_of(key("demands"), key("holdsPosition")));
    assert!(!ontology.is_kind_of(key("holdsPosition"), key("demands")));
    assert_eq!(ontology.relation_with_inverse("heldBy"), Some(key("holdsOffice")));
    assert_eq!(ontology.relation(key("offers")).status, Some(Status::Demanded));
    let negotiation = ontology.node_type(ontology.type_named("Negotiation").unwrap());
    assert_eq!(negotiation.supertypes, [ontology.type_named("Event").unwrap()]);
    let imposed = ontology.relation(key("imposes")).subjects.clone().unwrap();
    assert_eq!(
        (imposed.min, imposed.max, names(ontology, &imposed.of)),
        (1, None, vec!["Measure".to_owned()])
    );
    let state = ontology.attribute_named("state").unwrap();
    assert_eq!(imposed.when, Some(Condition { attribute: state, token: "inForce".to_owned() }));
    let speakers = ontology.relation(key("attributedTo")).objects.clone().unwrap();
    assert_eq!(
        (names(ontology, &speakers.of), speakers.unless),
        (vec!["Claim".to_owned()], Some(Status::Inferred))
    );
    let issue = ontology.type_named("Issue").unwrap();
    assert_eq!(ontology.attribute(state).tokens_of(issue), ["open", "underDiscussion", "settled"]);
    assert_eq!(ontology.expand("org:holds").as_deref(), Some("http://www.w3.org/ns/org#holds"));
    assert_eq!(ontology.expand("nope:x"), None);
}

#[test]
fn an_ontology_of_ones_own_replaces_the_built_in_one() {
    let ontology = Ontology::read(OWN).unwrap();
    assert_eq!((ontology.types.len(), ontology.type_named("Person")), (2, None));
    assert_eq!(ontology.relations().next().unwrap().1.iri, "https://example.org/strike#closes");
    assert_eq!(ontology.drawing().of_status(Status::Disputed).head, Head::Tee);
    assert_eq!(ontology.drawing().of_type(ontology.type_named("Port").unwrap()).shape, "box");
}

#[test]
fn an_extension_adds_and_keeps_what_was_there() {
    let ontology = Ontology::read(EXTENSION).unwrap();
    let base = Ontology::built_in();
    assert!(base.relations().all(|(key, record)| ontology.relation(key).name == record.name));
    let fleet = ontology.type_named("Fleet").unwrap();
    let relation = |name| ontology.relation(ontology.relation_named(name).unwrap());
    assert!(relation("demands").domain.contains(&fleet));
    assert!(relation("about").domain.contains(&fleet));
    assert!(relation("targets").range.contains(&ontology.type_named("Topic").unwrap()));
    assert_eq!(
        relation("targets").definition,
        base.relation(base.relation_named("targets").unwrap()).definition
    );
    assert_eq!(relation("lands").iri, "https://example.org/fishing#lands");
    assert_eq!(relation("targets").iri, format!("{NAMESPACE}targets"));
    assert_eq!(ontology.unions()[0].iri, format!("{NAMESPACE}Agent"));
    let state = ontology.attribute(ontology.attribute_named("state").unwrap());
    assert_eq!(state.tokens_of(fleet), ["atSea", "in-port"]);
    assert_eq!(state.tokens_of(ontology.type_named("Issue").unwrap()).last().unwrap(), "dropped");
    assert_eq!(ontology.node_type(fleet).supertypes, [ontology.type_named("Organization").unwrap()]);
    assert_eq!(ontology.drawing().of_type(fleet).shape, "box3d");
    assert_eq!(ontology.drawing().of_status(Status::Demanded).mark, "!");
}

#[test]
fn an_extension_may_repeat_but_not_redefine() {
    let repeat = "ontology: a\nextend: negotiation\ntypes:\n  Place:\n    label: place\n    mapping: {exact: schema:Place}\n    definition: \"A location that is not a state: city, region, sea area, building.\"\n";
    assert!(Ontology::read(repeat).is_ok());
    assert_eq!(messages(&repeat.replace("sea area", "sea")), ["`Place` is already defined differently"]);
    assert_eq!(
        messages("ontology: a\nextend: negotiation\nprefixes: {org: 'http://example.org/'}\n"),
        ["the prefix `org` already stands for http://www.w3.org/ns/org#"]
    );
    assert_eq!(
        messages("ontology: a\nextend: negotiation\nrelations: {targets: {inverse: x}}\n"),
        ["`targets` is declared already; `inverse` cannot be added to it"]
    );
    assert_eq!(
        messages("ontology: a\nextend: negotation\ntypes: {}\n"),
        ["unknown ontology `negotation` to extend"]
    );
    assert_eq!(
        messages("ontology: a\nextend: negotiation\ntypes: {heldBy: {label: a, definition: b.}}\n").len(),
        1
    );
}

#[test]
fn ontologies_of_several_dossiers_are_joined() {
    let (base, fishing, own) =
        (Ontology::built_in(), Ontology::read(EXTENSION).unwrap(), Ontology::read(OWN).unwrap());
    let all = base.merge(&fishing).unwrap().merge(&own).unwrap();
    assert_eq!((all.name(), all.types.len(), all.relations.len()), ("negotiation", 17, 32));
    let fleet = all.type_named("Fleet").unwrap();
    assert!(all.relation(all.relation_named("offers").unwrap()).domain.contains(&fleet));
    assert_eq!(all.merge(&fishing).unwrap(), all);
    let other = Ontology::read(&OWN.replace("A port.", "A harbour.")).unwrap();
    let conflicts = own.merge(&other).unwrap_err();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].name, "Port");
}

#[test]
fn everything_wrong_is_reported_at_once_and_in_its_place() {
    let text = "\
ontology: bad
namespace: example
prefixes: {rdf: 'http://example.org/', x: 'http://example.org/x'}
colour: red
unions: {Both: [Person, Persn]}
types:
  Person: {label: person, definition: A., shape: box, roles: [wishes]}
  2nd: {label: second, definition: B.}
  Thing: {label: thing, definition: C.}
relations:
  knows: {label: knows, inverse: knows, domain: [Both, Nobody], range: [Person], definition: D., mapping: {same: foaf:knows, exact: foaf:knows}}
  hates: {label: hates, domain: [Person], definition: E., status: claimed, cardinality: {objects: {min: 3, max: 2, through: likes}, subjects: {when: {mood: bad}}}}
attributes:
  mood: {label: mood, domain: [Person], value: token, definition: F., tokens: {Persn: [ok]}}
  size: {label: size, domain: [Person], value: integer, definition: G., mapping: {inverse: rdf:value}}
  size: {label: twice}
drawing:
  families: {red: {border: '#12345', fill: '#FF0000'}}
  types: {Person: {family: blue, shape: blob}}
  statuses: {claimed: {}}
";
    let problems = Ontology::read(text).unwrap_err();
    let found: Vec<String> = problems
        .iter()
        .map(|problem| format!("{}: {}", &text[problem.span.range()], problem.message))
        .collect();
    let expected = [
        "example: `example` is not an absolute IRI",
        "rdf: the prefix `rdf` always stands for",
        "http://example.org/x': an IRI to which names are appended must end in",
        "colour: `colour` is not a key of an ontology",
        "Persn: `Persn` is not a declared type",
        "shape: `shape` is not a key of a type",
        "wishes: `wishes` is not allowed here",
        "2nd: `2nd` is not a name",
        "Thing: `Thing` is a type, but also the union of all types",
        "knows: `knows` is the inverse of a relation, but also a relation",
        "Nobody: `Nobody` is not a declared type",
        "same: `same` is not allowed here",
        "foaf:knows: `foaf:knows` does not start with a declared prefix",
        "hates: `hates` has no `range`",
        "claimed: `claimed` is not allowed here",
        "{min: 3, max: 2, through: likes}: `max` is less than `min`",
        "likes: `likes` is not a declared relation",
        "bad: `bad` is not a token of `mood`",
        "Person: `mood` lists no tokens for `Person`",
        "integer: `integer` is not allowed here",
        "rdf:value: only a relation with an `inverse` can be mapped so",
        "size: duplicate key `size` in this mapping",
        "'#12345': `#12345` is not a colour",
        "blue: `blue` is not a declared family",
        "blob: `blob` is not allowed here",
        "claimed: `claimed` is not allowed here",
    ];
    for wanted in expected {
        assert!(found.iter().any(|found| found.contains(wanted)), "{wanted} is missing in {found:#?}");
    }
    assert!(problems.is_sorted());
    let help =
        |word: &str| problems.iter().find(|problem| problem.message.contains(word)).unwrap().help.clone();
    assert_eq!(help("`Persn`").as_deref(), Some("did you mean `Person`?"));
    assert_eq!(help("`wishes`").as_deref(), Some("did you mean `wish`?"));
}

#[test]
fn files_that_are_no_ontology_are_refused() {
    assert_eq!(messages(""), ["the file contains no ontology"]);
    assert_eq!(messages("[1, 2]\n").len(), 3);
    assert_eq!(messages("ontology: \"x\n"), ["this quotation mark is never closed"]);
    assert_eq!(messages("types: {}\n").len(), 2);
}

/// Reads a document with a JSON-LD processor that is not ours, and returns its triples as text.
fn triples(ontology: &Ontology) -> BTreeSet<String> {
    let text = serde_json::to_string_pretty(&ontology.to_jsonld()).unwrap();
    let quads = oxjsonld::JsonLdParser::new().for_slice(text.as_bytes());
    let triples: BTreeSet<String> = quads.map(|quad| quad.unwrap().to_string()).collect();
    assert!(triples.iter().all(|triple| !triple.contains("_:")), "there is a blank node");
    triples
}

#[test]
fn the_json_ld_says_what_the_records_say() {
    let triples = triples(Ontology::built_in());
    let expect = |triple: &str| {
        let triple = triple
            .replace("neg:", NAMESPACE)
            .replace("rdfs:", "http://www.w3.org/2000/01/rdf-schema#")
            .replace("rdf:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
            .replace("skos:", "http://www.w3.org/2004/02/skos/core#")
            .replace("owl:", "http://www.w3.org/2002/07/owl#");
        assert!(triples.contains(&triple), "{triple} is missing");
    };
    expect("<neg:Country> <rdfs:subClassOf> <https://schema.org/Country>");
    expect("<neg:Person> <rdfs:label> \"person\"@en");
    expect("<neg:Person> <rdfs:subClassOf> <neg:Agent>");
    expect("<neg:Agent> <owl:unionOf> <neg:Agent-1>");
    expect("<neg:Agent-3> <rdf:rest> <rdf:nil>");
    expect("<neg:Agent-1> <rdf:first> <neg:Person>");
    expect("<neg:demands> <rdfs:subPropertyOf> <neg:holdsPosition>");
    expect("<neg:demands> <rdfs:domain> <neg:Agent>");
    expect("<neg:takesPartIn> <rdfs:range> <neg:Happening>");
    expect("<neg:officeOf> <rdfs:range> <neg:Organization-or-Country>");
    expect("<neg:heldBy> <owl:inverseOf> <neg:holdsOffice>");
    expect("<neg:hasParty> <rdfs:subPropertyOf> <http://semanticweb.cs.vu.nl/2009/11/sem/hasActor>");
    expect("<neg:denies> <skos:closeMatch> <https://vocab.methodandstructure.com/ibis#opposes>");
    expect("<neg:age> <rdfs:range> <http://www.w3.org/2001/XMLSchema#decimal>");
    expect("<neg:state-inForce> <skos:inScheme> <neg:state--tokens>");
    expect("<neg:disputed> <rdf:type> <skos:Concept>");
    expect("<neg:speaker> <rdfs:subPropertyOf> <http://www.w3.org/ns/prov#wasAttributedTo>");
    for word in VOCABULARY {
        expect(&format!("<neg:{}> <rdfs:comment> \"{}\"@en", word.name, word.definition));
    }
}

#[test]
fn the_json_ld_of_other_ontologies_is_good_too() {
    let own = triples(&Ontology::read(OWN).unwrap());
    assert!(own.iter().any(|triple| triple.starts_with("<https://example.org/strike#closedBy> ")));
    let document = Ontology::read(EXTENSION).unwrap().to_jsonld();
    let prefixes: Vec<&String> =
        document["@context"].as_object().unwrap().keys().filter(|key| !key.contains(':')).collect();
    assert!(prefixes.is_sorted() && prefixes.contains(&&"fish".to_owned()));
    assert!(!prefixes.contains(&&"aif".to_owned()), "only prefixes that occur");
    triples(&Ontology::read(EXTENSION).unwrap());
}

/// The triples of a Turtle document as a parser that is not ours reads them.
fn turtle_triples(text: &str) -> Vec<oxrdf::Triple> {
    oxttl::TurtleParser::new().for_slice(text.as_bytes()).map(|triple| triple.unwrap()).collect()
}

#[test]
fn the_turtle_says_what_the_json_ld_does() {
    for text in [BUILT_IN, OWN, EXTENSION] {
        let ontology = Ontology::read(text).unwrap();
        let turtle = ontology.to_turtle();
        let found: BTreeSet<String> = turtle_triples(&turtle).iter().map(oxrdf::Triple::to_string).collect();
        assert_eq!(found, triples(&ontology));
        assert!(turtle.lines().all(|line| line.trim_end() == line));
    }
}

#[test]
fn every_name_has_its_shapes() {
    for text in [BUILT_IN, OWN, EXTENSION] {
        let ontology = Ontology::read(text).unwrap();
        let shapes = turtle_triples(&ontology.to_shacl());
        let subjects: BTreeSet<String> = shapes.iter().map(|triple| triple.subject.to_string()).collect();
        let relations = ontology.relations().map(|(_, record)| &record.iri);
        for iri in relations.chain(ontology.attributes().map(|(_, record)| &record.iri)) {
            for suffix in ["shape", "claims"] {
                assert!(subjects.contains(&format!("<{iri}--{suffix}>")), "{iri}--{suffix}");
            }
        }
        let targets: BTreeSet<String> = shapes
            .iter()
            .filter(|triple| triple.predicate.as_str().ends_with("#targetClass"))
            .map(|triple| triple.object.to_string())
            .collect();
        let is_claim = |record: &NodeType| record.roles.contains(&TypeRole::Claim);
        for (_, record) in ontology.types().filter(|(_, record)| !is_claim(record)) {
            assert!(targets.contains(&format!("<{}>", record.iri)), "{}", record.iri);
        }
        assert!(targets.contains(&format!("<{NAMESPACE}Claim>")));
    }
}

#[test]
fn the_table_is_aligned() {
    let table = Ontology::built_in().to_table();
    assert!(
        table.starts_with("14 types\n  TYPE          DEFINITION\n  Person        A human being"),
        "{table}"
    );
    assert!(table.contains("\n3 relations (roles)\n"), "{table}");
    assert!(table.contains("tokens of state"));
    assert!(table.lines().all(|line| line.trim_end() == line));
}

proptest! {
    #[test]
    fn no_file_panics(at in 0..BUILT_IN.len(), cut in 0..40_usize, put in "[-:{}\\[\\], a-z\n]{0,8}") {
        let border = |at: usize| (0..=at.min(BUILT_IN.len())).rev().find(|at| BUILT_IN.is_char_boundary(*at)).unwrap();
        let (start, end) = (border(at), border(at + cut));
        let text = format!("{}{put}{}", &BUILT_IN[..start], &BUILT_IN[end..]);
        if let Err(problems) = Ontology::read(&text) {
            for problem in problems {
                prop_assert!(text.get(problem.span.range()).is_some());
            }
        }
    }
}

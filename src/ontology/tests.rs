//! Tests of the built-in ontology, of extensions and merges, and of what exports make of them.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const NEGOTIATION: &str = include_str!("../../data/ontology/negotiation.yaml");

/// All built-in ontologies, one of its own and an extension.
fn every_text() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|known| known.text).chain([OWN, EXTENSION])
}

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
    let (ontology, problems) = read::read(NEGOTIATION, None, false);
    assert_eq!(problems, []);
    assert_eq!((ontology.types.len(), ontology.relations.len(), ontology.attributes.len()), (14, 30, 8));
    assert_eq!(ontology.namespace(), NAMESPACE);
    assert_eq!(&ontology, Ontology::built_in());
    assert_eq!(Ontology::read(NEGOTIATION).as_ref(), Ok(Ontology::built_in()));
    let definitions = ontology.types.iter().map(|record| &record.definition);
    let definitions = definitions.chain(ontology.relations.iter().map(|record| &record.definition));
    let mut definitions = definitions.chain(ontology.attributes.iter().map(|record| &record.definition));
    assert!(definitions.all(|definition| definition.ends_with('.')));
    assert!(ontology.relations.iter().all(|record| record.inverse.is_some() && !record.group.is_empty()));
}

#[test]
fn every_built_in_ontology_is_complete_and_all_can_be_combined() {
    for known in &BUILT_IN {
        let ontology = known.ontology();
        assert_eq!(Ontology::read(known.text).as_ref(), Ok(ontology), "{}", known.name);
        assert_eq!(ontology.name(), known.name);
        assert!(ontology.namespace().ends_with(&format!("/{}#", known.name)));
        let types = ontology.types.iter().map(|record| (&record.definition, &record.mappings));
        let attributes = ontology.attributes.iter().map(|record| (&record.definition, &record.mappings));
        assert!(types.clone().all(|(_, mappings)| !mappings.is_empty()), "{}", known.name);
        assert!(types.chain(attributes).all(|(definition, _)| definition.ends_with('.')), "{}", known.name);
        for record in &ontology.relations {
            assert!(record.definition.ends_with('.') && !record.group.is_empty(), "{}", record.name);
            assert!(record.inverse.is_some() && !record.domain.is_empty() && !record.range.is_empty());
        }
        assert!(ontology.attributes.iter().all(|record| !record.domain.is_empty()), "{}", known.name);
        let drawn = |key| ontology.drawing().types.contains_key(&key);
        assert!(ontology.types().all(|(key, _)| drawn(key)), "{}", known.name);
        for other in &BUILT_IN {
            let merged = ontology.merge(other.ontology()).unwrap();
            let names =
                |ontology: &Ontology| ontology.relation_names.keys().cloned().collect::<BTreeSet<_>>();
            assert_eq!(names(&merged), &names(ontology) | &names(other.ontology()));
            let person = merged.node_type(merged.type_named("Person").unwrap());
            assert_eq!(person.iri, format!("{NAMESPACE}Person"));
        }
    }
    assert_eq!(Ontology::named("kin"), Some(BUILT_IN[4].ontology()));
    assert_eq!(Ontology::named("kith"), None);
}

#[test]
fn a_file_extends_several_ontologies_or_parts_of_them() {
    let text = "ontology: feud\nextend: [kin, events]\nnamespace: https://example.org/feud#\n\
                relations:\n  avenges: {label: avenges, inverse: avengedBy, domain: [Person], range: [Person], \
                definition: He kills for him.}\n\
                drawing:\n  relations:\n    avenges: {colour: \"#AA0000\", head: diamond}\n    causes: {width: 3}\n";
    let ontology = Ontology::read(text).unwrap();
    let relation = |name| ontology.relation_named(name).unwrap();
    assert_eq!(ontology.relation(relation("parentOf")).iri, "https://w3id.org/dossier/kin#parentOf");
    let drawing = ontology.drawing();
    let avenges = drawing.of_claim(relation("avenges"), Status::Reported);
    assert_eq!((avenges.colour.as_str(), avenges.head), ("#AA0000", Head::Diamond));
    // The extension replaces the look of `causes`, which had a colour before.
    assert_eq!(drawing.of_relation(relation("causes")).unwrap().colour, None);
    assert_eq!(drawing.of_claim(relation("causes"), Status::Reported).width, 3.0);

    let part = "ontology: small\nextend: {negotiation: [Person, Event, Claim, Work, denies, takesPartIn, date]}\n\
                namespace: https://example.org/small#\n";
    let small = Ontology::read(&part.replace(", denies", ", Agent, denies")).unwrap();
    assert_eq!(small.types().count(), 4);
    let date = small.attribute(small.attribute_named("date").unwrap());
    assert_eq!(names(&small, &date.domain), ["Work", "Event"]);
    let denies = small.relation(small.relation_named("denies").unwrap());
    assert_eq!((names(&small, &denies.domain), denies.has(Role::Denial)), (vec!["Person".to_owned()], true));
    assert_eq!(
        messages(&part.replace("Event", "Evnt")),
        ["`negotiation` declares no `Evnt`"],
        "a name that is not there"
    );
    assert_eq!(
        messages(&part.replace("date]", "partyTo]")),
        ["`partyTo` needs `Negotiation`"],
        "a relation that needs a type which is not taken"
    );
    assert_eq!(
        messages(&part.replace("{negotiation", "{negotation")),
        ["unknown ontology `negotation` to extend"]
    );
}

#[test]
fn a_relation_gives_colour_and_head_and_a_status_keeps_its_line_and_symbol() {
    let ontology = Ontology::named("argument").unwrap();
    let attacks = ontology.relation_named("attacks").unwrap();
    let of = |status| ontology.drawing().of_claim(attacks, status);
    let (reported, attributed) = (of(Status::Reported), of(Status::Attributed));
    let colour = "#C23B22";
    assert_eq!((reported.colour.as_str(), reported.head, reported.line), (colour, Head::Tee, Line::Solid));
    assert_eq!((reported.width, reported.mark.as_str()), (1.6, ""));
    assert_eq!((attributed.colour.as_str(), attributed.head), (colour, Head::Tee));
    assert_eq!((attributed.line, attributed.width, attributed.mark.as_str()), (Line::Dashed, 1.0, "@"));
    let argues = ontology.relation_named("argues").unwrap();
    assert_eq!(
        ontology.drawing().of_claim(argues, Status::Disputed),
        ontology.drawing().of_status(Status::Disputed)
    );
    let bad = "ontology: a\nextend: argument\ndrawing:\n  relations:\n    attaks: {colour: \"#000000\"}\n    \
               attacks: {colour: red, head: arrow, mark: x}\n";
    let found = messages(bad);
    assert!(found.contains(&"`attaks` is not a declared relation".to_owned()), "{found:?}");
    assert!(found.contains(&"`red` is not a colour".to_owned()), "{found:?}");
    assert!(found.contains(&"`arrow` is not allowed here".to_owned()), "{found:?}");
    assert_eq!(found.len(), 4, "{found:?}");
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
    let anywhere = |role| BUILT_IN.iter().any(|known| known.ontology().relations_with(role).next().is_some());
    assert!(Role::ALL.iter().all(|role| anywhere(*role)));
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
    for text in every_text() {
        let ontology = Ontology::read(text).unwrap();
        let turtle = ontology.to_turtle();
        let found: BTreeSet<String> = turtle_triples(&turtle).iter().map(oxrdf::Triple::to_string).collect();
        assert_eq!(found, triples(&ontology));
        assert!(turtle.lines().all(|line| line.trim_end() == line));
    }
}

#[test]
fn every_name_has_its_shapes() {
    for text in every_text() {
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
    fn no_file_panics(at in 0..NEGOTIATION.len(), cut in 0..40_usize, put in "[-:{}\\[\\], a-z\n]{0,8}") {
        let border = |at: usize| (0..=at.min(NEGOTIATION.len())).rev().find(|at| NEGOTIATION.is_char_boundary(*at)).unwrap();
        let (start, end) = (border(at), border(at + cut));
        let text = format!("{}{put}{}", &NEGOTIATION[..start], &NEGOTIATION[end..]);
        if let Err(problems) = Ontology::read(&text) {
            for problem in problems {
                prop_assert!(text.get(problem.span.range()).is_some());
            }
        }
    }
}

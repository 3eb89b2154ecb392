//! SHACL shapes (W3C Recommendation, 20 July 2017) of the exports: what subjects and objects a relation has, which
//! values an attribute takes, and what a claim and its evidence cannot lack.
//!
//! They are for all graphs of an export together. How many claims of a relation there are is left to `check`: claims
//! that are not asserted count there, and a part of a graph need not be complete.

use std::collections::BTreeSet;

use super::model::{Attribute, Ontology, Relation};
use super::status::Status;
use super::turtle::{Block, Item, Turtle, text_item};
use super::words::{Datatype, TypeKey, TypeRole};

impl Ontology {
    /// The shapes in Turtle.
    pub fn to_shacl(&self) -> String {
        let mut shapes = Shapes { ontology: self, turtle: Turtle::new(self) };
        shapes.nodes();
        for (_, relation) in self.relations() {
            shapes.relation(relation);
        }
        for (_, attribute) in self.attributes() {
            shapes.attribute(attribute);
        }
        shapes.claims();
        shapes.evidence();
        shapes.dossiers_and_quantities();
        shapes.turtle.finish()
    }
}

/// How often a property may occur.
type Count = (Option<u32>, Option<u32>);

const ANY: Count = (None, None);
const SOME: Count = (Some(1), None);
const ONE: Count = (Some(1), Some(1));
const MAYBE: Count = (None, Some(1));

struct Shapes<'o> {
    ontology: &'o Ontology,
    turtle: Turtle,
}

impl Shapes<'_> {
    /// Writes a shape. Names hold no hyphen, so its IRI is never that of a name.
    fn shape(&mut self, iri: &str, suffix: &str, target: (&str, Vec<Item>), mut rest: Block) {
        let mut block: Block = vec![("a".to_owned(), vec![self.turtle.name("sh:NodeShape")])];
        block.push((self.turtle.key(target.0), target.1));
        block.append(&mut rest);
        self.turtle.subject(&format!("{iri}--{suffix}"), &block);
    }

    fn own(&self, name: &str) -> String {
        format!("{}{name}", self.ontology.namespace)
    }

    fn constraint(&mut self, key: &str, item: Item) -> (String, Vec<Item>) {
        (self.turtle.key(key), vec![item])
    }

    /// A constraint whose value is a name of a standard vocabulary.
    fn named(&mut self, key: &str, name: &str) -> (String, Vec<Item>) {
        let item = self.turtle.name(name);
        self.constraint(key, item)
    }

    /// What a property must be: its path, how often it occurs, and more.
    fn property(&mut self, path: Item, (min, max): Count, mut more: Block) -> (String, Vec<Item>) {
        let mut block = vec![self.constraint("sh:path", path)];
        for (key, count) in [("sh:minCount", min), ("sh:maxCount", max)] {
            if let Some(count) = count {
                block.push(self.constraint(key, Item::Term(count.to_string())));
            }
        }
        block.append(&mut more);
        self.constraint("sh:property", Item::Block(block))
    }

    /// A property of a standard vocabulary with values of one datatype.
    fn literal(&mut self, path: &str, count: Count, datatype: &str) -> (String, Vec<Item>) {
        let (path, datatype) = (self.turtle.name(path), self.named("sh:datatype", datatype));
        self.property(path, count, vec![datatype])
    }

    fn pattern(&mut self, pattern: &str) -> (String, Vec<Item>) {
        self.constraint("sh:pattern", text_item(pattern))
    }

    /// One of some alternatives; where there is one, just that.
    fn either(&mut self, mut alternatives: Vec<Block>) -> Block {
        match alternatives.len() {
            0 => Vec::new(),
            1 => alternatives.remove(0),
            _ => {
                let list = Item::List(alternatives.into_iter().map(Item::Block).collect());
                vec![self.constraint("sh:or", list)]
            }
        }
    }

    /// Being of one of some types; claims are claims of the exports, whatever the ontology calls them.
    fn of_types(&mut self, types: &BTreeSet<TypeKey>, more: &[&str]) -> Block {
        let mut iris: Vec<String> = types.iter().map(|key| self.class(*key)).collect();
        iris.extend(more.iter().map(|name| self.turtle.expand(name)));
        let mut alternatives = Vec::new();
        for iri in iris {
            let class = self.turtle.iri(&iri);
            alternatives.push(vec![self.constraint("sh:class", class)]);
        }
        self.either(alternatives)
    }

    fn class(&self, key: TypeKey) -> String {
        let record = self.ontology.node_type(key);
        if record.roles.contains(&TypeRole::Claim) {
            self.turtle.expand("neg:Claim")
        } else {
            record.iri.clone()
        }
    }

    fn types_but_claims(&self) -> BTreeSet<TypeKey> {
        let is_claim = |key: &TypeKey| self.ontology.node_type(*key).roles.contains(&TypeRole::Claim);
        self.ontology.types().map(|(key, _)| key).filter(|key| !is_claim(key)).collect()
    }

    fn works(&self) -> BTreeSet<TypeKey> {
        self.ontology.types_with(TypeRole::Work).collect()
    }

    fn nodes(&mut self) {
        let types: Vec<String> = self.types_but_claims().into_iter().map(|key| self.class(key)).collect();
        let types: Vec<Item> = types.iter().map(|iri| self.turtle.iri(iri)).collect();
        if !types.is_empty() {
            let label = self.turtle.name("rdfs:label");
            let more = vec![
                self.named("sh:datatype", "rdf:langString"),
                self.constraint("sh:uniqueLang", Item::Term("true".to_owned())),
            ];
            let rest = vec![
                self.named("sh:nodeKind", "sh:IRI"),
                self.property(label, ANY, more),
                self.literal("skos:altLabel", ANY, "rdf:langString"),
                self.literal("skos:note", ANY, "rdf:langString"),
                self.literal("neg:kind", MAYBE, "rdf:langString"),
                self.link("skos:exactMatch", ANY, Vec::new()),
            ];
            self.shape(&self.own("nodes"), "shape", ("sh:targetClass", types), rest);
        }
        let works: Vec<String> = self.works().into_iter().map(|key| self.class(key)).collect();
        let works: Vec<Item> = works.iter().map(|iri| self.turtle.iri(iri)).collect();
        if !works.is_empty() {
            let sum = self.turtle.name("schema:sha256");
            let more = vec![self.named("sh:datatype", "xsd:string"), self.pattern("^[0-9a-f]{64}$")];
            let rest = vec![
                self.link("schema:url", MAYBE, Vec::new()),
                self.literal("dcterms:issued", MAYBE, "edtf:EDTF"),
                self.literal("neg:retrieved", MAYBE, "edtf:EDTF"),
                self.property(sum, MAYBE, more),
                self.literal("dcterms:rights", MAYBE, "xsd:string"),
            ];
            self.shape(&self.own("works"), "shape", ("sh:targetClass", works), rest);
        }
    }

    /// A property of a standard vocabulary that leads to something with an IRI.
    fn link(&mut self, path: &str, count: Count, mut more: Block) -> (String, Vec<Item>) {
        let path = self.turtle.name(path);
        more.insert(0, self.named("sh:nodeKind", "sh:IRI"));
        self.property(path, count, more)
    }

    fn relation(&mut self, relation: &Relation) {
        let mut object = vec![self.named("sh:nodeKind", "sh:IRI")];
        object.append(&mut self.of_types(&relation.range, &[]));
        let subject = self.of_types(&relation.domain, &[]);
        self.plain(&relation.iri, subject.clone(), object.clone());
        let mut parts = vec![self.part("rdf:subject", subject), self.part("rdf:object", object)];
        if let Some(status) = relation.status {
            // What somebody says of the wishes of others is attributed.
            let opinion = (status == Status::Demanded).then_some(Status::Attributed);
            let allowed: Vec<Item> = [status, Status::Disputed, Status::Inferred]
                .into_iter()
                .chain(opinion)
                .map(|status| self.turtle.iri(&status.iri()))
                .collect();
            let allowed = vec![self.constraint("sh:in", Item::List(allowed))];
            parts.push(self.part("neg:status", allowed));
        }
        self.claimed(&relation.iri, parts);
    }

    /// The shape of plain triples of a property.
    fn plain(&mut self, iri: &str, subject: Block, object: Block) {
        let property = self.turtle.iri(iri);
        let mut rest = subject;
        rest.push(self.property(property.clone(), ANY, object));
        self.shape(iri, "shape", ("sh:targetSubjectsOf", vec![property]), rest);
    }

    /// The shape of the claims of a property: what holds for each of their parts.
    fn claimed(&mut self, iri: &str, parts: Block) {
        let back = vec![self.named("sh:inversePath", "rdf:predicate")];
        let claims = self.property(Item::Block(back), ANY, parts);
        let target = self.turtle.iri(iri);
        self.shape(iri, "claims", ("sh:targetNode", vec![target]), vec![claims]);
    }

    fn part(&mut self, path: &str, constraints: Block) -> (String, Vec<Item>) {
        let path = self.turtle.name(path);
        self.property(path, ANY, constraints)
    }

    fn attribute(&mut self, attribute: &Attribute) {
        let (subject, value) = (self.of_types(&attribute.domain, &[]), self.value(attribute));
        self.plain(&attribute.iri, subject.clone(), value.clone());
        let mut parts = vec![self.part("rdf:subject", subject), self.part("rdf:object", value)];
        let mut by_type = Vec::new();
        for (key, tokens) in &attribute.tokens {
            let tokens = Item::List(tokens.iter().map(|token| text_item(token)).collect());
            let one_of = vec![self.constraint("sh:in", tokens)];
            let name = format!("{}-for-{}", attribute.iri, self.ontology.node_type(*key).name);
            let (class, property) = (self.class(*key), self.turtle.iri(&attribute.iri));
            let (class, rest) = (self.turtle.iri(&class), vec![self.property(property, ANY, one_of.clone())]);
            self.shape(&name, "shape", ("sh:targetClass", vec![class]), rest);
            let class = self.of_types(&BTreeSet::from([*key]), &[]);
            by_type.push(vec![self.part("rdf:subject", class), self.part("rdf:object", one_of)]);
        }
        parts.append(&mut self.either(by_type));
        self.claimed(&attribute.iri, parts);
    }

    /// What a value of an attribute must be.
    fn value(&mut self, attribute: &Attribute) -> Block {
        match attribute.datatype {
            Datatype::Number => vec![self.named("sh:datatype", "xsd:decimal")],
            Datatype::Duration => {
                vec![self.named("sh:datatype", "xsd:duration"), self.pattern("^-?P[0-9.YMDTHS]*[YMDHS]$")]
            }
            Datatype::Token => vec![self.named("sh:datatype", "xsd:string")],
            Datatype::Text => vec![self.named("sh:datatype", "rdf:langString")],
            Datatype::Iri => vec![self.named("sh:nodeKind", "sh:IRI")],
            Datatype::Quantity => {
                self.of_types(&BTreeSet::new(), &["schema:MonetaryAmount", "schema:QuantitativeValue"])
            }
            Datatype::Date => {
                let edtf = vec![
                    self.named("sh:datatype", "edtf:EDTF"),
                    self.pattern(r"^[-+0-9XYESTZ~?%/.,:{}\[\]]+$"),
                ];
                let words = vec![self.named("sh:datatype", "rdf:langString")];
                self.either(vec![edtf, words])
            }
        }
    }

    fn claims(&mut self) {
        let relations = self.ontology.relations().map(|(_, record)| &record.iri);
        let attributes = self.ontology.attributes().map(|(_, record)| &record.iri);
        let properties: Vec<Item> = relations.chain(attributes).map(|iri| self.turtle.iri(iri)).collect();
        let properties = vec![self.constraint("sh:in", Item::List(properties))];
        let statuses: Vec<Item> = Status::ALL.iter().map(|status| self.turtle.iri(&status.iri())).collect();
        let statuses = vec![self.constraint("sh:in", Item::List(statuses))];
        let types = self.types_but_claims();
        let (speaker, relay) = (self.of_types(&types, &["void:Dataset"]), self.of_types(&types, &[]));
        let evidence = vec![self.named("sh:class", "oa:SpecificResource")];
        let kind = vec![self.named("sh:hasValue", "rdf:Statement")];
        let (object, is_a) = (self.turtle.name("rdf:object"), self.turtle.name("rdf:type"));
        let rest = vec![
            self.named("sh:nodeKind", "sh:IRI"),
            self.property(is_a, SOME, kind),
            self.link("rdf:subject", ONE, Vec::new()),
            self.link("rdf:predicate", ONE, properties),
            self.property(object, ONE, Vec::new()),
            self.link("neg:status", ONE, statuses),
            self.link("neg:speaker", SOME, speaker),
            self.link("neg:via", ANY, relay.clone()),
            self.link("neg:deniedBy", ANY, relay),
            self.link("neg:evidence", SOME, evidence),
            self.literal("neg:cue", ANY, "xsd:string"),
            self.literal("neg:words", ANY, "xsd:string"),
            self.literal("neg:verified", MAYBE, "xsd:boolean"),
        ];
        let claim = self.turtle.name("neg:Claim");
        self.shape(&self.own("claims"), "shape", ("sh:targetClass", vec![claim]), rest);
    }

    fn evidence(&mut self) {
        let works = self.works();
        let work = self.of_types(&works, &[]);
        let kinds = self.of_types(&BTreeSet::new(), &["oa:TextQuoteSelector", "oa:TextPositionSelector"]);
        let quote = vec![self.named("sh:class", "oa:TextQuoteSelector")];
        let path = self.turtle.name("oa:hasSelector");
        let words = vec![
            self.constraint("sh:qualifiedValueShape", Item::Block(quote)),
            self.constraint("sh:qualifiedMinCount", Item::Term("1".to_owned())),
            self.constraint("sh:qualifiedMaxCount", Item::Term("1".to_owned())),
        ];
        let rest = vec![
            self.link("oa:hasSource", ONE, work),
            self.link("oa:hasSelector", (Some(1), Some(2)), kinds),
            self.property(path, ANY, words),
        ];
        let target = self.turtle.name("oa:SpecificResource");
        self.shape(&self.own("evidence"), "places", ("sh:targetClass", vec![target]), rest);

        let place = vec![self.named("sh:class", "oa:SpecificResource")];
        let rest =
            vec![self.link("neg:inPassage", ONE, place.clone()), self.link("neg:withCue", MAYBE, place)];
        let target = self.turtle.name("neg:evidence");
        self.shape(&self.own("evidence"), "shape", ("sh:targetObjectsOf", vec![target]), rest);

        let exact = self.turtle.name("oa:exact");
        let text = vec![
            self.named("sh:datatype", "xsd:string"),
            self.constraint("sh:minLength", Item::Term("1".to_owned())),
        ];
        let rest = vec![
            self.property(exact, ONE, text),
            self.literal("oa:prefix", MAYBE, "xsd:string"),
            self.literal("oa:suffix", MAYBE, "xsd:string"),
        ];
        let target = self.turtle.name("oa:TextQuoteSelector");
        self.shape(&self.own("quotes"), "shape", ("sh:targetClass", vec![target]), rest);

        let (start, end) = (self.turtle.name("oa:start"), self.turtle.name("oa:end"));
        let offset = vec![
            self.named("sh:datatype", "xsd:nonNegativeInteger"),
            self.constraint("sh:minInclusive", Item::Term("0".to_owned())),
        ];
        let mut before = offset.clone();
        before.push(self.named("sh:lessThan", "oa:end"));
        let rest = vec![self.property(start, ONE, before), self.property(end, ONE, offset)];
        let target = self.turtle.name("oa:TextPositionSelector");
        self.shape(&self.own("positions"), "shape", ("sh:targetClass", vec![target]), rest);
    }

    fn dossiers_and_quantities(&mut self) {
        let works = self.works();
        let work = self.of_types(&works, &[]);
        let rest = vec![
            self.literal("dcterms:identifier", SOME, "xsd:string"),
            self.literal("dcterms:title", ANY, "rdf:langString"),
            self.literal("void:uriSpace", SOME, "xsd:string"),
            self.link("dcterms:source", ANY, work),
            self.literal("void:triples", SOME, "xsd:integer"),
            self.literal("void:entities", SOME, "xsd:integer"),
        ];
        let target = self.turtle.name("schema:Dataset");
        self.shape(&self.own("dossiers"), "shape", ("sh:targetClass", vec![target]), rest);

        let currency = self.turtle.name("schema:currency");
        let code = vec![self.named("sh:datatype", "xsd:string"), self.pattern("^[A-Z]{3}$")];
        let rest = vec![self.literal("schema:value", ONE, "xsd:decimal"), self.property(currency, ONE, code)];
        let target = self.turtle.name("schema:MonetaryAmount");
        self.shape(&self.own("sums"), "shape", ("sh:targetClass", vec![target]), rest);
        let rest = vec![
            self.literal("schema:value", ONE, "xsd:decimal"),
            self.literal("schema:unitText", ONE, "xsd:string"),
        ];
        let target = self.turtle.name("schema:QuantitativeValue");
        self.shape(&self.own("quantities"), "shape", ("sh:targetClass", vec![target]), rest);
    }
}

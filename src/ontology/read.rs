//! From a YAML tree to declarations: the keys and their values.

use std::borrow::Cow;

use super::built_in::BUILT_IN;
use super::declare::{
    AttributeDeclaration, Bound, Common, Declarations, RelationDeclaration, TypeDeclaration, UnionDeclaration,
};
use super::drawing::{
    ClaimDrawing, DrawingDeclarations, Family, Head, Line, RelationDrawing, SHAPES, TypeDrawing,
};
use super::fields::{Fields, Reader};
use super::model::Ontology;
use super::problem::{OntologyError, OntologyProblem};
use super::words::{Datatype, MappingKind, Named, Role, TypeRole};
use super::{extend, resolve};
use crate::text::Span;
use crate::text::yaml::{self, Yaml, YamlProblemKind};

impl Ontology {
    /// Reads an ontology, or an extension of built-in ones (`extend: negotiation`).
    ///
    /// # Errors
    /// Everything that is wrong in the file, in its order.
    pub fn read(text: &str) -> Result<Ontology, OntologyError> {
        Ontology::without_problems(read(text, Some(Ontology::built_in()), false))
    }

    /// Reads an extension of built-in ontologies: of the one of negotiations where the file does not say `extend` itself.
    ///
    /// # Errors
    /// Everything that is wrong in the file, in its order.
    pub fn read_extension(text: &str) -> Result<Ontology, OntologyError> {
        Ontology::without_problems(read(text, Some(Ontology::built_in()), true))
    }

    /// The ontology of what a reader read of a tree.
    pub(super) fn finished(declarations: Declarations, reader: Reader) -> Result<Ontology, OntologyError> {
        let mut problems = reader.problems;
        let declarations = whole(declarations, reader.base, Some(Ontology::built_in()), &mut problems);
        let ontology = resolve::resolve(declarations, &mut problems);
        Ontology::without_problems((ontology, problems))
    }

    fn without_problems(
        (ontology, mut problems): (Ontology, Vec<OntologyProblem>),
    ) -> Result<Ontology, OntologyError> {
        problems.sort();
        problems.dedup();
        if problems.is_empty() { Ok(ontology) } else { Err(OntologyError(problems)) }
    }

    /// Reads a built-in file, which a test proves to be free of problems.
    pub(super) fn read_built_in(text: &str) -> Ontology {
        read(text, None, false).0
    }
}

/// Reads a file that may extend built-in ontologies, or that must where `extending`. One without `built_in` says itself how statuses are drawn.
pub(super) fn read(
    text: &str,
    built_in: Option<&'static Ontology>,
    extending: bool,
) -> (Ontology, Vec<OntologyProblem>) {
    let (tree, found) = yaml::parse(text);
    let broken =
        found.iter().any(|found| matches!(found.kind, YamlProblemKind::Syntax | YamlProblemKind::TooLarge));
    let mut reader = Reader::default();
    let mut declarations = Declarations::default();
    match &tree.root {
        _ if broken => {}
        Some(root) => declarations = reader.file(root, built_in, extending),
        None => reader.problem(Span::new(0, 0), "the file contains no ontology"),
    }
    let mut problems = reader.problems;
    problems.extend(found.into_iter().map(OntologyProblem::from));
    if broken {
        return (resolve::resolve(declarations, &mut Vec::new()), problems);
    }
    let declarations = whole(declarations, reader.base, built_in, &mut problems);
    (resolve::resolve(declarations, &mut problems), problems)
}

/// Most types, unions, relations and attributes that a file may declare together: a relation may be for every type, so that
/// time and memory grow with the product of both.
const MAX_DECLARED: usize = 4_000;

/// Declarations with those that they extend, or with the drawing of statuses where they say nothing of it.
fn whole(
    mut declarations: Declarations,
    base: Option<Cow<'static, Ontology>>,
    built_in: Option<&'static Ontology>,
    problems: &mut Vec<OntologyProblem>,
) -> Declarations {
    let Declarations { types, unions, relations, attributes, .. } = &declarations;
    let count = types.len() + unions.len() + relations.len() + attributes.len();
    if count > MAX_DECLARED {
        let message =
            format!("an ontology declares at most {MAX_DECLARED} types, unions, relations and attributes");
        let help = format!("this one declares {count}; remove what no dossier uses");
        problems.push(OntologyProblem::new(declarations.name.span, message).help(help));
        let Declarations { name, namespace, prefixes, .. } = declarations;
        declarations = Declarations { name, namespace, prefixes, ..Declarations::default() };
    }
    if let Some(base) = base {
        declarations = extend::extended(&base, declarations, problems);
    } else if let Some(built_in) = built_in {
        declarations.drawing.add(&extend::statuses_of(built_in), false);
    }
    declarations
}

impl Reader {
    pub(super) fn file(
        &mut self,
        root: &Yaml,
        built_in: Option<&'static Ontology>,
        extending: bool,
    ) -> Declarations {
        let mut file = Declarations::default();
        let keys = [
            "ontology",
            "extend",
            "namespace",
            "prefixes",
            "unions",
            "types",
            "relations",
            "attributes",
            "drawing",
        ];
        let fields = self.fields(root, "an ontology", &keys);
        let top = Span { end: root.span.start, ..root.span };
        match fields.get("ontology") {
            Some(name) => file.name = self.name(name).unwrap_or_default(),
            None => self.problem(top, "the ontology's name is missing: `ontology: NAME`"),
        }
        match fields.get("extend") {
            Some(wanted) => self.base = self.bases(wanted),
            None if extending => self.base = built_in.map(Cow::Borrowed),
            None => {}
        }
        match fields.get("namespace") {
            Some(iri) => self.namespace = self.namespace_iri(iri),
            None => match &self.base {
                Some(base) => base.namespace().clone_into(&mut self.namespace),
                None if fields.contains_key("extend") => {}
                None => self.problem(top, "the ontology's namespace is missing: `namespace: IRI`"),
            },
        }
        file.namespace.clone_from(&self.namespace);
        for (prefix, iri) in self.entries(fields.get("prefixes").copied(), "prefixes") {
            if let Some(prefix) = self.name(prefix) {
                let iri = self.namespace_iri(iri);
                file.prefixes.push((prefix, iri));
            }
        }
        for (name, types) in self.entries(fields.get("unions").copied(), "unions") {
            let Some(name) = self.name(name) else { continue };
            let mut namespace = self.namespace_of(&name);
            let mut types = Some(types);
            if self.embedded && types.is_some_and(|types| types.map().is_some()) {
                let fields = self.fields(types.unwrap_or(root), "a union", &["types", "namespace"]);
                if let Some(iri) = fields.get("namespace") {
                    namespace = self.namespace_iri(iri);
                }
                types = fields.get("types").copied();
            }
            let types = types.map(|types| self.names(types)).unwrap_or_default();
            file.unions.push(UnionDeclaration { name, namespace, types });
        }
        for (name, record) in self.entries(fields.get("types").copied(), "types") {
            file.types.extend(self.node_type(name, record));
        }
        for (name, record) in self.entries(fields.get("relations").copied(), "relations") {
            file.relations.extend(self.relation(name, record));
        }
        for (name, record) in self.entries(fields.get("attributes").copied(), "attributes") {
            file.attributes.extend(self.attribute(name, record));
        }
        if let Some(drawing) = fields.get("drawing") {
            file.drawing = self.drawing(drawing);
        }
        file
    }

    /// What a file extends: a built-in ontology, several of them, or parts of them.
    fn bases(&mut self, yaml: &Yaml) -> Option<Cow<'static, Ontology>> {
        let wanted: Vec<(Named, Option<Vec<Named>>)> = match yaml.map() {
            Some(_) => {
                let entries = self.entries(Some(yaml), "extend");
                entries
                    .into_iter()
                    .filter_map(|(of, part)| Some((self.text(of)?, Some(self.names(part)))))
                    .collect()
            }
            None => self.names(yaml).into_iter().map(|name| (name, None)).collect(),
        };
        let mut all: Option<Cow<'static, Ontology>> = None;
        for (name, part) in wanted {
            let Some(known) = Ontology::named(&name.text) else {
                let names = BUILT_IN.iter().map(|known| known.name);
                let help = format!("expected one of {}", names.clone().collect::<Vec<_>>().join(", "));
                let message = format!("unknown ontology `{}` to extend", name.text);
                let problem = OntologyProblem::new(name.span, message).help(help);
                self.problems.push(problem.suggest(&name.text, names));
                continue;
            };
            let next = match &part {
                Some(part) => Cow::Owned(extend::part(known, part, &name, &mut self.problems)),
                None => Cow::Borrowed(known),
            };
            all = Some(match all {
                None => next,
                Some(base) => match base.merge(&next) {
                    Ok(merged) => Cow::Owned(merged),
                    Err(conflicts) => {
                        for conflict in conflicts {
                            self.problem(name.span, conflict.message);
                        }
                        base
                    }
                },
            });
        }
        all
    }

    /// The namespace of a declared name: that of the base for a name of the base.
    fn namespace_of(&self, name: &Named) -> String {
        let known = self.base.as_ref().and_then(|base| extend::iri_of(base, &name.text));
        known.and_then(|iri| iri.strip_suffix(&name.text)).unwrap_or(&self.namespace).to_owned()
    }

    /// The part that types, relations and attributes share. `open` names the keys to which an extension may add.
    fn common(&mut self, name: &Yaml, fields: &Fields<'_>, known: bool, open: &[&str]) -> Option<Common> {
        let name = self.name(name)?;
        let mut common = Common { namespace: self.namespace_of(&name), ..Common::default() };
        if let Some(iri) = fields.get("namespace") {
            common.namespace = self.namespace_iri(iri);
        }
        let adds = known && !fields.contains_key("definition");
        for key in ["label", "definition"] {
            let text = fields.get(key).and_then(|value| self.text(value)).unwrap_or_default().text;
            if !fields.contains_key(key) && !adds {
                self.problem(name.span, format!("`{}` has no `{key}`", name.text));
            }
            if key == "label" { common.label = text } else { common.definition = text }
        }
        for (key, value) in fields.iter().filter(|(key, _)| adds && !open.contains(key)) {
            self.problem(
                value.span,
                format!("`{}` is declared already; `{key}` cannot be added to it", name.text),
            );
            if !open.is_empty() {
                self.help(format!("keys that can be added: {}", open.join(", ")));
            }
        }
        if let Some(mapping) = fields.get("mapping") {
            for (kind, targets) in self.entries(Some(*mapping), "mapping") {
                let Some(kind) = self.word(kind, MappingKind::ALL, |kind| kind.name()) else { continue };
                common.mapping.extend(self.names(targets).into_iter().map(|target| (kind, target)));
            }
        }
        common.name = name;
        Some(common)
    }

    /// The values of a type, relation or attribute.
    fn record<'y>(&mut self, record: &'y Yaml, what: &str, keys: &[&str]) -> Fields<'y> {
        let own: Vec<&str> = keys.iter().copied().chain(self.embedded.then_some("namespace")).collect();
        self.fields(record, what, &own)
    }

    fn node_type(&mut self, name: &Yaml, record: &Yaml) -> Option<TypeDeclaration> {
        let fields = self.record(record, "a type", &["label", "definition", "mapping", "roles"]);
        let known = self
            .base
            .as_ref()
            .is_some_and(|base| name.text().is_some_and(|name| base.type_named(name).is_some()));
        let common = self.common(name, &fields, known, &[])?;
        let mut roles = self.words(fields.get("roles").copied(), TypeRole::ALL, |role| role.name());
        roles.sort();
        Some(TypeDeclaration { common, roles })
    }

    fn relation(&mut self, name: &Yaml, record: &Yaml) -> Option<RelationDeclaration> {
        let keys = [
            "label",
            "definition",
            "mapping",
            "roles",
            "inverse",
            "group",
            "domain",
            "range",
            "status",
            "cardinality",
        ];
        let fields = self.record(record, "a relation", &keys);
        let known = self
            .base
            .as_ref()
            .is_some_and(|base| name.text().is_some_and(|name| base.relation_named(name).is_some()));
        let common = self.common(name, &fields, known, &["domain", "range"])?;
        let mut relation = RelationDeclaration { common, ..RelationDeclaration::default() };
        relation.inverse = fields.get("inverse").and_then(|name| self.name(name));
        relation.group = fields.get("group").and_then(|group| self.text(group)).unwrap_or_default().text;
        relation.domain = self.required_names(&relation.common, &fields, "domain", known);
        relation.range = self.required_names(&relation.common, &fields, "range", known);
        relation.status = fields.get("status").and_then(|name| self.status(name));
        relation.roles = self.words(fields.get("roles").copied(), Role::ALL, |role| role.name());
        relation.roles.sort();
        if let Some(cardinality) = fields.get("cardinality") {
            let sides = self.fields(cardinality, "a cardinality", &["objects", "subjects"]);
            relation.objects = sides.get("objects").map(|bound| self.bound(bound));
            relation.subjects = sides.get("subjects").map(|bound| self.bound(bound));
        }
        Some(relation)
    }

    fn bound(&mut self, record: &Yaml) -> Bound {
        let keys = ["min", "max", "of", "when", "unless", "through"];
        let fields = self.fields(record, "a side of a cardinality", &keys);
        let min = fields.get("min").and_then(|number| self.number(number)).unwrap_or(0);
        let max = fields.get("max").and_then(|number| self.number(number));
        let mut bound = Bound { min, max, ..Bound::default() };
        if bound.max.is_some_and(|max| max < bound.min) {
            self.problem(record.span, "`max` is less than `min`");
        }
        bound.of = fields.get("of").map(|names| self.names(names)).unwrap_or_default();
        if let Some(when) = fields.get("when") {
            let mut pairs = self.entries(Some(*when), "when").into_iter();
            bound.when = pairs.next().and_then(|(name, token)| Some((self.text(name)?, self.text(token)?)));
            if bound.when.is_none() || pairs.next().is_some() {
                self.problem(when.span, "`when` takes one attribute and its token");
            }
        }
        bound.unless = fields.get("unless").and_then(|name| self.status(name));
        bound.through = fields.get("through").and_then(|name| self.text(name));
        bound
    }

    fn attribute(&mut self, name: &Yaml, record: &Yaml) -> Option<AttributeDeclaration> {
        let keys = ["label", "definition", "mapping", "domain", "value", "tokens", "firm"];
        let fields = self.record(record, "an attribute", &keys);
        let known = self
            .base
            .as_ref()
            .is_some_and(|base| name.text().is_some_and(|name| base.attribute_named(name).is_some()));
        let common = self.common(name, &fields, known, &["domain", "tokens", "firm"])?;
        let mut attribute = AttributeDeclaration { common, ..AttributeDeclaration::default() };
        attribute.domain = self.required_names(&attribute.common, &fields, "domain", known);
        if !fields.contains_key("value") && !known {
            self.problem(
                attribute.common.name.span,
                format!("`{}` has no `value`", attribute.common.name.text),
            );
        }
        attribute.value =
            fields.get("value").and_then(|value| self.word(value, Datatype::ALL, |datatype| datatype.name()));
        for (node_type, tokens) in self.entries(fields.get("tokens").copied(), "tokens") {
            if let Some(node_type) = self.text(node_type) {
                let tokens = self.names(tokens);
                for token in &tokens {
                    self.check_name(token, true);
                }
                attribute.tokens.push((node_type, tokens));
            }
        }
        if let Some(firm) = fields.get("firm") {
            attribute.firm = self.names(firm);
            for token in &attribute.firm {
                self.check_name(token, true);
            }
        }
        Some(attribute)
    }

    pub(super) fn drawing(&mut self, record: &Yaml) -> DrawingDeclarations {
        let mut drawing = DrawingDeclarations::default();
        let fields =
            self.fields(record, "the drawing", &["families", "types", "relations", "statuses", "denial"]);
        for (name, record) in self.entries(fields.get("families").copied(), "families") {
            let colours = self.fields(record, "a family", &["border", "fill"]);
            let Some(name) = self.name(name) else { continue };
            let border = self.colour(&colours, "border", record);
            let fill = self.colour(&colours, "fill", record);
            drawing.families.push(Family { name: name.text, border, fill });
        }
        for (name, record) in self.entries(fields.get("types").copied(), "types") {
            let keys = ["family", "shape", "rounded", "peripheries"];
            let fields = self.fields(record, "a type's drawing", &keys);
            let Some(name) = self.text(name) else { continue };
            let Some(family) = fields.get("family").and_then(|family| self.text(family)) else {
                self.problem(record.span, "the `family` is missing");
                continue;
            };
            let shape = fields.get("shape").and_then(|shape| self.word(shape, SHAPES, |shape| shape));
            let shape = shape.unwrap_or("box").to_owned();
            let rounded = fields.get("rounded").and_then(|word| self.word(word, &["no", "yes"], |word| word));
            let peripheries = fields.get("peripheries").and_then(|number| self.number(number));
            drawing.types.push(TypeDrawing {
                name,
                family,
                shape,
                rounded: rounded == Some("yes"),
                peripheries: peripheries.unwrap_or(1),
            });
        }
        for (name, record) in self.entries(fields.get("relations").copied(), "relations") {
            let Some(name) = self.text(name) else { continue };
            let fields = self.fields(record, "a relation's drawing", &["colour", "head", "line", "width"]);
            let colour = fields.contains_key("colour").then(|| self.colour(&fields, "colour", record));
            let look = RelationDrawing {
                colour,
                head: self.head(&fields),
                line: self.line(&fields),
                width: self.width(&fields),
            };
            drawing.relations.push((name, look));
        }
        for (name, record) in self.entries(fields.get("statuses").copied(), "statuses") {
            if let Some(status) = self.status(name) {
                drawing.statuses.push((status, self.claim_drawing(record)));
            }
        }
        drawing.denial = fields.get("denial").map(|record| self.claim_drawing(record));
        drawing
    }

    fn claim_drawing(&mut self, record: &Yaml) -> ClaimDrawing {
        let fields = self.fields(record, "a claim's drawing", &["line", "width", "colour", "head", "mark"]);
        ClaimDrawing {
            line: self.line(&fields).unwrap_or(Line::Solid),
            width: self.width(&fields).unwrap_or(1.0),
            colour: self.colour(&fields, "colour", record),
            head: self.head(&fields).unwrap_or(Head::Normal),
            mark: fields.get("mark").and_then(|mark| self.text(mark)).unwrap_or_default().text,
        }
    }

    fn line(&mut self, fields: &Fields<'_>) -> Option<Line> {
        self.word(fields.get("line")?, Line::ALL, Line::name)
    }

    fn head(&mut self, fields: &Fields<'_>) -> Option<Head> {
        self.word(fields.get("head")?, Head::ALL, Head::name)
    }

    fn width(&mut self, fields: &Fields<'_>) -> Option<f64> {
        let text = fields.get("width").and_then(|width| self.text(width))?;
        let points = text.text.parse().ok().filter(|points| (0.1..=10.0).contains(points));
        if points.is_none() {
            self.problem(text.span, "a width is a number of points from 0.1 to 10");
        }
        points
    }
}

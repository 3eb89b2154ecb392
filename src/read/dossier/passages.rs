//! Passages: a quote, who says it, and the claims that it carries.

use std::collections::BTreeMap;

use super::claim_line::{self, ClaimLine};
use super::fields::{Context, Fields, Names, listed, shown};
use super::header::{Header, bad_id};
use super::keys::{INFERRED, PASSAGE};
use super::texts::Work;
use super::{quotes, values};
use crate::diagnostic::{Finding, rules};
use crate::graph::{
    Anchor, ClaimHandle, ClaimInput, DossierKey, EvidenceInput, GraphBuilder, NodeHandle, Said,
    StatementInput, TermInput, Written,
};
use crate::ontology::{Datatype, Ontology};
use crate::text::yaml::{Kind, Scalar, Yaml};
use crate::text::{Id, Place, Span};

/// One item of `say`: the claim's line and its narrower quote.
struct Saying<'y> {
    scalar: &'y Scalar,
    line: ClaimLine<'y>,
    quote: Option<&'y Scalar>,
    handle: ClaimHandle,
}

/// One passage, its claims taken apart.
struct Passage<'y> {
    fields: Fields<'y>,
    says: Vec<Saying<'y>>,
}

/// What claims can point at, and what is needed to fill them.
struct Reader<'a, 'h> {
    header: &'h Header,
    dossier: DossierKey,
    works: &'a BTreeMap<Id, Work>,
    names: BTreeMap<Id, (ClaimHandle, Place)>,
}

/// Reads all passages into the builder.
pub(super) fn read(
    context: &mut Context<'_, '_>,
    header: &Header,
    dossier: DossierKey,
    works: &BTreeMap<Id, Work>,
    fields: &Fields<'_>,
    builder: &mut GraphBuilder,
) {
    let Some(yaml) = fields.get("claims").filter(|yaml| yaml.kind != Kind::Null) else { return };
    let Kind::List(items) = &yaml.kind else {
        context.wrong_shape(yaml, "a list of passages", "each starts with `- quote: …`");
        return;
    };
    let mut reader = Reader { header, dossier, works, names: BTreeMap::new() };
    let passages: Vec<Passage<'_>> =
        items.iter().filter_map(|item| reader.take_apart(context, item, builder)).collect();
    for passage in passages {
        reader.fill(context, &passage, builder);
    }
}

impl Reader<'_, '_> {
    /// Takes a passage apart and announces its claims, so that others can point at them.
    fn take_apart<'y>(
        &mut self,
        context: &mut Context<'_, '_>,
        item: &'y Yaml,
        builder: &mut GraphBuilder,
    ) -> Option<Passage<'y>> {
        let fields = context.fields(item, "a passage", PASSAGE)?;
        let mut says = Vec::new();
        let items: &[Yaml] = match fields.get("say").map(|say| (say, &say.kind)) {
            None => &[],
            Some((say, Kind::List(items))) if items.is_empty() => {
                context.wrong_shape(
                    say,
                    "at least one claim",
                    "add `- SUBJECT RELATION OBJECT`, or delete the passage",
                );
                &[]
            }
            Some((_, Kind::List(items))) => items,
            Some((say, Kind::Scalar(_) | Kind::Map(_))) => std::slice::from_ref(say),
            Some((say, Kind::Null)) => {
                context.wrong_shape(say, "a list of claims", "each line is `- SUBJECT RELATION OBJECT`");
                &[]
            }
        };
        for item in items {
            let Some((scalar, quote)) = claim_and_quote(context, item) else { continue };
            let Some(line) = claim_line::parse(&scalar.text) else {
                let place = context.place(scalar.span);
                let message = format!("`{}` is not a claim", shown(&scalar.text));
                context.push(not_a_claim(message, place));
                continue;
            };
            let name = line.name.as_ref().and_then(|(name, range)| {
                let span = scalar.part(range.clone());
                Id::new(name)
                    .map_err(|error| bad_id(context, span, name, &error.to_string()))
                    .ok()
                    .map(|id| (id, span))
            });
            let handle = builder.announce_claim(name.as_ref().map(|(id, _)| id.clone()));
            if let Some((id, span)) = name {
                self.take_name(context, id, span, handle, builder);
            }
            says.push(Saying { scalar, line, quote, handle });
        }
        Some(Passage { fields, says })
    }

    fn take_name(
        &mut self,
        context: &mut Context<'_, '_>,
        id: Id,
        span: Span,
        handle: ClaimHandle,
        builder: &GraphBuilder,
    ) {
        let place = context.place(span);
        if let Some(node) = builder.find_node(self.dossier, &id) {
            let mut finding =
                Finding::new(&rules::DUPLICATE_ID, format!("`{id}` is already the id of a node"))
                    .at(place, "a claim cannot have this name")
                    .help("rename the claim");
            if let Some(first) = builder.node_input(node).place {
                finding = finding.also(first, "the node");
            }
            context.push(finding);
        } else if let Some((_, first)) = self.names.get(&id) {
            context.push(
                Finding::new(&rules::DUPLICATE_NAME, format!("duplicate claim name `{id}`"))
                    .at(place, "used again here")
                    .also(*first, "first used here")
                    .help("rename one of them"),
            );
        } else {
            self.names.insert(id, (handle, place));
        }
    }

    /// Anchors the words of a passage and fills its claims.
    fn fill(&self, context: &mut Context<'_, '_>, passage: &Passage<'_>, builder: &mut GraphBuilder) {
        let fields = &passage.fields;
        let said = self.said(context, fields, builder);
        let line = self.line(context, fields);
        let quote = context.optional_text(fields, "quote", "the words of the text");
        let cue = context.optional_text(fields, "cue", "the words that name the speaker");
        let works = self.works_of(context, fields);
        let mut anchored: Vec<(&Work, Anchor, Option<Anchor>)> = Vec::new();
        for work in works {
            let Some(quote) = quote else { continue };
            let Some(anchor) = quotes::passage(context, work, quote, line) else { continue };
            let cue = cue.and_then(|cue| quotes::cue(context, work, cue, &anchor));
            anchored.push((work, anchor, cue));
        }
        let [passage_place, cue_place] =
            [quote, cue].map(|words| words.map(|scalar| context.place(scalar.span)));
        for saying in &passage.says {
            let mut evidence = Vec::new();
            for (work, whole, cue) in &anchored {
                let own = match saying.quote {
                    Some(narrower) => quotes::narrower(context, work, narrower, whole, line),
                    None => Some(whole.clone()),
                };
                let span = saying.quote.or(quote).map(|scalar| scalar.span);
                evidence.extend(own.map(|own| EvidenceInput {
                    work: work.handle,
                    quote: own,
                    passage: whole.clone(),
                    cue: cue.clone(),
                    place: span.map(|span| context.place(span)),
                    passage_place,
                    cue_place,
                }));
            }
            match self.claim(context, saying, &said, evidence, builder) {
                Some(input) => builder.fill_claim(saying.handle, input),
                None => self.mention(saying, &said, builder),
            }
        }
    }

    /// Marks the nodes of a claim that could not be read.
    fn mention(&self, saying: &Saying<'_>, said: &Said, builder: &mut GraphBuilder) {
        let words = std::iter::once(saying.line.subject.0).chain(saying.line.rest.0.split_whitespace());
        let ids = words.filter_map(|word| Id::new(word).ok());
        let nodes: Vec<NodeHandle> = ids.filter_map(|id| builder.find_node(self.dossier, &id)).collect();
        for node in nodes.iter().chain(&said.by).chain(&said.via) {
            builder.mention(*node);
        }
    }

    /// Who says the passage, through whom, and whether it is inferred.
    fn said(&self, context: &mut Context<'_, '_>, fields: &Fields<'_>, builder: &GraphBuilder) -> Said {
        let mut said = Said { by: self.nodes(context, fields, "by", builder), ..Said::default() };
        said.via = self.nodes(context, fields, "via", builder);
        if let Some(via) = fields.get("via").filter(|_| fields.get("by").is_none()) {
            let finding = Finding::new(&rules::VIA_WITHOUT_BY, "`via` without `by`")
                .at(context.place(via.span), "whose words does it pass on?")
                .help("`by:` names who says it, `via:` who passes it on");
            context.push(finding);
        }
        if let Some(status) = context.optional_text(fields, "status", "the word `inferred`") {
            said.inferred = status.text == INFERRED;
            if !said.inferred {
                let message = format!("the status `{}` cannot be set", shown(&status.text));
                let finding = Finding::new(&rules::STATUS_NOT_ALLOWED, message)
                    .at(context.place(status.span), "only `inferred` can be set")
                    .help("remove the line: the status is derived from who says it, what is said and who denies it");
                context.push(finding);
            }
        }
        said
    }

    /// The nodes whose ids are listed under a key.
    fn nodes(
        &self,
        context: &mut Context<'_, '_>,
        fields: &Fields<'_>,
        key: &str,
        builder: &GraphBuilder,
    ) -> Vec<NodeHandle> {
        let Some(yaml) = fields.get(key) else { return Vec::new() };
        let scalars = context.texts(yaml, "an id");
        scalars
            .into_iter()
            .filter_map(|scalar| {
                let found = Id::new(&scalar.text).ok().and_then(|id| builder.find_node(self.dossier, &id));
                if found.is_none() {
                    self.unknown(context, &scalar.text, scalar.span, false, builder);
                }
                found
            })
            .collect()
    }

    /// The works that a passage quotes.
    fn works_of(&self, context: &mut Context<'_, '_>, fields: &Fields<'_>) -> Vec<&Work> {
        let known = || self.works.keys().map(Id::as_str);
        if let Some(yaml) = fields.get("work") {
            let scalars = context.texts(yaml, "the id of a work");
            let mut works = Vec::new();
            for scalar in scalars {
                match Id::new(&scalar.text).ok().and_then(|id| self.works.get(&id)) {
                    Some(work) => works.push(work),
                    None => {
                        let place = context.place(scalar.span);
                        let message = format!("unknown source `{}`", shown(&scalar.text));
                        let finding = Finding::new(&rules::WORK_MISSING, message).at(place, "unknown source");
                        let meant = context.meant(&scalar.text, Names::Works, known);
                        let sources = || format!("expected one of {}", listed(known()));
                        context.push(meant.add_to(finding, place, sources));
                    }
                }
            }
            return works;
        }
        let mut works = self.works.values();
        match (works.next(), works.next()) {
            (Some(only), None) => vec![only],
            (None, _) => {
                let finding = Finding::new(&rules::WORK_MISSING, "no source to quote from")
                    .at(context.place(first_of(fields)), "quoted from an unknown text")
                    .help("name the text at the top of the dossier: `source: {article: report.md}`");
                context.push(finding);
                Vec::new()
            }
            (Some(_), Some(_)) => {
                let finding =
                    Finding::new(&rules::WORK_MISSING, "with several sources, every passage needs a `work`")
                        .at(context.place(first_of(fields)), "quoted from an unknown text")
                        .help(format!("add `work:` with one of {}", listed(known())));
                context.push(finding);
                Vec::new()
            }
        }
    }

    /// The line that `at` names, and the place of `at`.
    fn line(&self, context: &mut Context<'_, '_>, fields: &Fields<'_>) -> Option<(usize, Span)> {
        let scalar = context.optional_text(fields, "at", "the number of a line")?;
        match scalar.text.parse::<usize>() {
            Ok(line) if line > 0 => Some((line, scalar.span)),
            _ => {
                let message = format!("the text has no line `{}`", shown(&scalar.text));
                let finding = Finding::new(&rules::WRONG_LINE, message)
                    .at(context.place(scalar.span), "unknown line")
                    .help("lines are counted from 1");
                context.push(finding);
                None
            }
        }
    }

    /// What a line of `say` claims. `None` if it has an error, which is reported.
    fn claim(
        &self,
        context: &mut Context<'_, '_>,
        saying: &Saying<'_>,
        said: &Said,
        evidence: Vec<EvidenceInput>,
        builder: &GraphBuilder,
    ) -> Option<ClaimInput> {
        let (line, scalar) = (&saying.line, saying.scalar);
        let subject_span = scalar.part(line.subject.1.clone());
        let predicate_span = scalar.part(line.predicate.1.clone());
        let written = Written {
            claim: context.place(scalar.span),
            subject: subject_span,
            predicate: predicate_span,
            object: if line.rest.0.is_empty() { predicate_span } else { scalar.part(line.rest.1.clone()) },
        };
        let ontology = builder.ontology();
        if let Some((claim, words)) = quoted_as_a_whole(saying, ontology) {
            let message = format!("`{}` puts a claim and its words into one string", shown(&scalar.text));
            context.push(
                Finding::new(&rules::NOT_A_CLAIM, message).at(written.claim, "one string").help(format!(
                    "quote the words only: `- {}: \"{}\"`",
                    shown(claim),
                    shown(words)
                )),
            );
            return None;
        }
        let subject = self.term(context, line.subject.0, subject_span, builder);
        let statement = if let Some(relation) = ontology.relation_named(line.predicate.0) {
            let object = self.object(context, saying, written, builder)?;
            StatementInput::Relation(relation, object)
        } else if let Some(key) = ontology.attribute_named(line.predicate.0) {
            let attribute = ontology.attribute(key);
            let subject_type = match subject {
                Some(TermInput::Node(handle)) => Some(builder.node_input(handle).node_type),
                _ => None,
            };
            let place = Place { file: context.file, span: written.object };
            let value = if line.rest.0.is_empty() {
                let Some(words) = saying.quote else {
                    let message = format!("`{}` has no value", line.predicate.0);
                    let finding = Finding::new(&rules::VALUE_MISSING, message)
                        .at(place, "missing value")
                        .help("a claim about an attribute is `SUBJECT ATTRIBUTE VALUE`, or `SUBJECT ATTRIBUTE: words` where the words are the value");
                    context.push(finding);
                    return None;
                };
                let place = context.place(words.span);
                match attribute.datatype {
                    Datatype::Date => {
                        let words =
                            evidence.first().map_or(words.text.as_str(), |evidence| &evidence.quote.words);
                        Some(values::date_of_words(self.header, words))
                    }
                    _ => values::read(context, self.header, attribute, subject_type, &words.text, place),
                }
            } else {
                values::read(context, self.header, attribute, subject_type, line.rest.0, place)
            };
            StatementInput::Attribute(key, value?)
        } else {
            unknown_predicate(context, line.predicate.0, predicate_span, builder);
            return None;
        };
        Some(ClaimInput {
            dossier: self.dossier,
            subject: subject?,
            statement,
            said: said.clone(),
            evidence,
            written: Some(written),
            id: None,
            row: None,
        })
    }

    /// The object of a relation: one id or name.
    fn object(
        &self,
        context: &mut Context<'_, '_>,
        saying: &Saying<'_>,
        written: Written,
        builder: &GraphBuilder,
    ) -> Option<TermInput> {
        let (rest, range) = &saying.line.rest;
        let mut words = rest.split_whitespace();
        match (words.next(), words.next()) {
            (Some(object), None) => {
                let span = saying.scalar.part(range.clone());
                self.term(context, object, span, builder)
            }
            (None, _) => {
                let message = format!("`{}` needs an object", saying.line.predicate.0);
                let place = Place { file: written.claim.file, span: written.predicate };
                context.push(not_a_claim(message, place));
                None
            }
            (Some(_), Some(_)) => {
                let message =
                    format!("`{}` takes one object, not `{}`", saying.line.predicate.0, shown(rest));
                let place = Place { file: written.claim.file, span: written.object };
                context.push(not_a_claim(message, place));
                None
            }
        }
    }

    /// A node or a named claim.
    fn term(
        &self,
        context: &mut Context<'_, '_>,
        text: &str,
        span: Span,
        builder: &GraphBuilder,
    ) -> Option<TermInput> {
        let id = Id::new(text).ok();
        let node = id.as_ref().and_then(|id| builder.find_node(self.dossier, id)).map(TermInput::Node);
        let claim =
            || id.as_ref().and_then(|id| self.names.get(id)).map(|(handle, _)| TermInput::Claim(*handle));
        let found = node.or_else(claim);
        if found.is_none() {
            self.unknown(context, text, span, true, builder);
        }
        found
    }

    fn unknown(
        &self,
        context: &mut Context<'_, '_>,
        text: &str,
        span: Span,
        claims_too: bool,
        builder: &GraphBuilder,
    ) {
        let place = context.place(span);
        let what = if claims_too { "node or claim" } else { "node" };
        let finding = Finding::new(&rules::UNKNOWN_ID, format!("unknown {what} `{}`", shown(text)))
            .at(place, "unknown id");
        let ids = || builder.node_ids(self.dossier).map(Id::as_str);
        let mut meant = context.meant(text, Names::Nodes, ids);
        if claims_too {
            meant = meant.or(context.meant(text, Names::Claims, || self.names.keys().map(Id::as_str)));
        }
        let help = || "declare it under `nodes:`, with its type".to_owned();
        context.push(meant.add_to(finding, place, help));
    }
}

/// Reports a relation or attribute that the ontology does not have.
pub(super) fn unknown_predicate(
    context: &mut Context<'_, '_>,
    text: &str,
    span: Span,
    builder: &GraphBuilder,
) {
    let place = context.place(span);
    let ontology = builder.ontology();
    let message = format!("the ontology has no relation or attribute `{}`", shown(text));
    let finding = Finding::new(&rules::UNKNOWN_RELATION, message).at(place, "unknown relation");
    if let Some(key) = ontology.relation_with_inverse(text) {
        context.push(finding.help(format!(
            "it is the inverse of `{0}`: swap subject and object, and use `{0}`",
            ontology.relation(key).name
        )));
        return;
    }
    let meant = context.meant(text, Names::Predicates, || {
        let relations = ontology.relations().map(|(_, relation)| relation.name.as_str());
        relations.chain(ontology.attributes().map(|(_, attribute)| attribute.name.as_str()))
    });
    let help = || "`dossier ontology` lists the relations and attributes".to_owned();
    context.push(meant.add_to(finding, place, help));
}

/// The claim and the narrower quote of an item of `say`.
fn claim_and_quote<'y>(
    context: &mut Context<'_, '_>,
    item: &'y Yaml,
) -> Option<(&'y Scalar, Option<&'y Scalar>)> {
    match &item.kind {
        Kind::Map(entries) => match entries.as_slice() {
            [(key, value)] => {
                let claim = context.text(key, "a claim")?;
                let quote = context.text(value, "the words that support the claim");
                Some((claim, quote))
            }
            _ => {
                let help = "write a claim with its own words as `- CLAIM: words`, each as its own list item";
                context.wrong_shape(item, "one claim", help);
                None
            }
        },
        _ => context.text(item, "a claim").map(|scalar| (scalar, None)),
    }
}

/// The claim and the words of an item that is quoted as a whole: `"growth date 2022: since 2022"`. An attribute whose value is
/// text may hold a colon.
fn quoted_as_a_whole<'y>(saying: &Saying<'y>, ontology: &Ontology) -> Option<(&'y str, &'y str)> {
    let (claim, words) = saying.scalar.text.split_once(": ")?;
    let is_quoted = saying.quote.is_none() && !saying.scalar.plain;
    let predicate = claim_line::parse(claim)?.predicate.0;
    let takes_text = ontology
        .attribute_named(predicate)
        .is_some_and(|key| matches!(ontology.attribute(key).datatype, Datatype::Text));
    (is_quoted && !takes_text).then_some((claim.trim(), words.trim()))
}

fn not_a_claim(message: String, place: Place) -> Finding {
    Finding::new(&rules::NOT_A_CLAIM, message)
        .at(place, "not a claim")
        .help("a claim is `SUBJECT RELATION OBJECT`, three ids, or `SUBJECT ATTRIBUTE VALUE`")
}

/// The beginning of a passage.
fn first_of(fields: &Fields<'_>) -> Span {
    fields
        .get("quote")
        .map_or(Span::new(fields.span.start as usize, fields.span.start as usize), |quote| quote.span)
}

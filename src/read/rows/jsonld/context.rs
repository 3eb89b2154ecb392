//! Contexts of JSON-LD: what terms mean at a place of a document.
//!
//! The algorithms are those of JSON-LD 1.1 Processing Algorithms and API, section 4 (Context Processing, Create Term
//! Definition) and section 5.2 (IRI Expansion). Contexts that are links are refused.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use super::iri::{has_scheme, is_keyword, is_like_keyword, resolve};
use super::tree::Json;
use super::{Fault, Faulty};

/// A set of the keywords that a term has as its container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Container(u8);

impl Container {
    pub(super) const GRAPH: u8 = 1;
    pub(super) const ID: u8 = 2;
    pub(super) const INDEX: u8 = 4;
    pub(super) const LANGUAGE: u8 = 8;
    pub(super) const LIST: u8 = 16;
    pub(super) const SET: u8 = 32;
    pub(super) const TYPE: u8 = 64;

    /// Whether it has one of some keywords.
    pub(super) fn has(self, keywords: u8) -> bool {
        self.0 & keywords != 0
    }

    fn read(json: &Json<'_>) -> Option<Container> {
        let mut container = Container::default();
        for keyword in json.items() {
            let bit = match keyword.text()? {
                "@graph" => Container::GRAPH,
                "@id" => Container::ID,
                "@index" => Container::INDEX,
                "@language" => Container::LANGUAGE,
                "@list" => Container::LIST,
                "@set" => Container::SET,
                "@type" => Container::TYPE,
                _ => return None,
            };
            if container.has(bit) {
                return None;
            }
            container.0 |= bit;
        }
        let others = Container(container.0 & !Container::SET);
        let count = others.0.count_ones();
        let is_graph = others.has(Container::GRAPH)
            && !others.has(!(Container::GRAPH | Container::ID | Container::INDEX));
        let is_good = match count {
            0 => container.has(Container::SET),
            1 => !(others.has(Container::LIST) && container.has(Container::SET)),
            2 => is_graph,
            _ => false,
        };
        is_good.then_some(container)
    }
}

/// The direction in which a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Ltr,
    Rtl,
}

impl Direction {
    pub(super) fn read(json: &Json<'_>) -> Option<Direction> {
        match json.text()? {
            "ltr" => Some(Direction::Ltr),
            "rtl" => Some(Direction::Rtl),
            _ => None,
        }
    }
}

/// What a term means.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Term<'t> {
    /// `None` for a term that means nothing.
    pub(super) iri: Option<String>,
    is_prefix: bool,
    is_protected: bool,
    pub(super) is_reverse: bool,
    pub(super) container: Container,
    /// Its own context.
    pub(super) context: Option<&'t Json<'t>>,
    /// `Some(None)` where it has none, whatever the default is.
    pub(super) direction: Option<Option<Direction>>,
    pub(super) language: Option<Option<&'t str>>,
    pub(super) index: Option<&'t str>,
    pub(super) of_type: Option<String>,
}

/// What is known at a place of a document: its own terms, and those around it.
#[derive(Debug)]
pub(super) struct Context<'t> {
    terms: HashMap<&'t str, Option<Rc<Term<'t>>>>,
    /// Where terms are that it does not define itself.
    outer: Option<Rc<Context<'t>>>,
    /// What is known again in nodes inside.
    pub(super) previous: Option<Rc<Context<'t>>>,
    base: Option<Rc<str>>,
    vocabulary: Option<Rc<str>>,
    pub(super) language: Option<&'t str>,
    pub(super) direction: Option<Direction>,
    has_protected: bool,
}

/// The context while terms are defined: those of the same object may refer to each other.
struct Defining<'c, 't> {
    context: &'c mut Context<'t>,
    entries: HashMap<&'t str, &'t Json<'t>>,
    /// By term: whether it is defined, or being defined.
    defined: HashMap<&'t str, bool>,
    is_protected: bool,
    may_override: bool,
}

impl<'t> Context<'t> {
    /// Nothing is known but the base.
    pub(super) fn new(base: &str) -> Context<'t> {
        Context {
            terms: HashMap::new(),
            outer: None,
            previous: None,
            base: (!base.is_empty()).then(|| base.into()),
            vocabulary: None,
            language: None,
            direction: None,
            has_protected: false,
        }
    }

    fn inside(outer: &Rc<Context<'t>>) -> Context<'t> {
        Context {
            terms: HashMap::new(),
            outer: Some(Rc::clone(outer)),
            previous: outer.previous.clone(),
            base: outer.base.clone(),
            vocabulary: outer.vocabulary.clone(),
            language: outer.language,
            direction: outer.direction,
            has_protected: outer.has_protected,
        }
    }

    /// What a term means.
    pub(super) fn term(&self, name: &str) -> Option<&Rc<Term<'t>>> {
        let mut context = self;
        loop {
            match (context.terms.get(name), &context.outer) {
                (Some(term), _) => return term.as_ref(),
                (None, Some(outer)) => context = outer,
                (None, None) => return None,
            }
        }
    }

    /// The context inside this one that a local context makes. `base` is that of the document.
    pub(super) fn with(
        self: &Rc<Context<'t>>,
        local: &'t Json<'t>,
        base: &str,
        (may_override, propagates): (bool, bool),
    ) -> Faulty<Rc<Context<'t>>> {
        let mut result = Context::inside(self);
        let propagates = match local.get("@propagate") {
            Some(Json::Boolean(propagates)) => *propagates,
            Some(_) => return Err(Fault::wrong("`@propagate` is neither true nor false")),
            None => propagates,
        };
        if !propagates && result.previous.is_none() {
            result.previous = Some(Rc::clone(self));
        }
        for local in local.items() {
            match local {
                Json::Null if result.has_protected && !may_override => {
                    return Err(Fault::wrong("a context that is null cannot undo protected terms"));
                }
                Json::Null => {
                    let previous = if propagates { None } else { result.previous };
                    result = Context { previous, ..Context::new(base) };
                }
                Json::String(_) => return Err(Fault::Link),
                Json::Object(_) => result.add(local, may_override)?,
                _ => return Err(Fault::wrong("a context is neither an object nor null nor a link")),
            }
        }
        let result = Rc::new(result);
        // Contexts that terms have must be good even where the terms are not used.
        for own in result.terms.values().flatten().filter_map(|term| term.context) {
            result.with(own, base, (true, true))?;
        }
        Ok(result)
    }

    /// Adds the entries of an object.
    fn add(&mut self, local: &'t Json<'t>, may_override: bool) -> Faulty<()> {
        let Json::Object(entries) = local else { return Ok(()) };
        match local.get("@version") {
            None | Some(Json::Number("1.1")) => {}
            Some(_) => return Err(Fault::wrong("`@version` is not 1.1")),
        }
        if let Some(import) = local.get("@import") {
            return Err(if import.text().is_some() {
                Fault::Link
            } else {
                Fault::wrong("`@import` is no link")
            });
        }
        match local.get("@base") {
            None => {}
            Some(Json::Null) => self.base = None,
            Some(Json::String(base)) if has_scheme(base) => self.base = Some(base.as_ref().into()),
            Some(Json::String(base)) => match &self.base {
                Some(known) => self.base = Some(resolve(known, base).into()),
                None => return Err(Fault::wrong("`@base` is relative to nothing")),
            },
            Some(_) => return Err(Fault::wrong("`@base` is no IRI")),
        }
        match local.get("@vocab") {
            None => {}
            Some(Json::Null) => self.vocabulary = None,
            Some(Json::String(vocabulary)) => {
                let iri = self.expand(vocabulary, true, true).filter(|iri| iri.contains(':'));
                let iri = iri.ok_or_else(|| Fault::wrong("`@vocab` is no IRI"))?;
                self.vocabulary = Some(iri.as_ref().into());
            }
            Some(_) => return Err(Fault::wrong("`@vocab` is no IRI")),
        }
        match local.get("@language") {
            None => {}
            Some(Json::Null) => self.language = None,
            Some(Json::String(language)) => self.language = Some(language),
            Some(_) => return Err(Fault::wrong("`@language` is no language")),
        }
        match local.get("@direction") {
            None => {}
            Some(Json::Null) => self.direction = None,
            Some(direction) => self.direction = Some(direction_of(direction)?),
        }
        let is_protected = match local.get("@protected") {
            None => false,
            Some(protected) => boolean(protected, "@protected")?,
        };
        let all = entries.iter().map(|(key, value)| (&**key, value)).collect();
        let mut defining =
            Defining { context: self, entries: all, defined: HashMap::new(), is_protected, may_override };
        const OTHERS: [&str; 8] =
            ["@base", "@direction", "@import", "@language", "@propagate", "@protected", "@version", "@vocab"];
        for (term, _) in entries.iter().filter(|(key, _)| !OTHERS.contains(&&**key)) {
            defining.define(term)?;
        }
        Ok(())
    }

    /// The IRI, blank node or keyword that a text stands for; `None` for a term that means nothing.
    pub(super) fn expand<'v>(
        &self,
        text: &'v str,
        is_vocabulary: bool,
        is_reference: bool,
    ) -> Option<Cow<'v, str>> {
        if is_keyword(text) {
            return Some(Cow::Borrowed(text));
        }
        if is_like_keyword(text) {
            return None;
        }
        if let Some(term) = self.term(text) {
            match &term.iri {
                Some(iri) if is_keyword(iri) => return Some(Cow::Owned(iri.clone())),
                iri if is_vocabulary => return iri.clone().map(Cow::Owned),
                _ => {}
            }
        }
        if let Some((prefix, suffix)) = compact(text) {
            if prefix == "_" || suffix.starts_with("//") {
                return Some(Cow::Borrowed(text));
            }
            if let Some(iri) =
                self.term(prefix).filter(|term| term.is_prefix).and_then(|term| term.iri.as_ref())
            {
                return Some(Cow::Owned(format!("{iri}{suffix}")));
            }
            if has_scheme(text) {
                return Some(Cow::Borrowed(text));
            }
        }
        if let Some(vocabulary) = self.vocabulary.as_ref().filter(|_| is_vocabulary) {
            return Some(Cow::Owned(format!("{vocabulary}{text}")));
        }
        match &self.base {
            Some(base) if is_reference => Some(Cow::Owned(resolve(base, text))),
            _ => Some(Cow::Borrowed(text)),
        }
    }

    /// The prefixes that it declares itself.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = (&str, &str)> {
        let terms = self.terms.iter().filter_map(|(name, term)| Some((*name, term.as_ref()?)));
        terms.filter(|(_, term)| term.is_prefix).filter_map(|(name, term)| Some((name, term.iri.as_deref()?)))
    }
}

/// The two parts of what may be a compact IRI.
fn compact(text: &str) -> Option<(&str, &str)> {
    let at = text.find(':').filter(|at| *at > 0)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

fn boolean(json: &Json<'_>, keyword: &str) -> Faulty<bool> {
    match json {
        Json::Boolean(value) => Ok(*value),
        _ => Err(Fault::Wrong(format!("`{keyword}` is neither true nor false"))),
    }
}

fn direction_of(json: &Json<'_>) -> Faulty<Direction> {
    Direction::read(json).ok_or_else(|| Fault::wrong("`@direction` is neither `ltr` nor `rtl`"))
}

/// Whether a text is an IRI or the name of a blank node, as far as can be seen.
fn is_iri(text: &str) -> bool {
    text.contains(':')
}

const TERM_KEYS: [&str; 11] = [
    "@container",
    "@context",
    "@direction",
    "@id",
    "@index",
    "@language",
    "@nest",
    "@prefix",
    "@protected",
    "@reverse",
    "@type",
];

impl<'t> Defining<'_, 't> {
    /// The IRI that a text stands for while its context is made.
    fn expand(&mut self, text: &'t str) -> Faulty<Option<String>> {
        if !is_keyword(text) && !is_like_keyword(text) {
            self.define_if_there(text)?;
            if let Some((prefix, suffix)) = compact(text)
                && prefix != "_"
                && !suffix.starts_with("//")
            {
                self.define_if_there(prefix)?;
            }
        }
        Ok(self.context.expand(text, true, false).map(Cow::into_owned))
    }

    fn define_if_there(&mut self, name: &str) -> Faulty<()> {
        match self.entries.get_key_value(name) {
            Some((key, _)) if self.defined.get(name) != Some(&true) => self.define(key),
            _ => Ok(()),
        }
    }

    /// Defines a term of the local context.
    fn define(&mut self, name: &'t str) -> Faulty<()> {
        match self.defined.get(name) {
            Some(true) => return Ok(()),
            Some(false) => return Err(Fault::Wrong(format!("the term `{name}` is defined by itself"))),
            None => {}
        }
        let wrong = |what: &str| Fault::Wrong(format!("the term `{name}`: {what}"));
        if name.is_empty() {
            return Err(Fault::wrong("a term is empty"));
        }
        self.defined.insert(name, false);
        let Some(value) = self.entries.get(name).copied() else { return Ok(()) };
        if name == "@type" {
            let Json::Object(entries) = value else { return Err(wrong("a keyword cannot be defined")) };
            let is_set = value.get("@container").is_none_or(|container| container.text() == Some("@set"));
            let is_known = entries.iter().all(|(key, _)| matches!(&**key, "@container" | "@protected"));
            if entries.is_empty() || !is_set || !is_known {
                return Err(wrong("only `@container` may be said of it"));
            }
        } else if is_keyword(name) {
            return Err(wrong("a keyword cannot be defined"));
        } else if is_like_keyword(name) {
            return Ok(());
        }
        let before = self.context.term(name).cloned();
        self.context.terms.insert(name, None);
        let (id, is_simple) = match value {
            Json::Null => (Some(value), false),
            Json::String(_) => (Some(value), true),
            Json::Object(_) => (value.get("@id"), false),
            _ => return Err(wrong("it is neither an IRI nor an object")),
        };
        let mut term = Term { is_protected: self.is_protected, ..Term::default() };
        if let Some(protected) = value.get("@protected") {
            term.is_protected = boolean(protected, "@protected")?;
        }
        if let Some(of_type) = value.get("@type") {
            let text = of_type.text().ok_or_else(|| wrong("its `@type` is no IRI"))?;
            let text = self.expand(text)?.ok_or_else(|| wrong("its `@type` is no IRI"))?;
            if !matches!(&*text, "@id" | "@json" | "@none" | "@vocab")
                && (is_keyword(&text) || !is_iri(&text) || text.starts_with("_:"))
            {
                return Err(wrong("its `@type` is no IRI"));
            }
            term.of_type = Some(text);
        }
        if let Some(reverse) = value.get("@reverse") {
            if value.get("@id").is_some() || value.get("@nest").is_some() {
                return Err(wrong("`@reverse` cannot be beside `@id` and `@nest`"));
            }
            let reverse = reverse.text().ok_or_else(|| wrong("its `@reverse` is no IRI"))?;
            if is_like_keyword(reverse) {
                return Ok(());
            }
            term.iri = self.expand(reverse)?.filter(|iri| is_iri(iri));
            if term.iri.is_none() {
                return Err(wrong("its `@reverse` is no IRI"));
            }
            term.container = match value.get("@container") {
                None | Some(Json::Null) => Container::default(),
                Some(container) => Container::read(container)
                    .filter(|container| container.0 == Container::SET || container.0 == Container::INDEX)
                    .ok_or_else(|| wrong("its container must be `@set` or `@index`"))?,
            };
            term.is_reverse = true;
            return self.finish(name, value, term, before);
        }
        match id {
            Some(Json::Null) => {}
            Some(Json::String(id)) if **id != *name => {
                if !is_keyword(id) && is_like_keyword(id) {
                    return Ok(());
                }
                let iri = self.expand(id)?.filter(|iri| is_keyword(iri) || is_iri(iri));
                let iri = iri.ok_or_else(|| wrong("its `@id` is no IRI"))?;
                if iri == "@context" {
                    return Err(wrong("`@context` cannot have another name"));
                }
                let is_compact = name.get(1..name.len() - 1).is_some_and(|inner| inner.contains(':'));
                if is_compact || name.contains('/') {
                    self.defined.insert(name, true);
                    if self.expand(name)?.as_deref() != Some(&*iri) {
                        return Err(wrong("it is an IRI itself, and stands for another"));
                    }
                }
                let is_word = !name.contains(':') && !name.contains('/');
                let ends_as_prefix =
                    iri.ends_with([':', '/', '?', '#', '[', ']', '@']) || iri.starts_with("_:");
                term.is_prefix = is_word && is_simple && ends_as_prefix;
                term.iri = Some(iri);
            }
            Some(Json::String(_)) | None => {
                term.iri = Some(self.iri_of_name(name)?.ok_or_else(|| wrong("it stands for no IRI"))?)
            }
            Some(_) => return Err(wrong("its `@id` is no IRI")),
        }
        self.finish(name, value, term, before)
    }

    /// The IRI of a term that is not said.
    fn iri_of_name(&mut self, name: &'t str) -> Faulty<Option<String>> {
        if name == "@type" {
            return Ok(Some(name.to_owned()));
        }
        if let Some((prefix, suffix)) = compact(name) {
            self.define_if_there(prefix)?;
            let iri = self.context.term(prefix).and_then(|term| term.iri.as_ref());
            return Ok(Some(iri.map_or_else(|| name.to_owned(), |iri| format!("{iri}{suffix}"))));
        }
        if name.contains('/') {
            return Ok(self.context.expand(name, true, false).map(Cow::into_owned).filter(|iri| is_iri(iri)));
        }
        Ok(self.context.vocabulary.as_ref().map(|vocabulary| format!("{vocabulary}{name}")))
    }

    /// Reads what else is said of a term, and sets it.
    fn finish(
        &mut self,
        name: &'t str,
        value: &'t Json<'t>,
        mut term: Term<'t>,
        before: Option<Rc<Term<'t>>>,
    ) -> Faulty<()> {
        let wrong = |what: &str| Fault::Wrong(format!("the term `{name}`: {what}"));
        if let Some(container) = value.get("@container").filter(|_| !term.is_reverse) {
            term.container = Container::read(container)
                .ok_or_else(|| wrong("its `@container` is not one of JSON-LD 1.1"))?;
            if term.container.has(Container::TYPE) {
                let of_type = term.of_type.get_or_insert_with(|| "@id".to_owned());
                if of_type != "@id" && of_type != "@vocab" {
                    return Err(wrong("a map of types must hold nodes"));
                }
            }
        }
        if let Some(index) = value.get("@index") {
            let text = index.text().filter(|_| term.container.has(Container::INDEX));
            let text =
                text.ok_or_else(|| wrong("`@index` needs a container `@index`, and must be an IRI"))?;
            let iri = self.expand(text)?.filter(|iri| is_iri(iri) && !is_keyword(iri));
            iri.ok_or_else(|| wrong("its `@index` is no IRI"))?;
            term.index = Some(text);
        }
        term.context = value.get("@context");
        let untyped = value.get("@type").is_none();
        match value.get("@language").filter(|_| untyped) {
            None => {}
            Some(Json::Null) => term.language = Some(None),
            Some(Json::String(language)) => term.language = Some(Some(language)),
            Some(_) => return Err(wrong("its `@language` is no language")),
        }
        match value.get("@direction").filter(|_| untyped) {
            None => {}
            Some(Json::Null) => term.direction = Some(None),
            Some(direction) => term.direction = Some(Some(direction_of(direction)?)),
        }
        if let Some(nest) = value.get("@nest") {
            let nest = nest.text().ok_or_else(|| wrong("its `@nest` is no term"))?;
            if is_keyword(nest) && nest != "@nest" {
                return Err(wrong("its `@nest` is a keyword"));
            }
        }
        if let Some(prefix) = value.get("@prefix") {
            if name.contains(':') || name.contains('/') {
                return Err(wrong("a compact IRI is no prefix"));
            }
            term.is_prefix = boolean(prefix, "@prefix")?;
            if term.is_prefix && term.iri.as_deref().is_some_and(is_keyword) {
                return Err(wrong("a keyword is no prefix"));
            }
        }
        if let Json::Object(entries) = value
            && let Some((key, _)) = entries.iter().find(|(key, _)| !TERM_KEYS.contains(&&**key))
        {
            return Err(wrong(&format!("`{key}` cannot be said of it")));
        }
        if let Some(before) = before.filter(|before| before.is_protected && !self.may_override) {
            if (Term { is_protected: true, ..term.clone() }) != *before {
                return Err(wrong("it is protected, and cannot be defined again"));
            }
            term = Term::clone(&before);
        }
        self.context.has_protected |= term.is_protected;
        self.context.terms.insert(name, Some(Rc::new(term)));
        self.defined.insert(name, true);
        Ok(())
    }
}

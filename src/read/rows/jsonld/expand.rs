//! Expansion of JSON-LD: a tree of nodes, values and lists in which every name is an IRI.
//!
//! The algorithms are those of JSON-LD 1.1 Processing Algorithms and API, section 5.1 (Expansion) and section 5.3 (Value
//! Expansion). Entries are taken in the order of the document.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::context::{Container, Context, Direction, Term};
use super::fault::{Fault, Faulty};
use super::iri::is_keyword;
use super::tree::{Json, Object};

/// An item of expanded JSON-LD.
#[derive(Clone, Debug)]
pub(super) enum Item<'t> {
    Node(Node<'t>),
    Value(Value<'t>),
    List(Vec<Item<'t>>),
}

/// A node.
#[derive(Clone, Debug, Default)]
pub(super) struct Node<'t> {
    pub(super) id: Option<String>,
    pub(super) index: Option<Cow<'t, str>>,
    pub(super) types: Vec<String>,
    pub(super) properties: Vec<(String, Vec<Item<'t>>)>,
    /// Properties of others that lead to it.
    pub(super) reverse: Vec<(String, Vec<Item<'t>>)>,
    pub(super) graph: Option<Vec<Item<'t>>>,
    pub(super) included: Vec<Item<'t>>,
}

/// A value.
#[derive(Clone, Debug)]
pub(super) struct Value<'t> {
    /// A string, a number, a boolean; with the type `@json` anything.
    pub(super) json: Cow<'t, Json<'t>>,
    pub(super) of_type: Option<Cow<'t, str>>,
    pub(super) language: Option<Cow<'t, str>>,
    pub(super) direction: Option<Direction>,
}

/// What an element gives.
#[derive(Default)]
enum Expanded<'t> {
    #[default]
    Nothing,
    One(Item<'t>),
    /// The items of a list or a set.
    Many(Vec<Item<'t>>),
}

impl<'t> Expanded<'t> {
    fn items(self) -> Vec<Item<'t>> {
        match self {
            Expanded::Nothing => Vec::new(),
            Expanded::One(item) => vec![item],
            Expanded::Many(items) => items,
        }
    }
}

type Shared<'t> = Rc<Context<'t>>;

/// How many different keys without a meaning are counted.
const MOST_DROPPED: usize = 1_000;
/// How many contexts that terms have are kept.
const MOST_CACHED: usize = 1_000;

/// Expands one document.
pub(super) struct Expander<'t, 'd> {
    base: String,
    /// The keys that mean nothing, and how often they occur.
    dropped: &'d mut BTreeMap<String, u64>,
    /// Prefixes that contexts declare.
    pub(super) prefixes: Vec<(String, String)>,
    /// The contexts that terms made of others, by the places of both; the contexts are kept so that the places are theirs.
    scoped: HashMap<(*const Context<'t>, *const Json<'t>, bool), (Shared<'t>, Shared<'t>)>,
}

/// An object while it is expanded.
#[derive(Default)]
struct Draft<'t> {
    node: Node<'t>,
    has_id: bool,
    value: Option<&'t Json<'t>>,
    /// The types of a value, unless they are those of a node.
    type_count: usize,
    is_type_list: bool,
    language: Option<&'t str>,
    direction: Option<Direction>,
    list: Option<Vec<Item<'t>>>,
    set: Option<Expanded<'t>>,
    /// The keywords that occur.
    keywords: Vec<&'static str>,
}

impl<'t, 'd> Expander<'t, 'd> {
    pub(super) fn new(base: &str, dropped: &'d mut BTreeMap<String, u64>) -> Expander<'t, 'd> {
        Expander { base: base.to_owned(), dropped, prefixes: Vec::new(), scoped: HashMap::new() }
    }

    /// The items of a document.
    pub(super) fn document(&mut self, document: &'t Json<'t>) -> Faulty<Vec<Item<'t>>> {
        let context = Rc::new(Context::new(&self.base));
        let items = self.element(&context, None, document, (false, false))?.items();
        let mut whole = Vec::new();
        for item in items {
            match item {
                // A graph without a name is the default graph.
                Item::Node(Node {
                    id: None,
                    index: None,
                    types,
                    properties,
                    reverse,
                    graph: Some(graph),
                    included,
                }) if types.is_empty()
                    && properties.is_empty()
                    && reverse.is_empty()
                    && included.is_empty() =>
                {
                    whole.extend(graph);
                }
                item => whole.push(item),
            }
        }
        Ok(whole)
    }

    /// The context that a local context makes of another one.
    fn with(&mut self, context: &Shared<'t>, local: &'t Json<'t>, how: (bool, bool)) -> Faulty<Shared<'t>> {
        let made = context.with(local, &self.base, how)?;
        if self.prefixes.len() < MOST_DROPPED {
            self.prefixes.extend(made.prefixes().map(|(name, iri)| (name.to_owned(), iri.to_owned())));
        }
        Ok(made)
    }

    /// The context that the context of a term makes of another one.
    fn scoped(&mut self, context: &Shared<'t>, local: &'t Json<'t>, propagates: bool) -> Faulty<Shared<'t>> {
        let key = (Rc::as_ptr(context), std::ptr::from_ref(local), propagates);
        if let Some((_, made)) = self.scoped.get(&key) {
            return Ok(Rc::clone(made));
        }
        // The context of a type may not undo protected terms, that of a property may.
        let made = self.with(context, local, (propagates, propagates))?;
        if self.scoped.len() >= MOST_CACHED {
            self.scoped.clear();
        }
        self.scoped.insert(key, (Rc::clone(context), Rc::clone(&made)));
        Ok(made)
    }

    /// Expands an element of a property; `from_map` if a map of indexes, ids or types holds it, `in_list` if a list does.
    fn element(
        &mut self,
        context: &Shared<'t>,
        property: Option<&str>,
        element: &'t Json<'t>,
        (from_map, in_list): (bool, bool),
    ) -> Faulty<Expanded<'t>> {
        let term = property.and_then(|property| context.term(property)).cloned();
        let own = term.as_ref().and_then(|term| term.context);
        match element {
            Json::Null => Ok(Expanded::Nothing),
            Json::Array(items) => {
                let is_list =
                    in_list || term.as_ref().is_some_and(|term| term.container.has(Container::LIST));
                let mut all = Vec::new();
                for item in items {
                    let expanded = self.element(context, property, item, (from_map, is_list))?;
                    match (item, expanded) {
                        (Json::Array(_), expanded) if is_list => all.push(Item::List(expanded.items())),
                        (_, expanded) => all.extend(expanded.items()),
                    }
                }
                Ok(Expanded::Many(all))
            }
            Json::Object(entries) => self.object(context, (property, own), (element, entries), from_map),
            _ => {
                let Some(property) = property.filter(|property| *property != "@graph") else {
                    return Ok(Expanded::Nothing);
                };
                let context = match own {
                    Some(own) => self.scoped(context, own, true)?,
                    None => Rc::clone(context),
                };
                Ok(value_of(&context, property, element).map_or(Expanded::Nothing, Expanded::One))
            }
        }
    }

    fn object(
        &mut self,
        outer: &Shared<'t>,
        (property, own): (Option<&str>, Option<&'t Json<'t>>),
        (element, entries): (&'t Json<'t>, &'t Object<'t>),
        from_map: bool,
    ) -> Faulty<Expanded<'t>> {
        let mut context = Rc::clone(outer);
        if let Some(previous) = context.previous.clone().filter(|_| !from_map) {
            let is = |key: &str, keyword: &str| outer.expand(key, true, false).as_deref() == Some(keyword);
            let is_value = entries.iter().any(|(key, _)| is(key, "@value"));
            let is_reference = matches!(entries.as_slice(), [(key, _)] if is(key, "@id"));
            if !is_value && !is_reference {
                context = previous;
            }
        }
        if let Some(own) = own {
            context = self.scoped(&context, own, true)?;
        }
        if let Some(local) = element.get("@context") {
            context = self.with(&context, local, (false, true))?;
        }
        let of_types = Rc::clone(&context);
        let mut type_entries: Vec<&(Cow<'t, str>, Json<'t>)> = entries
            .iter()
            .filter(|(key, _)| context.expand(key, true, false).as_deref() == Some("@type"))
            .collect();
        type_entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (_, types) in &type_entries {
            let mut types: Vec<&str> = types.items().iter().filter_map(Json::text).collect();
            types.sort_unstable();
            for of_type in types {
                if let Some(own) = of_types.term(of_type).and_then(|term| term.context) {
                    context = self.scoped(&context, own, false)?;
                }
            }
        }
        let last = type_entries.first().and_then(|(_, types)| types.items().last()).and_then(Json::text);
        let is_json = last.is_some_and(|last| context.expand(last, true, true).as_deref() == Some("@json"));
        let mut draft = Draft::default();
        self.entries(&mut draft, (&context, &of_types), property, entries, is_json)?;
        finished(draft, property, is_json)
    }

    /// Expands the entries of an object into a draft.
    fn entries(
        &mut self,
        draft: &mut Draft<'t>,
        (context, of_types): (&Shared<'t>, &Shared<'t>),
        active: Option<&str>,
        entries: &'t Object<'t>,
        is_json: bool,
    ) -> Faulty<()> {
        let mut nests: Vec<(&'t str, &'t Json<'t>)> = Vec::new();
        for (key, value) in entries.iter().filter(|(key, _)| key != "@context") {
            let expanded =
                context.expand(key, true, false).filter(|name| is_keyword(name) || name.contains(':'));
            let Some(name) = expanded else {
                self.drop(key);
                continue;
            };
            if !is_keyword(&name) {
                self.property(draft, context, (key, &name), value)?;
                continue;
            }
            if active == Some("@reverse") {
                return Err(Fault::wrong("`@reverse` cannot hold keywords"));
            }
            if name == "@nest" {
                nests.push((key, value));
                continue;
            }
            self.keyword(draft, (context, of_types), active, (&name, value), is_json)?;
        }
        for (key, nested) in nests {
            let own = context.term(key).and_then(|term| term.context);
            for nested in nested.items() {
                let Json::Object(entries) = nested else {
                    return Err(Fault::wrong("`@nest` holds something that is not an object"));
                };
                if entries
                    .iter()
                    .any(|(key, _)| context.expand(key, true, false).as_deref() == Some("@value"))
                {
                    return Err(Fault::wrong("`@nest` holds a value"));
                }
                let inner = match own {
                    Some(own) => self.scoped(context, own, true)?,
                    None => Rc::clone(context),
                };
                self.entries(draft, (&inner, of_types), active, entries, is_json)?;
            }
        }
        Ok(())
    }

    /// Notes a key that means nothing.
    fn drop(&mut self, key: &str) {
        if self.dropped.len() < MOST_DROPPED || self.dropped.contains_key(key) {
            *self.dropped.entry(key.to_owned()).or_default() += 1;
        }
    }

    fn keyword(
        &mut self,
        draft: &mut Draft<'t>,
        (context, of_types): (&Shared<'t>, &Shared<'t>),
        active: Option<&str>,
        (name, value): (&str, &'t Json<'t>),
        is_json: bool,
    ) -> Faulty<()> {
        const KNOWN: [&str; 11] = [
            "@direction",
            "@graph",
            "@id",
            "@included",
            "@index",
            "@language",
            "@list",
            "@reverse",
            "@set",
            "@type",
            "@value",
        ];
        let Some(known) = KNOWN.into_iter().find(|known| *known == name) else {
            self.drop(name);
            return Ok(());
        };
        if draft.keywords.contains(&known) && !matches!(known, "@included" | "@type") {
            return Err(Fault::Wrong(format!("an object has `{known}` twice")));
        }
        let text = || value.text().ok_or_else(|| Fault::Wrong(format!("`{known}` is no text")));
        match known {
            "@id" => {
                draft.node.id = context.expand(text()?, false, true).map(Cow::into_owned);
                draft.has_id = true;
            }
            "@type" => {
                for of_type in value.items() {
                    let of_type = of_type.text().ok_or_else(|| Fault::wrong("`@type` is no IRI"))?;
                    draft.node.types.extend(of_types.expand(of_type, true, true).map(Cow::into_owned));
                    draft.type_count += 1;
                }
                draft.is_type_list |= matches!(value, Json::Array(_));
            }
            "@graph" => {
                draft.node.graph =
                    Some(self.element(context, Some("@graph"), value, (false, false))?.items());
            }
            "@included" => {
                let is_node = |item: &Json<'t>| {
                    let is_other = |key: &str| {
                        matches!(context.expand(key, true, false).as_deref(), Some("@value" | "@list"))
                    };
                    matches!(item, Json::Object(entries) if !entries.iter().any(|(key, _)| is_other(key)))
                };
                if !value.items().iter().all(is_node) {
                    return Err(Fault::wrong("`@included` holds something that is not an node"));
                }
                let items = self.element(context, None, value, (false, false))?.items();
                draft.node.included.extend(items);
            }
            "@value" => {
                if !is_json && matches!(value, Json::Array(_) | Json::Object(_)) {
                    return Err(Fault::wrong("`@value` is a list or an object"));
                }
                draft.value = Some(value);
            }
            "@language" => draft.language = Some(text()?),
            "@direction" => {
                let direction = Direction::read(value);
                draft.direction =
                    Some(direction.ok_or_else(|| Fault::wrong("`@direction` is neither `ltr` nor `rtl`"))?);
            }
            "@index" => draft.node.index = Some(Cow::Borrowed(text()?)),
            "@list" => {
                if active.is_none_or(|active| active == "@graph") {
                    return Ok(());
                }
                draft.list = Some(self.element(context, active, value, (false, true))?.items());
            }
            "@set" => draft.set = Some(self.element(context, active, value, (false, false))?),
            "@reverse" => {
                if !matches!(value, Json::Object(_)) {
                    return Err(Fault::wrong("`@reverse` is no object"));
                }
                for item in self.element(context, Some("@reverse"), value, (false, false))?.items() {
                    let Item::Node(node) = item else { continue };
                    draft.node.properties.extend(node.reverse);
                    for (name, items) in node.properties {
                        draft.node.reverse.push((name, only_nodes(items)?));
                    }
                }
            }
            _ => {}
        }
        draft.keywords.push(known);
        Ok(())
    }

    fn property(
        &mut self,
        draft: &mut Draft<'t>,
        context: &Shared<'t>,
        (key, name): (&'t str, &str),
        value: &'t Json<'t>,
    ) -> Faulty<()> {
        let term = context.term(key).cloned();
        let container = term.as_ref().map_or(Container::default(), |term| term.container);
        let is_object = matches!(value, Json::Object(_));
        let is_json = term.as_ref().is_some_and(|term| term.of_type.as_deref() == Some("@json"));
        let maps = Container::INDEX | Container::ID | Container::TYPE;
        let mut items = if is_json {
            let of_type = Some(Cow::Borrowed("@json"));
            vec![Item::Value(Value { json: Cow::Borrowed(value), of_type, language: None, direction: None })]
        } else if container.has(Container::LANGUAGE) && is_object {
            in_languages(context, term.as_deref(), value)?
        } else if container.has(maps) && is_object {
            self.map(context, (key, term.as_deref()), value)?
        } else {
            match self.element(context, Some(key), value, (false, false))? {
                Expanded::Nothing => return Ok(()),
                expanded => {
                    let is_list = matches!(expanded, Expanded::One(Item::List(_)));
                    let items = expanded.items();
                    if container.has(Container::LIST) && !is_list { vec![Item::List(items)] } else { items }
                }
            }
        };
        if container.has(Container::GRAPH) && !container.has(Container::ID | Container::INDEX) {
            items = items.into_iter().map(|item| Item::Node(graph_of(vec![item]))).collect();
        }
        if term.is_some_and(|term| term.is_reverse) {
            draft.node.reverse.push((name.to_owned(), only_nodes(items)?));
        } else {
            draft.node.properties.push((name.to_owned(), items));
        }
        Ok(())
    }

    /// The items of a map of indexes, ids or types.
    fn map(
        &mut self,
        context: &Shared<'t>,
        (key, term): (&'t str, Option<&Term<'t>>),
        value: &'t Json<'t>,
    ) -> Faulty<Vec<Item<'t>>> {
        let Json::Object(entries) = value else { return Ok(Vec::new()) };
        let container = term.map_or(Container::default(), |term| term.container);
        let property = term.and_then(|term| term.index);
        let mut all = Vec::new();
        for (index, value) in entries {
            let mut inner = Rc::clone(context);
            if container.has(Container::ID | Container::TYPE)
                && let Some(previous) = &context.previous
            {
                inner = Rc::clone(previous);
            }
            if container.has(Container::TYPE)
                && let Some(own) = inner.term(index).and_then(|term| term.context)
            {
                inner = self.scoped(&inner, own, false)?;
            }
            let name = context.expand(index, true, false);
            let is_named = name.as_deref() != Some("@none");
            let mut items = Vec::new();
            for value in value.items() {
                items.extend(self.element(&inner, Some(key), value, (true, false))?.items());
            }
            for mut item in items {
                if container.has(Container::GRAPH) && !matches!(&item, Item::Node(node) if is_graph(node)) {
                    item = Item::Node(graph_of(vec![item]));
                }
                match &mut item {
                    Item::Node(node) if is_named => {
                        if container.has(Container::INDEX) {
                            match property {
                                Some(property) => {
                                    let indexed = value_of_text(context, property, index);
                                    let iri = context.expand(property, true, false).unwrap_or_default();
                                    node.properties.push((iri.into_owned(), indexed.into_iter().collect()));
                                }
                                None => {
                                    node.index.get_or_insert_with(|| Cow::Borrowed(index));
                                }
                            }
                        } else if container.has(Container::ID) {
                            if node.id.is_none() {
                                node.id = context.expand(index, false, true).map(Cow::into_owned);
                            }
                        } else if container.has(Container::TYPE) {
                            node.types.splice(0..0, name.as_deref().map(str::to_owned));
                        }
                    }
                    Item::Value(_) | Item::List(_)
                        if is_named
                            && (property.is_some() || container.has(Container::ID | Container::TYPE)) =>
                    {
                        return Err(Fault::wrong("a map of nodes holds values"));
                    }
                    _ => {}
                }
                all.push(item);
            }
        }
        Ok(all)
    }
}

/// What an object gives whose entries are expanded.
fn finished<'t>(draft: Draft<'t>, property: Option<&str>, is_json: bool) -> Faulty<Expanded<'t>> {
    let Draft { node, value, list, set, language, direction, keywords, .. } = &draft;
    let has = |keyword: &str| keywords.contains(&keyword);
    let has_entries = !node.properties.is_empty() || !node.reverse.is_empty();
    let is_top = property.is_none_or(|property| property == "@graph");
    if let Some(value) = value {
        let known = ["@value", "@direction", "@index", "@language", "@type"];
        if has_entries || keywords.iter().any(|keyword| !known.contains(keyword)) {
            return Err(Fault::wrong("an object with `@value` has entries that only nodes have"));
        }
        if has("@type") && (language.is_some() || direction.is_some()) {
            return Err(Fault::wrong("a value has a type and a language or a direction"));
        }
        let of_type = node.types.first().cloned();
        if !is_json {
            if matches!(value, Json::Null) {
                return Ok(Expanded::Nothing);
            }
            if language.is_some() && value.text().is_none() {
                return Err(Fault::wrong("a value with a language is no text"));
            }
            let is_iri = |text: &str| oxiri::Iri::parse(text).is_ok();
            let is_one =
                draft.type_count == 1 && !draft.is_type_list && of_type.as_deref().is_some_and(is_iri);
            if has("@type") && !is_one {
                return Err(Fault::wrong("the type of a value is no IRI"));
            }
        }
        if is_top {
            return Ok(Expanded::Nothing);
        }
        return Ok(Expanded::One(Item::Value(Value {
            json: Cow::Borrowed(value),
            of_type: of_type.map(Cow::Owned),
            language: language.map(Cow::Borrowed),
            direction: *direction,
        })));
    }
    if list.is_some() || set.is_some() {
        let is_other = |keyword: &&str| !matches!(*keyword, "@list" | "@set" | "@index");
        if has_entries || keywords.iter().any(is_other) || list.is_some() && set.is_some() {
            return Err(Fault::wrong("an object with `@list` or `@set` has other entries"));
        }
        let Draft { list, set, .. } = draft;
        return Ok(match (list, set) {
            (Some(_), _) if is_top => Expanded::Nothing,
            (Some(items), _) => Expanded::One(Item::List(items)),
            (None, set) => set.unwrap_or_default(),
        });
    }
    let is_language_alone =
        !has_entries && !keywords.is_empty() && keywords.iter().all(|keyword| *keyword == "@language");
    let is_bare = !has_entries && keywords.is_empty();
    let is_id_alone = !has_entries && keywords.iter().all(|keyword| *keyword == "@id");
    // An id that is reserved for later versions names nothing.
    let is_nameless = draft.has_id && node.id.is_none();
    if is_nameless || is_language_alone || is_top && (is_bare || is_id_alone) {
        return Ok(Expanded::Nothing);
    }
    Ok(Expanded::One(Item::Node(draft.node)))
}

/// Items that a reverse property may have.
fn only_nodes(items: Vec<Item<'_>>) -> Faulty<Vec<Item<'_>>> {
    if items.iter().all(|item| matches!(item, Item::Node(_))) {
        return Ok(items);
    }
    Err(Fault::wrong("a reverse property has a value or a list"))
}

/// A graph without a name.
fn graph_of(items: Vec<Item<'_>>) -> Node<'_> {
    Node { graph: Some(items), ..Node::default() }
}

/// Whether a node is a graph and nothing else.
fn is_graph(node: &Node<'_>) -> bool {
    let has_no_others = node.types.is_empty() && node.properties.is_empty() && node.reverse.is_empty();
    node.graph.is_some() && has_no_others && node.included.is_empty()
}

/// The texts of a map of languages.
fn in_languages<'t>(
    context: &Shared<'t>,
    term: Option<&Term<'t>>,
    value: &'t Json<'t>,
) -> Faulty<Vec<Item<'t>>> {
    let Json::Object(entries) = value else { return Ok(Vec::new()) };
    let direction = term.and_then(|term| term.direction).unwrap_or(context.direction);
    let mut all = Vec::new();
    for (language, texts) in entries {
        let is_none = context.expand(language, true, false).as_deref() == Some("@none");
        for text in texts.items() {
            match text {
                Json::Null => {}
                Json::String(_) => all.push(Item::Value(Value {
                    json: Cow::Borrowed(text),
                    of_type: None,
                    language: (!is_none).then(|| Cow::Borrowed(&**language)),
                    direction,
                })),
                _ => return Err(Fault::wrong("a map of languages holds something that is not an text")),
            }
        }
    }
    Ok(all)
}

/// A scalar as the value of a property (Value Expansion); nothing for the name of a node that names nothing.
fn value_of<'t>(context: &Shared<'t>, property: &str, json: &'t Json<'t>) -> Option<Item<'t>> {
    match json.text().and_then(|text| reference(context, property, text)) {
        Some(item) => item,
        None => Some(Item::Value(plain_value(context, property, Cow::Borrowed(json)))),
    }
}

/// A text as the value of a property.
fn value_of_text<'t>(context: &Shared<'t>, property: &str, text: &'t str) -> Option<Item<'t>> {
    let json = || Cow::Owned(Json::String(Cow::Borrowed(text)));
    let value = || Some(Item::Value(plain_value(context, property, json())));
    reference(context, property, text).unwrap_or_else(value)
}

/// The node that a text names; `None` where the property has other values.
fn reference<'t>(context: &Shared<'t>, property: &str, text: &str) -> Option<Option<Item<'t>>> {
    let of_type = context.term(property)?.of_type.as_deref()?;
    let is_vocabulary = match of_type {
        "@id" => false,
        "@vocab" => true,
        _ => return None,
    };
    let id = context.expand(text, is_vocabulary, true).map(Cow::into_owned);
    Some(id.map(|id| Item::Node(Node { id: Some(id), ..Node::default() })))
}

fn plain_value<'t>(context: &Shared<'t>, property: &str, json: Cow<'t, Json<'t>>) -> Value<'t> {
    let term = context.term(property);
    let is_datatype = |of_type: &&String| !matches!(of_type.as_str(), "@id" | "@vocab" | "@none");
    let of_type = term.and_then(|term| term.of_type.as_ref()).filter(is_datatype);
    if let Some(of_type) = of_type {
        return Value { json, of_type: Some(Cow::Owned(of_type.clone())), language: None, direction: None };
    }
    let is_text = json.text().is_some();
    let language = term.and_then(|term| term.language).unwrap_or(context.language).filter(|_| is_text);
    let direction = term.and_then(|term| term.direction).unwrap_or(context.direction).filter(|_| is_text);
    Value { json, of_type: None, language: language.map(Cow::Borrowed), direction }
}

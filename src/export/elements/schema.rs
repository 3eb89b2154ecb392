//! The names and columns of a property graph.

use std::collections::BTreeMap;

use super::census::{ByType, Census};
use super::keys::{ID, KEY, Root};
use super::kinds::{Kinds, Shape};
use super::languages::Languages;
use super::names::{Namer, Taken, Use};
use super::own::Own;
use crate::export::ExportOptions;
use crate::export::property_graph::language_suffix;
use crate::graph::rows::{Labels, NameKey, Names, RowGraph, is_preferred};

/// The place of a property that has no column.
pub(super) const NOWHERE: u32 = u32::MAX;

/// A property of vertices or of edges.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: String,
    /// What its values are.
    pub(in crate::export) kinds: Kinds,
}

impl Column {
    /// What its values, or the items of its lists, are at most.
    pub(crate) fn shape(&self) -> Shape {
        Shape::of(self.kinds)
    }

    /// The same where moments are microseconds of UTC and there are no durations: see [`Shape::in_micros`].
    pub(in crate::export) fn shape_in_micros(&self) -> Shape {
        Shape::in_micros(self.kinds)
    }

    /// Whether all of its values are JSON.
    pub(in crate::export) fn is_json(&self) -> bool {
        self.kinds == Kinds::JSON
    }

    /// Whether it has lists.
    pub(in crate::export) fn is_list(&self) -> bool {
        self.kinds.has(Kinds::LIST)
    }
}

/// The names and columns of a property graph.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    /// The labels by type, the types of edges by relation.
    labels: Vec<String>,
    kinds: Vec<String>,
    /// The properties of vertices other than `iri` and `id`: `name`, then the others by name.
    pub(crate) vertex_columns: Vec<Column>,
    /// The properties of edges other than `iri` and `id`, in the same order.
    pub(crate) edge_columns: Vec<Column>,
    /// The places of the properties of nodes, claims and edges among the columns, by handle.
    vertex_places: Vec<u32>,
    claim_places: Vec<u32>,
    edge_places: Vec<u32>,
    nodes_by_type: ByType,
    edges_by_relation: ByType,
    /// The types that are the widest label of their vertices.
    roots: BTreeMap<usize, Root>,
    /// By column of vertices: how early it is preferred as what names them; [`NOWHERE`] for those that name nothing.
    pub(super) names_vertices: Vec<u32>,
    /// The names that were shortened, and what they stand for.
    pub(in crate::export) full: BTreeMap<String, String>,
    /// What the user should know.
    pub(in crate::export) notices: Vec<String>,
}

impl Schema {
    /// The schema of a dossier, whose names the lowering of dossiers has given.
    pub(super) fn of_dossier(graph: &RowGraph, census: &Census) -> Schema {
        let names = graph.names();
        let all = |flags: &[bool]| -> Vec<String> {
            let named = names.iter().zip(flags);
            named.map(|((_, name), used)| if *used { name.to_owned() } else { String::new() }).collect()
        };
        let columns = |kinds: &[Kinds]| {
            let mut columns = Columns::default();
            for ((key, name), kinds) in
                names.iter().zip(kinds).filter(|((key, _), _)| *key != NameKey::EDGE_ID)
            {
                columns.add(key, name.to_owned(), *kinds);
            }
            columns.sorted(names.len())
        };
        let (vertex_columns, vertex_places) = columns(&census.nodes);
        let (edge_columns, edge_places) = columns(&census.edges);
        let is_name = |column: &Column| if column.name == "name" { 0 } else { NOWHERE };
        let names_vertices = vertex_columns.iter().map(is_name).collect();
        let root_of = |(key, name): (NameKey, &str)| {
            let root = Root::ALL.into_iter().find(|root| root.label() == name)?;
            Some((key.index(), root))
        };
        Schema {
            labels: all(&census.types),
            kinds: all(&census.relations),
            vertex_columns,
            edge_columns,
            vertex_places,
            claim_places: Vec::new(),
            edge_places,
            nodes_by_type: census.nodes_by_type.clone(),
            edges_by_relation: census.edges_by_relation.clone(),
            roots: names.iter().filter_map(root_of).collect(),
            names_vertices,
            full: BTreeMap::new(),
            notices: Vec::new(),
        }
    }

    /// The schema of rows.
    pub(super) fn of_rows(
        graph: &RowGraph,
        (census, languages): (&Census, &Languages),
        own: Own,
        has_edge_ids: bool,
        options: &ExportOptions,
    ) -> Schema {
        let count = graph.names().len();
        let prefixes = options.prefixes.iter().flat_map(|prefixes| prefixes.iter());
        let mut namer = Namer::new(options.names, prefixes);
        let has_claims = census.has_statuses && options.model.has_claims();
        let own_name = |key: NameKey| Own::name(key, count);
        let mut sorted: Vec<(NameKey, &str)> = graph.names().iter().chain(languages.names()).collect();
        sorted.sort_unstable_by_key(|(_, name)| *name);
        let all = (count + Own::COUNT).max(languages.handles(graph));
        let mut named = |flags: &dyn Fn(usize) -> bool, mut taken: Taken| {
            let mut formed = vec![String::new(); all];
            for (key, name) in
                sorted.iter().filter(|(key, _)| flags(key.index()) && *key != NameKey::ALSO_TYPE)
            {
                if let Some(place) = formed.get_mut(key.index()) {
                    *place = namer.name(name, &mut taken);
                }
            }
            formed
        };
        let is_set = |flags: &[bool], at: usize| flags.get(at).copied().unwrap_or(false) && at > 0;
        let occurs = |kinds: &[Kinds], at: usize| kinds.get(at).is_some_and(|kinds| *kinds != Kinds::NONE);
        let own_of = |keys: &[NameKey], wanted: bool| -> Vec<&'static str> {
            if wanted { keys.iter().map(|key| own_name(*key)).collect() } else { Vec::new() }
        };
        let claim_label: &[&str] = if has_claims { &["Claim"] } else { &[] };
        let labels =
            named(&|at| is_set(&census.types, at), Taken::new(Use::Label, claim_label.iter().copied()));
        let mut kinds = named(
            &|at| is_set(&census.relations, at),
            Taken::new(Use::Kind, own_of(&own.kinds(), has_claims)),
        );
        for key in own.kinds() {
            if let Some(place) = kinds.get_mut(key.index()) {
                own_name(key).clone_into(place);
            }
        }
        let mut of_nodes = named(&|at| occurs(&census.nodes, at), Taken::new(Use::Property, [KEY, ID]));
        let before = of_nodes.clone();
        let name = call_label_name(&mut of_nodes, graph.names(), languages);
        let mut reserved = vec![KEY, ID];
        reserved
            .extend(own_of(&own.of_edges(), has_claims || census.has_statuses || census.has_more_relations));
        reserved.extend(own_of(&own.of_claims(), has_claims));
        // The id of an edge is its `id`, unless edges share ids.
        let of_edges = named(
            &|at| occurs(&census.edges, at) && !(has_edge_ids && at == NameKey::EDGE_ID.index()),
            Taken::new(Use::Property, reserved),
        );
        let kinds_at = |kinds: &[Kinds], key: NameKey| kinds.get(key.index()).copied().unwrap_or_default();
        let (texts, flag) = (Kinds::TEXT.with(Kinds::LIST), Kinds::BOOLEAN);
        let mut vertices = Columns::default();
        let mut edges = Columns::default();
        for (key, _) in graph.names().iter().chain(languages.names()) {
            let form = |formed: &[String]| formed.get(key.index()).cloned().unwrap_or_default();
            vertices.add(key, form(&of_nodes), kinds_at(&census.nodes, key));
            edges.add(key, form(&of_edges), kinds_at(&census.edges, key));
        }
        let mut claims = Columns::default();
        if has_claims {
            let relations = census.has_more_relations.then_some(own.relations);
            for key in own.of_claims().into_iter().chain(relations) {
                let kinds = match key {
                    key if key == own.speakers || key == own.relations => texts,
                    key if key == own.asserted => flag,
                    _ => Kinds::TEXT,
                };
                claims.add(key, own_name(key).to_owned(), kinds);
            }
            let keys = graph.names().iter().chain(languages.names());
            for (key, _) in keys.filter(|(key, _)| *key != NameKey::BY) {
                let formed = of_edges.get(key.index()).cloned().unwrap_or_default();
                claims.add(key, formed, kinds_at(&census.edges, key));
            }
            edges.add(own.claims, own_name(own.claims).to_owned(), texts);
        }
        if census.has_statuses {
            edges.add(own.statuses, own_name(own.statuses).to_owned(), texts);
        }
        if census.has_more_relations {
            edges.add(own.relations, own_name(own.relations).to_owned(), texts);
        }
        let (vertex_columns, places) = vertices.and(&claims).sorted_two(&claims, all);
        let [vertex_places, claim_places] = places;
        let (edge_columns, edge_places) = edges.sorted(all);
        let names_vertices = naming_columns(&vertex_columns, &vertex_places, graph, languages);
        let mut full = std::mem::take(&mut namer.full);
        for (before, _) in before.iter().zip(&of_nodes).filter(|(before, after)| before != after) {
            if !of_edges.contains(before) {
                full.remove(before);
            }
        }
        full.extend(name.filter(|iri| iri.contains(':')).map(|iri| ("name".to_owned(), iri)));
        for (key, _) in languages.names() {
            let Some((of, tag)) = languages.of(key) else { continue };
            let formed = [&of_nodes, &of_edges].into_iter().filter_map(|formed| formed.get(key.index()));
            for name in formed.filter(|name| !name.is_empty()) {
                full.insert(name.clone(), format!("{}@{tag}", graph.names().get(of)));
            }
        }
        Schema {
            labels,
            kinds,
            vertex_columns,
            edge_columns,
            vertex_places,
            claim_places,
            edge_places,
            nodes_by_type: census.nodes_by_type.clone(),
            edges_by_relation: census.edges_by_relation.clone(),
            roots: BTreeMap::new(),
            names_vertices,
            full,
            notices: std::mem::take(&mut namer.notices),
        }
    }

    /// The label of a type; empty for none.
    #[inline]
    pub(in crate::export) fn label(&self, name: NameKey) -> &str {
        self.labels.get(name.index()).map_or("", |label| label)
    }

    /// The types of edges by the handles of their relations; empty for all other names.
    pub(in crate::export) fn kinds_by_key(&self) -> &[String] {
        &self.kinds
    }

    /// The type of the edges of a relation.
    #[inline]
    pub(crate) fn kind(&self, name: NameKey) -> &str {
        self.kinds.get(name.index()).map_or("", |kind| kind)
    }

    /// All labels that occur but the widest.
    pub(crate) fn labels(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().map(String::as_str).filter(|name| !name.is_empty())
    }

    /// All types of edges that occur.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = &str> {
        self.kinds.iter().map(String::as_str).filter(|name| !name.is_empty())
    }

    /// All labels that occur but the widest, and all types of edges.
    pub(in crate::export) fn names(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().chain(&self.kinds).map(String::as_str).filter(|name| !name.is_empty())
    }

    /// The widest label of a dossier's vertices of a first type.
    pub(super) fn root(&self, first: NameKey) -> Root {
        self.roots.get(&first.index()).copied().unwrap_or(Root::Entity)
    }

    pub(super) fn vertex_places(&self) -> &[u32] {
        &self.vertex_places
    }

    pub(super) fn claim_places(&self) -> &[u32] {
        &self.claim_places
    }

    pub(super) fn edge_places(&self) -> &[u32] {
        &self.edge_places
    }

    /// Whether the columns of each type and of each relation are known.
    pub(super) fn knows_columns_of_types(&self) -> bool {
        self.nodes_by_type.is_some() && self.edges_by_relation.is_some()
    }

    /// Marks the columns that the nodes of a first type have; all where that was not counted.
    pub(super) fn mark_columns(&self, first: NameKey, marks: &mut [bool]) {
        mark(&self.nodes_by_type, first, &self.vertex_places, marks);
    }

    /// Marks the columns that claims have.
    pub(super) fn mark_claim_columns(&self, marks: &mut [bool]) {
        mark(&None, NameKey::NONE, &self.claim_places, marks);
    }

    /// Marks the columns that the edges of a relation have; all where that was not counted. Those of the lowering's own are
    /// not marked.
    pub(super) fn mark_edge_columns(&self, relation: NameKey, marks: &mut [bool]) {
        mark(&self.edges_by_relation, relation, &self.edge_places, marks);
    }

    /// The place of the column of a property of edges.
    pub(super) fn edge_place(&self, key: NameKey) -> Option<usize> {
        place(&self.edge_places, key)
    }

    /// The place of the column of a property of claims.
    pub(super) fn claim_place(&self, key: NameKey) -> Option<usize> {
        place(&self.claim_places, key)
    }
}

fn place(places: &[u32], key: NameKey) -> Option<usize> {
    places.get(key.index()).copied().filter(|place| *place != NOWHERE).map(|place| place as usize)
}

/// Calls the first property that names nodes `name`, as in dossiers, where it is a label or of a vocabulary and no other
/// property is called so. Returns which one is.
fn call_label_name(formed: &mut [String], names: &Names, languages: &Languages) -> Option<String> {
    let labels = Labels::new(names);
    let is_there = |key: NameKey| formed.get(key.index()).is_some_and(|formed| !formed.is_empty());
    let mut named: Vec<(u32, NameKey)> =
        names.iter().filter_map(|(key, _)| Some((labels.place(key)?, key))).collect();
    named.sort_unstable();
    let in_languages = |of: NameKey| {
        let all = languages.names().filter_map(|(at, _)| Some((at, languages.of(at)?)));
        all.filter(move |(at, (known, _))| *known == of && is_there(*at))
    };
    let is_used = |key: NameKey| is_there(key) || in_languages(key).next().is_some();
    let is_name = |key: NameKey| names.get(key).eq_ignore_ascii_case("name");
    let first = named.iter().map(|(_, key)| *key).find(|key| is_used(*key))?;
    let is_of_vocabulary = names.get(first).contains(':') || names.get(first) == "label";
    let is_free = !formed.iter().any(|name| name.eq_ignore_ascii_case("name"))
        && !named.iter().any(|(_, key)| is_name(*key) && is_used(*key));
    if !is_of_vocabulary || !is_free {
        return None;
    }
    // `labelZh` is `nameZh`.
    let keys = in_languages(first).map(|(at, (_, tag))| (at, format!("name{}", language_suffix(tag))));
    let keys: Vec<(NameKey, String)> = keys.collect();
    for (at, name) in [(first, "name".to_owned())].into_iter().chain(keys) {
        let is_free = !formed.iter().any(|known| known.eq_ignore_ascii_case(&name));
        if let Some(place) = formed.get_mut(at.index()).filter(|formed| is_free && !formed.is_empty()) {
            *place = name;
        }
    }
    Some(names.get(first).to_owned())
}

/// How early each column of vertices is preferred as what names them.
fn naming_columns(columns: &[Column], places: &[u32], graph: &RowGraph, languages: &Languages) -> Vec<u32> {
    const ENGLISH: u32 = 0;
    const PLAIN: u32 = 1;
    const OTHER: u32 = 2;
    let labels = Labels::new(graph.names());
    let mut ranks = vec![NOWHERE; columns.len()];
    let plain = graph.names().iter().map(|(key, _)| (key, key, PLAIN));
    let in_languages = languages.names().filter_map(|(key, _)| {
        let (of, tag) = languages.of(key)?;
        Some((key, of, if is_preferred(tag.as_bytes()) { ENGLISH } else { OTHER }))
    });
    for (key, of, class) in plain.chain(in_languages) {
        let rank = labels.place(of).map(|place| place * 3 + class);
        let column = place(places, key).and_then(|column| ranks.get_mut(column));
        if let (Some(rank), Some(known)) = (rank, column) {
            *known = rank.min(*known);
        }
    }
    ranks
}

fn mark(by_type: &ByType, name: NameKey, places: &[u32], marks: &mut [bool]) {
    let kinds = by_type.as_ref().and_then(|by_type| by_type.get(name.index()));
    for (at, place) in places.iter().enumerate() {
        let is_there = match kinds {
            None => true,
            Some(kinds) => kinds.get(at).is_some_and(|kinds| *kinds != Kinds::NONE),
        };
        if let (true, Some(mark)) = (is_there, marks.get_mut(*place as usize)) {
            *mark = true;
        }
    }
}

/// The places that are marked.
pub(super) fn marked(marks: &[bool]) -> Vec<usize> {
    marks.iter().enumerate().filter(|(_, mark)| **mark).map(|(at, _)| at).collect()
}

/// Columns that are being collected: by name, and the handles whose values they have.
#[derive(Clone, Default)]
struct Columns {
    by_name: BTreeMap<(bool, String), Kinds>,
    keys: Vec<(NameKey, (bool, String))>,
}

impl Columns {
    /// Adds values of a handle, if there are any.
    fn add(&mut self, key: NameKey, name: String, kinds: Kinds) {
        if kinds == Kinds::NONE || name.is_empty() {
            return;
        }
        // `name` comes first.
        let sorted = (name != "name", name);
        let known = self.by_name.entry(sorted.clone()).or_default();
        *known = known.with(kinds);
        self.keys.push((key, sorted));
    }

    /// The columns of both.
    fn and(&self, other: &Columns) -> Columns {
        let mut all = self.clone();
        for (name, kinds) in &other.by_name {
            let known = all.by_name.entry(name.clone()).or_default();
            *known = known.with(*kinds);
        }
        all
    }

    fn sorted(&self, names: usize) -> (Vec<Column>, Vec<u32>) {
        let columns =
            self.by_name.iter().map(|((_, name), kinds)| Column { name: name.clone(), kinds: *kinds });
        (columns.collect(), self.places(&self.keys, names))
    }

    fn sorted_two(&self, other: &Columns, names: usize) -> (Vec<Column>, [Vec<u32>; 2]) {
        let (columns, places) = self.sorted(names);
        (columns, [places, self.places(&other.keys, names)])
    }

    /// The place of the values of each handle.
    fn places(&self, keys: &[(NameKey, (bool, String))], names: usize) -> Vec<u32> {
        let order: BTreeMap<&(bool, String), u32> =
            self.by_name.keys().enumerate().map(|(at, name)| (name, at as u32)).collect();
        let mut places = vec![NOWHERE; names];
        for (key, name) in keys {
            if let (Some(place), Some(at)) = (places.get_mut(key.index()), order.get(name)) {
                *place = *at;
            }
        }
        places
    }
}

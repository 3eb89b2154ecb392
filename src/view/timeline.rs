//! The timeline: what has a date in the order of time, and next to it what happens without one. It
//! has no places and no colours; layouts and writers give them.

use std::collections::{BTreeMap, BTreeSet};

use super::briefing::titles;
use super::order::first_words_about;
use super::values::{human, marked};
use super::words;
use crate::graph::{Claim, ClaimKey, DateValue, KnowledgeGraph, Node, NodeKey, Statement, Term, Value};
use crate::ontology::{Datatype, Ontology, RelationKey, Role, Status, TypeKey, TypeRole};
use crate::text::{Edtf, Extent, Moment, counted, spaced};

/// The most lines on a card about what is related to it and hidden; those with agents count apart.
const MOST_RELATED: usize = 3;
/// The most names in one line.
const MOST_NAMES: usize = 4;

/// A graph in the order of time.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// The titles of the dossiers, or their names.
    pub titles: Vec<String>,
    /// One line each: how much is dated, how many claims are drawn.
    pub notes: Vec<String>,
    /// What has a date with a year, by its beginning.
    pub dated: Vec<Happening>,
    /// What happens and has no date with a year, as the texts come to it.
    pub undated: Vec<Happening>,
    /// Claims between what is shown, by id.
    pub links: Vec<Link>,
}

/// Something that is shown.
#[derive(Clone, Debug)]
pub struct Happening {
    /// The node.
    pub node: NodeKey,
    /// When it is; `None` where it has no date with a year.
    pub when: Option<When>,
    /// Its dates in words, with the symbols of their claims; may be empty.
    pub tag: String,
    /// The claims that give it its dates.
    pub dates: Vec<ClaimKey>,
    /// The name.
    pub label: String,
    /// Kind, state and amounts; who did it; places and the like, a line each.
    pub lines: Vec<String>,
}

/// When something is, in seconds since the beginning of the year 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    /// The first moment; `None` where that is open or unknown. One of the two is there.
    pub start: Option<i128>,
    /// The end of the last moment.
    pub end: Option<i128>,
    /// Whether something lasts from one to the other, or is at both; else it is at some time between them.
    pub lasts: bool,
    /// Whether the date is a day or a time of day.
    pub is_point: bool,
    /// The date in words.
    pub words: String,
}

impl When {
    /// What it is ordered by: its first moment, or its last where that is open.
    pub fn anchor(&self) -> i128 {
        self.start.or(self.end).unwrap_or(0)
    }

    fn order(&self) -> (Moment, Option<Moment>) {
        (self.anchor(), self.end.or(self.start))
    }
}

/// A claim between two nodes that are shown.
#[derive(Clone, Debug)]
pub struct Link {
    /// The claim.
    pub claim: ClaimKey,
    /// Its subject.
    pub from: NodeKey,
    /// Its object.
    pub to: NodeKey,
    /// What it says about the two, after the symbol of its status.
    pub label: String,
}

impl Timeline {
    /// Composes the timeline of a graph; `None` where nothing has a date with a year.
    pub fn new(graph: &KnowledgeGraph) -> Option<Timeline> {
        let happening = types_that_happen(graph.ontology());
        let (mut dated, mut undated, mut doubtful) = (Vec::<(When, Node<'_>)>::new(), Vec::new(), 0);
        for node in graph.nodes().filter(|node| !node.is_aside()) {
            match date_of(node) {
                Some((status, when)) => {
                    doubtful += usize::from(!status.is_vouched_for());
                    dated.push((when, node));
                }
                None if happening.contains(&node.type_key()) || dates(node).next().is_some() => {
                    undated.push(node);
                }
                None => {}
            }
        }
        if dated.is_empty() {
            return None;
        }
        let met = |node: Node<'_>| (first_words_about(graph, Term::Node(node.key())), node.key());
        dated.sort_by_cached_key(|(when, node)| (when.order(), met(*node)));
        undated.sort_by_key(|node| met(*node));
        let shown: BTreeSet<NodeKey> =
            dated.iter().map(|(_, node)| node.key()).chain(undated.iter().map(|node| node.key())).collect();
        let mut stated: BTreeSet<ClaimKey> = BTreeSet::new();
        let mut timeline = Timeline {
            titles: titles(graph),
            dated: dated
                .into_iter()
                .map(|(when, node)| card(node, Some(when), &shown, &mut stated))
                .collect(),
            undated: undated.iter().map(|node| card(*node, None, &shown, &mut stated)).collect(),
            links: graph.claims().filter_map(|claim| link(claim, &shown)).collect(),
            notes: Vec::new(),
        };
        stated.extend(timeline.links.iter().map(|link| link.claim));
        timeline.notes = vec![notes(&timeline, doubtful, graph.claims().len() - stated.len())];
        Some(timeline)
    }

    /// All that is shown, what is dated first.
    pub fn happenings(&self) -> impl Iterator<Item = &Happening> {
        self.dated.iter().chain(&self.undated)
    }
}

fn notes(timeline: &Timeline, doubtful: usize, hidden: usize) -> String {
    let (dated, undated) = (timeline.dated.len(), timeline.undated.len());
    let mut notes = match undated {
        0 => counted(dated, "dated node", "dated nodes"),
        _ => format!("{} and {undated} undated", counted(dated, "dated node", "dated nodes")),
    };
    if !timeline.links.is_empty() {
        let arrows =
            counted(timeline.links.len(), "claim is drawn as an arrow", "claims are drawn as arrows");
        notes += &format!(" · {arrows}");
    }
    if doubtful > 0 {
        let dates = counted(doubtful, "date is not", "dates are not");
        notes += &format!("; {dates} vouched for by the source");
    }
    if hidden > 0 {
        notes += &format!("; {} not shown", counted(hidden, "claim is", "claims are"));
    }
    notes
}

/// The types of what happens: those that may have a date, but for texts and wishes, which have one in addition to their content.
fn types_that_happen(ontology: &Ontology) -> BTreeSet<TypeKey> {
    let dates = ontology.attributes().filter(|(_, attribute)| attribute.datatype == Datatype::Date);
    let mut types: BTreeSet<TypeKey> = dates.flat_map(|(_, attribute)| attribute.domain.clone()).collect();
    types.retain(|key| {
        let roles = &ontology.node_type(*key).roles;
        !roles.contains(&TypeRole::Work) && !roles.contains(&TypeRole::Wish)
    });
    types
}

/// The claims that give a node a date.
fn dates<'g>(node: Node<'g>) -> impl Iterator<Item = (Claim<'g>, &'g DateValue)> {
    node.claims().filter_map(|claim| match claim.statement() {
        Statement::Attribute(_, Value::Date(date)) => Some((claim, date)),
        _ => None,
    })
}

/// When something is: of several dates that which is said most plainly, then the earliest. A disputed date does not count.
fn date_of(node: Node<'_>) -> Option<(Status, When)> {
    let dates = dates(node).filter(|(claim, _)| claim.status() != Status::Disputed);
    let known = dates.filter_map(|(claim, date)| match date {
        DateValue::Edtf(edtf) => Some((claim.status(), when(claim, date, edtf)?)),
        DateValue::Words(_) => None,
    });
    known.min_by_key(|(status, when)| (*status, when.order(), when.words.clone()))
}

/// When a date is, if it has a year.
fn when(claim: Claim<'_>, date: &DateValue, edtf: &Edtf) -> Option<When> {
    let (start, end) = edtf.moments();
    start.or(end)?;
    Some(When {
        start,
        end,
        lasts: edtf.extent() == Extent::Lasting,
        is_point: edtf.extent() == Extent::Point,
        words: human(claim, &Value::Date(date.clone())),
    })
}

fn card(
    node: Node<'_>,
    when: Option<When>,
    shown: &BTreeSet<NodeKey>,
    stated: &mut BTreeSet<ClaimKey>,
) -> Happening {
    let mut tag: Vec<(Option<Moment>, String)> = Vec::new();
    let mut of_dates = Vec::new();
    for (claim, date) in dates(node) {
        of_dates.push(claim.key());
        let anchor = match date {
            DateValue::Edtf(edtf) => edtf.moments().0.or(edtf.moments().1),
            DateValue::Words(_) => None,
        };
        tag.push((anchor, marked(claim, &human(claim, &Value::Date(date.clone())))));
    }
    stated.extend(&of_dates);
    tag.sort();
    tag.dedup();
    let tag: Vec<String> = tag.into_iter().map(|(_, words)| words).collect();
    let mut first = vec![node.kind().unwrap_or(&node.node_type().label).to_owned()];
    for claim in node.claims().filter(|claim| claim.status() != Status::Disputed) {
        let Statement::Attribute(_, value) = claim.statement() else { continue };
        let words = match value {
            Value::Token(_) | Value::Duration(_) | Value::Quantity(_) => human(claim, value),
            Value::Number(_) => format!("{} {}", claim.predicate_label(), human(claim, value)),
            _ => continue,
        };
        stated.insert(claim.key());
        first.push(marked(claim, &words));
    }
    if let [_, states @ ..] = first.as_mut_slice() {
        states.sort();
    }
    first.dedup();
    let mut lines = vec![first.join(" · ")];
    let (of_agents, others): (Vec<Related>, Vec<Related>) =
        related(node, shown).into_iter().partition(|related| related.is_of_agents);
    for group in [of_agents, others] {
        let more = group.len().saturating_sub(MOST_RELATED);
        let kept = if more > 0 { MOST_RELATED - 1 } else { group.len() };
        for related in group.into_iter().take(kept) {
            stated.extend(related.claims);
            lines.push(related.words);
        }
        if more > 0 {
            lines.push(format!("and {} more", more + 1));
        }
    }
    lines.dedup();
    Happening {
        node: node.key(),
        when,
        tag: tag.join(" · "),
        dates: of_dates,
        label: node.label().to_owned(),
        lines,
    }
}

/// What is said in one line: whether it is of others than agents, whether the node is the subject, the relation and the status.
type Group = (bool, bool, RelationKey, Status);

/// What is related to a node in one way and is no card itself.
struct Related {
    is_of_agents: bool,
    /// The relation, as read from the node, and the names.
    words: String,
    /// The claims whose other ends are named.
    claims: Vec<ClaimKey>,
}

/// What is related to a node and is no card, by relation and direction: who did it, and other things.
fn related(node: Node<'_>, shown: &BTreeSet<NodeKey>) -> Vec<Related> {
    let graph = node.graph();
    let ontology = graph.ontology();
    let agents = types_of_agents(ontology);
    let is_hidden = |other: &Node<'_>| {
        !shown.contains(&other.key()) && !other.node_type().roles.contains(&TypeRole::Work)
    };
    let mut groups: BTreeMap<Group, Vec<(&str, Claim<'_>)>> = BTreeMap::new();
    let outgoing = node.claims().map(|claim| (claim, true));
    let incoming = node.claims_about().map(|claim| (claim, false));
    for (claim, is_subject) in outgoing.chain(incoming) {
        let Statement::Relation(relation, object) = claim.statement() else { continue };
        let other = if is_subject { *object } else { claim.subject() };
        let Term::Node(other) = other else { continue };
        let other = graph.node(other);
        if claim.status() != Status::Disputed && is_hidden(&other) {
            let key = (!agents.contains(&other.type_key()), is_subject, *relation, claim.status());
            groups.entry(key).or_default().push((other.label(), claim));
        }
    }
    let of_group = |((is_of_others, is_subject, relation, _), mut found): (Group, Vec<(&str, Claim<'_>)>)| {
        let record = ontology.relation(relation);
        found.sort_by_key(|(label, claim)| (*label, claim.key()));
        let more = found.len().saturating_sub(MOST_NAMES);
        if more > 0 {
            found.truncate(MOST_NAMES - 1);
        }
        let mut names: Vec<String> = found.iter().map(|(label, _)| (*label).to_owned()).collect();
        names.dedup();
        if more > 0 {
            names.push(format!("{} more", more + 1));
        }
        let names = names.join(", ");
        let words = match (is_subject, &record.inverse) {
            (true, _) => format!("{} {names}", record.label),
            (false, Some(inverse)) => format!("{} {names}", spaced(inverse)),
            (false, None) => format!("{names}: {}", record.label),
        };
        let claims: Vec<ClaimKey> = found.iter().map(|(_, claim)| claim.key()).collect();
        let words = found.first().map_or(String::new(), |(_, claim)| marked(*claim, &words));
        Related { is_of_agents: !is_of_others, words, claims }
    };
    groups.into_iter().map(of_group).collect()
}

/// The types of those who act: human beings, and what can be party to something or present.
fn types_of_agents(ontology: &Ontology) -> BTreeSet<TypeKey> {
    let acting = [Role::Party, Role::Presence].into_iter().flat_map(|role| ontology.relations_with(role));
    let domains = acting.flat_map(|relation| ontology.relation(relation).domain.iter().copied());
    domains.chain(ontology.types_with(TypeRole::Person)).collect()
}

impl Happening {
    /// What it is and when, with the words of the source, for readers who point at it.
    pub fn tooltip(&self, graph: &KnowledgeGraph) -> String {
        let dates = self.dates.iter().map(|claim| words::of_claim(graph.claim(*claim)));
        [words::of_node(graph.node(self.node))].into_iter().chain(dates).collect::<Vec<_>>().join("\n\n")
    }
}

fn link(claim: Claim<'_>, shown: &BTreeSet<NodeKey>) -> Option<Link> {
    let (Term::Node(from), Some(Term::Node(to))) = (claim.subject(), claim.object()) else { return None };
    let is_drawn = from != to && shown.contains(&from) && shown.contains(&to);
    is_drawn.then(|| Link { claim: claim.key(), from, to, label: marked(claim, claim.predicate_label()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{ClaimInput, DossierInput, GraphBuilder, LangText, StatementInput};
    use crate::text::{Id, Language};

    /// A graph of events with these dates; words if they are not EDTF; without a date if they are empty.
    fn graph(dates: &[&str]) -> KnowledgeGraph {
        let ontology = Ontology::built_in();
        let mut builder = GraphBuilder::new(ontology.clone());
        let dossier = builder.add_dossier(DossierInput::new(Id::new("strike").unwrap())).unwrap();
        let attribute = ontology.attribute_named("date").unwrap();
        for (at, date) in dates.iter().enumerate() {
            let node = builder.node(dossier, &format!("e{at}"), "Event", &format!("Event {at}")).unwrap();
            let value = match Edtf::new(date) {
                _ if date.is_empty() => continue,
                Ok(date) => DateValue::Edtf(date),
                Err(_) => DateValue::Words(LangText::new(*date, Language::default())),
            };
            let statement = StatementInput::Attribute(attribute, Value::Date(value));
            builder.add_claim(ClaimInput::new(dossier, node, statement));
        }
        builder.finish().0
    }

    fn ids<'g>(graph: &'g KnowledgeGraph, happenings: &[Happening]) -> Vec<&'g str> {
        happenings.iter().map(|happening| graph.node(happening.node).id()).collect()
    }

    #[test]
    fn what_is_dated_is_in_the_order_of_time() {
        let dates =
            ["2019", "2018-12", "-0043-03-15", "2018-12/2019-02", "../2017", "199X", "2018-21", "2018~"];
        let graph = graph(&dates);
        let timeline = Timeline::new(&graph).unwrap();
        assert_eq!(ids(&graph, &timeline.dated), ["e2", "e5", "e4", "e7", "e6", "e1", "e3", "e0"]);
        assert!(timeline.undated.is_empty());
        assert_eq!(timeline.notes, ["8 dated nodes"]);
    }

    #[test]
    fn without_a_year_there_is_no_date_and_the_words_stay() {
        let graph = graph(&["2019", "XXXX-05-10", "late last year", "", "XXXX-05/2019", "[XXXX-01,2018]"]);
        let timeline = Timeline::new(&graph).unwrap();
        assert_eq!(ids(&graph, &timeline.dated), ["e0", "e4"]);
        assert_eq!(timeline.dated[1].when.as_ref().unwrap().start, None);
        let tags: Vec<&str> = timeline.undated.iter().map(|happening| happening.tag.as_str()).collect();
        assert_eq!(tags, ["10 May", "late last year", "", "January or 2018"]);
    }

    #[test]
    fn times_of_day_are_in_order() {
        let graph =
            graph(&["2020-05-01T18:05:00", "2020-05-01T17:50:00", "2020-05-01T09:15:00", "2020-05-01"]);
        let timeline = Timeline::new(&graph).unwrap();
        assert_eq!(ids(&graph, &timeline.dated), ["e3", "e2", "e1", "e0"]);
        assert_eq!(timeline.dated[1].tag, "1 May 2020, 09:15");
    }

    #[test]
    fn where_nothing_is_dated_there_is_no_timeline() {
        assert!(Timeline::new(&graph(&["XXXX-05-10", "soon", ""])).is_none());
        assert!(Timeline::new(&graph(&[])).is_none());
    }

    #[test]
    fn who_did_it_is_named() {
        let mut builder = GraphBuilder::new(Ontology::built_in().clone());
        let dossier = builder.add_dossier(DossierInput::new(Id::new("strike").unwrap())).unwrap();
        let meeting = builder.node(dossier, "meeting", "Event", "The meeting").unwrap();
        for name in ["Zoe", "Ann"] {
            let person = builder.node(dossier, &name.to_lowercase(), "Person", name).unwrap();
            builder.relate(dossier, person, "takesPartIn", meeting).unwrap();
        }
        let hall = builder.node(dossier, "hall", "Place", "the hall").unwrap();
        builder.relate(dossier, meeting, "takesPlaceIn", hall).unwrap();
        let date = Value::Date(DateValue::Edtf(Edtf::new("2019").unwrap()));
        let attribute = Ontology::built_in().attribute_named("date").unwrap();
        builder.add_claim(ClaimInput::new(dossier, meeting, StatementInput::Attribute(attribute, date)));
        let graph = builder.finish().0;
        let timeline = Timeline::new(&graph).unwrap();
        assert_eq!(timeline.dated[0].lines, ["event", "has participant Ann, Zoe", "takes place in the hall"]);
        assert!(timeline.dated[0].tooltip(&graph).contains("The meeting date 2019"));
    }

    #[test]
    fn years_of_unknown_first_digits_bound_nothing() {
        let bounded = |written: &str| Edtf::new(written).unwrap().moments() != (None, None);
        assert!(
            ["1XXX", "2018-XX-XX", "Y-17E7", "{2018,2019}", "-0001", "../2019", "2019/"].map(bounded)
                == [true; 7]
        );
        assert!(
            ["XXXX-05-10", "-XXXX", "?XXXX-12", "{2018,XXXX-02}", "XXXX-01/.."].map(bounded) == [false; 5]
        );
    }
}

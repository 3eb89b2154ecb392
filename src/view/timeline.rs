//! The timeline: what has a date in the order of time, and next to it what happens without one. It
//! has no places and no colours; layouts and writers give them.

use std::collections::BTreeSet;

use super::briefing::titles;
use super::order::first_words_about;
use super::values::{human, marked};
use crate::graph::{Claim, ClaimKey, DateValue, KnowledgeGraph, Node, NodeKey, Statement, Term, Value};
use crate::ontology::{Datatype, Ontology, Status, TypeKey, TypeRole};
use crate::text::{Bounds, Edtf, counted};

/// The most relations to hidden nodes on a card.
const MOST_RELATED: usize = 3;

/// A graph in the order of time.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// The titles of the dossiers, or their names.
    pub titles: Vec<String>,
    /// One line each: how much is dated, how many claims are drawn.
    pub notes: Vec<String>,
    /// What has a date with a year, by its first day.
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
    /// The first and the last day that its date may mean, one of them at least; `None` where it has none.
    pub when: Option<Bounds>,
    /// Its dates in words, with the symbols of their claims; may be empty.
    pub tag: String,
    /// The name.
    pub label: String,
    /// Kind and state; places and the like, a line each.
    pub lines: Vec<String>,
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
    /// Composes the timeline of a graph; `None` where nothing happens.
    pub fn new(graph: &KnowledgeGraph) -> Option<Timeline> {
        let happening = types_that_happen(graph.ontology());
        let (mut dated, mut undated, mut doubtful) = (Vec::new(), Vec::new(), 0);
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
        if dated.is_empty() && undated.is_empty() {
            return None;
        }
        let met = |node: Node<'_>| (first_words_about(graph, Term::Node(node.key())), node.key());
        dated.sort_by_key(|(when, node)| {
            (when.earliest.or(when.latest), when.latest.or(when.earliest), met(*node))
        });
        undated.sort_by_key(|node| met(*node));
        let shown: BTreeSet<NodeKey> =
            dated.iter().map(|(_, node)| node.key()).chain(undated.iter().map(|node| node.key())).collect();
        let mut stated: BTreeSet<ClaimKey> = BTreeSet::new();
        let mut timeline = Timeline {
            titles: titles(graph),
            dated: dated.iter().map(|(when, node)| card(*node, Some(*when), &shown, &mut stated)).collect(),
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
    let arrows = counted(timeline.links.len(), "claim is drawn as an arrow", "claims are drawn as arrows");
    let mut notes = format!("{dated} dated and {undated} undated nodes · {arrows}");
    if doubtful > 0 {
        notes += &format!("; {} not vouched for by the source", counted(doubtful, "date is", "dates are"));
    }
    if hidden > 0 {
        notes += &format!("; {} not shown", counted(hidden, "is", "are"));
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
fn date_of(node: Node<'_>) -> Option<(Status, Bounds)> {
    let dates = dates(node).filter(|(claim, _)| claim.status() != Status::Disputed);
    let known = dates.filter_map(|(claim, date)| match date {
        DateValue::Edtf(date) => Some((claim.status(), bounds_of(date)?)),
        DateValue::Words(_) => None,
    });
    known.min()
}

/// The bounds of a date that has any.
fn bounds_of(date: &Edtf) -> Option<Bounds> {
    Some(date.bounds()).filter(|bounds| *bounds != Bounds::default())
}

fn card(
    node: Node<'_>,
    when: Option<Bounds>,
    shown: &BTreeSet<NodeKey>,
    stated: &mut BTreeSet<ClaimKey>,
) -> Happening {
    let graph = node.graph();
    let mut tag: Vec<String> = Vec::new();
    for (claim, date) in dates(node) {
        stated.insert(claim.key());
        tag.push(marked(claim, &human(&Value::Date(date.clone()))));
    }
    let mut first = vec![node.kind().unwrap_or(&node.node_type().label).to_owned()];
    let mut related = Vec::new();
    for claim in node.claims().filter(|claim| claim.status() != Status::Disputed) {
        match claim.statement() {
            Statement::Attribute(_, value @ (Value::Token(_) | Value::Duration(_))) => {
                stated.insert(claim.key());
                first.push(marked(claim, &human(value)));
            }
            Statement::Relation(relation, Term::Node(object)) if !shown.contains(object) => {
                let words = format!("{} {}", claim.predicate_label(), graph.node(*object).label());
                related.push((*relation, marked(claim, &words), claim.key()));
            }
            _ => {}
        }
    }
    tag.sort();
    tag.dedup();
    if let [_, states @ ..] = first.as_mut_slice() {
        states.sort();
    }
    first.dedup();
    related.sort();
    let more = related.len().saturating_sub(MOST_RELATED);
    if more > 0 {
        related.truncate(MOST_RELATED - 1);
    }
    stated.extend(related.iter().map(|(_, _, claim)| *claim));
    let mut lines = vec![first.join(" · ")];
    lines.extend(related.into_iter().map(|(_, words, _)| words));
    lines.dedup();
    if more > 0 {
        lines.push(format!("and {} more", more + 1));
    }
    Happening { node: node.key(), when, tag: tag.join(" · "), label: node.label().to_owned(), lines }
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
        assert_eq!(timeline.notes, ["8 dated and 0 undated nodes · 0 claims are drawn as arrows"]);
    }

    #[test]
    fn without_a_year_there_is_no_date_and_the_words_stay() {
        let graph = graph(&["2019", "XXXX-05-10", "late last year", "", "XXXX-05/2019", "[XXXX-01,2018]"]);
        let timeline = Timeline::new(&graph).unwrap();
        assert_eq!(ids(&graph, &timeline.dated), ["e0", "e4"]);
        assert_eq!(timeline.dated[1].when.unwrap().earliest, None);
        let tags: Vec<&str> = timeline.undated.iter().map(|happening| happening.tag.as_str()).collect();
        assert_eq!(tags, ["May 10", "late last year", "", "[XXXX-01,2018]"]);
    }

    #[test]
    fn where_nothing_happens_there_is_no_timeline() {
        let timeline = Timeline::new(&graph(&["XXXX-05-10", "soon", ""])).unwrap();
        assert_eq!((timeline.dated.len(), timeline.undated.len()), (0, 3));
        assert!(Timeline::new(&graph(&[])).is_none());
    }

    #[test]
    fn years_of_unknown_first_digits_bound_nothing() {
        let bounded = |written: &str| bounds_of(&Edtf::new(written).unwrap()).is_some();
        assert!(
            ["1XXX", "2018-XX-XX", "Y-17E7", "{2018,2019}", "-0001", "../2019", "2019/"].map(bounded)
                == [true; 7]
        );
        assert!(
            ["XXXX-05-10", "-XXXX", "?XXXX-12", "{2018,XXXX-02}", "XXXX-01/.."].map(bounded) == [false; 5]
        );
    }
}

//! Made-up disputes of any size: parties, people with offices, issues, positions, measures, accusations and denials.

use dossier::check::Checked;
use dossier::graph::{
    Anchor, ClaimInput, DossierInput, EvidenceInput, GraphBuilder, LangText, NodeHandle, Said, SourceInput,
    StatementInput, TermInput, Value,
};
use dossier::ontology::Ontology;
use dossier::text::{Id, Language};

/// Words of many scripts and lengths, and some that mean something to programs.
const WORDS: &[&str] = &[
    "The union of dockers",
    "水条約をめぐる対立",
    "حركة النور في وادي القمر",
    "ממשלת הרפובליקה",
    "Ministry of Foreign Affairs and Trade of the Northern Federation of Islands and Coasts",
    "x",
    "</script> ]]> <b>bold</b> & \"quoted\" \\N \\G",
    "😀 🇳🇴 emoji everywhere 👩‍👩‍👧",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "Nordsee-Quote",
    "Ёлки и Љубљана",
    "Ελλάδα",
    "e\u{301}galite\u{301}",
    "A tariff of 25% on steel",
    "   ",
    "Pay rises by a tenth, from March, for everybody who has been there for at least two years",
];

/// Numbers that look random and are always the same (Knuth, MMIX).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn words(&mut self, number: usize) -> String {
        let words = WORDS[self.below(WORDS.len())];
        match self.below(12) {
            0 => format!("{words} {number} ").repeat(8),
            1 => words.to_owned(),
            _ => format!("{words} {number}"),
        }
    }
}

/// A story under construction.
struct Story {
    builder: GraphBuilder,
    dossier: dossier::graph::DossierKey,
    work: NodeHandle,
    numbers: Numbers,
    made: usize,
}

impl Story {
    fn node(&mut self, node_type: &str) -> NodeHandle {
        self.made += 1;
        let (id, label) = (format!("n{}", self.made), self.numbers.words(self.made));
        self.builder.node(self.dossier, &id, node_type, &label).unwrap()
    }

    fn say(
        &mut self,
        subject: impl Into<TermInput>,
        relation: &str,
        object: impl Into<TermInput>,
        by: Option<NodeHandle>,
    ) -> dossier::graph::ClaimHandle {
        let relation = Ontology::built_in().relation_named(relation).unwrap();
        let statement = StatementInput::Relation(relation, object.into());
        self.claim(subject.into(), statement, by)
    }

    fn claim(
        &mut self,
        subject: TermInput,
        statement: StatementInput,
        by: Option<NodeHandle>,
    ) -> dossier::graph::ClaimHandle {
        let mut input = ClaimInput::new(self.dossier, subject, statement);
        let number = self.made + self.numbers.below(9);
        let quote = Anchor { words: self.numbers.words(number), span: None };
        input.evidence.push(EvidenceInput {
            work: self.work,
            passage: quote.clone(),
            quote,
            cue: None,
            place: None,
            passage_place: None,
            cue_place: None,
        });
        input.said = Said::by([by.unwrap_or(self.work)]);
        self.builder.add_claim(input)
    }
}

/// The story of a number: it has about `nodes` nodes and twice as many claims, and `parties` parties.
pub fn story(number: u64, nodes: usize, parties: usize) -> Checked {
    let mut builder = GraphBuilder::new(Ontology::built_in().clone());
    let mut input = DossierInput::new(Id::new("story").unwrap());
    let mut numbers = Numbers(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    input.title = Some(LangText::new(numbers.words(7), Language::default()));
    let dossier = builder.add_dossier(input).unwrap();
    let work = builder.node(dossier, "work", "Work", "The report").unwrap();
    builder.add_source(SourceInput {
        work,
        text: None,
        url: None,
        published: None,
        retrieved: None,
        sha256: None,
        licence: None,
        place: None,
    });
    let mut story = Story { builder, dossier, work, numbers, made: 0 };
    let talks = story.node("Negotiation");
    let mut agents = Vec::new();
    for _ in 0..parties {
        let party = story.node(["Country", "Organization"][story.made % 2]);
        if parties > 1 {
            story.say(party, "partyTo", talks, None);
        }
        agents.push(party);
        for _ in 0..story.numbers.below(4) {
            let (person, office) = (story.node("Person"), story.node("Office"));
            story.say(person, "holdsOffice", office, None);
            story.say(office, "officeOf", party, None);
            agents.push(person);
        }
    }
    let mut contested = Vec::new();
    while story.made < nodes {
        let by = story.numbers.below(agents.len());
        let (agent, other) = (agents[by], agents[story.numbers.below(agents.len())]);
        let voice = (story.numbers.below(2) == 0).then_some(other);
        match story.numbers.below(5) {
            0 => {
                let (issue, position) = (story.node("Issue"), story.node("Position"));
                story.say(issue, "issueOf", talks, None);
                story.say(position, "onIssue", issue, None);
                story.say(agent, ["demands", "offers", "refuses"][by % 3], position, voice);
                story.say(other, "refuses", position, None);
            }
            1 => {
                let agreement = story.node("Agreement");
                story.say(agent, "agreesTo", agreement, voice);
                contested.push(story.say(other, "breaks", agreement, Some(agent)));
            }
            2 => {
                let measure = story.node("Measure");
                story.say(agent, "imposes", measure, voice);
                story.say(measure, "targets", other, None);
            }
            3 => {
                let topic = story.node("Topic");
                let statement = Ontology::built_in().attribute_named("statement").unwrap();
                let words = story.numbers.words(by);
                let text = Value::Text(LangText::new(words, Language::default()));
                story.claim(topic.into(), StatementInput::Attribute(statement, text), Some(agent));
            }
            _ => {
                let (event, place) = (story.node("Event"), story.node("Place"));
                story.say(event, "takesPlaceIn", place, None);
                story.say(agent, "responsibleFor", event, voice);
            }
        }
        if let Some(claim) = contested.pop() {
            story.say(agents[by.saturating_sub(1)], "denies", claim, None);
        }
    }
    Checked::new(story.builder.finish().0).unwrap_or_else(|findings| panic!("{findings:?}"))
}

/// Stories from 15 to 120 nodes with one to six parties.
pub fn stories() -> impl Iterator<Item = Checked> {
    (0..100).map(|number| story(number, 15 + (number as usize * 105) / 99, 1 + number as usize % 6))
}

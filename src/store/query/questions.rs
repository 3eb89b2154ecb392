//! The named queries. They are data, next to the ontology whose terms they use.

/// A question that is known by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The name.
    pub name: &'static str,
    /// The built-in ontology whose words it uses; `claims` where it uses only those of all claims.
    pub ontology: &'static str,
    /// The question in SPARQL, below a line with the question in plain words and a line that says more.
    pub text: &'static str,
}

macro_rules! questions {
    ($($ontology:literal: $($name:literal),*;)*) => {
        &[$($(Question {
            name: $name,
            ontology: $ontology,
            text: include_str!(concat!("../../../data/ontology/questions/", $ontology, "/", $name, ".rq")),
        }),*),*]
    };
}

/// All questions, by ontology and name; those about claims are for every ontology.
pub static QUESTIONS: &[Question] = questions![
    "claims": "dates", "denials", "disputes", "sources", "speakers", "statuses", "unverified";
    "negotiation": "accusations", "agreements", "concessions", "conclusions", "demands", "issues", "measures", "offices",
        "positions", "reasons";
    "ownership": "chains", "control", "owners";
    "argument": "camps", "reasoning", "unanswered";
    "events": "actors", "causes", "course", "harm";
    "kin": "ancestors", "children", "lives", "marriages";
];

impl Question {
    /// The question in plain words.
    pub fn title(&self) -> &'static str {
        self.comment(0)
    }

    /// What more there is to know about the answer.
    pub fn about(&self) -> &'static str {
        self.comment(1)
    }

    fn comment(&self, line: usize) -> &'static str {
        self.text.lines().nth(line).and_then(|line| line.strip_prefix("# ")).unwrap_or("")
    }
}

/// The question of a name.
pub fn question(name: &str) -> Option<&'static Question> {
    QUESTIONS.iter().find(|question| question.name == name)
}

//! stand-in
#![allow(missing_docs, dead_code, unused)]
use crate::text::*;
use std::io;
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Allow,
    Note,
    Warning,
    Error,
}
impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
    pub fn named(n: &str) -> Option<Level> {
        [Level::Allow, Level::Note, Level::Warning, Level::Error].into_iter().find(|l| l.name() == n)
    }
}
#[derive(Debug)]
pub struct Rule {
    pub code: &'static str,
    pub name: &'static str,
    pub level: Level,
    pub fixed: bool,
    pub doc: &'static str,
}
pub mod rules {
    use super::*;
    macro_rules! r { ($($n:ident $c:literal $l:ident;)*) => { $(pub static $n: Rule = Rule{code:$c,name:$c,level:Level::$l,fixed:true,doc:""};)* pub static RULES:&[&Rule]=&[$(&$n),*]; } }
    r! { FILE_UNREADABLE "D0001" Error; NOT_UTF8 "D0002" Error; YAML_SYNTAX "D0003" Error; YAML_TOO_LARGE "D0004" Error; KEY_TWICE "D0005" Error; WRONG_SHAPE "D0006" Error; UNKNOWN_KEY "D0007" Error; MISSING_KEY "D0008" Error; NO_DOSSIER "D0009" Error; FORBIDDEN_CHARACTER "D0010" Error;
    UNKNOWN_ID "D0101" Error; MALFORMED_ID "D0102" Error; ID_TWICE "D0103" Error; NAME_TWICE "D0104" Error; NODE_UNUSED "D0105" Warning; NAME_NOT_IN_TEXT "D0106" Note; NAME_AMBIGUOUS "D0107" Note; MALFORMED_SCALAR "D0108" Error; DOSSIER_TWICE "D0109" Error;
    UNKNOWN_TYPE "D0201" Error; UNKNOWN_RELATION "D0202" Error; OUTSIDE_DOMAIN "D0203" Error; OUTSIDE_RANGE "D0204" Error; CARDINALITY "D0205" Warning; ONTOLOGY_MALFORMED "D0206" Error; ONTOLOGIES_DISAGREE "D0207" Error; NOT_A_CLAIM "D0208" Error;
    QUOTE_ABSENT "D0301" Error; QUOTE_AMBIGUOUS "D0302" Error; QUOTE_FOLDED "D0303" Warning; CUE_ABSENT "D0304" Error; TEXT_CHANGED "D0305" Error; TEXT_ABSENT "D0306" Warning; QUOTE_CUTS_WORD "D0307" Warning; QUOTE_CUTS_NUMBER "D0308" Error; WRONG_LINE "D0309" Error; SENTENCE_UNUSED "D0310" Allow; WORK_MISSING "D0311" Error;
    NUMBER_MALFORMED "D0401" Error; DATE_MALFORMED "D0402" Error; DURATION_MALFORMED "D0403" Error; QUANTITY_MALFORMED "D0404" Error; UNKNOWN_TOKEN "D0405" Error; VALUE_MISSING "D0406" Error; IRI_MALFORMED "D0407" Error;
    DUPLICATE_CLAIM "D0501" Warning; STATUS_TYPED "D0502" Error; DENIAL_OF_NO_CLAIM "D0503" Error; HEDGE_REPORTED "D0504" Warning; ACCUSATION_REPORTED "D0505" Warning; VIA_WITHOUT_BY "D0506" Warning;
    CIRCULAR_PART "D0601" Error; MEASURE_WITHOUT_IMPOSER "D0602" Warning; ISSUE_WITHOUT_POSITION "D0603" Note; PARTY_WITHOUT_POSITION "D0604" Note; TWO_TYPES "D0701" Warning; TWO_LABELS "D0702" Warning; ALLOWANCE_BAD "D0901" Warning; ALLOWANCE_IDLE "D0902" Warning; }
}
pub use rules::RULES;
pub fn rule_named(c: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|r| r.code == c || r.name == c)
}
pub fn explain(r: &Rule) -> String {
    r.doc.to_owned()
}
#[derive(Clone, Debug)]
pub struct Label {
    pub place: Place,
    pub text: String,
}
#[derive(Clone, Debug)]
pub struct Fix {
    pub place: Place,
    pub replacement: String,
    pub message: String,
}
#[derive(Clone, Debug)]
pub struct Finding {
    pub rule: &'static Rule,
    pub level: Level,
    pub message: String,
    pub primary: Option<Label>,
    pub file: Option<String>,
    pub related: Vec<Label>,
    pub help: Vec<String>,
    pub fixes: Vec<Fix>,
}
impl Finding {
    pub fn new(rule: &'static Rule, m: impl Into<String>) -> Finding {
        Finding {
            rule,
            level: rule.level,
            message: m.into(),
            primary: None,
            file: None,
            related: vec![],
            help: vec![],
            fixes: vec![],
        }
    }
    pub fn at(mut self, place: Place, t: impl Into<String>) -> Self {
        self.primary = Some(Label { place, text: t.into() });
        self
    }
    pub fn in_file(mut self, f: impl Into<String>) -> Self {
        self.file = Some(f.into());
        self
    }
    pub fn also(mut self, place: Place, t: impl Into<String>) -> Self {
        self.related.push(Label { place, text: t.into() });
        self
    }
    pub fn help(mut self, t: impl Into<String>) -> Self {
        self.help.push(t.into());
        self
    }
    pub fn fix(mut self, place: Place, r: impl Into<String>, m: impl Into<String>) -> Self {
        self.fixes.push(Fix { place, replacement: r.into(), message: m.into() });
        self
    }
}
#[derive(Clone, Debug, Default)]
pub struct Findings(Vec<Finding>);
impl Findings {
    pub fn push(&mut self, f: Finding) {
        self.0.push(f)
    }
    pub fn len(&self) -> usize {
        self.0.len()
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|f| f.level == Level::Error)
    }
    pub fn sort(&mut self, _: &SourceMap) {}
}
impl Extend<Finding> for Findings {
    fn extend<T: IntoIterator<Item = Finding>>(&mut self, i: T) {
        self.0.extend(i)
    }
}
#[derive(Clone, Debug)]
pub struct SourceComment {
    pub file: FileKey,
    pub span: Span,
    pub text: String,
}
#[derive(Clone, Debug, Default)]
pub struct Levels;
impl Levels {
    pub fn deny_warnings(&mut self) {}
    pub fn set(&mut self, _: &'static Rule, _: Level) -> Result<(), String> {
        Ok(())
    }
    pub fn apply(&self, mut f: Findings, _: &[SourceComment], _: &SourceMap) -> Findings {
        f.0.retain(|f| f.level != Level::Allow);
        f
    }
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
    Sarif,
    Github,
}
pub fn render(_: Format, f: &Findings, s: &SourceMap, _: bool, out: &mut dyn io::Write) -> io::Result<()> {
    for f in f.iter() {
        let at = f
            .primary
            .as_ref()
            .map(|l| {
                let file = s.get(l.place.file);
                let (a, b) = file.line_column(l.place.span.start);
                format!("{}:{a}:{b}", file.name())
            })
            .unwrap_or_default();
        writeln!(
            out,
            "{}[{}] {at}: {} ({:?}) {:?} {:?}",
            f.level.name(),
            f.rule.code,
            f.message,
            f.primary.as_ref().map(|l| &l.text),
            f.help,
            f.fixes
        )?;
    }
    Ok(())
}

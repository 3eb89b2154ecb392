//! One finding: what is wrong, where, and what to do about it.

use super::rule::{Level, Rule};
use crate::text::Place;

/// A place and a few words on it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is to be seen there.
    pub text: String,
}

/// A change of a file that would help.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// What is replaced; an empty span is an insertion.
    pub place: Place,
    /// By what; empty for a removal.
    pub replacement: String,
    /// What the change is.
    pub message: String,
}

/// Something that is wrong, or good to know, about what was read.
///
/// ```
/// use dossier::diagnostic::{Finding, Findings, Format, render, rules};
/// use dossier::text::{Place, SourceFile, SourceMap, Span};
///
/// let mut sources = SourceMap::new();
/// let file = sources.add(SourceFile::new("strike.yaml", "titel: Ferry crews stop work\n").expect("it is short"));
/// let key = Place { file, span: Span::new(0, 5) };
/// let finding = Finding::new(&rules::UNKNOWN_KEY, "a dossier has no key `titel`")
///     .at(key, "unknown key")
///     .fix(key, "title", "did you mean `title`?");
/// let mut text = Vec::new();
/// render(Format::Github, &Findings::from_iter([finding]), &sources, false, &mut text)?;
/// assert!(text.starts_with(b"::error file=strike.yaml,line=1,col=1,endColumn=6,title=D0007 unknown-key::"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of finding it is.
    pub rule: &'static Rule,
    /// How grave it is: the rule's level, or what [`Levels`](super::Levels) made of it.
    pub level: Level,
    /// What is wrong, in one line.
    pub message: String,
    /// The place that is underlined.
    pub primary: Option<Label>,
    /// Other places that matter.
    pub related: Vec<Label>,
    /// The name of a file that has no place in the source map, such as one that cannot be read.
    pub file_name: Option<String>,
    /// What to do, or what else to know.
    pub help: Vec<String>,
    /// Changes that would help.
    pub fixes: Vec<Fix>,
}

impl Finding {
    /// A finding at the rule's own level, without a place yet.
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Finding {
        Finding {
            rule,
            level: rule.level,
            message: message.into(),
            primary: None,
            related: Vec::new(),
            file_name: None,
            help: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// Sets the place that is underlined.
    #[must_use]
    pub fn at(mut self, place: Place, text: impl Into<String>) -> Finding {
        self.primary = Some(Label { place, text: text.into() });
        self
    }

    /// Adds another place that matters.
    #[must_use]
    pub fn also(mut self, place: Place, text: impl Into<String>) -> Finding {
        self.related.push(Label { place, text: text.into() });
        self
    }

    /// Names a file that has no place in the source map.
    #[must_use]
    pub fn in_file(mut self, name: impl Into<String>) -> Finding {
        self.file_name = Some(name.into());
        self
    }

    /// Adds a line of help.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Finding {
        self.help.push(text.into());
        self
    }

    /// Adds a change that would help.
    #[must_use]
    pub fn fix(
        mut self,
        place: Place,
        replacement: impl Into<String>,
        message: impl Into<String>,
    ) -> Finding {
        self.fixes.push(Fix { place, replacement: replacement.into(), message: message.into() });
        self
    }

    /// The place to go to: the underlined one, else the first that is related.
    pub fn place(&self) -> Option<Place> {
        self.labels().next().map(|label| label.place)
    }

    /// The underlined place and then the others.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        self.primary.iter().chain(&self.related)
    }
}

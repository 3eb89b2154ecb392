//! Names that follow the rules of a format, where those of the schema do not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::schema::Schema;

/// What a format asks of names.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    /// Whether a name may contain a character; any other becomes `_`.
    pub(crate) allows: fn(char) -> bool,
    /// The most bytes of a name. A longer one is cut, and gets the beginning of its SHA-256.
    pub(crate) longest: usize,
}

/// Fits names into a format.
pub(crate) struct Fitting {
    rule: Rule,
    /// The names that were shortened or changed, and what they stand for.
    pub(in crate::export) full: BTreeMap<String, String>,
    changes: usize,
    first: Option<(String, String)>,
}

impl Fitting {
    /// Fits the names of a schema.
    pub(crate) fn new(schema: &Schema, rule: Rule) -> Fitting {
        Fitting { rule, full: schema.full.clone(), changes: 0, first: None }
    }

    /// Returns names as the format has them: none twice, ignoring case, and none that is taken. They are taken afterwards.
    pub(crate) fn fit<'n>(
        &mut self,
        names: impl IntoIterator<Item = &'n str>,
        taken: &mut Taken,
    ) -> Vec<String> {
        let names: Vec<&str> = names.into_iter().collect();
        // Whatever can stay as it is has its name before another one gets it.
        let stays: Vec<bool> =
            names.iter().map(|name| self.formed(name) == **name && taken.insert(name)).collect();
        let all = names.iter().zip(stays);
        all.map(|(name, stays)| if stays { (*name).to_owned() } else { self.other(name, taken) }).collect()
    }

    fn formed(&self, name: &str) -> String {
        let kept: String = name
            .chars()
            .map(|character| if (self.rule.allows)(character) { character } else { '_' })
            .collect();
        if kept.len() <= self.rule.longest { kept } else { self.cut(&kept, name) }
    }

    /// The beginning of a name, with that of its checksum.
    fn cut(&self, kept: &str, name: &str) -> String {
        let mut cut: String = kept.to_owned();
        let mut end = kept.len().min(self.rule.longest.saturating_sub(9));
        while !kept.is_char_boundary(end) {
            end -= 1;
        }
        cut.truncate(end);
        cut.push('_');
        for byte in Sha256::digest(name).iter().take(4) {
            // Writing to a text does not fail.
            let _ = write!(cut, "{byte:02x}");
        }
        cut
    }

    /// A free name for one that cannot stay.
    fn other(&mut self, name: &str, taken: &mut Taken) -> String {
        let formed = self.formed(name);
        let (mut free, mut number) = (formed.clone(), 1);
        while !taken.insert(&free) {
            number += 1;
            free = format!("{formed}_{number}");
            if free.len() > self.rule.longest {
                free = self.cut(&formed, &format!("{name}_{number}"));
            }
        }
        let full = self.full.get(name).map_or(name, |full| full).to_owned();
        self.full.insert(free.clone(), full);
        self.changes += 1;
        self.first.get_or_insert_with(|| (name.to_owned(), free.clone()));
        free
    }

    /// What the user should know of the names that were changed, which are all in a file of the export.
    pub(in crate::export) fn notice_of_file(&self) -> Option<String> {
        Some(self.notice()? + ", see names.csv")
    }

    /// What the user should know of the names that were changed.
    pub(crate) fn notice(&self) -> Option<String> {
        let (name, free) = self.first.as_ref()?;
        let others = match self.changes {
            1 => String::new(),
            count => format!(", and {} more likewise", count - 1),
        };
        Some(format!(
            "the name `{}` is taken or not possible in this format; it is written as `{free}`{others}",
            name.escape_debug()
        ))
    }
}

/// Names that are taken, ignoring case.
#[derive(Clone, Default)]
pub(crate) struct Taken(BTreeSet<String>);

impl Taken {
    /// Takes a name, and returns whether it was free.
    pub(crate) fn insert(&mut self, name: &str) -> bool {
        self.0.insert(name.to_lowercase())
    }
}

impl<'n> FromIterator<&'n str> for Taken {
    fn from_iter<I: IntoIterator<Item = &'n str>>(names: I) -> Taken {
        Taken(names.into_iter().map(str::to_lowercase).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_apart_and_are_recoverable() {
        let rule = Rule { allows: |character| character != ' ', longest: 16 };
        let mut fitting = Fitting {
            rule,
            full: BTreeMap::from([("dbo:x y".into(), "IRI".into())]),
            changes: 0,
            first: None,
        };
        let mut taken: Taken = ["from"].into_iter().collect();
        let names = ["From", "a b", "a_b", "dbo:x y", "abcdefghijklmnopq", "abcdefghijklmnopr", "From_2"];
        let fitted = fitting.fit(names, &mut taken);
        assert_eq!(fitted[..4], ["From_3", "a_b_2", "a_b", "dbo:x_y"]);
        assert!(fitted[4].starts_with("abcdefg_") && fitted[4] != fitted[5] && fitted[5].len() == 16);
        assert_eq!(fitted[6], "From_2");
        assert_eq!((&*fitting.full["a_b_2"], &*fitting.full["dbo:x_y"]), ("a b", "IRI"));
        assert_eq!(fitting.full[&fitted[5]], "abcdefghijklmnopr");
        let notice = fitting.notice().unwrap();
        assert!(notice.contains("`From`") && notice.contains("`From_3`, and 4 more"), "{notice}");
    }
}

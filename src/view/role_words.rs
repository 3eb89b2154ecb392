//! Labels of relations that say which end is above, or which speaks for or against the other: for ontologies that give
//! their relations no roles.

use crate::ontology::Role;

/// By role: labels in small letters, without `is`, `are` and `was` before them.
const LABELS: [(Role, &[&str]); 4] = [
    (
        Role::Above,
        &[
            "owns",
            "owner of",
            "part owner of",
            "co-owns",
            "holds shares in",
            "holds shares of",
            "shareholder of",
            "controls",
            "has subsidiary",
            "parent company of",
            "parent of",
            "father of",
            "mother of",
            "grandparent of",
            "grandfather of",
            "grandmother of",
            "ancestor of",
            "begets",
            "has child",
            "has part",
            "has member",
            "consists of",
            "contains",
            "includes",
            "manages",
            "directs",
            "heads",
            "leads",
            "chairs",
            "commands",
            "supervises",
            "employs",
            "head of",
            "director of",
            "chair of",
            "chairman of",
            "founder of",
            "founded",
            "founds",
            "trustee of",
            "rules",
            "governs",
        ],
    ),
    (
        Role::Below,
        &[
            "owned by",
            "belongs to",
            "controlled by",
            "subsidiary of",
            "child of",
            "son of",
            "daughter of",
            "grandchild of",
            "grandson of",
            "granddaughter of",
            "descendant of",
            "part of",
            "member of",
            "component of",
            "contained in",
            "managed by",
            "directed by",
            "led by",
            "headed by",
            "chaired by",
            "reports to",
            "works for",
            "employed by",
            "founded by",
            "has parent",
            "has father",
            "has mother",
        ],
    ),
    (
        Role::Support,
        &[
            "supports",
            "backs",
            "argues for",
            "speaks for",
            "reason for",
            "pro",
            "in favour of",
            "in favor of",
            "evidence for",
            "confirms",
            "corroborates",
            "justifies",
            "proves",
            "strengthens",
        ],
    ),
    (
        Role::Attack,
        &[
            "attacks",
            "opposes",
            "argues against",
            "speaks against",
            "reason against",
            "contra",
            "con",
            "objects to",
            "objection to",
            "evidence against",
            "contradicts",
            "rebuts",
            "refutes",
            "undercuts",
            "undermines",
            "counters",
            "weakens",
            "disproves",
        ],
    ),
];

/// The role that a label says.
pub(super) fn role_of_label(label: &str) -> Option<Role> {
    let label = label.to_lowercase();
    let label =
        ["is ", "are ", "was "].into_iter().find_map(|verb| label.strip_prefix(verb)).unwrap_or(&label);
    let article =
        |words: &str| words.strip_prefix("a ").or(words.strip_prefix("the ")).unwrap_or(words).to_owned();
    let label = article(label);
    LABELS.iter().find(|(_, labels)| labels.contains(&label.as_str())).map(|(role, _)| *role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_say_which_end_is_above() {
        assert_eq!(role_of_label("Is owned by"), Some(Role::Below));
        assert_eq!(role_of_label("is the owner of"), Some(Role::Above));
        assert_eq!(role_of_label("undercuts"), Some(Role::Attack));
        assert_eq!(role_of_label("sits beside"), None);
    }
}

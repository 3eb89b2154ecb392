//! Which name somebody may have meant.

use super::model::Ontology;
use crate::text::name_distance;

/// Most names that are suggested.
const MOST: usize = 3;

impl Ontology {
    /// The types and unions whose names are near to one that is not declared, nearest first; often none.
    pub fn suggest_type(&self, name: &str) -> Vec<&str> {
        let unions = self.unions.iter().map(|union| union.name.as_str());
        nearest(name, self.type_names.keys().map(String::as_str).chain(unions))
    }

    /// The relations and attributes whose names are near to one that is not declared, nearest first; often none.
    pub fn suggest_predicate(&self, name: &str) -> Vec<&str> {
        nearest(name, self.relation_names.keys().chain(self.attribute_names.keys()).map(String::as_str))
    }
}

/// The candidates that `name` begins, then those that a typo may have turned into it, nearest first.
pub(crate) fn nearest<'n>(name: &str, candidates: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let wanted = bare(name);
    let allowed = (wanted.chars().count() / 3).max(1);
    let mut near: Vec<(bool, usize, &str)> = candidates
        .filter_map(|candidate| {
            let found = bare(candidate);
            let begins = wanted.len() >= 3 && found.starts_with(&wanted);
            let most = if begins { found.len() } else { allowed };
            Some((!begins, name_distance(&wanted, &found, most)?, candidate))
        })
        .collect();
    near.sort();
    // Next to a near match, far ones only confuse.
    let best = near.iter().map(|(_, distance, _)| *distance).min().unwrap_or(0);
    near.retain(|(other, distance, _)| !other || *distance <= best + 1);
    near.into_iter().map(|(_, _, candidate)| candidate).take(MOST).collect()
}

/// A name without case, hyphens and underscores; cut to a length that keeps the comparison cheap.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_find_their_name_and_strangers_find_none() {
        let ontology = Ontology::built_in();
        assert_eq!(ontology.suggest_predicate("hodlsOffice"), ["holdsOffice"]);
        assert_eq!(ontology.suggest_predicate("takes_part_in"), ["takesPartIn"]);
        assert_eq!(ontology.suggest_predicate("demand").first(), Some(&"demands"));
        assert_eq!(ontology.suggest_predicate("rate"), ["ratePercent", "date"]);
        assert_eq!(ontology.suggest_type("Organisation"), ["Organization"]);
        assert!(ontology.suggest_predicate("marriedTo").is_empty());
        assert_eq!(ontology.suggest_type("agents"), ["Agent"]);
        assert!(ontology.suggest_type("").is_empty());
    }
}

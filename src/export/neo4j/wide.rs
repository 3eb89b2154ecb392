//! Which rows share a table, if one table for all of them would be mostly empty.
//!
//! Rows are gathered by the rarest of their columns, and neighbours in the order of rarity share a table as long as that
//! costs few empty fields: nodes of types with properties of their own come into tables of their own.

use crate::export::elements::Place;

/// A table: its columns and its rows, both in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) columns: Vec<usize>,
    pub(super) rows: Vec<Place>,
    /// How many fields of its columns are filled.
    pub(super) filled: u64,
}

/// The rows of a graph, as those who make tables of them see them.
pub(super) trait Filled {
    /// Visits all rows in order, with the columns that each of them fills, in any order.
    fn each(&self, visit: &mut dyn FnMut(Place, &[usize]));
}

/// A number of columns that is never too large.
const FEW: usize = 32;
/// How many fields a row has in addition to its columns.
const OWN: u64 = 3;
/// The most fields for each filled one if there is one table for all.
const MOST_FIELDS: u64 = 8;
/// One table for all is right with so few fields, empty or not.
const SMALL: u64 = 1 << 20;
/// A negligible number of empty fields in a table.
const NOTHING: u64 = 1 << 14;
/// There are not more tables than this.
const MOST_TABLES: usize = 2048;

/// Parts rows into tables; `None` where one table serves them all.
pub(super) fn tables(rows: &dyn Filled, columns: usize) -> Option<Vec<Table>> {
    if columns <= FEW {
        return None;
    }
    let (mut counts, mut row_count) = (vec![0u64; columns], 0u64);
    rows.each(&mut |_, filled| {
        row_count += 1;
        for column in filled {
            if let Some(count) = counts.get_mut(*column) {
                *count += 1;
            }
        }
    });
    let filled = counts.iter().sum::<u64>() + OWN * row_count;
    let fields = (columns as u64).saturating_mul(row_count);
    if fields <= MOST_FIELDS * filled || fields <= SMALL {
        return None;
    }
    let groups = groups(rows, &counts);
    let mut most_empty = (filled / MOST_TABLES as u64).max(NOTHING);
    loop {
        let starts = starts(&groups, columns, most_empty);
        if starts.len() <= MOST_TABLES {
            return Some(concat(groups, &starts));
        }
        most_empty *= 2;
    }
}

/// Rows whose rarest column is the same.
#[derive(Clone, Default)]
struct Group {
    table: Table,
    /// With more columns than this, duplicates are dropped.
    limit: usize,
}

impl Group {
    fn add(&mut self, row: Place, filled: &[usize]) {
        self.table.rows.push(row);
        self.table.filled += filled.len() as u64;
        self.table.columns.extend(filled);
        if self.table.columns.len() > self.limit {
            self.table.tidy();
            self.limit = 2 * self.table.columns.len().max(FEW);
        }
    }
}

impl Table {
    /// Puts the columns in order, each once.
    fn tidy(&mut self) {
        self.columns.sort_unstable();
        self.columns.dedup();
    }

    /// How many fields its rows have in its columns.
    pub(super) fn fields(&self) -> u64 {
        self.columns.len() as u64 * self.rows.len() as u64
    }
}

/// Rows by the rarest of their columns, the rarest first; those that fill no column come last.
fn groups(rows: &dyn Filled, counts: &[u64]) -> Vec<Table> {
    let mut by_rarity: Vec<usize> = (0..counts.len()).collect();
    by_rarity.sort_by_key(|column| counts.get(*column));
    let mut ranks = vec![0; counts.len()];
    for (rank, column) in by_rarity.iter().enumerate() {
        if let Some(place) = ranks.get_mut(*column) {
            *place = rank;
        }
    }
    let mut groups = vec![Group::default(); counts.len() + 1];
    rows.each(&mut |row, filled| {
        let rank = filled.iter().filter_map(|column| ranks.get(*column)).min();
        if let Some(group) = groups.get_mut(rank.copied().unwrap_or(counts.len())) {
            group.add(row, filled);
        }
    });
    let tables = groups.into_iter().map(|group| group.table).filter(|table| !table.rows.is_empty());
    tables
        .map(|mut table| {
            table.tidy();
            table
        })
        .collect()
}

/// At which groups tables begin: a group joins the ones before if their table then has no more empty fields than this.
fn starts(groups: &[Table], columns: usize, most_empty: u64) -> Vec<usize> {
    let mut starts = Vec::new();
    // By column: how many tables have begun up to the last one that has it.
    let mut last = vec![usize::MAX; columns];
    let (mut width, mut rows, mut filled) = (0u64, 0u64, 0u64);
    for (at, group) in groups.iter().enumerate() {
        let (own_width, own_rows) = (group.columns.len() as u64, group.rows.len() as u64);
        let is_there = |column: &&usize| last.get(**column).is_some_and(|table| *table == starts.len());
        let shared = group.columns.iter().filter(is_there).count() as u64;
        (width, rows, filled) = (width + own_width - shared, rows + own_rows, filled + group.filled);
        if starts.is_empty() || (width * rows).saturating_sub(filled) > most_empty {
            starts.push(at);
            (width, rows, filled) = (own_width, own_rows, group.filled);
        }
        for column in &group.columns {
            if let Some(table) = last.get_mut(*column) {
                *table = starts.len();
            }
        }
    }
    starts
}

/// The tables that begin at these groups.
fn concat(groups: Vec<Table>, starts: &[usize]) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::with_capacity(starts.len());
    for (at, group) in groups.into_iter().enumerate() {
        match tables.last_mut() {
            Some(table) if starts.binary_search(&at).is_err() => {
                table.columns.extend(group.columns);
                table.rows.extend(group.rows);
                table.filled += group.filled;
            }
            _ => tables.push(group),
        }
    }
    for table in &mut tables {
        table.tidy();
        table.rows.sort_unstable();
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns that each row fills.
    struct Rows(Vec<Vec<usize>>);

    impl Filled for Rows {
        fn each(&self, visit: &mut dyn FnMut(Place, &[usize])) {
            for (place, filled) in self.0.iter().enumerate() {
                visit(Place::of_row(0, place as u32), filled);
            }
        }
    }

    /// The tables; every row is in one of them that has its columns, and they have few fields that are empty.
    fn parted(rows: &Rows, columns: usize, most_fields: u64) -> Vec<Table> {
        let tables = tables(rows, columns).unwrap();
        assert!(tables.len() <= MOST_TABLES);
        let mut places: Vec<u32> = Vec::new();
        for table in &tables {
            assert!(table.columns.is_sorted() && table.rows.is_sorted());
            for row in &table.rows {
                places.push(row.place());
                assert!(rows.0[row.place() as usize].iter().all(|column| table.columns.contains(column)));
            }
        }
        places.sort_unstable();
        assert_eq!(places, (0..rows.0.len() as u32).collect::<Vec<_>>());
        let fields: u64 = tables.iter().map(Table::fields).sum();
        assert!(fields <= most_fields, "{fields} fields for {} rows", rows.0.len());
        tables
    }

    #[test]
    fn rows_that_are_alike_stand_in_one_table() {
        let few = Rows((0..1_000).map(|row| vec![row % FEW]).collect());
        assert_eq!(tables(&few, FEW), None);
        let full = Rows((0..100).map(|_| (0..1_000).collect()).collect());
        assert_eq!(tables(&full, 1_000), None);
    }

    #[test]
    fn types_with_properties_of_their_own_have_few_empty_fields() {
        // Column 0 is that of all; each of 10,000 types has two more.
        let of_type = |kind: usize| vec![0, 2 * kind + 1, 2 * kind + 2];
        let rows = Rows((0..40_000).map(|row| of_type(row * 7919 % 10_000)).chain([vec![]]).collect());
        assert!(parted(&rows, 20_001, 40_000 * 100).len() > 100);
        let few = Rows((0..40_000).map(|row| of_type(row % 50)).chain([vec![]]).collect());
        assert!(parted(&few, 101, 40_000 * 8).len() <= 51);
    }

    #[test]
    fn properties_at_random_make_fewer_fields_than_one_table() {
        let mut seed = 5u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % 10_000
        };
        let rows = Rows((0..20_000).map(|_| vec![next(), next(), next()]).collect());
        parted(&rows, 10_000, 20_000 * 250);
    }
}

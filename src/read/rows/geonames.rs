//! The tables of GeoNames (`https://download.geonames.org/export/dump/readme.txt`), which have no header: places with 19
//! columns, such as `allCountries.txt`, and `hierarchy.txt`, which says what is a part of what.

use super::fields::{Dialect, Records};
use super::pump::pump;
use super::table::{Column, Role, Table};
use super::values::Value;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::RowBuilder;

/// The format.
pub(super) struct GeoNames;

/// The columns of places, in their order.
const PLACES: [(&str, Value, Option<u8>); 19] = [
    ("", Value::Text, None),
    ("name", Value::Text, None),
    ("asciiname", Value::Text, None),
    ("alternatenames", Value::Text, Some(b',')),
    ("latitude", Value::Number, None),
    ("longitude", Value::Number, None),
    ("feature_class", Value::Text, None),
    ("feature_code", Value::Text, None),
    ("country_code", Value::Text, None),
    ("cc2", Value::Text, Some(b',')),
    ("admin1_code", Value::Text, None),
    ("admin2_code", Value::Text, None),
    ("admin3_code", Value::Text, None),
    ("admin4_code", Value::Text, None),
    ("population", Value::Integer, None),
    ("elevation", Value::Integer, None),
    ("dem", Value::Integer, None),
    ("timezone", Value::Text, None),
    ("modification_date", Value::Xsd("date"), None),
];

/// The places of the id and of the feature code, which is the type of a place.
const ID: usize = 0;
const CODE: usize = 7;

impl crate::read::rows::reader::Sealed for GeoNames {}

impl RowReader for GeoNames {
    fn name(&self) -> &'static str {
        "geonames"
    }

    fn title(&self) -> &'static str {
        "GeoNames"
    }

    fn about(&self) -> &'static str {
        "GeoNames: places, such as `allCountries.txt`, and `hierarchy.txt`"
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(layout(head).is_some())
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        layout(head).is_some_and(|table| table.has_edges())
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        match layout(file.0.head()) {
            Some(table) => pump(file.0, table.understood(self.title()), table.split(), &table, rows, run),
            None => {
                let help = "places have 19 columns, separated by tabs, and `hierarchy.txt` has the ids of two places and perhaps `ADM`";
                run.without_header(&file.0, "this is not a table of GeoNames", help);
                Ok(())
            }
        }
    }
}

fn layout(head: &[u8]) -> Option<Table> {
    let mut fields = Vec::new();
    Records::new(head, Dialect::bare(b'\t')).next(&mut fields).ok().filter(|is_there| *is_there)?;
    let mut buffer = Vec::new();
    let texts: Vec<Vec<u8>> = fields.iter().map(|field| field.text(&mut buffer).to_vec()).collect();
    let columns = if is_place(&texts) {
        let column = |(at, (name, value, separator)): (usize, (&str, Value, Option<u8>))| {
            let role = match at {
                ID => Role::Id(Box::default()),
                CODE => Role::Type,
                _ => Role::Property,
            };
            Column { value, separator, ..Column::new(name, role) }
        };
        PLACES.into_iter().enumerate().map(column).collect()
    } else if let [parent, child, kind] = texts.as_slice()
        && is_digits(parent)
        && is_digits(child)
        && kind == b"ADM"
    {
        vec![
            Column::new("", Role::Source(Box::default())),
            Column::new("", Role::Target(Box::default())),
            Column::new("", Role::Type),
        ]
    } else {
        return None;
    };
    let number = |at: usize| format!("column {}", at + 1);
    let written = columns.iter().enumerate().map(|(at, column): (usize, &Column)| match &*column.name {
        "" => number(at),
        name => name.to_owned(),
    });
    let written = written.collect();
    let table = Table::new(Dialect::bare(b'\t'), columns, written, 0);
    Some(Table { may_be_short: true, ..table })
}

fn is_digits(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

/// Whether a row has an id, a latitude, a longitude, a feature class and a date at their places.
fn is_place(texts: &[Vec<u8>]) -> bool {
    let text = |at: usize| texts.get(at).map_or("", |text| std::str::from_utf8(text).unwrap_or("-"));
    let is_degrees = |at: usize| text(at).parse::<f64>().is_ok_and(|number| number.abs() <= 180.0);
    texts.len() == PLACES.len()
        && is_digits(text(ID).as_bytes())
        && is_degrees(4)
        && is_degrees(5)
        && text(6).len() <= 1
        && text(18).len() == 10
}

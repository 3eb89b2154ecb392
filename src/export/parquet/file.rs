//! One table as one file of Parquet.

use std::sync::Arc;

use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::Result;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::{Type, TypePtr};

use crate::export::property_graph::{Kind, Scalar};

/// The number of rows in a row group.
const GROUP: usize = 65_536;

/// A column with its values, one for each row.
pub(super) struct Values<'p> {
    pub(super) name: Arc<str>,
    pub(super) kind: Kind,
    /// Whether every row has a value.
    pub(super) required: bool,
    pub(super) rows: Vec<Option<&'p Scalar>>,
}

/// A table as a Parquet file (Apache Parquet format 2.10): texts are `STRING`, whole numbers `INT64`, days `DATE`,
/// lists `LIST` of three levels. The same columns give the same bytes: no clock, no version of a program.
pub(super) fn file(columns: &[Values<'_>]) -> Result<Vec<u8>> {
    let fields = columns.iter().map(field).collect::<Result<Vec<_>>>()?;
    let schema = Type::group_type_builder("schema").with_fields(fields).build()?;
    let properties = WriterProperties::builder().set_created_by("dossier".to_owned()).build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::new(properties))?;
    let rows = columns.first().map_or(0, |column| column.rows.len());
    for start in (0..rows).step_by(GROUP) {
        let end = rows.min(start + GROUP);
        let mut group = writer.next_row_group()?;
        for column in columns {
            let Some(mut out) = group.next_column()? else { break };
            let rows = column.rows.get(start..end).unwrap_or_default();
            write(column, rows, &mut out)?;
            out.close()?;
        }
        group.close()?;
    }
    writer.close()?;
    Ok(bytes)
}

/// The name of a kind in manifests.
pub(super) fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "STRING",
        Kind::Integer => "INT64",
        Kind::Float => "DOUBLE",
        Kind::Boolean => "BOOLEAN",
        Kind::Date => "DATE",
        Kind::TextList => "LIST<STRING>",
    }
}

fn field(column: &Values<'_>) -> Result<TypePtr> {
    let repetition = if column.required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
    let primitive = |name: &str, physical, logical, repetition| {
        Type::primitive_type_builder(name, physical)
            .with_logical_type(logical)
            .with_repetition(repetition)
            .build()
            .map(Arc::new)
    };
    match column.kind {
        Kind::Text => primitive(&column.name, Physical::BYTE_ARRAY, Some(LogicalType::String), repetition),
        Kind::Integer => primitive(&column.name, Physical::INT64, None, repetition),
        Kind::Float => primitive(&column.name, Physical::DOUBLE, None, repetition),
        Kind::Boolean => primitive(&column.name, Physical::BOOLEAN, None, repetition),
        Kind::Date => primitive(&column.name, Physical::INT32, Some(LogicalType::Date), repetition),
        Kind::TextList => {
            let string = Some(LogicalType::String);
            let element = primitive("element", Physical::BYTE_ARRAY, string, Repetition::REQUIRED)?;
            let list = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![element])
                .build()?;
            let outer = Type::group_type_builder(&column.name)
                .with_logical_type(Some(LogicalType::List))
                .with_repetition(repetition)
                .with_fields(vec![Arc::new(list)])
                .build()?;
            Ok(Arc::new(outer))
        }
    }
}

/// Writes some rows of a column. A row without a value is null.
fn write(column: &Values<'_>, rows: &[Option<&Scalar>], out: &mut SerializedColumnWriter<'_>) -> Result<()> {
    let levels: Vec<i16> = rows.iter().map(|row| i16::from(row.is_some())).collect();
    let levels = if column.required { None } else { Some(levels.as_slice()) };
    let values = rows.iter().flatten();
    match column.kind {
        Kind::Text => {
            let texts: Vec<ByteArray> =
                values.map(|value| ByteArray::from(value.to_text().into_bytes())).collect();
            out.typed::<ByteArrayType>().write_batch(&texts, levels, None)?;
        }
        Kind::Integer => {
            let numbers: Vec<i64> = values
                .filter_map(|value| if let Scalar::Integer(number) = value { Some(*number) } else { None })
                .collect();
            out.typed::<Int64Type>().write_batch(&numbers, levels, None)?;
        }
        Kind::Float => {
            let numbers: Vec<f64> = values
                .filter_map(|value| if let Scalar::Float(number) = value { Some(*number) } else { None })
                .collect();
            out.typed::<DoubleType>().write_batch(&numbers, levels, None)?;
        }
        Kind::Boolean => {
            let truths: Vec<bool> = values
                .filter_map(|value| if let Scalar::Boolean(truth) = value { Some(*truth) } else { None })
                .collect();
            out.typed::<BoolType>().write_batch(&truths, levels, None)?;
        }
        Kind::Date => {
            let days: Vec<i32> = values
                .filter_map(|value| match value {
                    Scalar::Date(year, month, day) => Some(days_since_1970(*year, *month, *day)),
                    _ => None,
                })
                .collect();
            out.typed::<Int32Type>().write_batch(&days, levels, None)?;
        }
        Kind::TextList => write_lists(column.required, rows, out)?,
    }
    Ok(())
}

/// Writes lists: a row begins at repetition level 0, and is null at definition level 0. No list is empty.
fn write_lists(required: bool, rows: &[Option<&Scalar>], out: &mut SerializedColumnWriter<'_>) -> Result<()> {
    let (mut texts, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        match row {
            Some(Scalar::TextList(items)) if !items.is_empty() => {
                for (at, item) in items.iter().enumerate() {
                    texts.push(ByteArray::from(item.as_bytes().to_vec()));
                    definitions.push(if required { 1 } else { 2 });
                    repetitions.push(i16::from(at > 0));
                }
            }
            _ => {
                definitions.push(0);
                repetitions.push(0);
            }
        }
    }
    out.typed::<ByteArrayType>().write_batch(&texts, Some(&definitions), Some(&repetitions))?;
    Ok(())
}

/// The days from 1 January 1970 in the proleptic Gregorian calendar, as `DATE` counts them.
fn days_since_1970(year: u16, month: u8, day: u8) -> i32 {
    // Years that begin in March, so that the leap day is the last of a year.
    let (month, day) = (i32::from(month), i32::from(day));
    let year = i32::from(year) - i32::from(month <= 2);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::days_since_1970;

    #[test]
    fn days_are_counted_as_calendars_do() {
        assert_eq!(days_since_1970(1970, 1, 1), 0);
        assert_eq!(days_since_1970(1969, 12, 31), -1);
        assert_eq!(days_since_1970(2000, 2, 29), 11_016);
        assert_eq!(days_since_1970(2000, 3, 1), 11_017);
        assert_eq!(days_since_1970(1, 1, 1), -719_162);
        assert_eq!(days_since_1970(9999, 12, 31), 2_932_896);
    }
}

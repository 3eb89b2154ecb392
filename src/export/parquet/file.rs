//! One table as one file of Parquet, made a group of rows at a time, on several threads.

use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ::bytes::Bytes;
use ::parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use ::parquet::column::writer::{
    ColumnCloseResult, ColumnWriter, get_column_writer, get_typed_column_writer_mut,
};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::Result;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use ::parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use ::parquet::schema::types::{ColumnPath, SchemaDescriptor, Type, TypePtr};
use sha2::{Digest, Sha256};

use crate::export::Losses;
use crate::export::blocks::Interrupted;
use crate::export::elements::{Elements, Shape, days_since_1970, micros_since_1970};
use crate::export::json::plain;
use crate::graph::rows::{Cell, Names, in_order};

/// The most rows in a group.
const MOST_ROWS: usize = 1 << 17;
/// The fewest rows in a group, however long they are.
const FEWEST_ROWS: usize = 1 << 10;
/// About how many bytes a group has.
const BYTES: usize = 32 << 20;
/// About how many values, present or not, a group has.
const VALUES: usize = 1 << 22;
/// How many rows are handed over to the columns together.
const BATCH: usize = 2048;

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    /// What its values are, or the items of its lists: durations are texts.
    pub(super) shape: Shape,
    pub(super) is_list: bool,
    /// Whether all values are JSON.
    pub(super) is_json: bool,
    /// Whether every row has a value.
    pub(super) is_required: bool,
    /// Whether values are mostly different from each other.
    pub(super) is_key: bool,
}

impl Field {
    /// A column of keys, which every row has.
    pub(super) fn key(name: &str) -> Field {
        Field { is_key: true, ..Field::required(name, Shape::Text) }
    }

    /// A column without lists that every row has.
    pub(super) fn required(name: &str, shape: Shape) -> Field {
        Field {
            name: name.to_owned(),
            shape,
            is_list: false,
            is_json: false,
            is_required: true,
            is_key: false,
        }
    }

    /// The name of its type in manifests.
    pub(super) fn type_name(&self) -> String {
        let name = match self.shape {
            Shape::Text | Shape::Duration | Shape::Point => "STRING",
            Shape::Long => "INT64",
            Shape::Double => "DOUBLE",
            Shape::Boolean => "BOOLEAN",
            Shape::Date => "DATE",
            Shape::Moment => "TIMESTAMP(MICROS, UTC)",
            Shape::Local => "TIMESTAMP(MICROS)",
        };
        if self.is_list { format!("LIST<{name}>") } else { name.to_owned() }
    }

    /// The type (Apache Parquet format 2.10, "Logical Types"): texts are `STRING`, whole numbers `INT64`, days `DATE`, moments
    /// `TIMESTAMP` in microseconds, lists `LIST` of three levels.
    fn schema(&self) -> Result<TypePtr> {
        let repetition = if self.is_required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
        let (physical, logical) = match self.shape {
            Shape::Text | Shape::Duration | Shape::Point => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Shape::Long => (Physical::INT64, None),
            Shape::Double => (Physical::DOUBLE, None),
            Shape::Boolean => (Physical::BOOLEAN, None),
            Shape::Date => (Physical::INT32, Some(LogicalType::Date)),
            shape @ (Shape::Moment | Shape::Local) => {
                (Physical::INT64, Some(LogicalType::timestamp(shape == Shape::Moment, TimeUnit::MICROS)))
            }
        };
        let primitive = |name: &str, repetition| {
            let builder = Type::primitive_type_builder(name, physical);
            builder.with_logical_type(logical.clone()).with_repetition(repetition).build().map(Arc::new)
        };
        if !self.is_list {
            return primitive(&self.name, repetition);
        }
        let list = Type::group_type_builder("list")
            .with_repetition(Repetition::REPEATED)
            .with_fields(vec![primitive("element", Repetition::REQUIRED)?])
            .build()?;
        let outer = Type::group_type_builder(&self.name)
            .with_logical_type(Some(LogicalType::List))
            .with_repetition(repetition)
            .with_fields(vec![Arc::new(list)])
            .build()?;
        Ok(Arc::new(outer))
    }
}

/// The columns of a file.
pub(super) struct Layout {
    pub(super) fields: Vec<Field>,
    schema: TypePtr,
    descriptor: SchemaDescriptor,
    properties: Arc<WriterProperties>,
}

/// A group of rows that is not yet in a file.
pub(super) struct Encoded {
    rows: usize,
    columns: Vec<(Bytes, ColumnCloseResult)>,
}

/// What is known of a file that was written.
pub(super) struct Written {
    pub(super) rows: usize,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub(super) digest: String,
}

impl Layout {
    /// The same columns give the same bytes: no clock, no version of a program.
    pub(super) fn new(fields: Vec<Field>) -> Result<Layout> {
        let types = fields.iter().map(Field::schema).collect::<Result<Vec<_>>>()?;
        let schema = Arc::new(Type::group_type_builder("schema").with_fields(types).build()?);
        let mut properties = WriterProperties::builder()
            .set_created_by("dossier".to_owned())
            .set_statistics_enabled(EnabledStatistics::Chunk);
        for field in fields.iter().filter(|field| field.is_key) {
            let path = || ColumnPath::new(vec![field.name.clone()]);
            properties = properties
                .set_column_dictionary_enabled(path(), false)
                .set_column_statistics_enabled(path(), EnabledStatistics::None);
        }
        let descriptor = SchemaDescriptor::new(Arc::clone(&schema));
        Ok(Layout { fields, schema, descriptor, properties: Arc::new(properties.build()) })
    }

    /// How many rows make a group, by the bytes of a row.
    pub(super) fn rows_in_group(&self, bytes: usize) -> usize {
        let most = (BYTES / bytes.max(1)).min(VALUES / self.fields.len().max(1));
        most.clamp(FEWEST_ROWS, MOST_ROWS)
    }

    /// Makes a group of rows.
    pub(super) fn group(&self, fill: impl FnOnce(&mut Group<'_>)) -> Result<Encoded> {
        let mut sinks: Vec<TrackedWrite<Vec<u8>>> =
            self.fields.iter().map(|_| TrackedWrite::new(Vec::new())).collect();
        let columns = sinks.iter_mut().zip(&self.fields).zip(self.descriptor.columns());
        let columns = columns.map(|((sink, field), descriptor)| Column {
            field,
            data: Data::new(field.shape),
            definitions: Vec::new(),
            repetitions: Vec::new(),
            rows: 0,
            writer: get_column_writer(
                Arc::clone(descriptor),
                Arc::clone(&self.properties),
                Box::new(SerializedPageWriter::new(sink)),
            ),
        });
        let group = Group { columns: columns.collect(), rows: 0, batch: 0, failure: Ok(()) };
        let (rows, closed) = group.close(fill)?;
        let chunks = sinks.into_iter().zip(closed);
        let columns = chunks.map(|(sink, closed)| Ok((Bytes::from(sink.into_inner()?), closed)));
        Ok(Encoded { rows, columns: columns.collect::<Result<Vec<_>>>()? })
    }

    /// Writes a file of groups, which several threads make.
    ///
    /// # Errors
    /// Those of the output, and that the user has stopped the work.
    pub(super) fn write(
        &self,
        groups: usize,
        elements: &Elements<'_>,
        make: &(dyn Fn(usize) -> Result<Encoded> + Sync),
        out: &mut dyn Write,
    ) -> io::Result<Written> {
        let buffer = Shared::default();
        let mut hasher = Sha256::new();
        let mut drain = |out: &mut dyn Write| {
            let bytes = buffer.take();
            hasher.update(&bytes);
            out.write_all(&bytes)
        };
        let properties = Arc::clone(&self.properties);
        let mut writer = SerializedFileWriter::new(buffer.clone(), Arc::clone(&self.schema), properties)
            .map_err(io::Error::other)?;
        let (next, mut rows) = (AtomicUsize::new(0), 0);
        in_order(
            elements.options.threads.min(groups),
            || (),
            |()| {
                let group = next.fetch_add(1, Ordering::Relaxed);
                (group < groups).then(|| (group, make(group)))
            },
            |group| {
                let group = group.map_err(io::Error::other)?;
                if !elements.advance(group.rows) {
                    return Err(io::Error::other(Interrupted));
                }
                rows += group.rows;
                append(&mut writer, group).map_err(io::Error::other)?;
                drain(out)
            },
        )?;
        writer.close().map_err(io::Error::other)?;
        drain(out)?;
        out.flush()?;
        let digest = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Written { rows, digest })
    }
}

fn append(writer: &mut SerializedFileWriter<Shared>, group: Encoded) -> Result<()> {
    let mut out = writer.next_row_group()?;
    for (chunk, closed) in group.columns {
        out.append_column(&chunk, closed)?;
    }
    out.close()?;
    writer.flush().map_err(Into::into)
}

/// Bytes that a writer of Parquet keeps until they are taken.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Values of a column without gaps.
enum Data {
    Texts { bytes: Vec<u8>, ends: Vec<usize> },
    Longs(Vec<i64>),
    Doubles(Vec<f64>),
    Booleans(Vec<bool>),
    Days(Vec<i32>),
}

impl Data {
    fn new(shape: Shape) -> Data {
        match shape {
            Shape::Text | Shape::Duration | Shape::Point => {
                Data::Texts { bytes: Vec::new(), ends: Vec::new() }
            }
            Shape::Long | Shape::Moment | Shape::Local => Data::Longs(Vec::new()),
            Shape::Double => Data::Doubles(Vec::new()),
            Shape::Boolean => Data::Booleans(Vec::new()),
            Shape::Date => Data::Days(Vec::new()),
        }
    }

    /// Appends a value, and returns whether it is one of the column; by the shape of the column, it is.
    fn push(&mut self, shape: Shape, cell: &Cell<'_>, names: &Names, buffer: &mut Vec<u8>) -> bool {
        let pushed = match (self, cell) {
            (Data::Texts { bytes, ends }, cell) => {
                bytes.extend_from_slice(plain(cell, names, buffer).0);
                ends.push(bytes.len());
                Some(())
            }
            (Data::Longs(longs), Cell::Integer(text)) => long(text).map(|long| longs.push(long)),
            (Data::Longs(longs), Cell::Typed { text, .. }) if shape != Shape::Long => {
                micros_since_1970(text).map(|micros| longs.push(micros))
            }
            (Data::Doubles(doubles), Cell::Integer(text) | Cell::Number(text)) => std::str::from_utf8(text)
                .ok()
                .and_then(|text| text.parse().ok())
                .map(|double| doubles.push(double)),
            (Data::Booleans(booleans), Cell::Boolean(value)) => {
                booleans.push(*value);
                Some(())
            }
            (Data::Days(days), Cell::Typed { text, .. }) => days_since_1970(text).map(|day| days.push(day)),
            _ => None,
        };
        pushed.is_some()
    }
}

fn long(text: &[u8]) -> Option<i64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// A column of a group that is being made.
struct Column<'g> {
    field: &'g Field,
    data: Data,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    /// The rows of the batch that it knows of.
    rows: usize,
    writer: ColumnWriter<'g>,
}

impl Column<'_> {
    /// Appends rows without a value, up to a row of the batch.
    fn pad(&mut self, row: usize) {
        let missing = row.saturating_sub(self.rows);
        if missing > 0 && (!self.field.is_required || self.field.is_list) {
            self.definitions.resize(self.definitions.len() + missing, 0);
            if self.field.is_list {
                self.repetitions.resize(self.repetitions.len() + missing, 0);
            }
        }
        self.rows = self.rows.max(row);
    }

    /// Notes that a row has a value.
    fn note(&mut self, row: usize) {
        self.pad(row);
        if !self.field.is_required {
            self.definitions.push(1);
        }
        self.rows = row + 1;
    }

    /// Puts a value, the only one of its row. A list has one level of definition for itself, unless every row has one, and one for
    /// its items.
    fn put(&mut self, row: usize, cell: &Cell<'_>, names: &Names, losses: &Losses, buffer: &mut Vec<u8>) {
        if self.rows > row {
            return;
        }
        let shape = self.field.shape;
        if !self.field.is_list {
            if self.data.push(shape, cell, names, buffer) {
                if !self.field.is_json {
                    losses.count_in(shape, cell);
                    losses.count_datatype(shape, cell, names);
                }
                self.note(row);
            }
            return;
        }
        self.pad(row);
        let there = i16::from(!self.field.is_required);
        let mut count = 0;
        let mut put = |item: &Cell<'_>| {
            if self.data.push(shape, item, names, buffer) {
                losses.count_in(shape, item);
                losses.count_datatype(shape, item, names);
                self.definitions.push(there + 1);
                self.repetitions.push(i16::from(count > 0));
                count += 1;
            }
        };
        match cell {
            Cell::List(items) => items.for_each(|item| put(&item)),
            cell => {
                Losses::count(&losses.singles);
                put(cell);
            }
        }
        if count == 0 {
            self.definitions.push(there);
            self.repetitions.push(0);
        }
        self.rows = row + 1;
    }

    /// Hands the values of a batch to the writer.
    fn flush(&mut self, rows: usize) -> Result<()> {
        self.pad(rows);
        let definitions = (!self.definitions.is_empty()).then_some(&*self.definitions);
        let repetitions = self.field.is_list.then_some(&*self.repetitions);
        let levels = (definitions, repetitions);
        match &mut self.data {
            Data::Texts { bytes, ends } => {
                let whole = ByteArray::from(std::mem::take(bytes));
                let mut start = 0;
                let mut texts = Vec::with_capacity(ends.len());
                for end in ends.drain(..) {
                    texts.push(whole.slice(start, end - start));
                    start = end;
                }
                write::<ByteArrayType>(&mut self.writer, &texts, levels)?;
            }
            Data::Longs(longs) => {
                write::<Int64Type>(&mut self.writer, longs, levels)?;
                longs.clear();
            }
            Data::Doubles(doubles) => {
                write::<DoubleType>(&mut self.writer, doubles, levels)?;
                doubles.clear();
            }
            Data::Booleans(booleans) => {
                write::<BoolType>(&mut self.writer, booleans, levels)?;
                booleans.clear();
            }
            Data::Days(days) => {
                write::<Int32Type>(&mut self.writer, days, levels)?;
                days.clear();
            }
        }
        self.definitions.clear();
        self.repetitions.clear();
        self.rows = 0;
        Ok(())
    }
}

fn write<T: DataType>(
    writer: &mut ColumnWriter<'_>,
    values: &[T::T],
    (definitions, repetitions): (Option<&[i16]>, Option<&[i16]>),
) -> Result<()> {
    get_typed_column_writer_mut::<T>(writer).write_batch(values, definitions, repetitions)?;
    Ok(())
}

/// A group of rows that is being made.
pub(super) struct Group<'g> {
    columns: Vec<Column<'g>>,
    rows: usize,
    /// How many rows of it are in the batch.
    batch: usize,
    failure: Result<()>,
}

impl Group<'_> {
    /// Puts a text into a column of texts.
    pub(super) fn text(&mut self, column: usize, write: impl FnOnce(&mut Vec<u8>)) {
        let row = self.batch;
        if let Some(column) = self.columns.get_mut(column)
            && let Data::Texts { bytes, ends } = &mut column.data
        {
            write(bytes);
            ends.push(bytes.len());
            column.note(row);
        }
    }

    /// Puts a number into a column of whole numbers.
    pub(super) fn long(&mut self, column: usize, number: i64) {
        let row = self.batch;
        if let Some(column) = self.columns.get_mut(column)
            && let Data::Longs(longs) = &mut column.data
        {
            longs.push(number);
            column.note(row);
        }
    }

    /// Puts a truth value into a column of these.
    pub(super) fn boolean(&mut self, column: usize, value: bool) {
        let row = self.batch;
        if let Some(column) = self.columns.get_mut(column)
            && let Data::Booleans(booleans) = &mut column.data
        {
            booleans.push(value);
            column.note(row);
        }
    }

    /// Puts a value into a column.
    pub(super) fn cell(
        &mut self,
        column: usize,
        cell: &Cell<'_>,
        names: &Names,
        losses: &Losses,
        buffer: &mut Vec<u8>,
    ) {
        let row = self.batch;
        if let Some(column) = self.columns.get_mut(column) {
            column.put(row, cell, names, losses, buffer);
        }
    }

    /// Ends a row.
    pub(super) fn end_row(&mut self) {
        self.batch += 1;
        self.rows += 1;
        if self.batch == BATCH {
            self.flush();
        }
    }

    /// Fills the group, and returns how many rows it has and what is known of its columns.
    fn close(mut self, fill: impl FnOnce(&mut Self)) -> Result<(usize, Vec<ColumnCloseResult>)> {
        fill(&mut self);
        self.flush();
        self.failure?;
        let closed = self.columns.into_iter().map(|column| column.writer.close());
        Ok((self.rows, closed.collect::<Result<Vec<_>>>()?))
    }

    fn flush(&mut self) {
        if self.batch == 0 {
            return;
        }
        for column in &mut self.columns {
            if self.failure.is_ok() {
                self.failure = column.flush(self.batch);
            }
        }
        self.batch = 0;
    }
}

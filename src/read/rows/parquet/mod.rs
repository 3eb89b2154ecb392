//! Parquet: tables of nodes or of edges with the columns of CSV, and the tables that dossier itself writes.
//!
//! Groups of rows are read on all processors. Values keep their types: whole numbers, numbers, truth values, texts, dates,
//! times and lists; maps and structs are JSON. A row counts as a line in messages.

mod damaged;
mod guard;
mod layout;
mod moments;
mod values;

use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use ::parquet::file::reader::{FileReader, SerializedFileReader};

use super::parsed::Parsed;
use super::worker::{Line, Worker};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::{RowBuilder, Shared, in_order};
use crate::memory;
use crate::read::limits::Refusal;
use crate::read::session::why_unreadable;
use damaged::damaged;
use layout::Layout;
use values::Keys;

/// The format.
pub(super) struct Parquet;

/// How a file of Parquet begins and ends.
const MAGIC: &[u8] = b"PAR1";
/// How many rows are handed over at once.
const BATCH: u64 = 8192;

impl crate::read::rows::reader::Sealed for Parquet {}

impl RowReader for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn title(&self) -> &'static str {
        "Parquet"
    }

    fn about(&self) -> &'static str {
        "Parquet: columns `id`, or `source` and `target`; also the folder that dossier writes"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".parquet"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(head.starts_with(MAGIC))
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let mut file = file.0;
        // Rows of Parquet are no lines of the file, which could be shown.
        let again = file.again.take().filter(|_| !file.is_packed);
        let Some(path) = again.as_ref().map(|again| again.path()) else {
            let help = "save it as a file of its own, not compressed, and name that";
            run.refused(&file, "Parquet is read from its end, which only a file on the disk has", Some(help));
            return Ok(());
        };
        let described = std::mem::take(&mut run.described);
        let layout = match open(path).and_then(|reader| Layout::new(reader.metadata(), &described)) {
            Ok(layout) => layout,
            Err(error) => {
                run.refused(&file, &why_unreadable(&error), Refusal::help(&error));
                return Ok(());
            }
        };
        run.begin_file(&file, layout.columns.understood());
        for ignored in &layout.ignored {
            run.ignored(&file, ignored);
        }
        read_groups(path, &file.name, &layout, rows, run)
    }
}

/// Opens a file whose schema is not too deep.
fn open(path: &Path) -> io::Result<SerializedFileReader<File>> {
    let mut file = File::open(path)?;
    guard::look(&mut file)?;
    SerializedFileReader::new(file).map_err(damaged)
}

/// What a thread has: its own way to the file, since reading moves a place that is shared otherwise.
struct Reading<'s> {
    worker: Worker<'s>,
    keys: Keys<'s>,
    reader: Option<SerializedFileReader<File>>,
}

/// A group of rows, and why it ends early.
struct Group {
    pieces: Vec<Parsed>,
    failure: Option<io::Error>,
}

fn read_groups(
    path: &Path,
    name: &str,
    layout: &Layout,
    rows: &mut RowBuilder,
    run: &mut Run<'_>,
) -> Result<(), Stop> {
    let (shared, mut absorber) = rows.split();
    let (next, checks) = (AtomicUsize::new(0), run.checks);
    let mut row = 0;
    let begin = || {
        let mut worker = Worker::new(shared.names, checks);
        Reading { keys: Keys::new(&mut worker, layout), worker, reader: open(path).ok() }
    };
    let ended = in_order(
        run.threads,
        begin,
        |reading| {
            let number = next.fetch_add(1, Ordering::Relaxed);
            (number < layout.groups).then(|| {
                let made = catch_unwind(AssertUnwindSafe(|| read_group(reading, number, layout, shared)));
                let group = made.unwrap_or_else(|_| {
                    *reading = begin();
                    Group { pieces: Vec::new(), failure: Some(damaged("a group of rows")) }
                });
                (number, group)
            })
        },
        |group| {
            for parsed in group.pieces {
                run.take_piece((shared, &mut absorber), name, &mut row, parsed).map_err(Ended::Stopped)?;
            }
            group.failure.map_or(Ok(()), |failure| Err(Ended::Failed(failure)))
        },
    );
    match ended {
        Ok(()) => Ok(()),
        Err(Ended::Stopped(stop)) => Err(stop),
        Err(Ended::Failed(error)) => run.unreadable(name, row, &error),
    }
}

/// Why reading a file ended early.
enum Ended {
    Stopped(Stop),
    Failed(io::Error),
}

fn read_group(reading: &mut Reading<'_>, number: usize, layout: &Layout, shared: Shared<'_>) -> Group {
    let mut group = Group { pieces: Vec::new(), failure: None };
    let Reading { worker, keys, reader } = reading;
    let mut row = 0;
    let mut read = || -> io::Result<()> {
        let reader = reader.as_ref().ok_or_else(|| damaged("it cannot be opened again"))?;
        let rows = reader.get_row_group(number).map_err(damaged)?;
        for found in rows.get_row_iter(Some(layout.projection.clone())).map_err(damaged)? {
            let found = found.map_err(damaged)?;
            values::put_row(&found, &Line { number: row as u32, bytes: &[] }, &layout.meant, keys, worker);
            row += 1;
            if row == BATCH {
                memory::check().map_err(|exceeded| {
                    io::Error::new(io::ErrorKind::OutOfMemory, Refusal::Memory(exceeded))
                })?;
                group.pieces.push(Parsed::of(shared.seal(&mut worker.draft), worker, row));
                row = 0;
            }
        }
        Ok(())
    };
    group.failure = read().err();
    if row > 0 {
        group.pieces.push(Parsed::of(shared.seal(&mut worker.draft), worker, row));
    }
    group
}

//! The triples of an answer while it is read: lines of N-Triples, or any other Turtle.

use oxttl::TurtleParser;
use oxttl::turtle::LowLevelTurtleParser;

use crate::store::lines::{Line, Lines, Visit};
use crate::store::{Allowance, StoreError};
use crate::text::{MAX_TRIPLE_DEPTH, TripleDepth};

/// The type of N-Triples.
pub(super) const N_TRIPLES: &str = "application/n-triples";

/// The triples of an answer.
pub(super) struct Triples<'w> {
    what: &'w str,
    lines: Lines<'w>,
    turtle: Option<Turtle>,
    count: u64,
}

struct Turtle {
    parser: LowLevelTurtleParser,
    depth: TripleDepth,
}

impl<'w> Triples<'w> {
    /// Those of an answer to a request, which is named in errors.
    pub(super) fn new(what: &'w str) -> Triples<'w> {
        Triples { what, lines: Lines::new(what), turtle: None, count: 0 }
    }

    /// Takes a piece of the answer, whose bytes are charged already.
    ///
    /// # Errors
    /// Those of `visit`; [`StoreError::Answer`] where it cannot be read, [`StoreError::TooMuch`] where it becomes too long.
    pub(super) fn push(
        &mut self,
        piece: &[u8],
        is_lines: bool,
        allowance: &mut Allowance,
        visit: &mut Visit<'_>,
    ) -> Result<(), StoreError> {
        if is_lines {
            let count = &mut self.count;
            return self.lines.push(piece, &mut |line| {
                *count += 1;
                visit(line)
            });
        }
        let turtle = self.turtle.get_or_insert_with(|| Turtle {
            parser: TurtleParser::new().low_level(),
            depth: TripleDepth::default(),
        });
        if turtle.depth.look(piece).is_err() {
            let why = format!("triple terms are nested more than {MAX_TRIPLE_DEPTH} deep");
            return Err(StoreError::Answer { what: self.what.to_owned(), why });
        }
        turtle.parser.extend_from_slice(piece);
        self.take(allowance, visit)
    }

    /// Takes the end, and returns how many triples there were.
    ///
    /// # Errors
    /// Those of [`Triples::push`].
    pub(super) fn end(mut self, allowance: &mut Allowance, visit: &mut Visit<'_>) -> Result<u64, StoreError> {
        let mut last = 0;
        self.lines.end(&mut |line| {
            last += 1;
            visit(line)
        })?;
        if let Some(turtle) = &mut self.turtle {
            turtle.parser.end();
        }
        self.take(allowance, visit)?;
        Ok(self.count + last)
    }

    fn take(&mut self, allowance: &mut Allowance, visit: &mut Visit<'_>) -> Result<(), StoreError> {
        let Some(turtle) = &mut self.turtle else { return Ok(()) };
        let wrong = |why: String| StoreError::Answer { what: self.what.to_owned(), why };
        while let Some(triple) = turtle.parser.parse_next() {
            let triple = triple.map_err(|error| wrong(error.to_string()))?.to_string();
            // A prefix can make a few bytes a long text.
            let charged = allowance.take(triple.len() as u64);
            charged.map_err(|_| StoreError::TooMuch { what: self.what.to_owned() })?;
            let line = Line::of(&triple).ok_or_else(|| wrong(format!("`{triple}` is not canonical")))?;
            self.count += 1;
            visit(&line)?;
        }
        Ok(())
    }
}

//! RESP2, in which commands go to Redis and replies come back (<https://redis.io/docs/latest/develop/reference/protocol-spec/>).

use std::io::{self, BufRead, BufReader, Read, Write};

use crate::store::allowance::Allowance;
use crate::store::wire::Wire;

/// Lists inside one another beyond this are refused.
const DEEPEST: usize = 64;
/// The longest line: a number, a length, or the words of an error.
const LONGEST_LINE: u64 = 1 << 16;
/// The memory of a reply besides its text.
const REPLY: u64 = size_of::<Reply>() as u64;

/// What Redis replies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
    /// A refusal: a code in capitals and words.
    Error(String),
    /// Replies in order.
    List(Vec<Reply>),
}

impl Reply {
    /// The members of a list; those of anything else are none.
    pub(super) fn members(&self) -> &[Reply] {
        match self {
            Reply::List(members) => members,
            _ => &[],
        }
    }

    /// The text, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Reply::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A connection to Redis.
pub(super) struct Link {
    stream: BufReader<Wire>,
    allowance: Allowance,
}

impl Link {
    /// A connection over which nothing was sent yet.
    pub(super) fn new(wire: Wire, allowance: Allowance) -> Link {
        Link { stream: BufReader::new(wire), allowance }
    }

    /// Begins an attempt.
    pub(super) fn begin(&mut self, allowance: Allowance) {
        self.allowance = allowance;
        self.stream.get_mut().begin(allowance);
    }

    /// What is left of the attempt.
    pub(super) fn allowance(&self) -> Allowance {
        self.allowance
    }

    /// Sends a command and returns the reply, which may be a refusal.
    ///
    /// # Errors
    /// Those of the connection, which is of no use any more; [`io::ErrorKind::InvalidData`] where the reply is malformed,
    /// [`io::ErrorKind::QuotaExceeded`] where it fills too much.
    pub(super) fn send(&mut self, command: &[&str]) -> io::Result<Reply> {
        self.stream.get_mut().write_all(&encode(command))?;
        Decoder::new(&mut self.stream, &mut self.allowance).reply(0)
    }

    /// Sends a command whose reply is a table: a header, rows, and what else is to be said. Each row is visited with the
    /// header when it arrives, and forgotten. Any other reply, such as a refusal, is returned.
    ///
    /// # Errors
    /// Those of [`Link::send`].
    pub(super) fn each_row(
        &mut self,
        command: &[&str],
        visit: &mut dyn FnMut(&Reply, &Reply),
    ) -> io::Result<Option<Reply>> {
        self.stream.get_mut().write_all(&encode(command))?;
        Decoder::new(&mut self.stream, &mut self.allowance).table(visit)
    }
}

/// A command: a list of strings after their lengths.
fn encode(command: &[&str]) -> Vec<u8> {
    let mut out = format!("*{}\r\n", command.len()).into_bytes();
    for word in command {
        out.extend(format!("${}\r\n", word.len()).into_bytes());
        out.extend(word.as_bytes());
        out.extend(b"\r\n");
    }
    out
}

/// The begin of a reply: all of it, or how many members follow.
enum Begun {
    Whole(Reply),
    List(u64),
}

/// Reads replies, and charges what they fill.
struct Decoder<'a, R> {
    input: R,
    allowance: &'a mut Allowance,
    /// The line that was read last.
    line: Vec<u8>,
}

impl<'a, R: BufRead> Decoder<'a, R> {
    fn new(input: R, allowance: &'a mut Allowance) -> Decoder<'a, R> {
        Decoder { input, allowance, line: Vec::new() }
    }

    fn reply(&mut self, depth: usize) -> io::Result<Reply> {
        match self.begin(depth)? {
            Begun::Whole(reply) => Ok(reply),
            Begun::List(length) => self.members(length, depth),
        }
    }

    /// Visits the rows of a table, or returns a reply that is none.
    fn table(&mut self, visit: &mut dyn FnMut(&Reply, &Reply)) -> io::Result<Option<Reply>> {
        match self.begin(0)? {
            Begun::Whole(reply) => Ok(Some(reply)),
            Begun::List(3) => {
                let header = self.reply(1)?;
                let Begun::List(rows) = self.begin(1)? else {
                    return Err(malformed("a table has no rows".to_owned()));
                };
                for _ in 0..rows {
                    visit(&header, &self.reply(2)?);
                }
                self.reply(1).map(|_| None)
            }
            Begun::List(length) => self.members(length, 0).map(Some),
        }
    }

    fn members(&mut self, length: u64, depth: usize) -> io::Result<Reply> {
        // Every member is charged before it is kept, so that a length alone reserves nothing.
        let members = (0..length).map(|_| self.reply(depth + 1));
        Ok(Reply::List(members.collect::<io::Result<_>>()?))
    }

    fn begin(&mut self, depth: usize) -> io::Result<Begun> {
        self.allowance.take(REPLY)?;
        if depth > DEEPEST {
            return Err(malformed(format!("lists are nested deeper than {DEEPEST}")));
        }
        let line = self.line()?;
        let mut characters = line.chars();
        let (kind, rest) = (characters.next(), characters.as_str());
        Ok(Begun::Whole(match kind {
            Some('+') => Reply::Text(rest.to_owned()),
            Some('-') => Reply::Error(rest.to_owned()),
            Some(':') => Reply::Integer(number(rest)?),
            Some('$' | '*') if rest == "-1" => Reply::Null,
            Some('$') => {
                let length = length(rest)?;
                Reply::Text(self.block(length)?)
            }
            Some('*') => return Ok(Begun::List(length(rest)?)),
            _ => return Err(malformed("invalid start of a reply".to_owned())),
        }))
    }

    /// A line without its end.
    fn line(&mut self) -> io::Result<&str> {
        let line = &mut self.line;
        line.clear();
        self.input.by_ref().take(LONGEST_LINE).read_until(b'\n', line)?;
        self.allowance.take(line.len() as u64)?;
        match line.strip_suffix(b"\r\n") {
            Some(line) => std::str::from_utf8(line).map_err(|error| malformed(error.to_string())),
            None if line.len() as u64 == LONGEST_LINE => Err(malformed("unterminated line".to_owned())),
            None if line.ends_with(b"\n") => {
                Err(malformed("a line ends without a carriage return".to_owned()))
            }
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// A text of a length, and the end of its line. It grows as it arrives.
    fn block(&mut self, length: u64) -> io::Result<String> {
        self.allowance.take(length)?;
        let mut bytes = Vec::new();
        self.input.by_ref().take(length.saturating_add(2)).read_to_end(&mut bytes)?;
        if (bytes.len() as u64) < length + 2 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if !bytes.ends_with(b"\r\n") {
            return Err(malformed("a string is longer than its declared length".to_owned()));
        }
        bytes.truncate(bytes.len() - 2);
        text(bytes)
    }
}

fn text(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|error| malformed(error.to_string()))
}

fn number(digits: &str) -> io::Result<i64> {
    digits.parse().map_err(|_| malformed("invalid number".to_owned()))
}

fn length(digits: &str) -> io::Result<u64> {
    u64::try_from(number(digits)?).map_err(|_| malformed("negative length".to_owned()))
}

fn malformed(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use proptest::prelude::*;

    use super::*;
    use crate::store::allowance::ATTEMPT;

    fn decode(bytes: &[u8]) -> io::Result<Reply> {
        let mut allowance = Allowance::new(Instant::now() + ATTEMPT, 1 << 20);
        let mut rest = bytes;
        let reply = Decoder::new(&mut rest, &mut allowance).reply(0)?;
        assert!(rest.is_empty(), "unexpected {rest:?} at the end");
        Ok(reply)
    }

    /// The examples of the specification.
    #[test]
    fn commands_and_replies_are_those_of_the_specification() {
        assert_eq!(encode(&["LLEN", "mylist"]), b"*2\r\n$4\r\nLLEN\r\n$6\r\nmylist\r\n");
        let text = |words: &str| Reply::Text(words.to_owned());
        for (bytes, reply) in [
            ("+OK\r\n", text("OK")),
            ("-ERR unknown command 'asdf'\r\n", Reply::Error("ERR unknown command 'asdf'".to_owned())),
            (":0\r\n", Reply::Integer(0)),
            (":-1000\r\n", Reply::Integer(-1000)),
            ("$5\r\nhello\r\n", text("hello")),
            ("$0\r\n\r\n", text("")),
            ("$-1\r\n", Reply::Null),
            ("*-1\r\n", Reply::Null),
            ("*0\r\n", Reply::List(Vec::new())),
            ("*2\r\n$5\r\nhello\r\n$5\r\nworld\r\n", Reply::List(vec![text("hello"), text("world")])),
            (
                "*2\r\n*2\r\n:1\r\n:2\r\n*2\r\n+Hello\r\n-World\r\n",
                Reply::List(vec![
                    Reply::List(vec![Reply::Integer(1), Reply::Integer(2)]),
                    Reply::List(vec![text("Hello"), Reply::Error("World".to_owned())]),
                ]),
            ),
        ] {
            assert_eq!(decode(bytes.as_bytes()).unwrap(), reply, "{bytes:?}");
        }
    }

    #[test]
    fn lengths_that_nothing_follows_reserve_nothing_and_are_errors() {
        for bytes in
            ["$2147483647\r\nx", "*2147483647\r\n", "$9223372036854775807\r\n", "*1\r\n", "$5\r\nhel"]
        {
            let kind = decode(bytes.as_bytes()).unwrap_err().kind();
            assert!(
                [io::ErrorKind::UnexpectedEof, io::ErrorKind::QuotaExceeded].contains(&kind),
                "{bytes}: {kind}"
            );
        }
        let kind = |bytes: &[u8]| decode(bytes).unwrap_err().kind();
        assert_eq!(kind(&b"*1\r\n".repeat(100_000)), io::ErrorKind::InvalidData);
        assert_eq!(kind(&[b'+'; 100_000]), io::ErrorKind::InvalidData);
        let mut many = b"*100000\r\n".to_vec();
        many.extend(b"*0\r\n".repeat(100_000));
        assert_eq!(kind(&many), io::ErrorKind::QuotaExceeded);
        for junk in
            ["HTTP/1.1 200 OK\r\n", "\r\n", "$x\r\n", ":\r\n", "$-2\r\n", "$1\r\nabc", "+a\n", "+\u{e9}\r\n"]
        {
            let latin: Vec<u8> = junk.chars().map(|c| c as u8).collect();
            assert_eq!(kind(&latin), io::ErrorKind::InvalidData, "{junk}");
        }
    }

    proptest! {
        #[test]
        fn texts_come_back_as_they_went(words in prop::collection::vec(any::<String>(), 0..20)) {
            let command: Vec<&str> = words.iter().map(String::as_str).collect();
            let reply = Reply::List(words.iter().cloned().map(Reply::Text).collect());
            prop_assert_eq!(decode(&encode(&command)).unwrap(), reply);
        }

        #[test]
        fn whatever_comes_is_read_or_refused(bytes in "[-+:$*0-9a-z\r\n]{0,200}") {
            let mut allowance = Allowance::new(Instant::now() + ATTEMPT, 1 << 16);
            let _ = Decoder::new(bytes.as_bytes(), &mut allowance).reply(0);
        }
    }
}

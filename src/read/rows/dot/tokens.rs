//! The tokens of DOT ("The DOT Language", graphviz.org/doc/info/lang.html; Graphviz’s own `scan.l` where that is silent).

use std::collections::HashMap;
use std::io::Read;
use std::rc::Rc;

use foldhash::fast::FixedState;

use crate::read::encoding::{Encoding, help};
use crate::read::rows::bytes::Bytes;
use crate::read::rows::places::Place;
use crate::read::rows::sink::Ended;

/// The number of a text; equal texts have equal numbers.
pub(super) type TextId = u32;

/// All texts of a file, each once.
#[derive(Debug, Default)]
pub(super) struct Texts {
    all: Vec<Rc<str>>,
    ids: HashMap<Rc<str>, TextId, FixedState>,
}

impl Texts {
    /// The number of a text.
    pub(super) fn id(&mut self, text: &str) -> TextId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let (text, id) = (Rc::<str>::from(text), self.all.len() as TextId);
        self.all.push(Rc::clone(&text));
        self.ids.insert(text, id);
        id
    }

    /// The text of a number.
    pub(super) fn get(&self, id: TextId) -> &str {
        self.all.get(id as usize).map_or("", |text| text)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }
}

/// How an ID is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As a word.
    Word,
    /// As a number.
    Numeral,
    /// In double quotes.
    Quoted,
    /// In angle brackets, as HTML.
    Html,
}

/// An ID: a name or a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Atom {
    pub(super) text: TextId,
    pub(super) form: Form,
}

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Atom(Atom),
    Node,
    Edge,
    Graph,
    Digraph,
    Subgraph,
    Strict,
    /// `->`
    Arrow,
    /// `--`
    Line,
    /// One of `{}[]=,;:`.
    Mark(u8),
    End,
}

/// The encodings of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    Latin1,
}

/// Reads tokens.
pub(super) struct Tokens<R> {
    pub(super) bytes: Bytes<R>,
    pub(super) texts: Texts,
    pub(super) charset: Charset,
    /// Whether somebody said the encoding, so that what the file says of it no longer holds.
    pub(super) is_decoded: bool,
    /// Where the token that was read last begins.
    pub(super) place: Place,
    /// Its line, from 0.
    pub(super) line: u64,
    waiting: Option<Token>,
    buffer: Vec<u8>,
}

impl<R: Read> Tokens<R> {
    /// Begins with a stream.
    pub(super) fn new(stream: R) -> Tokens<R> {
        Tokens {
            bytes: Bytes::new(stream),
            texts: Texts::default(),
            charset: Charset::Utf8,
            is_decoded: false,
            place: Place::Position(0, 0),
            line: 0,
            waiting: None,
            buffer: Vec::new(),
        }
    }

    /// An error at the token that was read last.
    pub(super) fn error(&self, what: impl Into<String>) -> Ended {
        Ended::Syntax { what: what.into(), place: self.place }
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Result<Token, Ended> {
        match self.waiting.take() {
            Some(token) => Ok(token),
            None => self.read(),
        }
    }

    /// The next token, which is not taken yet.
    pub(super) fn peek(&mut self) -> Result<Token, Ended> {
        let token = self.next()?;
        self.waiting = Some(token);
        Ok(token)
    }

    /// Takes a mark, if it comes next.
    pub(super) fn take(&mut self, mark: u8) -> Result<bool, Ended> {
        let token = self.next()?;
        let is_it = token == Token::Mark(mark);
        if !is_it {
            self.waiting = Some(token);
        }
        Ok(is_it)
    }

    /// Takes an ID, which has to come next.
    pub(super) fn atom(&mut self, wanted: &str) -> Result<Atom, Ended> {
        match self.next()? {
            Token::Atom(atom) => Ok(atom),
            token => Err(self.unexpected(token, wanted)),
        }
    }

    /// The error that a token is not what should be there.
    pub(super) fn unexpected(&self, token: Token, wanted: &str) -> Ended {
        let found = match token {
            Token::End => "the file ends here: it is truncated".to_owned(),
            Token::Atom(_) => "this name is not expected here".to_owned(),
            Token::Arrow => "`->` is not expected here".to_owned(),
            Token::Line => "`--` is not expected here".to_owned(),
            Token::Mark(mark) => format!("`{}` is not expected here", char::from(mark)),
            _ => "this keyword is not expected here; a name that is a keyword needs quotes".to_owned(),
        };
        self.error(format!("{found}; expected {wanted}"))
    }

    /// Goes over white space and comments.
    fn skip(&mut self) -> Result<(), Ended> {
        while let Some(byte) = self.bytes.peek()? {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | 0x0B | 0x0C => {
                    self.bytes.next()?;
                }
                b'#' => self.skip_line()?,
                b'/' => {
                    let place = self.bytes.place();
                    self.bytes.next()?;
                    match self.bytes.peek()? {
                        Some(b'/') => self.skip_line()?,
                        Some(b'*') => self.skip_comment(place)?,
                        _ => return Err(Ended::Syntax { what: "`/` begins no comment".to_owned(), place }),
                    }
                }
                _ => break,
            }
        }
        Ok(())
    }

    fn skip_line(&mut self) -> Result<(), Ended> {
        while self.bytes.next()?.is_some_and(|byte| byte != b'\n') {}
        Ok(())
    }

    fn skip_comment(&mut self, place: Place) -> Result<(), Ended> {
        self.bytes.next()?;
        let mut before = 0;
        loop {
            match self.bytes.next()? {
                Some(b'/') if before == b'*' => return Ok(()),
                Some(byte) => before = byte,
                None => {
                    let what = "this comment is never closed: the file is truncated".to_owned();
                    return Err(Ended::Syntax { what, place });
                }
            }
        }
    }

    fn read(&mut self) -> Result<Token, Ended> {
        self.skip()?;
        (self.place, self.line) = (self.bytes.place(), self.bytes.line());
        self.buffer.clear();
        let Some(byte) = self.bytes.peek()? else { return Ok(Token::End) };
        match byte {
            b'{' | b'}' | b'[' | b']' | b'=' | b',' | b';' | b':' => {
                self.bytes.next()?;
                Ok(Token::Mark(byte))
            }
            b'"' => {
                self.quoted()?;
                self.finished(Form::Quoted)
            }
            b'<' => {
                self.html()?;
                self.finished(Form::Html)
            }
            b'-' => {
                self.bytes.next()?;
                match self.bytes.peek()? {
                    Some(b'>') => {
                        self.bytes.next()?;
                        Ok(Token::Arrow)
                    }
                    Some(b'-') => {
                        self.bytes.next()?;
                        Ok(Token::Line)
                    }
                    Some(b'.' | b'0'..=b'9') => {
                        self.buffer.push(b'-');
                        self.numeral()
                    }
                    _ => Err(self.error("`-` is neither an edge nor a number; a name with it needs quotes")),
                }
            }
            b'.' | b'0'..=b'9' => self.numeral(),
            byte if is_letter(byte) => {
                let Tokens { bytes, buffer, .. } = self;
                bytes.take_while(buffer, |byte| is_letter(byte) || byte.is_ascii_digit())?;
                let keywords: [(&[u8], Token); 6] = [
                    (b"node", Token::Node),
                    (b"edge", Token::Edge),
                    (b"graph", Token::Graph),
                    (b"digraph", Token::Digraph),
                    (b"subgraph", Token::Subgraph),
                    (b"strict", Token::Strict),
                ];
                match keywords.iter().find(|(word, _)| self.buffer.eq_ignore_ascii_case(word)) {
                    Some((_, keyword)) => Ok(*keyword),
                    None => self.finished(Form::Word),
                }
            }
            _ => Err(self.error("this character is not expected here; a name with it needs quotes")),
        }
    }

    /// Reads a number; letters that follow it directly are another ID, as Graphviz has it.
    fn numeral(&mut self) -> Result<Token, Ended> {
        let Tokens { bytes, buffer, .. } = self;
        bytes.take_while(buffer, |byte| byte.is_ascii_digit())?;
        if bytes.peek()? == Some(b'.') {
            bytes.next()?;
            buffer.push(b'.');
            bytes.take_while(buffer, |byte| byte.is_ascii_digit())?;
        }
        if !self.buffer.iter().any(u8::is_ascii_digit) {
            return Err(self.error("`.` is no number; a name with it needs quotes"));
        }
        self.finished(Form::Numeral)
    }

    /// Reads a string in double quotes, and those that `+` joins to it.
    fn quoted(&mut self) -> Result<(), Ended> {
        loop {
            self.bytes.next()?;
            loop {
                let Tokens { bytes, buffer, .. } = self;
                bytes.take_while(buffer, |byte| byte != b'"' && byte != b'\\')?;
                match bytes.next()? {
                    None => return Err(self.error("this quote is never closed")),
                    Some(b'"') => break,
                    Some(_) => match bytes.peek()? {
                        Some(b'"') => {
                            bytes.next()?;
                            bytes.push(buffer, b'"')?;
                        }
                        // A line is continued.
                        Some(b'\n') => {
                            bytes.next()?;
                        }
                        Some(b'\r') => {
                            bytes.next()?;
                            if bytes.peek()? == Some(b'\n') {
                                bytes.next()?;
                            } else {
                                bytes.push(buffer, b'\\')?;
                                bytes.push(buffer, b'\r')?;
                            }
                        }
                        Some(b'\\') => {
                            bytes.next()?;
                            bytes.push(buffer, b'\\')?;
                            bytes.push(buffer, b'\\')?;
                        }
                        _ => bytes.push(buffer, b'\\')?,
                    },
                }
            }
            self.skip()?;
            if self.bytes.peek()? != Some(b'+') {
                return Ok(());
            }
            self.bytes.next()?;
            self.skip()?;
            if self.bytes.peek()? != Some(b'"') {
                self.place = self.bytes.place();
                return Err(self.error("`+` joins strings in double quotes only"));
            }
        }
    }

    /// Reads what is between angle brackets that are balanced.
    fn html(&mut self) -> Result<(), Ended> {
        let mut depth = 0_u64;
        loop {
            let Tokens { bytes, buffer, .. } = self;
            bytes.take_while(buffer, |byte| byte != b'<' && byte != b'>')?;
            match bytes.next()? {
                None => return Err(self.error("this `<` is never closed")),
                Some(b'<') => {
                    if depth > 0 {
                        bytes.push(buffer, b'<')?;
                    }
                    depth += 1;
                }
                Some(_) => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(());
                    }
                    bytes.push(buffer, b'>')?;
                }
            }
        }
    }

    /// The ID whose bytes were read.
    fn finished(&mut self, form: Form) -> Result<Token, Ended> {
        let text = match (std::str::from_utf8(&self.buffer), self.charset) {
            (Ok(text), _) => self.texts.id(text),
            (Err(_), Charset::Latin1) => {
                let text: String = self.buffer.iter().map(|byte| char::from(*byte)).collect();
                self.texts.id(&text)
            }
            (Err(_), Charset::Utf8) => {
                let guess = Encoding::guess(&self.buffer);
                return Err(self.error(format!("this is not UTF-8, and looks like {guess}; {}", help(guess))));
            }
        };
        Ok(Token::Atom(Atom { text, form }))
    }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

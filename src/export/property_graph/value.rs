//! What properties can be.

/// The value of a property. Absent values are left out: there is no null.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number whose shortest decimal form is the one that was written, but for zeros at its ends.
    Float(f64),
    /// A truth value.
    Boolean(bool),
    /// A day of the years 1 to 9999: year, month, day.
    Date(u16, u8, u8),
    /// Texts in order; never empty.
    TextList(Vec<String>),
}

impl Scalar {
    /// The kind of value.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Scalar::Text(_) => Kind::Text,
            Scalar::Integer(_) => Kind::Integer,
            Scalar::Float(_) => Kind::Float,
            Scalar::Boolean(_) => Kind::Boolean,
            Scalar::Date(..) => Kind::Date,
            Scalar::TextList(_) => Kind::TextList,
        }
    }

    /// The value as text, a list as its members joined by `"; "`: for formats that have nothing better.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Scalar::Text(text) => text.clone(),
            Scalar::Integer(number) => number.to_string(),
            Scalar::Float(number) => number.to_string(),
            Scalar::Boolean(value) => value.to_string(),
            Scalar::Date(year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
            Scalar::TextList(texts) => texts.join("; "),
        }
    }
}

impl From<String> for Scalar {
    fn from(text: String) -> Scalar {
        Scalar::Text(text)
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Scalar {
        Scalar::Text(text.to_owned())
    }
}

impl From<bool> for Scalar {
    fn from(value: bool) -> Scalar {
        Scalar::Boolean(value)
    }
}

impl From<usize> for Scalar {
    fn from(number: usize) -> Scalar {
        Scalar::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// The kinds of values; every column of a table has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// [`Scalar::Text`].
    Text,
    /// [`Scalar::Integer`].
    Integer,
    /// [`Scalar::Float`].
    Float,
    /// [`Scalar::Boolean`].
    Boolean,
    /// [`Scalar::Date`].
    Date,
    /// [`Scalar::TextList`].
    TextList,
}

//! Values that are written as one string: parsed, and deserialized, only where they are well-formed.

use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error};

use super::{Decimal, Duration, Edtf, Id, IdError, Iri, Language, Malformed};

macro_rules! from_text {
    ($($value:ident: $error:ident),* $(,)?) => {
        $(
            impl FromStr for $value {
                type Err = $error;

                fn from_str(text: &str) -> Result<$value, $error> {
                    $value::new(text)
                }
            }

            impl<'de> Deserialize<'de> for $value {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$value, D::Error> {
                    $value::new(&String::deserialize(deserializer)?).map_err(D::Error::custom)
                }
            }
        )*
    };
}

from_text!(
    Decimal: Malformed,
    Duration: Malformed,
    Edtf: Malformed,
    Id: IdError,
    Iri: Malformed,
    Language: Malformed,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_well_formed_comes_from_a_wire() {
        fn both<T>(good: &str, bad: &str)
        where
            T: FromStr + serde::Serialize + for<'de> Deserialize<'de> + PartialEq + std::fmt::Debug,
            T::Err: std::fmt::Debug,
        {
            let value: T = good.parse().unwrap();
            let json = serde_json::to_string(&value).unwrap();
            assert_eq!(json, format!("{good:?}"));
            assert_eq!(serde_json::from_str::<T>(&json).unwrap(), value);
            assert!(serde_json::from_str::<T>(&format!("{bad:?}")).is_err(), "{bad}");
        }
        both::<Decimal>("1.50", "1,50");
        both::<Duration>("PT48H", "48 h");
        both::<Edtf>("2018-05~", "May 2018");
        both::<Id>("trade-talks", "Trade talks");
        both::<Iri>("urn:x:y", "no IRI");
        both::<Language>("zh-Hant", "z_");
    }
}

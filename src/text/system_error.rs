//! Errors of the operating system in plain words.

use std::io;

/// The words of an error, without the number that the system gives it and without a capital letter.
pub(crate) fn system_error(error: &io::Error) -> String {
    let words = error.to_string();
    let Some((words, _)) = words.split_once(" (os error ") else { return words };
    let mut characters = words.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_capital_letters_are_dropped() {
        let words = system_error(&io::Error::from_raw_os_error(5));
        assert!(!words.contains("os error") && words.starts_with(char::is_lowercase), "{words}");
        assert_eq!(system_error(&io::Error::other("No (such) thing")), "No (such) thing");
    }
}

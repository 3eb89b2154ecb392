//! IRIs of JSON-LD as texts: relative references (RFC 3986, section 5.2) and keywords.

/// The keywords of JSON-LD 1.1 (JSON-LD 1.1, section 1.7), without those of framing.
const KEYWORDS: [&str; 22] = [
    "@base",
    "@container",
    "@context",
    "@direction",
    "@graph",
    "@id",
    "@import",
    "@included",
    "@index",
    "@json",
    "@language",
    "@list",
    "@nest",
    "@none",
    "@prefix",
    "@propagate",
    "@protected",
    "@reverse",
    "@set",
    "@type",
    "@value",
    "@version",
];

/// Whether a text is a keyword.
pub(super) fn is_keyword(text: &str) -> bool {
    text.starts_with('@') && (KEYWORDS.contains(&text) || text == "@vocab")
}

/// Whether a text looks like a keyword of a later version: `@` and letters.
pub(super) fn is_like_keyword(text: &str) -> bool {
    text.strip_prefix('@')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// Whether a text begins with a scheme, as absolute IRIs do.
pub(super) fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// The parts of an IRI reference; those that are missing are `None`.
struct Parts<'t> {
    scheme: Option<&'t str>,
    authority: Option<&'t str>,
    path: &'t str,
    query: Option<&'t str>,
    fragment: Option<&'t str>,
}

fn parts(text: &str) -> Parts<'_> {
    let (rest, fragment) = split(text, '#');
    let (rest, query) = split(rest, '?');
    let (scheme, rest) = match rest.split_once(':') {
        Some((scheme, behind)) if has_scheme(text) => (Some(scheme), behind),
        _ => (None, rest),
    };
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            (Some(authority), path)
        }
        None => (None, rest),
    };
    Parts { scheme, authority, path, query, fragment }
}

fn split(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, behind)| (before, Some(behind)))
}

/// A reference resolved against a base (RFC 3986, section 5.2.2).
pub(super) fn resolve(base: &str, reference: &str) -> String {
    let (base, reference) = (parts(base), parts(reference));
    let (scheme, authority, path, query);
    if reference.scheme.is_some() {
        (scheme, authority, query) = (reference.scheme, reference.authority, reference.query);
        path = without_dots(reference.path);
    } else if reference.authority.is_some() {
        (scheme, authority, query) = (base.scheme, reference.authority, reference.query);
        path = without_dots(reference.path);
    } else {
        (scheme, authority) = (base.scheme, base.authority);
        if reference.path.is_empty() {
            path = base.path.to_owned();
            query = reference.query.or(base.query);
        } else {
            query = reference.query;
            path = if reference.path.starts_with('/') {
                without_dots(reference.path)
            } else if base.authority.is_some() && base.path.is_empty() {
                without_dots(&format!("/{}", reference.path))
            } else {
                let end = base.path.rfind('/').map_or(0, |at| at + 1);
                without_dots(&format!("{}{}", base.path.get(..end).unwrap_or(""), reference.path))
            };
        }
    }
    let mut whole = String::new();
    for (before, part, behind) in [
        ("", scheme, ":"),
        ("//", authority, ""),
        ("", Some(&*path), ""),
        ("?", query, ""),
        ("#", reference.fragment, ""),
    ] {
        if let Some(part) = part {
            whole.extend([before, part, behind]);
        }
    }
    whole
}

/// A path without `.` and `..` (RFC 3986, section 5.2.4).
fn without_dots(path: &str) -> String {
    let is_absolute = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    let mut ends_open = false;
    for segment in path.strip_prefix('/').unwrap_or(path).split('/') {
        ends_open = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    let mut whole = String::from(if is_absolute { "/" } else { "" });
    whole.push_str(&kept.join("/"));
    if ends_open && !kept.is_empty() {
        whole.push('/');
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_as_the_standard_says() {
        // RFC 3986, section 5.4.
        let base = "http://a/b/c/d;p?q";
        for (reference, wanted) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            (";x", "http://a/b/c/;x"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("./../g", "http://a/b/g"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/./x", "http://a/b/c/g?y/./x"),
        ] {
            assert_eq!(resolve(base, reference), wanted, "{reference}");
        }
        assert_eq!(resolve("file:///a.jsonld", "b"), "file:///b");
        assert_eq!(resolve("http://a", "b"), "http://a/b");
        assert_eq!(resolve("http://a/b/../c", "?x"), "http://a/b/../c?x");
    }

    #[test]
    fn keywords_are_known() {
        assert!(is_keyword("@type") && is_keyword("@vocab") && !is_keyword("@ignore") && !is_keyword("type"));
        assert!(is_like_keyword("@ignore") && !is_like_keyword("@") && !is_like_keyword("@a1"));
    }
}

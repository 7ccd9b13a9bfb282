//! Names of options and fields in JavaScript.

use std::ffi::CStr;

/// The maximum edit distance of a suggestion.
const MAX_DISTANCE: usize = 2;

/// Returns the error message for the first of `names` that is not in `known`.
pub(super) fn unknown(names: &[String], known: &[&CStr], what: &str) -> Option<String> {
    let known: Vec<_> = known.iter().filter_map(|name| name.to_str().ok()).collect();
    let unknown = names.iter().find(|name| !known.contains(&name.as_str()))?;
    Some(match closest(unknown, &known) {
        Some(name) => format!("unknown name \"{unknown}\" in {what}; did you mean \"{name}\"?"),
        None => format!("unknown name \"{unknown}\" in {what}; known names: {}", known.join(", ")),
    })
}

/// Returns the known name closest to `name`, ignoring case and punctuation, as in `base_url`.
fn closest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let letters = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let name = letters(name);
    let distances = known.iter().map(|known| (strsim::damerau_levenshtein(&name, &letters(known)), *known));
    distances
        .filter(|(distance, _)| *distance <= MAX_DISTANCE.min(name.len() / 2))
        .min()
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&CStr] = &[c"apiKey", c"baseURL", c"timeout", c"headTimeout"];

    fn message(name: &str) -> Option<String> {
        unknown(&["timeout".to_owned(), name.to_owned()], KNOWN, "options")
    }

    #[test]
    fn suggests_the_closest_name() {
        for (name, expected) in [
            ("baseUrl", "baseURL"),
            ("base_url", "baseURL"),
            ("apikey", "apiKey"),
            ("API-KEY", "apiKey"),
            ("tiemout", "timeout"),
            ("timeouts", "timeout"),
        ] {
            assert_eq!(
                message(name).unwrap(),
                format!("unknown name \"{name}\" in options; did you mean \"{expected}\"?")
            );
        }
    }

    #[test]
    fn lists_the_known_names_when_none_is_close() {
        let expected =
            "unknown name \"retries\" in options; known names: apiKey, baseURL, timeout, headTimeout";
        assert_eq!(message("retries").unwrap(), expected);
        assert!(message("t").unwrap().contains("known names"));
        assert_eq!(message("apiKey"), None);
    }
}

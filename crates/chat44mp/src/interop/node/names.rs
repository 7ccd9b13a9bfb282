//! Names of options that do not exist, and those that were probably meant.

use std::ffi::CStr;

/// How many letters a name may differ by to be taken for another.
const TYPOS: usize = 2;

/// The error text for the first of `names` that is not `known`.
pub(super) fn unknown(names: &[String], known: &[&CStr], what: &str) -> Option<String> {
    let known: Vec<_> = known.iter().filter_map(|name| name.to_str().ok()).collect();
    let unknown = names.iter().find(|name| !known.contains(&name.as_str()))?;
    Some(match meant(unknown, &known) {
        Some(meant) => format!("{what} have no \"{unknown}\"; did you mean \"{meant}\"?"),
        None => format!("{what} have no \"{unknown}\"; there are: {}", known.join(", ")),
    })
}

/// The known name that is most like `name`: first by its letters alone, as in `base_url`, then by typing errors.
fn meant<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let letters = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let name = letters(name);
    let distances = known.iter().map(|known| (strsim::damerau_levenshtein(&name, &letters(known)), *known));
    distances.filter(|(distance, _)| *distance <= TYPOS.min(name.len() / 2)).min().map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&CStr] = &[c"apiKey", c"baseURL", c"timeout", c"headTimeout"];

    fn text(name: &str) -> Option<String> {
        unknown(&["timeout".to_owned(), name.to_owned()], KNOWN, "options")
    }

    #[test]
    fn suggests_the_name_that_was_meant() {
        for (name, expected) in [
            ("baseUrl", "baseURL"),
            ("base_url", "baseURL"),
            ("apikey", "apiKey"),
            ("API-KEY", "apiKey"),
            ("tiemout", "timeout"),
            ("timeouts", "timeout"),
        ] {
            assert_eq!(
                text(name).unwrap(),
                format!("options have no \"{name}\"; did you mean \"{expected}\"?")
            );
        }
    }

    #[test]
    fn lists_the_names_when_none_is_alike() {
        let expected = "options have no \"retries\"; there are: apiKey, baseURL, timeout, headTimeout";
        assert_eq!(text("retries").unwrap(), expected);
        assert!(text("t").unwrap().contains("there are"));
        assert_eq!(text("apiKey"), None);
    }
}

//! Refuses the phrases in `style.yaml`: home-made paraphrases of concepts that have a name.

use std::fs;

use anyhow::{Context, Result};
use regex::Regex;
use serde::Deserialize;

use crate::sources::{self, Finding};

/// The contents of `style.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    /// Path prefixes that are not checked.
    skip: Vec<String>,
    phrases: Vec<Phrase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    /// Words separated by spaces; `a|b` matches either. Case is ignored.
    not: String,
    /// The replacement.
    write: String,
    #[serde(default)]
    allow: Vec<Exception>,
}

/// A place where the phrase is right.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    /// The start of the path; any path if empty.
    #[serde(default)]
    file: String,
    /// Part of the line; any line if empty.
    #[serde(default)]
    line: String,
}

/// Checks every tracked text file.
pub(crate) fn check() -> Result<Vec<Finding>> {
    let rules = load()?;
    let pattern = pattern(&rules.phrases)?;
    let mut findings = Vec::new();
    for file in sources::tracked()? {
        // A binary file is not text.
        let text = fs::read_to_string(sources::root().join(&file)).unwrap_or_default();
        if !rules.skip.iter().any(|prefix| file.starts_with(prefix)) {
            findings.extend(search(&pattern, &rules.phrases, &file, &text));
        }
    }
    Ok(findings)
}

fn load() -> Result<Rules> {
    let path = sources::root().join("crates/lint/src/style.yaml");
    serde_saphyr::from_str(&fs::read_to_string(&path)?).with_context(|| path.display().to_string())
}

/// Finds each phrase as the group of its number: with the underscore of an identifier, or a line break with the markers of a
/// comment or string literal, as well as a space between two words. An underscore is no part of a word.
fn pattern(phrases: &[Phrase]) -> Result<Regex> {
    const GAP: &str = r#"(?:[_\s]+|[_\s/!*#\\"'|]*\n[_\s/!*#\\"'|]*)"#;
    let words = |phrase: &Phrase| {
        phrase.not.split(' ').map(|word| format!("(?:{word})")).collect::<Vec<_>>().join(GAP)
    };
    let groups: Vec<_> = phrases.iter().map(|phrase| format!("({})", words(phrase))).collect();
    let edge = r"(?:\b|_)";
    Ok(Regex::new(&format!("(?i-u){edge}(?:{}){edge}", groups.join("|")))?)
}

fn search(pattern: &Regex, phrases: &[Phrase], file: &str, text: &str) -> Vec<Finding> {
    let (mut findings, mut start) = (Vec::new(), 0);
    while let Some(groups) = pattern.captures_at(text, start) {
        let group = groups.iter().skip(1).zip(phrases).find_map(|(group, phrase)| Some((group?, phrase)));
        let Some((found, Phrase { write, allow, .. })) = group else { break };
        start = found.start() + 1;
        let line = text[..found.start()].matches('\n').count();
        let content = text.lines().nth(line).unwrap_or_default();
        if !allow.iter().any(|it| file.starts_with(&it.file) && content.contains(&it.line)) {
            let found = found.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
            findings.push(Finding::new(file, line + 1, format!("\"{found}\": write {write}")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found of the phrase "good|best order" with an exception.
    fn found(allow: &[(&str, &str)], text: &str) -> Vec<String> {
        let exception =
            |(file, line): &(&str, &str)| Exception { file: (*file).into(), line: (*line).into() };
        let allow = allow.iter().map(exception).collect();
        let phrases = [Phrase { not: "good|best order".into(), write: "gracefully".into(), allow }];
        let findings = search(&pattern(&phrases).unwrap(), &phrases, "src/file.rs", text);
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn finds_a_phrase_in_text_in_identifiers_and_across_the_lines_of_a_comment() {
        let text = "// Fine.\n// It stops in Good order.\n";
        assert_eq!(found(&[], text), ["src/file.rs:2: \"Good order\": write gracefully"]);
        assert_eq!(found(&[], "fn stops_in_good_order() {}").len(), 1);
        assert_eq!(found(&[], "    /// It stops in good\n    /// order.").len(), 1);
        assert_eq!(found(&[], "\"stops in best \\\n    order\"").len(), 1);
    }

    #[test]
    fn ignores_other_words_punctuation_within_a_phrase_and_allowed_places() {
        assert!(found(&[], "good orders, goods order, good. Order, reorder, good/order").is_empty());
        let text = "in good order";
        assert!(found(&[("src/", "")], text).is_empty() && found(&[("", "in good")], text).is_empty());
        assert_eq!(found(&[("tests/", "")], text).len(), 1);
    }

    #[test]
    fn finds_every_phrase_of_the_table() {
        let rules = load().unwrap();
        let pattern = pattern(&rules.phrases).unwrap();
        for phrase in &rules.phrases {
            let words = phrase.not.split(' ').map(|word| word.split('|').next().unwrap_or_default());
            let planted = words.collect::<Vec<_>>().join(" ");
            let found = search(&pattern, &rules.phrases, "planted.md", &planted);
            assert!(!found.is_empty(), "{} is not found", phrase.not);
        }
    }
}

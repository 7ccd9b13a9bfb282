//! Refuses the phrases in `style.yaml`: home-made paraphrases of concepts that have a name.

use std::collections::HashMap;
use std::ops::Range;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::finding::Finding;
use crate::sources;

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
    let matcher = Matcher::new(&rules.phrases);
    let mut findings = Vec::new();
    for file in sources::tracked()? {
        if rules.skip.iter().any(|prefix| file.starts_with(prefix)) {
            continue;
        }
        // A deleted file that is still in the index cannot be read; a binary one is not text.
        if let Ok(text) = std::fs::read_to_string(sources::root().join(&file)) {
            findings.extend(matcher.check(&file, &text));
        }
    }
    Ok(findings)
}

fn load() -> Result<Rules> {
    let path = sources::root().join("crates/lint/src/style.yaml");
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("{} is not readable", path.display()))?;
    serde_saphyr::from_str(&text).with_context(|| format!("{} is invalid", path.display()))
}

struct Matcher<'a> {
    phrases: &'a [Phrase],
    /// The alternatives for each word of each phrase.
    words: Vec<Vec<Vec<&'a str>>>,
    /// Phrases by first word.
    starts: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Matcher<'a> {
    fn new(phrases: &'a [Phrase]) -> Self {
        let split = |phrase: &'a Phrase| {
            phrase.not.split(' ').map(|word| word.split('|').collect()).collect::<Vec<Vec<&str>>>()
        };
        let words: Vec<_> = phrases.iter().map(split).collect();
        let mut starts: HashMap<_, Vec<_>> = HashMap::new();
        for (index, phrase) in words.iter().enumerate() {
            for first in phrase.first().into_iter().flatten() {
                starts.entry(*first).or_default().push(index);
            }
        }
        Self { phrases, words, starts }
    }

    fn check(&self, file: &str, text: &str) -> Vec<Finding> {
        let lower = text.to_ascii_lowercase();
        let words = words(&lower);
        let mut findings = Vec::new();
        for (at, word) in words.iter().enumerate() {
            for &index in self.starts.get(&lower[word.clone()]).into_iter().flatten() {
                if !matches(&self.words[index], &words[at..], &lower) {
                    continue;
                }
                let line = text[..word.start].matches('\n').count();
                let content = text.lines().nth(line).unwrap_or_default();
                let Phrase { not: _, write, allow } = &self.phrases[index];
                if allow.iter().any(|it| file.starts_with(&it.file) && content.contains(&it.line)) {
                    continue;
                }
                let end = words[at + self.words[index].len() - 1].end;
                let found = text[word.start..end].split_whitespace().collect::<Vec<_>>().join(" ");
                let problem = format!("\"{found}\": write {write}");
                findings.push(Finding { file: file.to_owned(), line: line + 1, problem });
            }
        }
        findings
    }
}

/// Whether `words` starts with the phrase, with nothing but space between its words.
fn matches(phrase: &[Vec<&str>], words: &[Range<usize>], text: &str) -> bool {
    words.len() >= phrase.len()
        && phrase.iter().zip(words).all(|(alternatives, word)| alternatives.contains(&&text[word.clone()]))
        && words[..phrase.len()].windows(2).all(|pair| is_gap(&text[pair[0].end..pair[1].start]))
}

/// Space, the underscore of an identifier, or a line break with the markers of a comment or string literal.
fn is_gap(text: &str) -> bool {
    let is_marker = |c: char| c.is_whitespace() || "_/!*#\\\"'|".contains(c);
    match text.contains('\n') {
        true => text.chars().all(is_marker),
        false => text.chars().all(|c| c == '_' || c.is_whitespace()),
    }
}

/// The words of a text. An apostrophe belongs to a word, an underscore does not.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let is_word = c.is_alphanumeric() || (c == '\'' && start.is_some());
        match (is_word, start) {
            (true, None) => start = Some(at),
            (false, Some(begin)) => {
                words.push(begin..begin + text[begin..at].trim_end_matches('\'').len());
                start = None;
            }
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Exception, Matcher, Phrase, load};

    fn phrase(not: &str, allow: Vec<Exception>) -> Phrase {
        Phrase { not: not.to_owned(), write: "gracefully".to_owned(), allow }
    }

    fn findings(phrases: &[Phrase], text: &str) -> Vec<(usize, String)> {
        let findings = Matcher::new(phrases).check("src/file.rs", text);
        findings.into_iter().map(|finding| (finding.line, finding.problem)).collect()
    }

    #[test]
    fn reports_the_line_the_phrase_and_the_replacement() {
        let phrases = [phrase("good|best order", vec![])];
        let found = findings(&phrases, "// Fine.\n// It stops in Good order.\n");
        assert_eq!(found, [(2, "\"Good order\": write gracefully".to_owned())]);
    }

    #[test]
    fn finds_a_phrase_in_identifiers_and_across_the_lines_of_a_comment() {
        let phrases = [phrase("good order", vec![])];
        assert_eq!(findings(&phrases, "fn stops_in_good_order() {}").len(), 1);
        assert_eq!(findings(&phrases, "    /// It stops in good\n    /// order.").len(), 1);
        assert_eq!(findings(&phrases, "\"stops in good \\\n    order\"").len(), 1);
    }

    #[test]
    fn ignores_other_words_and_punctuation_within_a_phrase() {
        let phrases = [phrase("good order", vec![])];
        assert!(findings(&phrases, "good orders, goods order, good. Order, reorder").is_empty());
    }

    #[test]
    fn ignores_allowed_places() {
        let allowed = |file: &str, line: &str| Exception { file: file.to_owned(), line: line.to_owned() };
        let text = "in good order";
        assert!(findings(&[phrase("good order", vec![allowed("src/", "")])], text).is_empty());
        assert!(findings(&[phrase("good order", vec![allowed("", "in good")])], text).is_empty());
        assert_eq!(findings(&[phrase("good order", vec![allowed("tests/", "")])], text).len(), 1);
    }

    #[test]
    fn finds_every_phrase_of_the_table() {
        let rules = load().expect("the table is valid");
        let matcher = Matcher::new(&rules.phrases);
        for phrase in &rules.phrases {
            let planted = phrase.not.split(' ').map(|word| word.split('|').next().unwrap_or_default());
            let planted = planted.collect::<Vec<_>>().join(" ");
            assert!(!matcher.check("planted.md", &planted).is_empty(), "{} is not found", phrase.not);
        }
    }
}

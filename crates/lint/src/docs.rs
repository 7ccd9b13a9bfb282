//! Compares the documentation of each call in every binding with the core's, which is the source.
//!
//! A binding repeats each paragraph of the core's documentation, up to and including the one about failures. It may add
//! paragraphs, but not one that two other languages also have, which belongs in the core.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Result, ensure};
use heck::ToSnakeCase;
use regex_lite::Regex;

use crate::sources::{self, Finding};

/// Where a language documents its calls.
struct Source {
    language: &'static str,
    folder: &'static str,
    /// The line that opens the class of a resource.
    resource: &'static str,
    /// The line that declares a call.
    call: &'static str,
}

const CORE: Source = Source {
    language: "the core",
    folder: "crates/chat44mp/src/",
    resource: r"^impl (\w+)<'_>",
    call: r"^pub fn (\w+)",
};

const BINDINGS: &[Source] = &[
    Source {
        language: "Python",
        folder: "python/src/",
        resource: r"^\s+(\w+) Async\w+ Raw\w+ ",
        call: r"^fn (\w+)(?: \(|$)",
    },
    Source { language: "Node", folder: "node/src/", resource: r"^impl (\w+) \{", call: r"^pub fn (\w+)\(" },
    Source {
        language: "Kotlin",
        folder: "bindings/kotlin/library/src/main/kotlin/",
        resource: r"^(?:public interface|(?:public|internal) class) (\w+)",
        call: r"^public (?:suspend )?fun (\w+)\(",
    },
    Source {
        language: "Swift",
        folder: "bindings/swift/Sources/Chat44mp/Resources/",
        resource: r"^(?:public struct|extension) (\w+?)(?:API)?\b",
        call: r"^public func (\w+)",
    },
];

/// Fewer documented calls than this mean that a pattern above no longer fits the sources.
const EXPECTED_CALLS: usize = 20;

/// The documentation of one call: its paragraphs, normalised.
struct Call {
    file: String,
    line: usize,
    paragraphs: Vec<String>,
}

/// The calls of one language by resource and name. An overloaded call has several entries.
type Calls = BTreeMap<String, Vec<Call>>;

pub(crate) fn check() -> Result<Vec<Finding>> {
    let core = read(&CORE)?;
    let mut findings = Vec::new();
    let mut additions: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for source in BINDINGS {
        for (name, overloads) in read(source)? {
            let Some(original) = core.get(&name).and_then(|calls| calls.first()) else { continue };
            let shared = shared(&original.paragraphs);
            findings.extend(difference(source.language, &name, shared, &overloads));
            let mut added = BTreeMap::new();
            for call in &overloads {
                for text in call.paragraphs.iter().filter(|text| !shared.contains(text)) {
                    let problem = format!("{name}: document this in the core: \"{text}\"");
                    added.entry(problem.clone()).or_insert(Finding::new(&call.file, call.line, problem));
                }
            }
            added.into_iter().for_each(|(text, finding)| additions.entry(text).or_default().push(finding));
        }
    }
    findings.extend(additions.into_values().filter(|languages| languages.len() > 2).flatten());
    Ok(findings)
}

/// The names of the calls of each binding.
pub(crate) type Bindings = Vec<(&'static str, BTreeSet<String>)>;

/// The names of the core's calls, and of those of each binding.
pub(crate) fn names() -> Result<(BTreeSet<String>, Bindings)> {
    let names = |source: &Source| Ok((source.language, read(source)?.into_keys().collect()));
    Ok((names(&CORE)?.1, BINDINGS.iter().map(names).collect::<Result<_>>()?))
}

/// The paragraphs that every language repeats: all, or those up to the one about failures.
fn shared(paragraphs: &[String]) -> &[String] {
    let failures = paragraphs.iter().position(|text| text.starts_with("fails "));
    failures.map_or(paragraphs, |last| &paragraphs[..=last])
}

/// The first paragraph that no overload has.
fn difference(language: &str, name: &str, shared: &[String], overloads: &[Call]) -> Option<Finding> {
    let missing = |call: &Call| shared.iter().filter(|text| !call.paragraphs.contains(text)).count();
    let best = overloads.iter().min_by_key(|call| missing(call))?;
    let text = shared.iter().find(|text| !best.paragraphs.contains(text))?;
    let problem = format!("{name}: {language} differs from the core, which says: \"{text}\"");
    Some(Finding::new(&best.file, best.line, problem))
}

fn read(source: &Source) -> Result<Calls> {
    let mut calls = Calls::new();
    for file in sources::tracked()?.iter().filter(|file| file.starts_with(source.folder)) {
        for (name, call) in parse(source, file, &fs::read_to_string(sources::root().join(file))?)? {
            calls.entry(name).or_default().push(call);
        }
    }
    let (language, found) = (source.language, calls.len());
    ensure!(
        found >= EXPECTED_CALLS,
        "only {found} documented calls found for {language}: adapt lint/docs.rs"
    );
    Ok(calls)
}

fn parse(source: &Source, file: &str, text: &str) -> Result<Vec<(String, Call)>> {
    let (resource_line, call_line) = (Regex::new(source.resource)?, Regex::new(source.call)?);
    let (mut calls, mut resource, mut docs) = (Vec::new(), None, Vec::new());
    let mut in_block = false;
    for (index, line) in text.lines().enumerate() {
        if let Some(found) = resource_line.captures(line) {
            resource = Some(found[1].to_snake_case());
            docs.clear();
        }
        let line = line.trim();
        in_block |= line.starts_with("/**");
        if in_block {
            docs.push(line.trim_start_matches(['/', '*']).trim_end_matches(['/', '*']));
            in_block = !line.ends_with("*/");
        } else if let Some(doc) = line.strip_prefix("///") {
            docs.push(doc);
        } else if line.is_empty() || line.starts_with('}') {
            docs.clear();
        } else if let Some(found) = call_line.captures(line) {
            let docs = std::mem::take(&mut docs);
            if let (Some(resource), false) = (&resource, docs.is_empty()) {
                let call = Call { file: file.to_owned(), line: index + 1, paragraphs: paragraphs(&docs)? };
                calls.push((format!("{resource}.{}", found[1].to_snake_case()), call));
            }
        }
    }
    Ok(calls)
}

/// Splits documentation into paragraphs; without code blocks and DocC's parameter lists.
fn paragraphs(docs: &[&str]) -> Result<Vec<String>> {
    let mut paragraphs = vec![String::new()];
    let (mut in_code, mut in_parameters) = (false, false);
    for line in docs {
        let text = line.trim();
        let is_fence = text.starts_with("```");
        in_code ^= is_fence;
        in_parameters = text.starts_with("- Parameter") || in_parameters && !text.starts_with("- Throws");
        if text.is_empty() || text.starts_with("- Throws") {
            paragraphs.push(String::new());
        }
        if let Some(paragraph) = paragraphs.last_mut()
            && !(in_code || is_fence || in_parameters || line.starts_with("     "))
        {
            *paragraph += text;
            paragraph.push(' ');
        }
    }
    let link = Regex::new(r"\]\([^)]*\)")?;
    Ok(paragraphs.iter().map(|text| normalise(&link, text)).filter(|text| !text.is_empty()).collect())
}

/// The words of a paragraph: without markup, targets of links, case, and how a language spells a name.
fn normalise(link: &Regex, text: &str) -> String {
    let text = text.replace("- Throws:", "Fails with");
    let text = link.replace_all(&text, "");
    let kept = |c: &char| c.is_alphanumeric() || c.is_whitespace() || "/.,:;()".contains(*c);
    let text = text.chars().filter(kept).collect::<String>().to_lowercase();
    // "Fails with `a`, and with `b`" is "- Throws: `a`, and `b`" in Swift.
    let is_failure = text.trim_start().starts_with("fails with");
    let words = text.split_whitespace().filter(|word| !is_failure || *word != "with");
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUST: &str = "
impl Labels<'_> {
    /// Creates a label, see [`list`](Self::list). `POST /create_label`
    ///
    /// Fails with `a` if so, and with `b_c`.
    ///
    /// Only in Rust.
    pub fn create(&self) {}
}";
    const SWIFT: &str = "
public struct Labels: Sendable {
    /// Creates a label, see ``list``.
    /// `POST /create_label`
    ///
    /// - Parameters:
    ///   - name: The name.
    /// - Throws: `a` if so, and `b_c`.
    @discardableResult
    public func create(name: String) {}
}";

    /// The difference between the documentation in Rust and in Swift.
    fn found(swift: &str) -> Option<String> {
        let core = parse(&CORE, "labels.rs", RUST).unwrap();
        let [(name, call)] = &core[..] else { panic!("it is one call") };
        assert_eq!((name.as_str(), shared(&call.paragraphs).len()), ("labels.create", 2));
        let swift = parse(&BINDINGS[3], "Labels.swift", swift).unwrap();
        let swift: Vec<_> = swift.into_iter().map(|(_, call)| call).collect();
        difference("Swift", name, shared(&call.paragraphs), &swift).map(|finding| finding.to_string())
    }

    #[test]
    fn ignores_markup_line_breaks_and_what_follows_the_failures() {
        assert_eq!(found(SWIFT), None);
    }

    #[test]
    fn finds_a_different_sentence() {
        let expected = "Labels.swift:10: labels.create: Swift differs from the core, which says: \
            \"creates a label, see list. post /createlabel\"";
        assert_eq!(found(&SWIFT.replace("Creates a label", "Makes a label")).as_deref(), Some(expected));
    }
}

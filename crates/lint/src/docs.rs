//! Compares the documentation of each call in every binding with the core's, which is the source.
//!
//! A binding repeats each paragraph of the core's documentation, up to and including the one about failures. It may add
//! paragraphs of its own, but not one that two other languages have as well: that belongs into the core.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use regex_lite::Regex;

use crate::finding::Finding;
use crate::sources;

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
    folder: "crates/chat44mp/src",
    resource: r"^impl (\w+)<'_>",
    call: r"^pub fn (\w+)",
};

const BINDINGS: &[Source] = &[
    Source {
        language: "Python",
        folder: "python/src",
        resource: r"^\s+(\w+) Async\w+ Raw\w+ ",
        call: r"^fn (\w+)(?: \(|$)",
    },
    Source { language: "Node", folder: "node/src", resource: r"^impl (\w+) \{", call: r"^pub fn (\w+)\(" },
    Source {
        language: "Kotlin",
        folder: "bindings/kotlin/library/src/main/kotlin",
        resource: r"^public class (\w+) internal constructor\(private val ",
        call: r"^public (?:suspend )?fun (\w+)\(",
    },
    Source {
        language: "Swift",
        folder: "bindings/swift/Sources/Chat44mp/Resources",
        resource: r"^(?:public struct|extension) (\w+)",
        call: r"^public func (\w+)",
    },
];

/// Fewer documented calls than this mean that a pattern above no longer fits the sources.
const EXPECTED_CALLS: usize = 20;

/// The documentation of one call: its paragraphs, normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Call {
    file: String,
    line: usize,
    paragraphs: Vec<String>,
}

/// The calls of one language by resource and name. An overloaded call has several entries.
type Calls = BTreeMap<String, Vec<Call>>;

/// Checks all bindings.
pub(crate) fn check() -> Result<Vec<Finding>> {
    let core = read(&CORE)?;
    let mut findings = Vec::new();
    let mut additions: BTreeMap<(String, String), Vec<Finding>> = BTreeMap::new();
    for source in BINDINGS {
        for (name, overloads) in read(source)? {
            let Some(original) = core.get(&name).and_then(|calls| calls.first()) else { continue };
            let shared = shared(&original.paragraphs);
            if let Some(finding) = difference(source.language, &name, shared, &overloads) {
                findings.push(finding);
            }
            let added =
                overloads.iter().flat_map(|call| call.paragraphs.iter().map(move |text| (call, text)));
            let mut seen = BTreeSet::new();
            for (call, text) in added.filter(|(_, text)| !shared.contains(text)) {
                if seen.insert(text) {
                    let problem = format!("{name}: document this in the core: \"{text}\"");
                    let finding = Finding { file: call.file.clone(), line: call.line, problem };
                    additions.entry((name.clone(), text.clone())).or_default().push(finding);
                }
            }
        }
    }
    findings.extend(additions.into_values().filter(|languages| languages.len() > 2).flatten());
    Ok(findings)
}

/// The names of the calls of each binding.
pub(crate) type Bindings = Vec<(&'static str, BTreeSet<String>)>;

/// The names of the core's calls, and of those of each binding.
pub(crate) fn names() -> Result<(BTreeSet<String>, Bindings)> {
    let names = |source| -> Result<BTreeSet<String>> { Ok(read(source)?.into_keys().collect()) };
    let bindings = BINDINGS.iter().map(|source| Ok((source.language, names(source)?)));
    Ok((names(&CORE)?, bindings.collect::<Result<_>>()?))
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
    Some(Finding { file: best.file.clone(), line: best.line, problem })
}

fn read(source: &Source) -> Result<Calls> {
    let mut calls = Calls::new();
    for path in files(&sources::root().join(source.folder))? {
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("{} is not readable", path.display()))?;
        let file = path.strip_prefix(sources::root()).unwrap_or(&path).display().to_string();
        for (name, call) in parse(source, &file, &text)? {
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

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("{} is not readable", folder.display()))? {
        let path = entry?.path();
        match path.is_dir() {
            true => files.extend(self::files(&path)?),
            false => files.push(path),
        }
    }
    files.sort();
    Ok(files)
}

fn parse(source: &Source, file: &str, text: &str) -> Result<Vec<(String, Call)>> {
    let (resource_line, call_line) = (Regex::new(source.resource)?, Regex::new(source.call)?);
    let (mut calls, mut resource, mut docs) = (Vec::new(), None, Vec::new());
    let mut in_block = false;
    for (index, line) in text.lines().enumerate() {
        if let Some(found) = resource_line.captures(line) {
            resource = Some(snake_case(&found[1]));
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
                let call = Call { file: file.to_owned(), line: index + 1, paragraphs: paragraphs(&docs) };
                calls.push((format!("{resource}.{}", snake_case(&found[1])), call));
            }
        }
    }
    Ok(calls)
}

/// Splits documentation into paragraphs; without code blocks and DocC's parameter lists.
fn paragraphs(docs: &[&str]) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    let (mut in_code, mut in_parameters) = (false, false);
    for line in docs {
        let text = line.trim();
        in_code ^= text.starts_with("```");
        in_parameters = text.starts_with("- Parameter") || in_parameters && !text.starts_with("- Throws");
        let is_code = in_code || text.starts_with("```") || line.starts_with("     ");
        if text.is_empty() || text.starts_with("- Throws") {
            paragraphs.push(String::new());
        }
        if let Some(paragraph) = paragraphs.last_mut()
            && !is_code
            && !in_parameters
        {
            *paragraph += text;
            paragraph.push(' ');
        }
    }
    paragraphs.iter().map(|text| normalise(text)).filter(|text| !text.is_empty()).collect()
}

/// The words of a paragraph: without markup, case, and how a language spells a name.
fn normalise(text: &str) -> String {
    let text = text.trim().replace("- Throws:", "Fails with");
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        // The target of a link: [`text`](target).
        let word = word.split_once("](").map_or(word.to_owned(), |(text, target)| {
            let rest = target.split_once(')').map_or("", |(_, rest)| rest);
            format!("{text}{rest}")
        });
        let kept = |c: &char| c.is_alphanumeric() || "/.,:;()".contains(*c);
        words.push(word.chars().filter(kept).collect::<String>().to_lowercase());
    }
    if text.starts_with("Fails with") {
        // "Fails with `a`, and with `b`" is "- Throws: `a`, and `b`" in Swift.
        words.retain(|word| word != "with");
    }
    words.join(" ")
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::{BINDINGS, CORE, Call, difference, parse, shared};

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

    fn core() -> Vec<String> {
        let calls = parse(&CORE, "labels.rs", RUST).expect("the patterns are valid");
        let [(name, call)] = &calls[..] else { panic!("{calls:?}") };
        assert_eq!(name, "labels.create");
        shared(&call.paragraphs).to_vec()
    }

    fn swift(text: &str) -> Vec<Call> {
        let source = BINDINGS.iter().find(|source| source.language == "Swift").expect("Swift is a binding");
        let calls = parse(source, "Labels.swift", text).expect("the patterns are valid");
        calls.into_iter().map(|(_, call)| call).collect()
    }

    #[test]
    fn ignores_markup_line_breaks_and_what_follows_the_failures() {
        assert_eq!(core().len(), 2);
        assert_eq!(difference("Swift", "labels.create", &core(), &swift(SWIFT)), None);
    }

    #[test]
    fn finds_a_different_sentence() {
        let planted = SWIFT.replace("Creates a label", "Makes a label");
        let found = difference("Swift", "labels.create", &core(), &swift(&planted)).expect("it is found");
        assert_eq!((found.file.as_str(), found.line), ("Labels.swift", 10));
        assert!(found.problem.contains("creates a label, see list. post /createlabel"), "{}", found.problem);
    }

    #[test]
    fn every_binding_repeats_the_core() {
        assert_eq!(super::check().expect("the sources are readable"), []);
    }
}

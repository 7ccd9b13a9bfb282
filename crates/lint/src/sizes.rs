//! Limits on the size of files, folders and functions. Clippy limits the functions of Rust (`too-many-lines-threshold`).

use std::collections::BTreeMap;
use std::fs;

use anyhow::Result;
use regex_lite::Regex;

use crate::sources::{self, Finding};

/// The maximum number of lines of a file of production code.
const MAX_LINES: usize = 400;

/// The maximum number of files of production code in a folder, without its subfolders.
const MAX_FILES: usize = 16;

/// The maximum number of lines of a function, from its name to its end.
const MAX_FUNCTION: usize = 60;

/// The line with the name of a function in Python, JavaScript, Kotlin, Java or Swift.
const FUNCTION: &str =
    r"^\s*(?:(?:[\w@]+ )*(?:def|fun|func|function) |(?:async |get |set |static |public )*[#\w]+\(.*\) \{$)";

pub(crate) fn check() -> Result<Vec<Finding>> {
    let files: Vec<_> = sources::tracked()?.into_iter().filter(|path| sources::is_production(path)).collect();
    let read = |file: &String| Ok((file.clone(), fs::read_to_string(sources::root().join(file))?));
    findings(&files.iter().map(read).collect::<Result<_>>()?)
}

fn findings(files: &BTreeMap<String, String>) -> Result<Vec<Finding>> {
    let (mut findings, function) = (Vec::new(), Regex::new(FUNCTION)?);
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for (file, text) in files {
        *folders.entry(file.rsplit_once('/').map_or(".", |(folder, _)| folder)).or_default() += 1;
        let lines: Vec<&str> = text.lines().collect();
        if lines.len() > MAX_LINES {
            findings.push(Finding::new(file, 0, format!("{} lines; at most {MAX_LINES}", lines.len())));
        }
        for (at, _) in lines.iter().enumerate().filter(|(_, line)| function.is_match(line)) {
            let length = length(&lines[at..]);
            if length > MAX_FUNCTION && !file.ends_with(".rs") {
                let problem = format!("a function of {length} lines; at most {MAX_FUNCTION}");
                findings.push(Finding::new(file, at + 1, problem));
            }
        }
    }
    let full = folders.iter().filter(|(_, files)| **files > MAX_FILES);
    findings.extend(
        full.map(|(folder, files)| Finding::new(folder, 0, format!("{files} files; at most {MAX_FILES}"))),
    );
    Ok(findings)
}

/// The number of lines of the function that these lines start with. It ends before the next line that is indented as much as
/// its first one, but for the bracket that ends its parameters or its body.
fn length(lines: &[&str]) -> usize {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let outside = |line: &&str| indent(line) <= indent(lines[0]) && !line.trim().is_empty();
    let is_end = |line: &&str| outside(line) && !line.trim_start().starts_with([')', '}', ']', '{']);
    let end = lines.iter().skip(1).position(is_end).map_or(lines.len(), |end| end + 1);
    lines[..end].iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_long_file_a_long_function_and_a_full_folder() {
        let found = |files: &[(String, String)]| -> Vec<String> {
            let found = findings(&files.iter().cloned().collect()).unwrap();
            found.iter().map(ToString::to_string).collect()
        };
        let body = "    x\n".repeat(59);
        let mut files: Vec<_> = (0..15).map(|at| (format!("a/b/{at:02}.rs"), "\n".repeat(400))).collect();
        files.push(("a/b/15.py".to_owned(), format!("def f(\n):\n{}\nx = 1\n", &body[6..])));
        assert!(found(&files).is_empty());
        files[0].1 += "\n";
        files[15].1 = format!("def f(\n):\n{body}\nx = 1\n");
        files.push(("a/b/16.kt".to_owned(), format!("\npublic suspend fun f() {{\n{body}}}\n")));
        let expected = [
            "a/b/00.rs: 401 lines; at most 400",
            "a/b/15.py:1: a function of 61 lines; at most 60",
            "a/b/16.kt:2: a function of 61 lines; at most 60",
            "a/b: 17 files; at most 16",
        ];
        assert_eq!(found(&files), expected);
    }
}

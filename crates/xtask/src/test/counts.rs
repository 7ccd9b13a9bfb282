//! Counts tests in JUnit reports, or in the output of test programs without them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use roxmltree::Node;

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) passed: usize,
    pub(super) failed: usize,
    /// Descriptions of the failed tests, where the output has them.
    pub(super) failures: Vec<String>,
}

impl Count {
    pub(super) fn passed(passed: usize) -> Self {
        Self { passed, ..Self::default() }
    }

    pub(super) fn failure(description: String) -> Self {
        Self { passed: 0, failed: 1, failures: vec![description] }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
    }
}

/// Counts the tests of all JUnit reports in a folder. A skipped test counts as failed.
pub(super) fn junit(folder: &Path) -> Result<Count> {
    let mut count = Count::default();
    for file in fs::read_dir(folder).context("no tests ran")?.flatten().map(|file| file.path()) {
        if file.extension().is_some_and(|extension| extension == "xml") {
            let report = fs::read_to_string(&file)?;
            let report = roxmltree::Document::parse(&report).with_context(|| file.display().to_string())?;
            for test in report.descendants().filter(|node| node.has_tag_name("testcase")) {
                let is_failure =
                    |node: &Node| ["error", "failure", "skipped"].contains(&node.tag_name().name());
                count.add(match test.children().find(is_failure) {
                    Some(failure) => Count::failure(describe(test, failure)),
                    None => Count::passed(1),
                });
            }
        }
    }
    Ok(count)
}

/// The name of a failed test in a JUnit report, and the first line of its message.
fn describe(test: Node, failure: Node) -> String {
    let name: Vec<_> = ["classname", "name"].iter().filter_map(|part| test.attribute(*part)).collect();
    let message = failure.attribute("message").or(failure.text()).unwrap_or_default();
    let first = message.trim().lines().next().unwrap_or_default();
    format!("{}: {}: {first}", name.join("."), failure.tag_name().name())
}

/// Counts the tests in the output of XCTest. A skipped test counts as failed.
pub(super) fn xctest(printed: &str) -> Count {
    let last = printed.lines().rev().find(|line| line.trim_start().starts_with("Executed "));
    let words: Vec<_> = last.unwrap_or_default().split_whitespace().collect();
    let number = |word: &str, before: usize| {
        let at = words.iter().position(|other| other.starts_with(word))?.checked_sub(before)?;
        words[at].parse::<usize>().ok()
    };
    let failed = number("failure", 1).unwrap_or_default() + number("skipped", 2).unwrap_or_default();
    let passed = number("test", 1).unwrap_or_default().saturating_sub(failed);
    // Test Case 'AnswersTests.testRows' failed (0.1 seconds)
    let failure = |line: &str| {
        let (name, result) = line.strip_prefix("Test Case '")?.split_once("' ")?;
        (result.starts_with("failed") || result.starts_with("skipped")).then(|| name.to_owned())
    };
    Count { passed, failed, failures: printed.lines().filter_map(failure).collect() }
}

/// Counts the tests in the output of `cargo test`.
pub(super) fn cargo_test(printed: &str) -> Count {
    let mut total = Count::default();
    for line in printed.lines() {
        if let Some(name) = line.strip_prefix("test ").and_then(|line| line.strip_suffix(" ... FAILED")) {
            total.failures.push(name.to_owned());
        }
        let Some(summary) = line.strip_prefix("test result: ") else { continue };
        for part in summary.split(['.', ';']) {
            match part.trim().split_once(' ').map(|(number, word)| (number.parse::<usize>(), word)) {
                Some((Ok(passed), "passed")) => total.passed += passed,
                Some((Ok(failed), "failed")) => total.failed += failed,
                _ => {}
            }
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_tests_of_cargo() {
        let printed = "running 2 tests\n\
            test reads ... ok\n\
            test result: ok. 47 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.40s\n\
            test files::writes ... FAILED\n\
            test result: FAILED. 2 passed; 1 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.02s\n";
        let failures = vec!["files::writes".to_owned()];
        assert_eq!(cargo_test(printed), Count { passed: 49, failed: 1, failures });
    }

    #[test]
    fn counts_tests_of_xctest() {
        let printed = "\t Executed 3 tests, with 1 failure (0 unexpected) in 0.1 (0.1) seconds\n\
            Test Case 'AnswersTests.testRows' passed (0.1 seconds)\n\
            Test Case 'AnswersTests.testTypes' failed (0.1 seconds)\n\
            \t Executed 42 tests, with 2 tests skipped and 1 failure (0 unexpected) in 9.0 (9.0) seconds\n";
        let failures = vec!["AnswersTests.testTypes".to_owned()];
        assert_eq!(xctest(printed), Count { passed: 39, failed: 3, failures });
        assert_eq!(xctest("\t Executed 1 test, with 0 failures (0 unexpected)"), Count::passed(1));
        assert_eq!(xctest("error: no such module"), Count::default());
    }

    #[test]
    fn counts_tests_of_junit_reports() {
        let folder = tempfile::tempdir().unwrap();
        let report = "<testsuites><testcase name='a'/><testsuite><testcase classname='Rows' name='b'>\
            <failure message='one&#10;two'/></testcase><testcase name='c'><skipped>x</skipped></testcase>\
            </testsuite></testsuites>";
        fs::write(folder.path().join("report.xml"), report).unwrap();
        let failures = vec!["Rows.b: failure: one".to_owned(), "c: skipped: x".to_owned()];
        assert_eq!(junit(folder.path()).unwrap(), Count { passed: 1, failed: 2, failures });
    }
}

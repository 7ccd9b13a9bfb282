//! Counts tests in JUnit reports, or in the output of test programs without them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) passed: usize,
    pub(super) failed: usize,
}

impl Count {
    pub(super) const ONE: Count = Count { passed: 1, failed: 0 };

    pub(super) fn add(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
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
                let mut results = test.children().map(|node| node.tag_name().name());
                let failed = results.any(|result| ["error", "failure", "skipped"].contains(&result));
                count.add(if failed { Count { passed: 0, failed: 1 } } else { Count::ONE });
            }
        }
    }
    Ok(count)
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
    Count { passed: number("test", 1).unwrap_or_default().saturating_sub(failed), failed }
}

/// Counts the tests in the output of `cargo test`.
pub(super) fn cargo_test(printed: &str) -> Count {
    let mut total = Count::default();
    for part in printed
        .lines()
        .filter(|line| line.starts_with("test result: "))
        .flat_map(|line| line.split(['.', ';']))
    {
        match part.trim().split_once(' ').map(|(number, word)| (number.parse(), word)) {
            Some((Ok(passed), "passed")) => total.add(Count { passed, failed: 0 }),
            Some((Ok(failed), "failed")) => total.add(Count { passed: 0, failed }),
            _ => {}
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
            test result: ok. 47 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.40s\n\
            test result: FAILED. 2 passed; 1 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.02s\n";
        assert_eq!(cargo_test(printed), Count { passed: 49, failed: 1 });
    }

    #[test]
    fn counts_tests_of_xctest() {
        let printed = "\t Executed 3 tests, with 1 failure (0 unexpected) in 0.1 (0.1) seconds\n\
            \t Executed 42 tests, with 2 tests skipped and 1 failure (0 unexpected) in 9.0 (9.0) seconds\n";
        assert_eq!(xctest(printed), Count { passed: 39, failed: 3 });
        assert_eq!(xctest("\t Executed 1 test, with 0 failures (0 unexpected)"), Count::ONE);
        assert_eq!(xctest("error: no such module"), Count::default());
    }

    #[test]
    fn counts_tests_of_junit_reports() {
        let folder = tempfile::tempdir().unwrap();
        let report = "<testsuites><testcase name='a'/><testsuite><testcase name='b'><failure/></testcase>\
            <testcase><skipped message='x'/></testcase></testsuite></testsuites>";
        fs::write(folder.path().join("report.xml"), report).unwrap();
        assert_eq!(junit(folder.path()).unwrap(), Count { passed: 1, failed: 2 });
    }
}

//! Counts the tests in the output of test programs.

/// The number of tests that passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl Count {
    pub(super) fn add(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// What XCTest says of all its tests. A skipped test is a failed one: a suite may skip nothing.
pub(super) fn xctest(printed: &str) -> Count {
    let last = printed.lines().rev().find(|line| line.trim_start().starts_with("Executed "));
    let words: Vec<_> = last.unwrap_or_default().split_whitespace().collect();
    let number = |word: &str, before: usize| {
        let at = words.iter().position(|other| other.starts_with(word))?.checked_sub(before)?;
        words[at].parse::<u64>().ok()
    };
    let failed = number("failure", 1).unwrap_or_default() + number("skipped", 2).unwrap_or_default();
    Count { passed: number("test", 1).unwrap_or_default().saturating_sub(failed), failed }
}

/// Adds up the last lines of TAP. A skipped test is a failed one: a suite may skip nothing.
pub(super) fn tap(printed: &str) -> Count {
    let mut count = Count::default();
    for line in printed.lines().filter_map(|line| line.strip_prefix("# ")) {
        match line.split_once(' ').map(|(word, number)| (word, number.parse::<u64>())) {
            Some(("pass", Ok(passed))) => count.passed += passed,
            Some(("fail" | "cancelled" | "skipped" | "todo", Ok(failed))) => count.failed += failed,
            _ => {}
        }
    }
    count
}

/// Adds up pytest's last line. A skipped test is a failed one: a suite may skip nothing.
pub(super) fn pytest(printed: &str) -> Count {
    let mut count = Count::default();
    let last = printed.lines().rev().find(|line| line.contains(" passed") || line.contains(" failed"));
    for part in last.unwrap_or_default().split(", ") {
        let mut words = part.trim_matches('=').split_whitespace();
        match (words.next().and_then(|word| word.parse::<u64>().ok()), words.next()) {
            (Some(passed), Some("passed")) => count.passed += passed,
            (Some(failed), Some("failed" | "error" | "errors" | "skipped")) => count.failed += failed,
            _ => {}
        }
    }
    count
}

/// Adds up what `cargo test` says of each of its programs.
pub(super) fn tests(printed: &str) -> Count {
    let mut total = Count::default();
    for line in printed.lines().filter(|line| line.starts_with("test result: ")) {
        for part in line.split(['.', ';']) {
            let mut words = part.split_whitespace();
            match (words.next().and_then(|word| word.parse::<u64>().ok()), words.next()) {
                (Some(count), Some("passed")) => total.passed += count,
                (Some(count), Some("failed")) => total.failed += count,
                _ => {}
            }
        }
    }
    total
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn what_cargo_test_says_is_added_up() {
        let printed = "running 2 tests\n\
            test result: ok. 47 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.40s\n\
            test result: FAILED. 2 passed; 1 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.02s\n";
        assert_eq!(tests(printed), Count { passed: 49, failed: 1 });
    }

    #[test]
    fn what_xctest_says_is_added_up() {
        let printed = "\t Executed 3 tests, with 1 failure (0 unexpected) in 0.1 (0.1) seconds\n\
            \t Executed 42 tests, with 2 tests skipped and 1 failure (0 unexpected) in 9.0 (9.0) seconds\n";
        assert_eq!(xctest(printed), Count { passed: 39, failed: 3 });
        assert_eq!(
            xctest("\t Executed 1 test, with 0 failures (0 unexpected)"),
            Count { passed: 1, failed: 0 }
        );
        assert_eq!(xctest("error: no such module"), Count::default());
    }

    #[test]
    fn what_node_says_is_added_up() {
        let printed = "ok 1 - a\n# tests 40\n# pass 36\n# fail 2\n# cancelled 0\n# skipped 1\n# todo 0\n";
        assert_eq!(tap(printed), Count { passed: 36, failed: 3 });
    }

    #[test]
    fn what_pytest_says_is_added_up() {
        assert_eq!(pytest("....\n877 passed in 41.02s\n"), Count { passed: 877, failed: 0 });
        let printed = "FAILED tests/a.py\n2 failed, 874 passed, 1 skipped, 1 error in 9.10s (0:00:09)";
        assert_eq!(pytest(printed), Count { passed: 874, failed: 4 });
    }
}

//! What a check reports.

use std::fmt;

/// One violation of a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) file: String,
    /// The line, from 1 on; 0 if the whole file or folder is meant.
    pub(crate) line: usize,
    pub(crate) problem: String,
}

impl Finding {
    /// A finding about a file or folder as a whole.
    pub(crate) fn of(file: impl Into<String>, problem: impl Into<String>) -> Finding {
        Finding { file: file.into(), line: 0, problem: problem.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.problem),
            line => write!(f, "{}:{line}: {}", self.file, self.problem),
        }
    }
}

//! The section of the release in CHANGELOG.md.

use std::fs;

use anyhow::{Context, Result, ensure};

use super::versions::VERSION;
use crate::workspace;

/// Returns the number of lines in the section of this version, or of the unreleased changes. A tagged release must have its own.
pub(super) fn check(is_tagged: bool) -> Result<usize> {
    let text = fs::read_to_string(workspace::root().join("CHANGELOG.md"))?;
    let own = section(&text, VERSION);
    let section = if is_tagged { own } else { own.or_else(|| section(&text, "Unreleased")) };
    let lines = section.with_context(|| format!("CHANGELOG.md has no section \"## {VERSION}\""))?;
    ensure!(lines > 0, "the section of {VERSION} in CHANGELOG.md is empty");
    Ok(lines)
}

/// The number of lines with text below a heading, which can continue with a date.
fn section(text: &str, title: &str) -> Option<usize> {
    let heading =
        |line: &str| line.strip_prefix("## ").and_then(|title| title.split(' ').next()).map(str::to_owned);
    let mut lines = text.lines().skip_while(|line| heading(line).as_deref() != Some(title));
    lines.next()?;
    Some(lines.take_while(|line| heading(line).is_none()).filter(|line| !line.trim().is_empty()).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_lines_of_a_section() {
        let text = "# Changelog\n\n## Unreleased\n\n## 1.2.3 (2026-01-02)\n\n- A\n\n### Changed\n- B\n\n## 1.2.2\n- C\n";
        assert_eq!(section(text, "Unreleased"), Some(0));
        assert_eq!(section(text, "1.2.3"), Some(3));
        assert_eq!(section(text, "1.2"), None);
    }
}

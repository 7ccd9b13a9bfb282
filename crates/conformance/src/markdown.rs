//! Tables of Markdown.

use std::fmt::Write as _;

/// A table. Cells are Markdown.
pub(crate) fn table<'a>(
    head: impl AsRef<[&'a str]>,
    rows: impl IntoIterator<Item: IntoIterator<Item = String>>,
) -> String {
    let head = head.as_ref();
    let mut table = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let cells = row.into_iter().map(|cell| cell.replace('|', "\\|").replace('\n', " "));
        let _ = writeln!(table, "| {} |", cells.collect::<Vec<_>>().join(" | "));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_tables() {
        let rows = [["`a`".to_owned(), "b | c".to_owned()]];
        assert_eq!(table(["x", "y"], rows), "| x | y |\n|---|---|\n| `a` | b \\| c |\n");
    }
}

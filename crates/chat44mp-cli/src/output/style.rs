//! Colours and text layout. The streams drop colours where they are disabled.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use chat44mp::RawResponse;

pub(crate) use super::terminal::shown;

pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const NAME: Style = AnsiColor::Cyan.on_default();
pub(crate) const HEADING: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();

/// The width of stdout; `None` for a file or pipe.
pub(crate) fn width() -> Option<u16> {
    terminal_size::terminal_size().map(|(width, _)| width.0)
}

/// The width for messages on stderr.
pub(crate) fn message_width() -> usize {
    let size = terminal_size::terminal_size_of(std::io::stderr());
    size.map_or(100, |(width, _)| usize::from(width.0)).clamp(20, 100)
}

/// The head of an HTTP response.
pub(crate) fn head<T>(response: &RawResponse<T>) -> String {
    let mut head = format!("{HEADING}HTTP {}{HEADING:#}\n", response.status);
    for (name, value) in &response.headers {
        let value = shown(&String::from_utf8_lossy(value.as_bytes()));
        let _ = writeln!(head, "{DIM}{name}:{DIM:#} {value}");
    }
    head.push('\n');
    head
}

/// Breaks text into lines of at most `width` columns, at blanks where it can.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut length = 0;
        for word in paragraph.split(' ') {
            let size = word.chars().count();
            if length > 0 && length + 1 + size > width {
                lines.push(std::mem::take(&mut line));
                length = 0;
            }
            if length > 0 {
                line.push(' ');
                length += 1;
            }
            line.push_str(word);
            length += size;
        }
        lines.push(line);
    }
    lines
}

/// Text as a block of indented lines.
pub(crate) fn indented(text: &str, indent: usize, style: Style, width: Option<u16>) -> String {
    let width = width.map_or(usize::MAX, |width| usize::from(width).saturating_sub(indent).max(20));
    let lines = wrapped(text, width);
    lines.iter().map(|line| format!("{:indent$}{style}{line}{style:#}\n", "")).collect()
}

/// Text that continues a line which already has `indent` columns.
pub(crate) fn hanging(text: &str, indent: usize, width: Option<u16>) -> String {
    let block = indented(text, indent, Style::new(), width);
    format!(" {}", block.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_between_words() {
        assert_eq!(wrapped("one two three\nfour", 8), ["one two", "three", "four"]);
    }
}

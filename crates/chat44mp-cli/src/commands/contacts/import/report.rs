//! The report of an import as text.

use std::fmt::Write;
use std::path::Path;

use chat44mp::{ImportEnd, ImportReport, PreviewRow};
use serde_json::{Map, Value};

use crate::errors::Failure;
use crate::options::Format;
use crate::output::Printer;
use crate::output::style::{self, BAD, DIM, GOOD, HEADING, WARN, shown};
use crate::output::wording::count;

/// Prints the report in the chosen format.
pub(super) fn show(
    printer: &Printer,
    file: &Path,
    is_dry_run: bool,
    report: &ImportReport,
) -> Result<(), Failure> {
    if printer.format() != Format::Table {
        return printer.value(report);
    }
    let width = style::width();
    printer.text(&source(file, report, width))?;
    if !report.preview.is_empty() {
        printer.text(&format!("\n{HEADING}First rows as they would be sent{HEADING:#}\n"))?;
        let named = report.preview.iter().any(|row| row.first_name.is_some() || row.last_name.is_some());
        let rows = report.preview.iter().map(|row| preview(row, named));
        printer.value(&rows.collect::<Vec<_>>())?;
    }
    printer.text(&counts(is_dry_run, report))?;
    printer.text(&reasons(report, width))?;
    printer.text(&remarks(report, width))?;
    let end = match report.end {
        ImportEnd::Stopped => format!("{WARN}stopped{WARN:#}: run the same command again to resume\n"),
        ImportEnd::Aborted => format!("{BAD}aborted{BAD:#}: run the same command again to resume\n"),
        ImportEnd::Complete => String::new(),
    };
    printer.text(&end)
}

/// The file, and the columns of each field.
fn source(file: &Path, report: &ImportReport, width: Option<u16>) -> String {
    let mut text = format!("{HEADING}{}{HEADING:#}\n", shown(&file.display().to_string()));
    let _ = write!(text, "  {DIM}{} rows", count(report.rows));
    if let Some(encoding) = &report.encoding {
        let _ = write!(text, ", {encoding}");
    }
    let layout = match report.delimiter.as_deref() {
        Some("\t") => ", tabs".to_owned(),
        Some(delimiter) => format!(", `{delimiter}`"),
        None if report.encoding.is_none() => ", workbook".to_owned(),
        None => ", JSON Lines".to_owned(),
    };
    text.push_str(&layout);
    let _ = writeln!(text, ", {:.1} s{DIM:#}", report.elapsed.as_secs_f64());
    let mut fields: Vec<(&str, Vec<String>)> = Vec::new();
    for mapped in &report.columns {
        match fields.last_mut() {
            Some((field, columns)) if *field == mapped.field => columns.push(shown(&mapped.column)),
            _ => fields.push((&mapped.field, vec![shown(&mapped.column)])),
        }
    }
    for (field, columns) in fields {
        let of = format!("from {}", columns.join(", else "));
        let _ = write!(text, "  {DIM}{field:<12}{DIM:#}{}", dimmed(&of, 14, width));
    }
    if !report.unused_columns.is_empty() {
        let unused = shown(&report.unused_columns.join(", "));
        let _ = write!(text, "  {DIM}{:<12}{DIM:#}{}", "not used", dimmed(&unused, 14, width));
    }
    text
}

/// Dimmed text that continues a line.
fn dimmed(text: &str, indent: usize, width: Option<u16>) -> String {
    let block = style::indented(text, indent + 1, DIM, width);
    format!(" {}", block.trim_start_matches(' '))
}

/// A row as it would be sent; a cleaned cell is shown with its original text.
fn preview(row: &PreviewRow, with_names: bool) -> Map<String, Value> {
    let values = [
        ("email", &row.email),
        ("phone_number", &row.phone_number),
        ("first_name", &row.first_name),
        ("last_name", &row.last_name),
    ];
    let cell = |(field, value): (&str, &Option<String>)| {
        let value = value.as_deref();
        let before = row.before.iter().find(|cell| cell.field == field);
        let text = match (before, value) {
            (Some(before), value) => Some(format!("{} → {}", before.text, value.unwrap_or("empty"))),
            (None, value) => value.map(str::to_owned),
        };
        (field.to_owned(), text.into())
    };
    std::iter::once(("row".to_owned(), row.row.into()))
        .chain(values.map(cell))
        .take(if with_names { 5 } else { 3 })
        .collect()
}

/// The number of rows by result.
fn counts(is_dry_run: bool, report: &ImportReport) -> String {
    let plain = anstyle::Style::new();
    let pending = if is_dry_run { "would be sent" } else { "not sent yet" };
    let counts = [
        ("created", report.created, GOOD, "new"),
        ("exists", report.exists, plain, "already existed"),
        ("invalid", report.invalid, WARN, "not sent"),
        ("failed", report.failed, BAD, "not created"),
        ("unknown", report.unknown, BAD, "possibly created"),
        ("pending", report.pending, plain, pending),
    ];
    let width = counts.iter().map(|(_, rows, ..)| count(*rows).to_string().len()).max().unwrap_or_default();
    let mut text = if report.preview.is_empty() { String::new() } else { "\n".to_owned() };
    for (name, rows, style, meaning) in counts {
        if rows > 0 || name == "created" && !is_dry_run {
            let rows = count(rows).to_string();
            let _ = writeln!(text, "{style}{name:<8}{style:#} {rows:>width$}  {DIM}{meaning}{DIM:#}");
        }
    }
    if report.earlier > 0 {
        let _ = writeln!(text, "{DIM}{} rows were finished by an earlier run{DIM:#}", count(report.earlier));
    }
    text
}

/// Why rows were not created, with their numbers.
fn reasons(report: &ImportReport, width: Option<u16>) -> String {
    let mut text = String::new();
    for (at, reason) in report.reasons.iter().enumerate() {
        if at == 0 {
            text.push('\n');
        }
        let style = if matches!(reason.status.as_str(), "failed" | "unknown") { BAD } else { WARN };
        let message = if reason.message.is_empty() { "other reasons" } else { &reason.message };
        let message = format!("{} ({})", shown(message), reason.code);
        let _ = write!(text, "{style}{:<8}{style:#}", reason.status.as_str());
        text += &style::hanging(&message, 9, width);
        text += &style::indented(&rows(reason.rows, &reason.first_rows), 9, DIM, width);
    }
    text
}

/// The number of rows, and the numbers of the first ones.
fn rows(rows: i64, first_rows: &[i64]) -> String {
    let numbers: Vec<String> = first_rows.iter().map(i64::to_string).collect();
    let more = if rows > numbers.len() as i64 { ", …" } else { "" };
    match numbers.as_slice() {
        [row] if more.is_empty() => format!("row {row}"),
        _ => format!("{} rows: {}{more}", count(rows), numbers.join(", ")),
    }
}

/// What was cleaned, and what may be wrong.
fn remarks(report: &ImportReport, width: Option<u16>) -> String {
    let mut text = String::new();
    for (at, cleaned) in report.cleaned.iter().enumerate() {
        if at == 0 {
            text.push('\n');
        }
        let (removed, field) = (cleaned.removed.describe(), &cleaned.field);
        let cells = if cleaned.cells == 1 { "cell" } else { "cells" };
        let message = format!("{removed} in {} {cells} of {field}", count(cleaned.cells));
        let _ = write!(text, "{DIM}cleaned{DIM:#} {}", dimmed(&message, 8, width));
    }
    for (at, warning) in report.warnings.iter().enumerate() {
        if at == 0 {
            text.push('\n');
        }
        let _ = write!(text, "{WARN}warning{WARN:#} {}", style::hanging(&shown(&warning.message), 9, width));
        if warning.rows > 0 {
            text += &style::indented(&rows(warning.rows, &warning.first_rows), 9, DIM, width);
        }
    }
    text
}

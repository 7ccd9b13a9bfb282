//! Tables: lists as rows, single records as names and values.

use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};
use serde_json::{Map, Value};

use super::style::{self, DIM, HEADING, NAME};
use super::value::{flattened, rows, text};

/// Between the columns.
const GAP: u16 = 2;

/// Only a rule below the heading.
const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// Renders any value; null is empty.
pub(super) fn render(value: &Value, width: Option<u16>) -> String {
    match value {
        Value::Null => String::new(),
        Value::Object(fields) => record(fields, width),
        Value::Array(items) if items.is_empty() => format!("{DIM}none{DIM:#}\n"),
        Value::Array(items) => match rows(value) {
            Some(rows) => list(&rows, width),
            None => items.iter().map(|item| cell(item) + "\n").collect(),
        },
        _ => cell(value) + "\n",
    }
}

/// One row per record, under a heading; one block per record where rows would wrap.
fn list(rows: &[&Map<String, Value>], width: Option<u16>) -> String {
    let mut names: Vec<String> = Vec::new();
    let flat: Vec<_> = rows.iter().map(|row| flattened(row)).collect();
    for (name, _) in flat.iter().flatten() {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let cells: Vec<Vec<String>> = flat
        .iter()
        .map(|row| {
            let value = |name| row.iter().find(|(field, _)| field == name).map(|(_, value)| cell(value));
            names.iter().map(|name| value(name).unwrap_or_default()).collect()
        })
        .collect();
    let least: Vec<u16> = names
        .iter()
        .enumerate()
        .map(|(column, name)| least_width(name, cells.iter().map(|row| row[column].as_str())))
        .collect();
    if width.is_some_and(|width| least.iter().sum::<u16>() > width + GAP) {
        return rows.iter().map(|row| record(row, width)).collect::<Vec<_>>().join("\n");
    }
    let mut table = plain_table(width);
    table.set_header(&names);
    table.add_rows(&cells);
    for (column, least) in table.column_iter_mut().zip(least) {
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
    }
    let text = lines_of(table);
    // The heading ends at its rule.
    let mut heading = true;
    let styled = text.lines().map(|line| {
        if heading && line.contains('─') {
            heading = false;
            return format!("{DIM}{line}{DIM:#}\n");
        }
        if heading { format!("{HEADING}{line}{HEADING:#}\n") } else { format!("{line}\n") }
    });
    styled.collect()
}

/// The minimum width of a column: its heading and its words, unless they are very long.
fn least_width<'a>(name: &str, cells: impl Iterator<Item = &'a str>) -> u16 {
    let longest = cells.flat_map(str::split_whitespace).map(|word| word.chars().count()).max();
    let content = longest.unwrap_or_default().min(24).max(name.chars().count());
    u16::try_from(content).unwrap_or(u16::MAX).saturating_add(GAP)
}

/// A name and a value on each line; a list of records follows as a separate table.
fn record(fields: &Map<String, Value>, width: Option<u16>) -> String {
    let fields = flattened(fields);
    let (tables, values): (Vec<_>, Vec<_>) = fields.iter().partition(|(_, value)| rows(value).is_some());
    let mut text =
        pairs(&values.iter().map(|(name, value)| (name.as_str(), cell(value))).collect::<Vec<_>>(), width);
    for (name, value) in tables {
        text += &format!("\n{HEADING}{name}{HEADING:#}\n");
        text += &render(value, width);
    }
    text
}

/// Names and values, one pair per line.
pub(super) fn pairs(pairs: &[(&str, String)], width: Option<u16>) -> String {
    let longest = pairs.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let mut table = plain_table(width);
    for (name, value) in pairs {
        table.add_row([*name, value]);
    }
    if let Some(column) = table.column_mut(0) {
        let fixed = u16::try_from(longest).unwrap_or(u16::MAX).saturating_add(GAP);
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(fixed)));
    }
    let text = lines_of(table);
    let styled = text.lines().map(|line| {
        let end = line.char_indices().nth(longest).map_or(line.len(), |(at, _)| at);
        format!("{NAME}{}{NAME:#}{}\n", &line[..end], &line[end..])
    });
    styled.collect()
}

fn plain_table(width: Option<u16>) -> Table {
    let mut table = Table::new();
    table.load_style(RULED);
    match width {
        Some(width) => {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width.max(20));
        }
        None => {
            table.set_content_arrangement(ContentArrangement::Disabled);
        }
    }
    table
}

fn lines_of(mut table: Table) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, GAP));
    }
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        // Texts can contain commas.
        Value::Array(items) if items.iter().any(|item| matches!(item, Value::String(_))) => {
            items.iter().map(|item| style::shown(&text(item))).collect::<Vec<_>>().join("\n")
        }
        _ => style::shown(&text(value)),
    }
}

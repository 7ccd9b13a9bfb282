//! CSV for spreadsheets.

use std::borrow::Cow;
use std::io::{self, Write};

use super::tree::{Node, flattened};

/// A cell's text, made harmless: a spreadsheet runs what begins like a formula, and names and answers come from
/// strangers.
pub(crate) fn neutralised(text: &str, raw_cells: bool) -> Cow<'_, str> {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if runs && !raw_cells { format!("'{text}").into() } else { text.into() }
}

/// Writes any value as CSV: a list of records as rows; of a record that holds one list of records, a row for each
/// with the record's own fields before it; anything else as one row.
pub(super) fn write_csv(out: impl Write, node: &Node, raw_cells: bool) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let rows = rows(node);
    if let Some(first) = rows.first() {
        csv.write_record(first.iter().map(|(name, _)| name))?;
    }
    for row in &rows {
        csv.write_record(row.iter().map(|(_, value)| {
            let text = value.text();
            match value {
                Node::Text(_) | Node::List(_) => neutralised(&text, raw_cells).into_owned(),
                _ => text,
            }
        }))?;
    }
    csv.flush()
}

type Row<'a> = Vec<(String, &'a Node)>;

fn rows(node: &Node) -> Vec<Row<'_>> {
    match node {
        Node::Null => Vec::new(),
        Node::Record(fields) => {
            let fields = flattened(fields);
            let Some((at, inner)) =
                fields.iter().enumerate().find_map(|(at, field)| Some((at, field.1.rows()?)))
            else {
                return vec![fields];
            };
            let mut outer = fields;
            outer.remove(at);
            inner.into_iter().map(|record| [outer.clone(), flattened(record)].concat()).collect()
        }
        Node::List(items) => match node.rows() {
            Some(records) => records.into_iter().map(flattened).collect(),
            None => items.iter().map(value_row).collect(),
        },
        _ => vec![value_row(node)],
    }
}

fn value_row(node: &Node) -> Row<'_> {
    vec![("value".to_owned(), node)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(json: &str) -> String {
        let mut out = Vec::new();
        write_csv(&mut out, &serde_json::from_str(json).unwrap(), false).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_shape_has_rows() {
        assert_eq!(csv("null"), "");
        assert_eq!(csv("501"), "value\n501\n");
        assert_eq!(csv("-5"), "value\n-5\n");
        assert_eq!(csv(r#"{"id":1,"group_ids":[276,277]}"#), "id,group_ids\n1,\"276, 277\"\n");
        assert_eq!(csv(r#"[{"id":1,"name":"a"},{"id":2,"name":"=1+1"}]"#), "id,name\n1,a\n2,'=1+1\n");
        assert_eq!(csv(r#"{"flow_id":1,"answers":[{"q":"a"},{"q":"b"}]}"#), "flow_id,q\n1,a\n1,b\n");
        assert_eq!(csv("[]"), "");
    }

    #[test]
    fn formulas_become_text() {
        for text in ["=1", "+1", "-1", "@a", "\tx", "\rx"] {
            assert_eq!(neutralised(text, false), format!("'{text}"));
            assert_eq!(neutralised(text, true), text);
        }
        assert_eq!(neutralised("a=1", false), "a=1");
    }
}

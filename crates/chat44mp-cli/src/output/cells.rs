//! CSV for spreadsheets.

use std::io::{self, Write};

use chat44mp::guarded_cell;
use serde_json::Value;

use super::value::{flattened, rows as records, text};

/// Writes any value as CSV. A list of records becomes rows. A record that contains one list of records becomes a row
/// per item, with the record's own fields first. Anything else becomes one row.
pub(super) fn write_csv(out: impl Write, value: &Value, raw_cells: bool) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let rows = rows(value);
    let guarded = |text: &str| if raw_cells { text.to_owned() } else { guarded_cell(text).into_owned() };
    if let Some(first) = rows.first() {
        // The field names of an unknown operation also come from the server.
        csv.write_record(first.iter().map(|(name, _)| guarded(name)))?;
    }
    for row in &rows {
        csv.write_record(row.iter().map(|(_, value)| match value {
            Value::String(_) | Value::Array(_) => guarded(&text(value)),
            _ => text(value),
        }))?;
    }
    csv.flush()
}

type Row<'a> = Vec<(String, &'a Value)>;

fn rows(value: &Value) -> Vec<Row<'_>> {
    match value {
        Value::Null => Vec::new(),
        Value::Object(fields) => {
            let fields = flattened(fields);
            let Some((at, inner)) =
                fields.iter().enumerate().find_map(|(at, field)| Some((at, records(field.1)?)))
            else {
                return vec![fields];
            };
            let mut outer = fields;
            outer.remove(at);
            inner.into_iter().map(|record| [outer.clone(), flattened(record)].concat()).collect()
        }
        Value::Array(items) => match records(value) {
            Some(records) => records.into_iter().map(flattened).collect(),
            None => items.iter().map(value_row).collect(),
        },
        _ => vec![value_row(value)],
    }
}

fn value_row(value: &Value) -> Row<'_> {
    vec![("value".to_owned(), value)]
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
    fn writes_rows_for_every_shape_of_value() {
        assert_eq!(csv("null"), "");
        assert_eq!(csv("501"), "value\n501\n");
        assert_eq!(csv("-5"), "value\n-5\n");
        assert_eq!(csv(r#"{"id":1,"group_ids":[276,277]}"#), "id,group_ids\n1,\"276, 277\"\n");
        assert_eq!(csv(r#"[{"id":1,"name":"a"},{"id":2,"name":"=1+1"}]"#), "id,name\n1,a\n2,'=1+1\n");
        assert_eq!(csv(r#"{"flow_id":1,"answers":[{"q":"a"},{"q":"b"}]}"#), "flow_id,q\n1,a\n1,b\n");
        assert_eq!(csv("[]"), "");
    }

    #[test]
    fn escapes_formulas_unless_cells_are_raw() {
        let json = r#"[{"=id":["=1"],"name":"\u0001=1+1","count":-1}]"#;
        assert_eq!(csv(json), "'=id,name,count\n'=1,'\u{1}=1+1,-1\n");
        let mut out = Vec::new();
        write_csv(&mut out, &serde_json::from_str(json).unwrap(), true).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "=id,name,count\n=1,\u{1}=1+1,-1\n");
    }
}

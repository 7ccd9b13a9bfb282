//! JSON values as rows and cells, for tables and CSV.

use std::io;

use serde::Serialize;
use serde_json::{Map, Value};

/// Converts a model to JSON and keeps the order of its fields.
pub(crate) fn from_model<T: Serialize>(model: &T) -> io::Result<Value> {
    Ok(serde_json::to_value(model)?)
}

/// The value as one line of text; the items of a list are joined by commas.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(is_scalar) => {
            items.iter().map(text).collect::<Vec<_>>().join(", ")
        }
        _ => value.to_string(),
    }
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

/// The rows of a list of objects; `None` for anything else and for an empty list.
pub(crate) fn rows(value: &Value) -> Option<Vec<&Map<String, Value>>> {
    let rows = value.as_array()?.iter().map(Value::as_object).collect::<Option<Vec<_>>>()?;
    (!rows.is_empty()).then_some(rows)
}

/// The fields of an object; those of an object inside it are named `outer.inner`.
pub(crate) fn flattened(fields: &Map<String, Value>) -> Vec<(String, &Value)> {
    let mut flat = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        match value {
            Value::Object(inner) => flat.extend(
                flattened(inner).into_iter().map(|(inner, value)| (format!("{name}.{inner}"), value)),
            ),
            _ => flat.push((name.clone(), value)),
        }
    }
    flat
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keeps_the_order_of_fields() {
        let text = r#"{"z":1,"a":[true,null,"x"],"m":{"y":-2,"b":1.5}}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(value.to_string(), text);
    }

    #[test]
    fn flattens_objects_inside_objects() {
        let value = json!({"user": {"id": 7, "name": "Ada"}, "result": "created"});
        let names: Vec<_> = flattened(value.as_object().unwrap()).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["user.id", "user.name", "result"]);
    }
}

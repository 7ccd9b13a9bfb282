//! The shapes of responses: scalars, and the envelopes of a success.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::operation::Operation;

/// Describes the successful response of an operation.
pub(crate) type Shape = fn(&mut SchemaGenerator) -> Schema;

/// Declares the scalars.
macro_rules! scalars {
    ($($(#[$doc:meta])* $name:ident => $schema:tt;)*) => {$(
        $(#[$doc])*
        pub(crate) fn $name<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
            sent::<T>(generator, json_schema!($schema))
        }
    )*};
}

scalars! {
    text => { "type": "string" };
    optional_text => { "type": ["string", "null"] };
    optional_id_text => { "type": ["string", "null"] };
    optional_integer => { "type": "string" };
    optional_id => { "type": "string", "pattern": "^[0-9]+$" };
    id_or_null => { "type": ["string", "null"], "pattern": "^[0-9]+$" };
    flag => { "type": "string", "enum": ["0", "1", ""] };
    optional_flag => { "type": "string", "enum": ["0", "1", ""] };
    date => { "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$" };
    date_time => { "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$" };
    integer_list => { "type": "string" };
    text_list => { "type": "array", "items": { "type": ["string", "null"] } };
}

/// A value without a deserializer of its own: an ID of the database as digits, one of Facebook as text, or records.
pub(crate) fn value<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let kind = T::json_schema(generator).get("type").cloned().unwrap_or_default();
    match kind.as_str() {
        Some("object" | "array") => generator.subschema_for::<T>(),
        Some("string") => sent::<T>(generator, json_schema!({ "type": "string" })),
        _ => sent::<T>(generator, json_schema!({ "type": "string", "pattern": "^[0-9]+$" })),
    }
}

/// A list of records.
pub(crate) fn list<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// A value as the server sends it, or in the schema of what the SDK returns, as the SDK's type.
fn sent<T: JsonSchema>(generator: &mut SchemaGenerator, wire: Schema) -> Schema {
    if generator.contract().is_serialize() { generator.subschema_for::<T>() } else { wire }
}

/// A record or a list without an envelope.
pub(crate) fn record<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// A response without an envelope that is no model.
pub(crate) fn fields<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    T::json_schema(generator)
}

/// An object whose `status` is `success`, with the fields of `T`; those with a default can be missing.
pub(crate) fn succeeded<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let fields = T::json_schema(generator);
    let properties = fields.get("properties").and_then(Value::as_object).into_iter().flatten();
    let required = fields.get("required").and_then(Value::as_array).into_iter().flatten();
    let mut schema = success(properties.map(|(name, schema)| (name.as_str(), schema.clone())));
    schema.insert("required".to_owned(), [json!("status")].iter().chain(required).cloned().collect());
    schema
}

/// `status: success` and nothing else.
pub(crate) fn done(_: &mut SchemaGenerator) -> Schema {
    success([])
}

/// The ID of a new record under that key: a number.
pub(crate) fn created(key: &str) -> Schema {
    success([(key, json_schema!({ "type": "integer" }).to_value())])
}

/// The ID of a new object at Facebook: text or a number, as Facebook sent it. Null if Facebook did not respond.
pub(crate) fn created_at_facebook(key: &str) -> Schema {
    let created = success([(key, json_schema!({ "type": ["string", "integer"] }).to_value())]);
    json_schema!({ "oneOf": [created, { "type": "null" }] })
}

/// The result of a delete, with a message that names the record.
pub(crate) fn deleted(_: &mut SchemaGenerator) -> Schema {
    success([("message", json_schema!({ "type": "string" }).to_value())])
}

/// The result of an update: `status: info` if nothing changed.
pub(crate) fn changed(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "oneOf": [success([]), { "$ref": "#/components/schemas/Unchanged" }] })
}

/// `status: success` with these fields.
fn success<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>) -> Schema {
    let mut properties = Map::from_iter([("status".to_owned(), json!({ "const": "success" }))]);
    properties.extend(fields.into_iter().map(|(name, field)| (name.to_owned(), field)));
    let required: Vec<_> = properties.keys().cloned().collect();
    json_schema!({ "type": "object", "properties": properties, "required": required })
}

/// The envelopes that several operations share, by name.
pub fn envelopes() -> [(&'static str, Schema); 3] {
    let envelope = |status: &str, description: &str, message: Value| {
        json_schema!({
            "description": description,
            "type": "object",
            "properties": { "status": { "const": status }, "message": message },
            "required": ["status", "message"],
        })
    };
    let facebook = json_schema!({
        "type": "object",
        "properties": {
            "message": { "type": "string" },
            "type": { "type": "string" },
            "code": { "type": "integer" },
            "fbtrace_id": { "type": "string" },
        },
        "required": ["message"],
    });
    let text = || json_schema!({ "type": "string" }).to_value();
    [
        ("Error", envelope("error", "An error, with HTTP 200.", text())),
        ("FacebookError", envelope("error", "An error of Facebook, with HTTP 200.", facebook.to_value())),
        ("Unchanged", envelope("info", "Nothing changed: the values were already stored.", text())),
    ]
}

/// The names of the errors of an operation.
pub fn errors(operation: Operation) -> &'static [&'static str] {
    match operation {
        Operation::CREATE_LABEL => &["Error", "FacebookError"],
        _ => &["Error"],
    }
}

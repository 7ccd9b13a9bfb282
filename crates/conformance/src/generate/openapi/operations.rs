//! The operations of the document.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use chat44mp::{Access, ErrorCode, MessageRule, Operation, OperationInfo, Parameter};
use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use super::examples::{Examples, Exchange};
use super::schemas::{self, Schemas};
use crate::generate::definitions::CallInfo;

/// The names of the security schemes.
pub(super) const ADMIN_KEY: &str = "admin_key";
pub(super) const MEMBER_KEY: &str = "member_key";

/// The resource of an operation.
pub(super) fn tag(operation: Operation) -> &'static str {
    operation.info().call.split('.').next().unwrap_or_default()
}

/// The path of an operation, and what it does.
pub(super) fn path(
    operation: Operation,
    calls: &[CallInfo],
    examples: &Examples,
    schemas: &mut Schemas,
) -> Result<(String, Value)> {
    let info = operation.info();
    let observed = examples.observed(operation)?;
    let call =
        calls.iter().find(|call| call.name == info.call).with_context(|| format!("no {}", info.call))?;
    let mut item = json!({
        "operationId": info.name,
        "tags": [tag(operation)],
        "summary": call.about.trim_end_matches('.'),
        "description": description(operation),
    });
    let mut parameters: Vec<Value> = Vec::new();
    if let (Some(id), Some(example)) = (&info.path_id, &observed.path_id) {
        parameters.push(in_place(id, "path", true, Some(example)));
    }
    if info.kind.is_write() {
        // OpenAPI has no security scheme for a key in a form.
        item["security"] = json!([]);
        item["requestBody"] = form(operation, observed, examples.key(operation)?, schemas);
    } else {
        item["security"] = json!([{ key_scheme(info): [] }]);
        parameters.extend(info.parameters().map(|parameter| {
            let is_required = info.required.contains(parameter);
            in_place(parameter, "query", is_required, observed.parameters.get(parameter.wire))
        }));
    }
    if !parameters.is_empty() {
        item["parameters"] = parameters.into();
    }
    item["responses"] = responses_of(operation, examples, schemas)?;
    let method = if info.kind.is_write() { "post" } else { "get" };
    let id = info.path_id.map(|id| format!("/{{{}}}", id.wire)).unwrap_or_default();
    Ok((format!("/{}{id}", info.name), json!({ method: item })))
}

fn key_scheme(info: &OperationInfo) -> &'static str {
    match info.access {
        Access::Admin => ADMIN_KEY,
        Access::Member => MEMBER_KEY,
    }
}

/// What the summary leaves out: the key, and which parameters are required together.
fn description(operation: Operation) -> String {
    let info = operation.info();
    let mut text = match info.access {
        Access::Admin => "Requires the key of an administrator.",
        Access::Member => "Requires the key of any user, and reaches only the objects of that user.",
    }
    .to_owned();
    if !info.any.is_empty() {
        let names = info.any.iter().map(|parameter| format!("`{}`", parameter.wire)).collect::<Vec<_>>();
        let _ = write!(text, " At least one of {} is required.", names.join(", "));
    }
    if info.is_filtered && info.kind.is_write() {
        text += " The server's filter silently changes markup and percent sequences in text.";
    }
    text
}

/// A parameter in the query or the path.
fn in_place(parameter: &Parameter, place: &str, is_required: bool, example: Option<&String>) -> Value {
    let mut value = json!({
        "name": parameter.wire,
        "in": place,
        "description": parameter.about(),
        "required": is_required,
        "schema": schemas::parameter(parameter),
    });
    if let Some(example) = example {
        value["example"] = schemas::example(parameter, example);
    }
    value
}

/// The form of a write.
fn form(operation: Operation, observed: &Exchange, key: &str, schemas: &mut Schemas) -> Value {
    let info = operation.info();
    let (mut properties, mut example) = (Map::new(), Map::new());
    let about_key = match info.access {
        Access::Admin => "The API key of an administrator.",
        Access::Member => "The API key of any user.",
    };
    properties.insert("api_key".to_owned(), json!({ "type": "string", "description": about_key }));
    example.insert("api_key".to_owned(), key.into());
    for parameter in info.parameters() {
        let mut schema = schemas::parameter(parameter);
        schema["description"] = parameter.about().into();
        properties.insert(parameter.wire.to_owned(), schema);
        if let Some(text) = observed.parameters.get(parameter.wire) {
            example.insert(parameter.wire.to_owned(), schemas::example(parameter, text));
        }
    }
    let required: Vec<_> =
        ["api_key"].into_iter().chain(info.required.iter().map(|parameter| parameter.wire)).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "required": required });
    if !info.any.is_empty() {
        schema["anyOf"] = info.any.iter().map(|parameter| json!({ "required": [parameter.wire] })).collect();
    }
    let schema = schemas.add(format!("{}Form", info.name.to_upper_camel_case()), schema);
    let content = json!({ "application/x-www-form-urlencoded": { "schema": schema, "example": example } });
    json!({ "required": true, "content": content })
}

fn responses_of(operation: Operation, examples: &Examples, schemas: &mut Schemas) -> Result<Value> {
    let observed = &examples.observed(operation)?.response;
    let documented = examples.documented(operation)?;
    let mut shown = Map::new();
    shown.insert("documented".to_owned(), json!({ "value": documented }));
    shown.insert("observed".to_owned(), json!({ "value": observed }));
    for (at, body) in examples.errors(operation).enumerate() {
        shown.insert(format!("error_{}", at + 1), json!({ "value": body }));
    }
    let alternatives = schemas.response(operation, &[documented, observed]);
    let mut responses = json!({
        "200": {
            "description": errors(operation),
            "content": { "application/json": { "schema": { "oneOf": alternatives }, "examples": shown } },
        },
    });
    let mut statuses = vec![("414", "LongUrl"), ("500", "Crash")];
    if operation.info().path_id.is_some() {
        statuses.splice(0..0, [("400", "DisallowedCharacters"), ("404", "EncodedSlash")]);
    }
    for (status, name) in statuses {
        responses[status] = json!({ "$ref": format!("#/components/responses/{name}") });
    }
    Ok(responses)
}

/// The errors of an operation, as a table.
fn errors(operation: Operation) -> String {
    let mut text = "The success, or one of these errors:\n\n| message | meaning |\n|---|---|\n".to_owned();
    for rule in MessageRule::all() {
        if rule.operations.is_empty() || rule.operations.contains(&operation) {
            let known = ErrorCode::ALL.iter().find(|info| info.code == rule.code.as_str());
            let meaning = known.map_or("", |info| info.when);
            let _ = writeln!(text, "| `{}` | {meaning} |", rule.text);
        }
    }
    text.trim_end().to_owned()
}

/// The responses that are no result of an operation.
pub(super) fn responses() -> Value {
    let page = json!({ "text/html": { "schema": { "type": "string" } } });
    json!({
        "DisallowedCharacters": {
            "description": "The path contains a character other than letters, digits and `_-.:+~%`.",
            "content": page,
        },
        "EncodedSlash": { "description": "The path contains an encoded slash, `%2F`.", "content": page },
        "LongUrl": { "description": "The URL is longer than about 8 kB.", "content": page },
        "Crash": {
            "description": "The server crashed: on characters that it cannot compare, on a parameter with brackets in its name \
                (`name[]`), on an update without a field, or on the name of a label that is taken. A write may have been \
                applied. The body is empty or HTML, whatever `Content-Type` says.",
        },
    })
}

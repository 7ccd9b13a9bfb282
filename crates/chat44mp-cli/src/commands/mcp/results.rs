//! The results of tools: `{"result": …}` or `{"error": …}`, as structured content and as text.

use rmcp::model::CallToolResult;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::clients::Clients;
use crate::errors::Failure;

/// The value of a tool, the failure, or both: an aborted import has a report.
pub(super) struct Reply {
    value: Option<Value>,
    failure: Option<Failure>,
}

impl Reply {
    /// A value.
    pub(super) fn of<T: Serialize>(value: &T) -> Reply {
        // Every model can be serialized.
        Reply { value: Some(serde_json::to_value(value).unwrap_or_default()), failure: None }
    }

    /// A value with the failure that interrupted it, if there is one.
    pub(super) fn partial<T: Serialize>(value: &T, failure: Option<Failure>) -> Reply {
        Reply { failure, ..Reply::of(value) }
    }

    /// The result of the tool, without the keys.
    pub(super) fn into_result(self, clients: &Clients) -> CallToolResult {
        let mut fields = Map::new();
        let is_error = self.failure.is_some();
        fields.extend(self.value.map(|value| ("result".to_owned(), value)));
        if let Some(failure) = self.failure {
            let mut failure = serde_json::to_value(failure).unwrap_or_default();
            if let Value::Object(failure) = &mut failure {
                failure.retain(|_, value| !value.is_null());
            }
            fields.insert("error".to_owned(), failure);
        }
        let value =
            serde_json::from_str(&clients.without_keys(Value::from(fields).to_string())).unwrap_or_default();
        if is_error { CallToolResult::structured_error(value) } else { CallToolResult::structured(value) }
    }
}

impl From<Failure> for Reply {
    fn from(failure: Failure) -> Reply {
        Reply { value: None, failure: Some(failure) }
    }
}

/// The schema of a result that has this value.
pub(super) fn schema(value: Value) -> Map<String, Value> {
    let error = json!({
        "type": "object",
        "description": "Why the tool failed. `code` is stable; `outcome` says whether a write may have happened.",
        "properties": {
            "code": { "type": "string" },
            "message": { "type": "string" },
            "hint": { "type": "string" },
            "outcome": { "type": "string", "enum": ["not_sent", "rejected", "unknown"] },
        },
        "required": ["code", "message"],
    });
    Map::from_iter([
        ("type".to_owned(), json!("object")),
        ("properties".to_owned(), json!({ "result": value, "error": error })),
    ])
}

/// The failure for arguments that do not fit the schema.
pub(super) fn invalid_arguments(error: serde_json::Error) -> Failure {
    Failure::refused(
        "invalid_arguments",
        error.to_string(),
        "Pass the arguments that the tool's input schema describes.",
    )
}

//! The result of a handler, before it is sent over HTTP.

use serde_json::{Value, json};

use super::synthetic::Synthetic;

/// The result of a handler.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reply {
    Json(Value),
    /// JSON that is sent as text/html.
    JsonAsHtml(Value),
    /// JSON after PHP's warnings, where those are shown.
    Warned(&'static [&'static str], Value),
    /// An empty body: `json_encode` failed, or the connection will be dropped.
    Empty,
    /// The code crashed.
    Crash(&'static str),
    /// The code crashed before it set the content type to JSON.
    CrashAsHtml(&'static str),
    /// The database rejected the statement.
    DatabaseError {
        number: u16,
        message: String,
        sql: String,
    },
    /// The framework failed to build the statement, which is shown in every mode.
    NothingToSet,
    Stream(Synthetic),
}

/// The reply of a handler; `Err` returns early.
pub(crate) type Handled = Result<Reply, Reply>;

pub(crate) fn error(message: impl Into<Value>) -> Reply {
    Reply::Json(error_json(message))
}

pub(crate) fn error_json(message: impl Into<Value>) -> Value {
    json!({"status": "error", "message": message.into()})
}

/// "Nothing changed": neither success nor error.
pub(crate) fn info(message: &str) -> Reply {
    Reply::Json(json!({"status": "info", "message": message}))
}

pub(crate) fn success() -> Reply {
    Reply::Json(json!({"status": "success"}))
}

/// Success with one more field.
pub(crate) fn success_with(name: &'static str, value: impl Into<Value>) -> Reply {
    Reply::Json(json!({"status": "success", name: value.into()}))
}

/// The database cannot compare a column with a value that has characters unknown to it.
pub(crate) fn incomparable(sql: String) -> Reply {
    let message = "Illegal mix of collations for operation '='".to_owned();
    Reply::DatabaseError { number: 1267, message, sql }
}

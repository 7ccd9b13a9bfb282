//! What a handler decided, before it is written as HTTP.

use crate::handlers::synthetic::Synthetic;
use crate::php::json::{Json, object};

/// The end of a handler, good or bad.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reply {
    Json(Json),
    /// JSON that is sent as text/html.
    JsonAsHtml(Json),
    /// JSON after PHP's complaints, where those are shown.
    Warned(&'static [&'static str], Json),
    /// An empty body: PHP could not write the JSON, or nobody will see it.
    Empty,
    /// The code crashed.
    Crash(&'static str),
    /// The code crashed before it said that its response is JSON.
    CrashAsHtml(&'static str),
    /// The database refused the statement.
    DatabaseError {
        number: u16,
        message: String,
        sql: String,
    },
    /// The framework refused to build the statement, and shows so in every mode.
    NothingToSet,
    Stream(Synthetic),
}

/// A reply that a handler may leave early with.
pub(crate) type Handled = Result<Reply, Reply>;

pub(crate) fn error(message: impl Into<Json>) -> Reply {
    Reply::Json(error_json(message))
}

pub(crate) fn error_json(message: impl Into<Json>) -> Json {
    object([("status", "error".into()), ("message", message.into())])
}

/// "Nothing changed": neither success nor error.
pub(crate) fn info(message: &str) -> Reply {
    Reply::Json(object([("status", "info".into()), ("message", message.into())]))
}

pub(crate) fn success() -> Reply {
    Reply::Json(object([("status", "success".into())]))
}

/// Success with one more field.
pub(crate) fn success_with(name: &'static str, value: impl Into<Json>) -> Reply {
    Reply::Json(object([("status", "success".into()), (name, value.into())]))
}

/// The database cannot compare a column with a value that holds characters unknown to it.
pub(crate) fn incomparable(sql: String) -> Reply {
    let message = "Illegal mix of collations for operation '='".to_owned();
    Reply::DatabaseError { number: 1267, message, sql }
}

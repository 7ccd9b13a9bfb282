//! Faults: rules that decide which request fails, when and how.

pub(crate) mod apply;
mod fields;
pub(crate) mod read;
pub(crate) mod rules;
#[cfg(feature = "schema")]
mod schema;
pub(crate) mod spelling;

use std::fmt;

use chat44mp::{Operation, OperationKind};
use serde::ser::{Error as _, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use strum::{IntoStaticStr, VariantNames};

use crate::lenient::optional_text;

use self::spelling::Spelling;

/// A fault rule. Without conditions it applies to every request.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Fault {
    /// Only requests of this operation.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "name")]
    #[cfg_attr(feature = "schema", schemars(default, schema_with = "schema::operation"))]
    pub operation: Option<Operation>,
    /// Only the n-th matching request since the rule was added, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// The maximum number of times that the fault fires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// Fires for this share of the matching requests, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Seed of the random numbers for `probability`, so that runs repeat.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub seed: u64,
    /// Before, during or after the request is handled.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub at: Position,
    /// The kind of failure.
    #[serde(flatten, serialize_with = "tagged")]
    pub kind: FaultKind,
}

/// When a fault occurs while a request is handled.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    /// Before the request is applied.
    #[default]
    Before,
    /// After half of it: create_label after Facebook created the label, assign_label after the first label. All other
    /// operations have one step; this position is rejected for them.
    During,
    /// After the request is applied: only the response is affected.
    After,
}

/// The kind of failure.
///
/// `Latency`, `Drip`, `PhpWarning`, `Bom` and `Race` deliver a true response in the end, so the request is always handled
/// in full, at any position; `HttpsRefresh` is sent before anything is handled.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames, Serialize, Deserialize)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum FaultKind {
    /// The connection is reset without a response.
    Reset,
    /// No response is ever sent.
    Hang,
    /// The response is late. The server continues when the client disconnects.
    Latency {
        /// The delay in milliseconds, before or after the request is handled.
        ms: u64,
    },
    /// The connection is closed within the body.
    Truncate {
        /// Number of body bytes sent before the fault.
        bytes: u64,
    },
    /// The JSON is truncated, but `Content-Length` matches.
    ShortJson {
        /// Number of bytes that are sent.
        bytes: u64,
    },
    /// The body arrives in small pieces.
    Drip {
        /// Size of each piece in bytes.
        #[serde(deserialize_with = "fields::at_least_one")]
        bytes: u64,
        /// Pause before each piece, in milliseconds.
        every_ms: u64,
    },
    /// The body starts, then nothing more is sent on the open connection.
    Stall {
        /// Number of body bytes sent before the fault.
        bytes: u64,
    },
    /// HTTP 429.
    RateLimit {
        /// The `Retry-After` header: seconds or an HTTP date.
        #[serde(default, deserialize_with = "optional_text")]
        #[cfg_attr(feature = "schema", schemars(schema_with = "schema::text_or_number"))]
        retry_after: Option<String>,
        /// The `retry-after-ms` header.
        #[serde(default, deserialize_with = "optional_text")]
        #[cfg_attr(feature = "schema", schemars(schema_with = "schema::text_or_number"))]
        retry_after_ms: Option<String>,
    },
    /// Another HTTP status.
    Status {
        /// The status.
        #[serde(deserialize_with = "fields::status")]
        status: u16,
        /// The body.
        #[serde(default)]
        body: StatusBody,
    },
    /// HTTP 200 with an HTML page.
    Html,
    /// PHP warnings as HTML before the JSON.
    PhpWarning,
    /// A byte order mark before the JSON.
    Bom,
    /// HTTP 200 with an empty body.
    Empty,
    /// HTTP 200 with `null`.
    Null,
    /// A small gzip body that decompresses to a large one.
    GzipBomb {
        /// Decompressed size in MiB.
        mib: u64,
    },
    /// Valid JSON of any size.
    Oversized {
        /// The size in MiB.
        mib: u64,
    },
    /// Nested lists.
    Deep {
        /// Nesting depth.
        levels: u64,
    },
    /// A redirect.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        #[serde(deserialize_with = "fields::status")]
        status: u16,
        /// The `Location` header.
        location: String,
    },
    /// A `Content-Length` longer than the body, then the connection is closed.
    WrongLength,
    /// The response of a server that enforces HTTPS to plain HTTP: status 200, empty, with a `Refresh` header.
    HttpsRefresh,
    /// Half of an object, in Latin-1.
    Garbage,
    /// HTTP 200 with an API error.
    Error {
        /// The error's message.
        message: String,
    },
    /// Any body.
    Body {
        /// The body.
        body: String,
        /// The HTTP status.
        #[serde(default = "fields::ok", deserialize_with = "fields::status")]
        status: u16,
        /// The content type.
        #[serde(default = "fields::json")]
        content_type: String,
    },
    /// A body that quotes the request, as error pages and debug output do.
    Echo {
        /// The body, in which `[api_key]`, `[password]` or the name of any other parameter is replaced by its value.
        body: String,
        /// The spelling of the values.
        #[serde(default)]
        spelling: Spelling,
        /// The HTTP status.
        #[serde(default = "fields::ok", deserialize_with = "fields::status")]
        status: u16,
        /// The content type.
        #[serde(default = "fields::json")]
        content_type: String,
    },
    /// An error page that arrives in small pieces.
    DripPage {
        /// The HTTP status.
        #[serde(deserialize_with = "fields::status")]
        status: u16,
        /// Size of each piece in bytes.
        #[serde(deserialize_with = "fields::at_least_one")]
        bytes: u64,
        /// Pause before each piece, in milliseconds.
        every_ms: u64,
    },
    /// HTTP 200 with an API error whose message is huge.
    LongMessage {
        /// The size in MiB.
        mib: u64,
    },
    /// Two writes that race: each passes the uniqueness check before the other is stored.
    ///
    /// The request is checked when it arrives. It is stored when `requests` of them are waiting like this, or after
    /// `ms`, without a second check. So two creates of one address both succeed if the client has them in flight at
    /// the same time.
    Race {
        /// Number of requests that are stored together.
        #[serde(default = "fields::two")]
        requests: u64,
        /// Maximum wait for the others, in milliseconds.
        #[serde(default = "fields::two_seconds")]
        ms: u64,
    },
}

/// The body of a response with another HTTP status.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatusBody {
    /// An error page.
    #[default]
    Html,
    /// No body.
    Empty,
    /// The response of the handler.
    Response,
}

impl Fault {
    /// Creates a fault for every request, before it is handled.
    pub fn new(kind: FaultKind) -> Self {
        Fault {
            operation: None,
            nth: None,
            times: None,
            probability: None,
            seed: 0,
            at: Position::Before,
            kind,
        }
    }

    /// Limits the fault to this operation.
    pub fn on(mut self, operation: Operation) -> Self {
        self.operation = Some(operation);
        self
    }

    /// Limits the fault to the n-th matching request.
    pub fn nth(mut self, nth: u64) -> Self {
        self.nth = Some(nth);
        self
    }

    /// Limits how many times the fault fires.
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Limits the fault to this share of the requests, drawn at random from `seed`.
    pub fn probability(mut self, probability: f64, seed: u64) -> Self {
        self.probability = Some(probability);
        self.seed = seed;
        self
    }

    /// Sets when the fault occurs.
    pub fn at(mut self, at: Position) -> Self {
        self.at = at;
        self
    }
}

impl FaultKind {
    /// The name of the kind in YAML and in the journal.
    pub fn name(&self) -> &'static str {
        self.into()
    }

    /// Whether the client receives any response.
    pub(crate) fn responds(&self) -> bool {
        !matches!(self, FaultKind::Reset | FaultKind::Hang)
    }

    /// Whether the client sees any part of the handler's response.
    pub(crate) fn shows_response(&self) -> bool {
        let broken = matches!(
            self,
            FaultKind::Truncate { .. }
                | FaultKind::ShortJson { .. }
                | FaultKind::Stall { .. }
                | FaultKind::WrongLength
                | FaultKind::Status { body: StatusBody::Response, .. }
        );
        broken || self.is_truthful()
    }

    /// Whether the client receives the true response in the end. Then the request must have been handled: a response
    /// "created" for a row that does not exist would be wrong.
    pub(crate) fn is_truthful(&self) -> bool {
        matches!(
            self,
            FaultKind::Latency { .. }
                | FaultKind::Drip { .. }
                | FaultKind::PhpWarning
                | FaultKind::Bom
                | FaultKind::Race { .. }
        )
    }
}

/// Serializes an operation as its name.
fn name<S: Serializer>(operation: &Option<Operation>, serializer: S) -> Result<S::Ok, S::Error> {
    operation.map(Operation::name).serialize(serializer)
}

/// Writes `{kind: name, …}` where serde would write `{name: {…}}`.
fn tagged<S: Serializer>(kind: &FaultKind, serializer: S) -> Result<S::Ok, S::Error> {
    let variant = serde_json::to_value(kind).map_err(S::Error::custom)?;
    let mut fields = match variant.get(kind.name()) {
        Some(Value::Object(fields)) => fields.clone(),
        _ => Map::new(),
    };
    fields.insert("kind".to_owned(), kind.name().into());
    fields.serialize(serializer)
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The part of the request that the handler applies before the fault occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    Nothing,
    Half,
    All,
}

impl Fault {
    pub(crate) fn extent(&self, operation: Operation) -> Extent {
        if self.kind == FaultKind::HttpsRefresh {
            return Extent::Nothing;
        }
        // Reads change nothing, so they can always be handled in full.
        if self.kind.is_truthful() || operation.info().kind == OperationKind::Read {
            return Extent::All;
        }
        match self.at {
            Position::Before => Extent::Nothing,
            Position::During => Extent::Half,
            Position::After => Extent::All,
        }
    }
}

//! Faults: rules that say which request goes wrong, when and how.

pub(crate) mod apply;
mod read;
pub(crate) mod rules;
pub(crate) mod spelling;

use std::fmt;

use chat44mp::{Kind, Operation};
use serde::{Deserialize, Serialize, Serializer};

use crate::fault::spelling::Spelling;

/// A rule. Without conditions it meets every request.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Fault {
    /// Only requests of this operation.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "name")]
    pub operation: Option<Operation>,
    /// Only the n-th matching request since the rule was added, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// At most so many firings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// Fires for this share of the matching requests, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Where the drawing of `probability` starts, so that runs repeat.
    pub seed: u64,
    /// Before, during or after the request is handled.
    pub at: Position,
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
}

/// Where in the handling of a request a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    /// Nothing was done.
    #[default]
    Before,
    /// Half was done: create_label after Facebook made the label, assign_label after the first one. No other operation
    /// does two things, so for those this is the same as after.
    During,
    /// Everything was done; only the answer suffers.
    After,
}

/// What goes wrong.
///
/// `Latency`, `Drip`, `PhpWarning`, `Bom` and `Race` give a true answer in the end, so the request is always handled in
/// full, whatever the position says; `HttpsRefresh` is answered before anything is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum FaultKind {
    /// The connection is reset without an answer.
    Reset,
    /// There is never an answer.
    Hang,
    /// The answer comes late. The server goes on when the client hangs up.
    Latency {
        /// How late, in milliseconds: before the handling, or after it.
        ms: u64,
    },
    /// The connection is cut within the body.
    Truncate {
        /// After so many bytes of the body.
        bytes: u64,
    },
    /// The JSON is cut, but the lengths are consistent.
    ShortJson {
        /// So many bytes are left of it.
        bytes: u64,
    },
    /// The body drips.
    Drip {
        /// The number of bytes at a time.
        bytes: u64,
        /// With this pause in milliseconds before each.
        every_ms: u64,
    },
    /// The body starts, then there is silence on an open connection.
    Stall {
        /// After so many bytes of the body.
        bytes: u64,
    },
    /// HTTP 429.
    RateLimit {
        /// The `Retry-After` header: seconds or an HTTP date.
        retry_after: Option<String>,
        /// The `retry-after-ms` header.
        retry_after_ms: Option<String>,
    },
    /// Another HTTP status.
    Status {
        /// Which one.
        status: u16,
        /// With what.
        body: StatusBody,
    },
    /// HTTP 200 with an HTML page.
    Html,
    /// PHP's complaints as HTML before the JSON.
    PhpWarning,
    /// A byte-order mark before the JSON.
    Bom,
    /// HTTP 200 with an empty body.
    Empty,
    /// HTTP 200 with `null`.
    Null,
    /// A small gzip body that grows.
    GzipBomb {
        /// To so many MiB.
        mib: u64,
    },
    /// Valid JSON without end.
    Oversized {
        /// The size in MiB.
        mib: u64,
    },
    /// Lists in lists.
    Deep {
        /// So many levels.
        levels: u64,
    },
    /// A redirect.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: u16,
        /// The `Location` header.
        location: String,
    },
    /// A `Content-Length` longer than the body, then the connection is closed.
    WrongLength,
    /// What an install that forces https answers to plain http: HTTP 200, empty, with a `Refresh` header.
    HttpsRefresh,
    /// Half an object in Latin-1.
    Garbage,
    /// HTTP 200 with an error of the API.
    Error {
        /// Its message.
        message: String,
    },
    /// Any body.
    Body {
        /// The body.
        body: String,
        /// Its HTTP status.
        status: u16,
        /// Its content type.
        content_type: String,
    },
    /// A body that quotes the request, as error pages and debug output do.
    Echo {
        /// The body, in which `[api_key]`, `[password]` or the name of any other parameter stands for its value.
        body: String,
        /// How the values are spelled.
        spelling: Spelling,
        /// Its HTTP status.
        status: u16,
        /// Its content type.
        content_type: String,
    },
    /// An error page that arrives in drips.
    DripPage {
        /// Its HTTP status.
        status: u16,
        /// The number of bytes at a time.
        bytes: u64,
        /// With this pause in milliseconds before each.
        every_ms: u64,
    },
    /// HTTP 200 with an error of the API whose message is huge.
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
        /// So many requests are stored together.
        requests: u64,
        /// The longest wait for the others, in milliseconds.
        ms: u64,
    },
}

/// What comes with an HTTP status of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatusBody {
    /// An error page.
    #[default]
    Html,
    /// Nothing.
    Empty,
    /// What the handler answered.
    Answer,
}

impl Fault {
    /// A fault for every request, before it is handled.
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

    /// Only for this operation.
    pub fn on(mut self, operation: Operation) -> Self {
        self.operation = Some(operation);
        self
    }

    /// Only for the n-th matching request.
    pub fn nth(mut self, nth: u64) -> Self {
        self.nth = Some(nth);
        self
    }

    /// At most so many times.
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Only for this share of the requests, drawn from `seed`.
    pub fn probability(mut self, probability: f64, seed: u64) -> Self {
        self.probability = Some(probability);
        self.seed = seed;
        self
    }

    /// At this position.
    pub fn at(mut self, at: Position) -> Self {
        self.at = at;
        self
    }
}

impl FaultKind {
    /// The kind's name, as it is written in YAML and in the journal.
    pub fn name(&self) -> &'static str {
        match self {
            FaultKind::Reset => "reset",
            FaultKind::Hang => "hang",
            FaultKind::Latency { .. } => "latency",
            FaultKind::Truncate { .. } => "truncate",
            FaultKind::ShortJson { .. } => "short_json",
            FaultKind::Drip { .. } => "drip",
            FaultKind::Stall { .. } => "stall",
            FaultKind::RateLimit { .. } => "rate_limit",
            FaultKind::Status { .. } => "status",
            FaultKind::Html => "html",
            FaultKind::PhpWarning => "php_warning",
            FaultKind::Bom => "bom",
            FaultKind::Empty => "empty",
            FaultKind::Null => "null",
            FaultKind::GzipBomb { .. } => "gzip_bomb",
            FaultKind::Oversized { .. } => "oversized",
            FaultKind::Deep { .. } => "deep",
            FaultKind::Redirect { .. } => "redirect",
            FaultKind::WrongLength => "wrong_length",
            FaultKind::HttpsRefresh => "https_refresh",
            FaultKind::Garbage => "garbage",
            FaultKind::Error { .. } => "error",
            FaultKind::Body { .. } => "body",
            FaultKind::Echo { .. } => "echo",
            FaultKind::DripPage { .. } => "drip_page",
            FaultKind::LongMessage { .. } => "long_message",
            FaultKind::Race { .. } => "race",
        }
    }

    /// Whether the client gets any answer.
    pub(crate) fn answers(&self) -> bool {
        !matches!(self, FaultKind::Reset | FaultKind::Hang)
    }

    /// Whether the client sees some of what the handler said.
    pub(crate) fn shows_the_answer(&self) -> bool {
        let broken = matches!(
            self,
            FaultKind::Truncate { .. }
                | FaultKind::ShortJson { .. }
                | FaultKind::Stall { .. }
                | FaultKind::WrongLength
                | FaultKind::Status { body: StatusBody::Answer, .. }
        );
        broken || self.is_truthful()
    }

    /// Whether the client gets the true answer in the end. Then the request must have been handled: an emulator
    /// that says "created" of nothing would be lying.
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

/// The name of an operation in a serialized fault.
fn name<S: Serializer>(operation: &Option<Operation>, serializer: S) -> Result<S::Ok, S::Error> {
    operation.map(Operation::name).serialize(serializer)
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How far the handler of this operation goes before the fault strikes.
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
        // Reads change nothing, so they can always be answered in full.
        if self.kind.is_truthful() || operation.spec().kind == Kind::Read {
            return Extent::All;
        }
        match self.at {
            Position::Before => Extent::Nothing,
            Position::During => Extent::Half,
            Position::After => Extent::All,
        }
    }
}

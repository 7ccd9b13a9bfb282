//! SDK for the Chat44MP API, the API of XeroChat and ChatPion servers: users and packages, Messenger subscribers, labels,
//! contact groups and contacts, flow campaigns and their answers.
//!
//! The server reports errors with HTTP 200 and prose, takes its key in the URL and has no idempotency keys. This SDK
//! adds typed values, errors with stable [codes](ErrorCode) and an [`Outcome`] for every failed write, retries that never
//! create duplicates, and answers streamed in constant memory.
//!
//! ```no_run
//! # async fn example() -> Result<(), chat44mp::Error> {
//! use chat44mp::{Client, ErrorCode, NewContact};
//!
//! let client = Client::from_env()?;
//! let group_id = client.contact_groups().create("Spring sale").await?;
//! let contact = NewContact {
//!     group_id,
//!     email: Some("ada@example.com".into()),
//!     phone_number: Some("+393331234567".into()),
//!     ..NewContact::default()
//! };
//! match client.contacts().create(contact).await {
//!     Ok(contact_id) => println!("created contact {contact_id}"),
//!     Err(error) if *error.code() == ErrorCode::EMAIL_TAKEN => println!("already exists"),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Calls run on the tokio runtime in which they are awaited.

// For the code that pyo3 and uniffi generate for the models. Hand-written unsafe code for Node is in
// `interop/node.rs`.
#![cfg_attr(any(feature = "node", feature = "python", feature = "uniffi"), allow(unsafe_code))]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();

mod call;
mod client;
mod decode;
mod error;
mod events;
mod export;
#[cfg(feature = "ffi")]
#[doc(hidden)]
pub mod ffi;
#[doc(hidden)]
pub mod files;
#[cfg(fuzzing)]
pub mod fuzzing;
mod ids;
mod import;
#[doc(hidden)]
pub mod interop;
mod language;
mod lenient;
mod operation;
mod options;
mod request;
mod resources;
mod response;
mod scrub;
mod secret;
mod spreadsheet;
mod transport;
mod wire;

/// Calls by name, with arguments and results as JSON, and their schemas; the schemas of responses. For the command line and tests.
#[cfg(feature = "reflection")]
#[doc(hidden)]
pub mod reflection {
    pub use crate::interop::reflection::{Arguments, Inputs, Parameter, result_schema};
    pub use crate::resources::{CallInfo, Invocation, response};
    pub use crate::wire::{envelopes, errors};
}

pub use call::{BoxFuture, Call};
pub use client::builder::ClientBuilder;
#[doc(hidden)]
pub use client::environment;
pub use client::{Client, ClientOptions, DEFAULT_BASE_URL};
pub use decode::catalogue::{MessagePattern, MessageRule, Provenance};
pub use decode::success::Change;
pub use error::{CodeInfo, Error, ErrorCode, ErrorInfo, ErrorKind, Outcome, Phase};
pub use events::{Attempt, Endpoint, Event, HookEvent, Level, LogFields, RequestEvent, ResponseEvent};
pub use export::{AnswerRows, ExportFormat, ExportOptions, ExportReport, RowLayout};
pub use ids::{ContactId, FlowId, GroupId, LabelId, PackageId, PageId, Psid, QuestionId, UserId};
pub use import::{
    CleanedCells, Cleaning, ImportEnd, ImportOptions, ImportPhase, ImportProgress, ImportReason,
    ImportReport, ImportResults, ImportRow, ImportSettings, ImportStop, ImportWarning, InputRow,
    MappedColumn, PreviewCell, PreviewRow, RowResult, RowStatus,
};
pub use interop::{CaCerts, Seconds};
#[doc(hidden)]
pub use language::Language;
pub use operation::{Access, Operation, OperationInfo, OperationKind};
pub use options::CallOptions;
pub use request::characters::Charset;
pub use request::parameters::{Format, Parameter};
pub use resources::*;
pub use response::RawResponse;
pub use secret::{ApiKey, Password};
pub use spreadsheet::{FieldValue, guarded_cell};

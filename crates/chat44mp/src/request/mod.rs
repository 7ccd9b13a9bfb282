//! Requests: the parameters of a call, validated before anything is sent.

pub(crate) mod characters;
pub(crate) mod delivery;
pub(crate) mod email;
mod markup;
pub(crate) mod parameters;
pub(crate) mod rewriting;
mod validation;

use std::borrow::Cow;
use std::sync::Arc;

use crate::decode::catalogue::MessagePattern;
use crate::decode::envelope::{Endpoint, Subject};
use crate::error::{Error, ErrorCode};
use crate::events;
use crate::operation::{Operation, OperationKind};
use crate::secret::Password;
use delivery::Delivery;
use parameters::Parameter;

/// Parts of the names of secret parameters.
const SECRET_NAMES: &[&str] = &["password", "passwd", "passphrase", "secret", "token", "api_key", "apikey"];

/// The request of a call. It stores the first validation error, with which the call fails before sending.
#[derive(Debug)]
pub(crate) struct Request {
    /// The operation; `None` for one that this SDK does not know.
    pub(crate) operation: Option<Operation>,
    /// The endpoint's name on the wire.
    pub(crate) name: Cow<'static, str>,
    /// The call's name in this SDK.
    pub(crate) call: &'static str,
    pub(crate) kind: OperationKind,
    pub(crate) path_id: Option<String>,
    /// The record that the response must be about.
    pub(crate) subject: Option<Subject>,
    /// Whether to request a compressed response.
    pub(crate) compressed: bool,
    pub(crate) params: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    /// The password parameter, which is never shown.
    pub(crate) password: Option<(&'static str, Password)>,
    /// Parameters whose text the server stores differently, and how.
    pub(crate) rewritten: Vec<(&'static str, &'static str)>,
    pub(crate) invalid: Option<Error>,
    /// Hooks around its attempts, for imports.
    pub(crate) delivery: Option<Arc<dyn Delivery>>,
}

impl Request {
    pub(crate) fn new(operation: Operation) -> Request {
        let info = operation.info();
        Request::of(Some(operation), info.name.into(), info.call, info.kind)
    }

    /// A request for an operation that this SDK may not know.
    pub(crate) fn custom(name: String, kind: OperationKind) -> Request {
        let operation = Operation::from_name(&name);
        Request::of(operation, name.into(), "call", kind)
    }

    /// The secrets of this request: the password, and parameters of custom operations with a secret name.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let is_secret = |name: &str| {
            let name = name.to_ascii_lowercase();
            SECRET_NAMES.iter().any(|secret| name.contains(secret))
        };
        let params = self.params.iter().filter(move |(name, _)| is_secret(name)).map(|(_, value)| &**value);
        let password = self.password.iter().map(|(_, password)| password.expose());
        password.chain(params).filter(|secret| !secret.is_empty())
    }

    /// Whether it contains a secret other than the key.
    pub(crate) fn carries_secrets(&self) -> bool {
        self.secrets().next().is_some()
    }

    /// The endpoint of this request.
    pub(crate) fn endpoint<'a>(&'a self, patterns: &'a [MessagePattern]) -> Endpoint<'a> {
        Endpoint { operation: self.operation, name: &self.name, patterns }
    }

    /// The method and path of this request, for events.
    pub(crate) fn address(&self) -> events::Endpoint<'_> {
        let known = self.operation.and_then(|operation| operation.info().path_id);
        let path_id = self.path_id.as_ref().map(|_| known.map_or("path_id", |id| id.name));
        events::Endpoint { is_write: self.kind.is_write(), name: &self.name, path_id }
    }

    fn of(
        operation: Option<Operation>,
        name: Cow<'static, str>,
        call: &'static str,
        kind: OperationKind,
    ) -> Request {
        let params = Vec::with_capacity(6);
        let rewritten = Vec::new();
        Request {
            operation,
            name,
            call,
            kind,
            path_id: None,
            subject: None,
            // No length limit is known for custom operations.
            compressed: operation.is_none(),
            params,
            password: None,
            rewritten,
            invalid: None,
            delivery: None,
        }
    }

    /// Requests a compressed response. Only for long responses: decompressing a short one costs more than the rest of the call.
    pub(crate) fn compressed(mut self) -> Request {
        self.compressed = true;
        self
    }

    /// Adds a parameter without validation.
    pub(crate) fn param(mut self, parameter: Parameter, value: impl Into<Cow<'static, str>>) -> Request {
        self.params.push((parameter.wire.into(), value.into()));
        self
    }

    fn refuse(&mut self, code: ErrorCode, parameter: Parameter, problem: impl AsRef<str>) {
        self.refuse_with(code, parameter.name, format!("`{}` {}", parameter.name, problem.as_ref()));
    }

    /// Stores the first validation error.
    pub(crate) fn refuse_with(
        &mut self,
        code: ErrorCode,
        field: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) {
        if self.invalid.is_none() {
            self.invalid = Some(Error::invalid(code, field, message));
        }
    }
}

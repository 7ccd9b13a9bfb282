//! What a call asks for: its parameters, checked before anything is sent.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::task::{Context, Poll};

use futures_util::FutureExt;
use futures_util::future::Shared;

use crate::call::BoxFuture;
use crate::decode::catalogue::MessagePattern;
use crate::decode::envelope::{Endpoint, Subject};
use crate::error::{Error, ErrorCode};
use crate::operation::{Kind, Operation};
use crate::secret::Password;
use crate::transport::characters::Charset;
use crate::transport::rewriting;

/// A parameter: its name in this SDK, its name on the wire, and how much of it the server keeps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    wire: &'static str,
    limit: Option<usize>,
    charset: Option<Charset>,
}

impl Field {
    /// A parameter with the same name on both sides.
    pub(crate) const fn new(name: &'static str) -> Field {
        Field { name, wire: name, limit: None, charset: None }
    }

    /// A parameter that the API calls otherwise.
    pub(crate) const fn on_wire(self, wire: &'static str) -> Field {
        Field { wire, ..self }
    }

    /// The server cuts longer text silently; the limit is in characters.
    pub(crate) const fn at_most(self, limit: usize) -> Field {
        Field { limit: Some(limit), ..self }
    }

    /// The server compares the text, and fails with any character outside the set.
    pub(crate) const fn in_charset(self, charset: Charset) -> Field {
        Field { charset: Some(charset), ..self }
    }
}

/// Parts of the names of secret parameters.
const SECRET_NAMES: &[&str] = &["password", "passwd", "passphrase", "secret", "token", "api_key", "apikey"];

/// One call's request. The first value that is wrong is kept, and the call fails with it before sending.
#[derive(Debug)]
pub(crate) struct Request {
    /// The operation; `None` for one that this SDK does not know.
    pub(crate) operation: Option<Operation>,
    /// The endpoint's name on the wire.
    pub(crate) name: Cow<'static, str>,
    /// The call's name in this SDK.
    pub(crate) call: &'static str,
    pub(crate) kind: Kind,
    pub(crate) path_id: Option<String>,
    /// The record that the response must be about.
    pub(crate) subject: Option<Subject>,
    /// Whether the answer is worth compressing.
    pub(crate) compressed: bool,
    pub(crate) params: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    /// The password among the parameters: sent, never shown.
    pub(crate) password: Option<(&'static str, Password)>,
    /// Parameters whose text the server will store otherwise, and how.
    pub(crate) rewritten: Vec<(&'static str, &'static str)>,
    pub(crate) invalid: Option<Error>,
    /// What a write does before its first byte leaves.
    pub(crate) before_send: Option<BeforeSend>,
}

/// Runs when a connection is about to take a write, before its first byte leaves: once, however many attempts wait for it.
/// If it fails, the write is not sent.
#[derive(Clone)]
pub(crate) struct BeforeSend(Shared<BoxFuture<Result<(), io::ErrorKind>>>);

impl BeforeSend {
    pub(crate) fn new(action: impl Future<Output = io::Result<()>> + Send + 'static) -> BeforeSend {
        let action: BoxFuture<_> = Box::pin(async move { action.await.map_err(|error| error.kind()) });
        BeforeSend(action.shared())
    }

    /// Polls the action; it begins with the first call.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.poll_unpin(context).map_err(io::Error::from)
    }
}

impl fmt::Debug for BeforeSend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BeforeSend")
    }
}

impl Request {
    pub(crate) fn new(operation: Operation) -> Request {
        let spec = operation.spec();
        Request::of(Some(operation), spec.name.into(), spec.call, spec.kind)
    }

    /// A request for an operation that this SDK may not know.
    pub(crate) fn custom(name: String, kind: Kind) -> Request {
        let operation = Operation::from_name(&name);
        Request::of(operation, name.into(), "call", kind)
    }

    /// What must not be shown of this request: the password, and parameters of other operations whose names say that
    /// they are secret.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let is_secret = |name: &str| {
            let name = name.to_ascii_lowercase();
            SECRET_NAMES.iter().any(|secret| name.contains(secret))
        };
        let params = self.params.iter().filter(move |(name, _)| is_secret(name)).map(|(_, value)| &**value);
        let password = self.password.iter().map(|(_, password)| password.expose());
        password.chain(params).filter(|secret| !secret.is_empty())
    }

    /// Whether it carries a secret besides the key.
    pub(crate) fn carries_secrets(&self) -> bool {
        self.secrets().next().is_some()
    }

    /// Who will answer this request.
    pub(crate) fn endpoint<'a>(&'a self, patterns: &'a [MessagePattern]) -> Endpoint<'a> {
        Endpoint { operation: self.operation, name: &self.name, patterns }
    }

    fn of(operation: Option<Operation>, name: Cow<'static, str>, call: &'static str, kind: Kind) -> Request {
        let params = Vec::with_capacity(6);
        let rewritten = Vec::new();
        Request {
            operation,
            name,
            call,
            kind,
            path_id: None,
            subject: None,
            // Nobody knows how long those of other operations are.
            compressed: operation.is_none(),
            params,
            password: None,
            rewritten,
            invalid: None,
            before_send: None,
        }
    }

    /// Asks for a compressed answer: one that can be long. To unpack a short one costs more than all else of its call.
    pub(crate) fn compressed(mut self) -> Request {
        self.compressed = true;
        self
    }

    /// An id of the database.
    pub(crate) fn id(mut self, field: Field, id: impl Into<i64>) -> Request {
        if let Some(id) = self.checked_id(field, id.into()) {
            self.params.push((field.wire.into(), id.into()));
        }
        self
    }

    /// The ID of the record that the response must be about.
    pub(crate) fn subject_id(mut self, field: Field, id: impl Into<i64>) -> Request {
        let id = id.into();
        self.subject = Some(Subject::Id(id.to_string()));
        self.id(field, id)
    }

    /// An id that travels as the last segment of the path.
    pub(crate) fn path_id(mut self, field: Field, id: impl Into<i64>) -> Request {
        self.path_id = self.checked_id(field, id.into());
        self
    }

    fn checked_id(&mut self, field: Field, id: i64) -> Option<String> {
        if id > 0 {
            return Some(id.to_string());
        }
        self.refuse(ErrorCode::INVALID_VALUE, field, format!("is {id}; give a positive id"));
        None
    }

    /// A Facebook id: digits, kept as text.
    pub(crate) fn digits(self, field: Field, id: String) -> Request {
        let request = self.check_digits(field, &id);
        request.param(field, id)
    }

    /// The Facebook ID of the record that the response must be about.
    pub(crate) fn subject_digits(mut self, field: Field, id: String) -> Request {
        self.subject = Some(Subject::Id(id.clone()));
        self.digits(field, id)
    }

    /// Facebook ids between bare commas (a space would silently drop the next one).
    pub(crate) fn digit_list(mut self, field: Field, ids: Vec<String>) -> Request {
        if ids.is_empty() {
            self.refuse(ErrorCode::MISSING_VALUE, field, "is empty; give at least one id");
        }
        for id in &ids {
            self = self.check_digits(field, id);
        }
        self.param(field, ids.join(","))
    }

    fn check_digits(mut self, field: Field, id: &str) -> Request {
        if id.is_empty() {
            self.refuse(ErrorCode::MISSING_VALUE, field, "is empty; give the id's digits");
        } else if !id.bytes().all(|byte| byte.is_ascii_digit()) || id.bytes().all(|byte| byte == b'0') {
            self.refuse(ErrorCode::INVALID_VALUE, field, "is not a Facebook id; give its digits only");
        }
        self
    }

    /// Text that has to be there.
    pub(crate) fn text(mut self, field: Field, text: String) -> Request {
        if text.trim().is_empty() {
            self.refuse(ErrorCode::MISSING_VALUE, field, "is empty; give a text");
        }
        self.check_text(field, &text);
        self.param(field, text)
    }

    /// Text that a create can leave out; an empty one is left out as well.
    pub(crate) fn optional_text(mut self, field: Field, text: Option<String>) -> Request {
        match text.filter(|text| !text.trim().is_empty()) {
            None => self,
            Some(text) => {
                self.check_text(field, &text);
                self.param(field, text)
            }
        }
    }

    /// Text that an update changes; an empty one is refused, since the server would ignore it.
    pub(crate) fn update_text(mut self, field: Field, text: Option<String>) -> Request {
        if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
            self.refuse(
                ErrorCode::MISSING_VALUE,
                field,
                "is empty; the API cannot clear it, so leave it out",
            );
            return self;
        }
        self.optional_text(field, text)
    }

    fn check_text(&mut self, field: Field, text: &str) {
        if text.trim() == "0" {
            self.refuse(
                ErrorCode::INVALID_VALUE,
                field,
                "is \"0\", which the server reads as missing; give another text",
            );
        }
        if text.contains('\0') {
            self.refuse(ErrorCode::INVALID_VALUE, field, "holds a NUL character; remove it");
        }
        if let Some(problem) = field.charset.and_then(|charset| charset.problem(text)) {
            self.refuse(ErrorCode::INVALID_VALUE, field, problem);
        }
        // Counting characters is spared where even the bytes are few enough.
        if let Some(limit) = field.limit.filter(|&limit| text.len() > limit) {
            let length = text.chars().count();
            if length > limit {
                let problem = format!("has {length} characters; the server keeps {limit}, so shorten it");
                self.refuse(ErrorCode::TOO_LONG, field, problem);
            }
        }
        let filtered = self.operation.is_some_and(rewriting::filters);
        if let Some(change) = rewriting::expected(text, filtered) {
            self.rewritten.push((field.name, change));
        }
    }

    /// An e-mail address that has to be there.
    pub(crate) fn email(self, field: Field, email: String) -> Request {
        self.check_email(field, &email).text(field, email)
    }

    /// An e-mail address that can be left out.
    pub(crate) fn optional_email(self, field: Field, email: Option<String>) -> Request {
        self.check_optional_email(field, &email).optional_text(field, email)
    }

    /// An e-mail address that an update changes.
    pub(crate) fn update_email(self, field: Field, email: Option<String>) -> Request {
        self.check_optional_email(field, &email).update_text(field, email)
    }

    fn check_optional_email(self, field: Field, email: &Option<String>) -> Request {
        match email {
            Some(email) => self.check_email(field, email),
            None => self,
        }
    }

    fn check_email(mut self, field: Field, email: &str) -> Request {
        let whole = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
        let blank = email.contains(|character: char| character.is_whitespace() || character.is_control());
        if !email.is_empty() && (!whole || blank) {
            self.refuse(
                ErrorCode::INVALID_VALUE,
                field,
                "is not an e-mail address; give one such as ada@example.com",
            );
        }
        self
    }

    /// An address to look a user up by. The server decodes it twice, so `%` and `+` are escaped once more.
    pub(crate) fn look_up_email(self, field: Field, email: String) -> Request {
        let escaped = email.replace('%', "%25").replace('+', "%2B");
        let mut request = self.check_email(field, &email);
        request.check_text(field, &email);
        request.subject = Some(Subject::Email(email));
        request.param(field, escaped)
    }

    /// A password: sent, never shown.
    pub(crate) fn password(mut self, field: Field, password: Password) -> Request {
        if password.expose().is_empty() {
            self.refuse(
                ErrorCode::MISSING_VALUE,
                field,
                "is empty; the server would make an account without one",
            );
        } else if password.expose() == "0" {
            self.refuse(
                ErrorCode::INVALID_VALUE,
                field,
                "is \"0\", which the server reads as missing; give a longer one",
            );
        }
        self.password = Some((field.wire, password));
        self
    }

    /// A parameter as it is.
    pub(crate) fn param(mut self, field: Field, value: impl Into<Cow<'static, str>>) -> Request {
        self.params.push((field.wire.into(), value.into()));
        self
    }

    /// A parameter of a custom call, checked for what the server of a known operation can only fail with.
    pub(crate) fn custom_param(&mut self, name: String, value: String) {
        use Operation::*;
        let phone_number = matches!(self.operation, Some(CreateContact | UpdateContact));
        let email = phone_number || matches!(self.operation, Some(CreateSystemUser | GetUserInfo));
        let charset = match name.as_str() {
            "phone_number" if phone_number => Some(Charset::Windows1252),
            "email" if email => Some(Charset::Basic),
            "subscriber_id" | "page_id" if self.operation.is_some() && self.kind == Kind::Read => {
                Some(Charset::Basic)
            }
            _ => None,
        };
        if let Some(problem) = charset.and_then(|charset| charset.problem(&value)) {
            self.refuse_with(ErrorCode::INVALID_VALUE, "params", format!("{name} in params {problem}"));
        }
        self.params.push((name.into(), value.into()));
    }

    /// At least one of these parameters must have been given.
    pub(crate) fn at_least_one(mut self, code: ErrorCode, fields: &[Field]) -> Request {
        if !self.params.iter().any(|(wire, _)| fields.iter().any(|field| field.wire == wire))
            && let [first, ..] = fields
        {
            let names = fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ");
            self.refuse_with(code, first.name, format!("give at least one of {names}"));
        }
        self
    }

    fn refuse(&mut self, code: ErrorCode, field: Field, problem: impl AsRef<str>) {
        self.refuse_with(code, field.name, format!("{} {}", field.name, problem.as_ref()));
    }

    /// Keeps the first thing that is wrong.
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

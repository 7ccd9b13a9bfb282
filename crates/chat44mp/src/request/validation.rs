//! Validation of parameters when they are added to a request.

use super::characters::Charset;
use super::parameters::Parameter;
use super::{Request, email, rewriting};
use crate::decode::envelope::Subject;
use crate::error::ErrorCode;
use crate::operation::{Operation, OperationKind};
use crate::secret::Password;

impl Request {
    /// Adds a database ID.
    pub(crate) fn id(mut self, parameter: Parameter, id: impl Into<i64>) -> Request {
        if let Some(id) = self.checked_id(parameter, id.into()) {
            self.params.push((parameter.wire.into(), id.into()));
        }
        self
    }

    /// Adds the ID of the record that the response must be about.
    pub(crate) fn subject_id(mut self, parameter: Parameter, id: impl Into<i64>) -> Request {
        let id = id.into();
        self.subject = Some(Subject::Id(id.to_string()));
        self.id(parameter, id)
    }

    /// Adds an ID that is sent as the last segment of the path.
    pub(crate) fn path_id(mut self, parameter: Parameter, id: impl Into<i64>) -> Request {
        self.path_id = self.checked_id(parameter, id.into());
        self
    }

    fn checked_id(&mut self, parameter: Parameter, id: i64) -> Option<String> {
        if id > 0 {
            return Some(id.to_string());
        }
        self.refuse(ErrorCode::INVALID_VALUE, parameter, format!("is {id}; pass a positive ID"));
        None
    }

    /// Adds a Facebook ID: digits, as text.
    pub(crate) fn digits(self, parameter: Parameter, id: String) -> Request {
        let request = self.check_digits(parameter, &id);
        request.param(parameter, id)
    }

    /// Adds the Facebook ID of the record that the response must be about.
    pub(crate) fn subject_digits(mut self, parameter: Parameter, id: String) -> Request {
        self.subject = Some(Subject::Id(id.clone()));
        self.digits(parameter, id)
    }

    /// Adds Facebook IDs, separated by commas without spaces (after a space the server ignores the next one).
    pub(crate) fn digit_list(mut self, parameter: Parameter, ids: Vec<String>) -> Request {
        if ids.is_empty() {
            self.refuse(ErrorCode::MISSING_VALUE, parameter, "is empty; pass at least one ID");
        }
        for id in &ids {
            self = self.check_digits(parameter, id);
        }
        self.param(parameter, ids.join(","))
    }

    fn check_digits(mut self, parameter: Parameter, id: &str) -> Request {
        if id.is_empty() {
            self.refuse(ErrorCode::MISSING_VALUE, parameter, "is empty; pass the digits of the ID");
        } else if !id.bytes().all(|byte| byte.is_ascii_digit()) || id.bytes().all(|byte| byte == b'0') {
            self.refuse(ErrorCode::INVALID_VALUE, parameter, "is not a Facebook ID; pass digits only");
        }
        self
    }

    /// Adds a required text.
    pub(crate) fn text(mut self, parameter: Parameter, text: String) -> Request {
        if text.trim().is_empty() {
            self.refuse(ErrorCode::MISSING_VALUE, parameter, "is empty; pass a text");
        }
        self.check_text(parameter, &text);
        self.param(parameter, text)
    }

    /// Adds an optional text of a create; an empty one is omitted.
    pub(crate) fn optional_text(mut self, parameter: Parameter, text: Option<String>) -> Request {
        match text.filter(|text| !text.trim().is_empty()) {
            None => self,
            Some(text) => {
                self.check_text(parameter, &text);
                self.param(parameter, text)
            }
        }
    }

    /// Adds a text of an update; an empty one is rejected, because the server would ignore it.
    pub(crate) fn update_text(mut self, parameter: Parameter, text: Option<String>) -> Request {
        if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
            self.refuse(
                ErrorCode::MISSING_VALUE,
                parameter,
                "is empty; the API cannot clear it, so leave it out",
            );
            return self;
        }
        self.optional_text(parameter, text)
    }

    fn check_text(&mut self, parameter: Parameter, text: &str) {
        if text.trim() == "0" {
            self.refuse(
                ErrorCode::INVALID_VALUE,
                parameter,
                "is \"0\", which the server treats as missing; pass another text",
            );
        }
        if text.contains('\0') {
            self.refuse(ErrorCode::INVALID_VALUE, parameter, "contains a NUL character; remove it");
        }
        if let Some(problem) = parameter.charset.and_then(|charset| charset.problem(text)) {
            self.refuse(ErrorCode::INVALID_VALUE, parameter, problem);
        }
        // Characters are counted only if the bytes exceed the limit.
        if let Some(limit) = parameter.limit.filter(|&limit| text.len() > limit) {
            let length = text.chars().count();
            if length > limit {
                let problem = format!("has {length} characters, but the server stores {limit}; shorten it");
                self.refuse(ErrorCode::TOO_LONG, parameter, problem);
            }
        }
        let filtered = self.operation.is_some_and(|operation| operation.info().is_filtered);
        if let Some(change) = rewriting::expected(text, filtered) {
            self.rewritten.push((parameter.name, change));
        }
    }

    /// Adds a required e-mail address.
    pub(crate) fn email(self, parameter: Parameter, email: String) -> Request {
        self.check_email(parameter, &email).text(parameter, email)
    }

    /// Adds an optional e-mail address.
    pub(crate) fn optional_email(self, parameter: Parameter, email: Option<String>) -> Request {
        self.check_optional_email(parameter, &email).optional_text(parameter, email)
    }

    /// Adds an e-mail address of an update.
    pub(crate) fn update_email(self, parameter: Parameter, email: Option<String>) -> Request {
        self.check_optional_email(parameter, &email).update_text(parameter, email)
    }

    fn check_optional_email(self, parameter: Parameter, email: &Option<String>) -> Request {
        match email {
            Some(email) => self.check_email(parameter, email),
            None => self,
        }
    }

    fn check_email(mut self, parameter: Parameter, email: &str) -> Request {
        // Its length is checked with the text.
        let is_too_long = |email: &str| parameter.limit.is_some_and(|limit| email.chars().count() > limit);
        if let Some(problem) = email::problem(email).filter(|_| !email.is_empty() && !is_too_long(email)) {
            self.refuse(ErrorCode::INVALID_VALUE, parameter, problem);
        }
        self
    }

    /// Adds the address of a look-up. The server decodes it twice, so `%` and `+` are escaped once more.
    pub(crate) fn look_up_email(self, parameter: Parameter, email: String) -> Request {
        let escaped = email.replace('%', "%25").replace('+', "%2B");
        let mut request = self;
        // Accounts whose address is invalid exist, and can be looked up.
        let whole = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
        if !email.is_empty()
            && (!whole || email.contains(char::is_whitespace) || email.contains(char::is_control))
        {
            request.refuse(
                ErrorCode::INVALID_VALUE,
                parameter,
                "is not an e-mail address; pass one such as ada@example.com",
            );
        }
        request.check_text(parameter, &email);
        request.subject = Some(Subject::Email(email));
        request.param(parameter, escaped)
    }

    /// Adds a password, which is never shown.
    pub(crate) fn password(mut self, parameter: Parameter, password: Password) -> Request {
        if password.expose().is_empty() {
            self.refuse(
                ErrorCode::MISSING_VALUE,
                parameter,
                "is empty; the server would create an account without one",
            );
        } else if password.expose() == "0" {
            self.refuse(
                ErrorCode::INVALID_VALUE,
                parameter,
                "is \"0\", which the server treats as missing; pass a longer one",
            );
        }
        self.password = Some((parameter.wire, password));
        self
    }

    /// Adds a parameter of a custom call. If the operation is known, rejects values with which the server always fails.
    pub(crate) fn custom_param(&mut self, name: String, value: String) {
        let phone_number =
            matches!(self.operation, Some(Operation::CREATE_CONTACT | Operation::UPDATE_CONTACT));
        let email = phone_number
            || matches!(self.operation, Some(Operation::CREATE_SYSTEM_USER | Operation::GET_USER_INFO));
        let charset = match name.as_str() {
            "phone_number" if phone_number => Some(Charset::Windows1252),
            "email" if email => Some(Charset::Basic),
            "subscriber_id" | "page_id" if self.operation.is_some() && self.kind == OperationKind::Read => {
                Some(Charset::Basic)
            }
            _ => None,
        };
        if let Some(problem) = charset.and_then(|charset| charset.problem(&value)) {
            self.refuse_with(ErrorCode::INVALID_VALUE, "params", format!("{name:?} in `params` {problem}"));
        }
        self.params.push((name.into(), value.into()));
    }

    /// Requires at least one of the parameters of which the operation needs one.
    pub(crate) fn at_least_one(mut self, code: ErrorCode) -> Request {
        let any = self.operation.map_or(&[][..], |operation| operation.info().any);
        if !self.params.iter().any(|(wire, _)| any.iter().any(|parameter| parameter.wire == wire))
            && let [first, ..] = any
        {
            let names =
                any.iter().map(|parameter| format!("`{}`", parameter.name)).collect::<Vec<_>>().join(", ");
            self.refuse_with(code, first.name, format!("pass at least one of {names}"));
        }
        self
    }
}

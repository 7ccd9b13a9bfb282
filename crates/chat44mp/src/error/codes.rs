//! Every error code of the SDK: its kind, its meaning and a hint. `ERRORS.md` is generated from this table.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ErrorKind;

/// A stable, open name for one cause of failure, such as `contact_not_found`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "reflection", derive(schemars::JsonSchema), schemars(transparent))]
pub struct ErrorCode(Cow<'static, str>);

impl ErrorCode {
    /// A custom code, for [`ClientBuilder::message_pattern`](crate::ClientBuilder::message_pattern).
    pub fn custom(code: impl Into<String>) -> ErrorCode {
        ErrorCode(Cow::Owned(code.into()))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The facts about this code; `None` for a custom code.
    pub fn info(&self) -> Option<&'static CodeInfo> {
        ErrorCode::ALL.iter().find(|info| info.code == self.as_str())
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq<str> for ErrorCode {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for ErrorCode {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl<'de> Deserialize<'de> for ErrorCode {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<ErrorCode, D::Error> {
        String::deserialize(from).map(ErrorCode::custom)
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(feature = "node")]
crate::interop::node::open_string_enum!(ErrorCode: ErrorCode::custom);
#[cfg(feature = "python")]
crate::interop::python::open_string_enum!(ErrorCode: ErrorCode::custom, "chat44mp.codes");
// Swift has a hand-written type `ErrorCode`.
#[cfg(feature = "uniffi")]
type Code = ErrorCode;
#[cfg(feature = "uniffi")]
uniffi::custom_type!(
    /// A stable error code, such as `email_taken`.
    Code, String, { lower: |code| code.0.into_owned(), try_lift: |text| Ok(ErrorCode::custom(text)) }
);

/// The facts about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeInfo {
    /// The code.
    pub code: &'static str,
    /// The family it belongs to.
    pub kind: ErrorKind,
    /// When the error occurs.
    pub when: &'static str,
    /// How to fix it.
    pub hint: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal, $kind:ident, $when:literal, $hint:literal;)*) => {
        impl ErrorCode {
            $(
                #[doc = $when]
                pub const $name: ErrorCode = ErrorCode(Cow::Borrowed($code));
            )*

            /// Every code of the SDK.
            pub const ALL: &'static [CodeInfo] = &[$(
                CodeInfo { code: $code, kind: ErrorKind::$kind, when: $when, hint: $hint },
            )*];
        }
    };
}

codes! {
    MISSING_API_KEY = "missing_api_key", Config,
        "No API key was given.",
        "Pass your key, or set CHAT44MP_API_KEY. It is in the dashboard: profile picture, API Key.";
    INVALID_API_KEY = "invalid_api_key", Config,
        "The API key contains characters that no key has, or is a placeholder; nothing was sent.",
        "Copy the key again from the dashboard, without quotation marks, spaces or line breaks.";
    INVALID_BASE_URL = "invalid_base_url", Config,
        "The base URL is empty, is not a URL, has a component that is not allowed, or would not be used as written.",
        "Pass the server's address, such as https://chat.example.com/api, without user, query and fragment.";
    INSECURE_BASE_URL = "insecure_base_url", Config,
        "The base URL is plain http and not on this machine; the key would be sent unencrypted.",
        "Use https, or set `allow_http` if you accept that the key can be intercepted.";
    INVALID_OPTION = "invalid_option", Config,
        "An option has an invalid value.",
        "Change the option that the message names.";
    TLS_SETUP_FAILED = "tls_setup_failed", Config,
        "The certificates to trust could not be loaded.",
        "Check `ca_certs` or the variable that the message names, or install your system's CA certificates.";
    CLIENT_CLOSED = "client_closed", Config,
        "The client was closed.",
        "Create a new client.";

    FILE_FAILED = "file_failed", Config,
        "A file could not be read or written.",
        "Check the path, its permissions and the free disk space.";
    RESULTS_FILE_REFUSED = "results_file_refused", Config,
        "The results file belongs to another import, is in use by one, or is damaged.",
        "Use a separate results file for each server and group, or a path that does not exist yet.";

    INVALID_FILE = "invalid_file", Validation,
        "The file to import cannot be parsed; nothing was sent.",
        "Fix the problem that the message names: save the file as CSV (UTF-8) or JSON Lines, or map its columns.";
    DUPLICATE_ROW = "duplicate_row", Validation,
        "An earlier row of the same import has this e-mail address or phone number; the row was not sent.",
        "Remove the row, or give the contact a unique address and number.";
    TEST_LEAD = "test_lead", Validation,
        "The row is a test lead of Meta's lead ads, with dummy data; it was not sent.",
        "Remove the row; no action is needed if the other rows are right.";
    MISSING_VALUE = "missing_value", Validation,
        "A required value is missing or empty; nothing was sent.",
        "Pass the value that `field` names.";
    INVALID_VALUE = "invalid_value", Validation,
        "A value has a format that the server would misread, or characters that crash it; nothing was sent.",
        "Correct the value that `field` names.";
    TOO_LONG = "too_long", Validation,
        "A text is longer than the server stores and would be truncated silently; nothing was sent.",
        "Shorten the value that `field` names.";
    NOTHING_TO_UPDATE = "nothing_to_update", Validation,
        "An update sets no field; nothing was sent.",
        "Set at least one field. The API cannot clear a field.";
    CONFLICTING_VALUES = "conflicting_values", Validation,
        "Two values were given where exactly one is expected; nothing was sent.",
        "Pass only one of them.";
    USER_FILTER_REQUIRED = "user_filter_required", Validation,
        "The server received neither a user ID nor an e-mail address.",
        "Pass `user_id` or `email`.";
    USER_FIELDS_REQUIRED = "user_fields_required", Validation,
        "A required field of the new user is missing.",
        "Pass `name`, `email`, `password`, `package_id` and `expires_on`.";
    USER_ID_REQUIRED = "user_id_required", Validation,
        "The server received no user ID.",
        "Pass `user_id`.";
    SUBSCRIBER_ID_REQUIRED = "subscriber_id_required", Validation,
        "The server received no valid subscriber ID.",
        "Pass `subscriber_id`, digits only.";
    PAGE_ID_REQUIRED = "page_id_required", Validation,
        "The server received no page ID.",
        "Pass `page_id`, the ID of the Facebook page.";
    LABEL_NAME_REQUIRED = "label_name_required", Validation,
        "The server received no label name.",
        "Pass `name`.";
    GROUP_ID_REQUIRED = "group_id_required", Validation,
        "The server received no valid contact group ID.",
        "Pass `group_id`.";
    GROUP_NAME_REQUIRED = "group_name_required", Validation,
        "The server received no name for the contact group.",
        "Pass `name`.";
    CONTACT_ID_REQUIRED = "contact_id_required", Validation,
        "The server received no valid contact ID.",
        "Pass `contact_id`.";
    EMAIL_OR_PHONE_REQUIRED = "email_or_phone_required", Validation,
        "The server received neither an e-mail address nor a phone number for the contact.",
        "Pass `email`, `phone_number`, or both.";
    CONTACT_FIELDS_REQUIRED = "contact_fields_required", Validation,
        "The server received no field to change.",
        "Set `first_name`, `last_name`, `email` or `phone_number`.";
    FLOW_ID_REQUIRED = "flow_id_required", Validation,
        "The server received no flow campaign ID.",
        "Pass `flow_id`.";

    DNS_FAILED = "dns_failed", Connection,
        "The host name could not be resolved; nothing was sent.",
        "Check `base_url` and this machine's network.";
    CONNECT_FAILED = "connect_failed", Connection,
        "The connection was refused or could not be opened; nothing was sent.",
        "Check that the server is running, and check `base_url`, the proxy and the firewall.";
    PROXY_AUTHENTICATION_REQUIRED = "proxy_authentication_required", Connection,
        "The proxy requires a user and password, or rejects those of its URL; the server received nothing.",
        "Add the user and password to the proxy's URL, such as http://user:password@proxy.example.com:3128, in `proxy` or HTTPS_PROXY.";
    PROXY_REFUSED = "proxy_refused", Connection,
        "The proxy refused to connect to the server, or could not reach it; nothing was sent.",
        "Have the proxy's administrator allow the host of `base_url`, or add it to NO_PROXY if it is reachable without the proxy.";
    TLS_FAILED = "tls_failed", Connection,
        "The TLS handshake failed; nothing was sent.",
        "Check the server's certificate. If it is self-signed or of a private CA, pass its file as `ca_certs`.";
    SEND_FAILED = "send_failed", Connection,
        "The connection was lost after the request was sent, before a response arrived.",
        "Retry a read. After a write, check whether it took effect before you repeat it.";
    READ_FAILED = "read_failed", Connection,
        "The connection was lost while the response was read.",
        "Retry a read. After a write, check whether it took effect before you repeat it.";

    CONNECT_TIMEOUT = "connect_timeout", Timeout,
        "The connection was not established in time; nothing was sent.",
        "Check that the server is reachable, or raise `connect_timeout`.";
    HEAD_TIMEOUT = "head_timeout", Timeout,
        "The server did not start to respond in time.",
        "If the server is slow, raise `head_timeout`. Retry a read. After a write, check whether it took effect before you repeat it.";
    STALL_TIMEOUT = "stall_timeout", Timeout,
        "The server stopped sending in the middle of its response.",
        "If the server is slow, raise `stall_timeout`. Retry a read. After a write, check whether it took effect before you repeat it.";
    CALL_TIMEOUT = "call_timeout", Timeout,
        "The call, including its retries and waits, took longer than allowed.",
        "If the server is slow, raise `timeout`. Retry a read. After a write, check whether it took effect before you repeat it.";

    HTML_PAGE = "html_page", Malformed,
        "The response is an HTML page without JSON.",
        "Check `base_url`: it must end in /api. The server may be in maintenance or lack this endpoint.";
    EMPTY_BODY = "empty_body", Malformed,
        "The response is empty.",
        "Check `base_url` and the server's PHP error log.";
    NULL_BODY = "null_body", Malformed,
        "The response is JSON's null.",
        "Check the server's PHP error log. On `labels.create`, Facebook sent no usable response.";
    TRUNCATED_BODY = "truncated_body", Malformed,
        "The JSON of the response is truncated.",
        "Retry a read. After a write, check whether it took effect before you repeat it.";
    NOT_JSON = "not_json", Malformed,
        "The response is not JSON.",
        "Check `base_url` and the server's PHP error log.";
    WRONG_SHAPE = "wrong_shape", Malformed,
        "The response is JSON, but does not have the structure of this endpoint.",
        "The server may be a newer version. Report this with the operation's name.";
    WRONG_RECORD = "wrong_record", Malformed,
        "The response is about another record than the requested one.",
        "A cache or proxy may mix up responses: make sure that none caches those of the API.";
    TOO_LARGE = "too_large", Malformed,
        "The response is larger than the limit.",
        "Raise `max_response_bytes` if such a response is expected.";
    UNREADABLE_ENCODING = "unreadable_encoding", Malformed,
        "The response has a content encoding that was not requested, or its gzip data is corrupt.",
        "Configure the proxy or the server to send gzip or no compression.";
    TOO_DEEP = "too_deep", Malformed,
        "The JSON of the response is nested deeper than 128 levels.",
        "The API sends no such response: check `base_url`.";
    REDIRECTED = "redirected", Malformed,
        "The server redirects to another address. Redirects are never followed, because the key would be sent along.",
        "Set `base_url` to the address that the message names, but only if you know that it is your server: the key would be sent there.";
    CLOUDFLARE_CHALLENGE = "cloudflare_challenge", Malformed,
        "Cloudflare, in front of the server, demands a browser for the request; the server did not receive it.",
        "Ask the server's administrator to skip the challenge for the path of the API with a rule in Cloudflare. Retrying does not help.";
    HTTPS_REQUIRED = "https_required", Malformed,
        "The server requires https; the request had no effect.",
        "Set `base_url` to its https address.";

    API_KEY_MISSING = "api_key_missing", Authentication,
        "The server found no API key in the request.",
        "Check the key, and that no proxy removes the query or the form.";
    API_KEY_REJECTED = "api_key_rejected", Authentication,
        "The server rejects the key: it is wrong, or its user is disabled or deleted.",
        "Check the key, and that its user is active. The server does not say which.";

    USER_NOT_FOUND = "user_not_found", NotFound,
        "There is no such user.",
        "Check the ID or the e-mail address; a deleted user is not found either.";
    PACKAGE_NOT_FOUND = "package_not_found", NotFound,
        "There is no such package.",
        "Use a `package_id` from `packages.list`.";
    SUBSCRIBER_NOT_FOUND = "subscriber_not_found", NotFound,
        "There is no such subscriber, or it belongs to another user.",
        "Check the PSID. An admin's key sees only the admin's own subscribers.";
    LABELS_NOT_FOUND = "labels_not_found", NotFound,
        "The page is unknown, its bot is disabled, or it has no labels; the server does not say which.",
        "Check the page ID and its bot. Labels created through the API are never listed: keep the IDs that `labels.create` returns.";
    LABEL_NOT_FOUND = "label_not_found", NotFound,
        "The server knows none of the label IDs.",
        "Pass label IDs (from `labels.list` or `labels.create`), not the numbers in a subscriber's `internal_label_numbers`.";
    GROUP_NOT_FOUND = "group_not_found", NotFound,
        "There is no such contact group, or it belongs to another user.",
        "Check the ID. An admin's key sees only the admin's own groups.";
    GROUP_DELETED = "group_deleted", NotFound,
        "The contact group was deleted.",
        "Use another group.";
    CONTACT_NOT_FOUND = "contact_not_found", NotFound,
        "There is no such contact, or it belongs to another user.",
        "Check the ID. An admin's key sees only the admin's own contacts.";
    CONTACT_DELETED = "contact_deleted", NotFound,
        "The contact was deleted.",
        "Use another contact.";
    FLOW_NOT_FOUND = "flow_not_found", NotFound,
        "There is no such flow campaign, or it belongs to another user.",
        "Check the ID. An admin's key sees only the admin's own campaigns.";
    FLOW_DELETED = "flow_deleted", NotFound,
        "The flow campaign was deleted.",
        "Use another campaign.";

    EMAIL_TAKEN = "email_taken", Conflict,
        "The e-mail address is taken.",
        "Use another address: addresses are unique on the whole server, including those of deleted objects and other users. An update must not send the address that the contact already has.";
    PHONE_TAKEN = "phone_taken", Conflict,
        "The phone number is taken.",
        "Use another number: numbers are unique on the whole server, including those of deleted contacts and other users. An update must not send the number that the contact already has.";
    EMAIL_TAKEN_BY_DELETED_USER = "email_taken_by_deleted_user", Conflict,
        "The address is taken, but no user has it: it belongs to a deleted user.",
        "Ask the server's administrator to release the address, or use another.";
    EMAIL_TAKEN_BY_SIMILAR_ADDRESS = "email_taken_by_similar_address", Conflict,
        "The address is taken by a user whose address differs only in accents; the server treats the two as equal.",
        "Check the accents in the address. If it is right, use another address for the new user.";

    BOT_NOT_ENABLED = "bot_not_enabled", Precondition,
        "The page is unknown, belongs to another user, is disconnected, or its bot is disabled.",
        "Enable the bot on the page in the dashboard.";

    FACEBOOK_REFUSED = "facebook_refused", Upstream,
        "Facebook refused the request; the message is Facebook's.",
        "Look up `graph_code` in Facebook's documentation. Of several labels, those before the refused one stay assigned.";
    LABEL_NOT_ASSIGNED = "label_not_assigned", Upstream,
        "Facebook did not confirm that the label was assigned; the server may show it nevertheless.",
        "Assign it again: this is safe to repeat.";

    RATE_LIMITED = "rate_limited", RateLimited,
        "The server received too many requests (HTTP 429).",
        "Wait before you repeat the call, as long as `retry_after` says if it is set, and lower `max_concurrency`.";

    SERVER_ERROR = "server_error", Server,
        "The server failed (HTTP 5xx).",
        "Retry a read. After a write, check whether it took effect before you repeat it.";
    LABEL_NAME_MAYBE_TAKEN = "label_name_maybe_taken", Server,
        "The server failed while storing a label, usually because a label with this name exists; Facebook has already created the new one.",
        "Use another name: names of labels created through the API must be unique on the whole server, across all pages and users.";

    UNKNOWN_ERROR = "unknown_error", Unknown,
        "The server reported an error with a message that is not in the catalogue.",
        "Read the server's message. If the server is translated, add its messages with `message_patterns`.";
    HTTP_ERROR = "http_error", Unknown,
        "An HTTP status that the API itself never sends; it may come from a proxy or firewall.",
        "Check `base_url`, and the proxies between you and the server.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_snake_case_and_explained() {
        for (at, info) in ErrorCode::ALL.iter().enumerate() {
            assert!(info.code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{}", info.code);
            assert!(ErrorCode::ALL[..at].iter().all(|other| other.code != info.code), "{} twice", info.code);
            assert!(info.when.ends_with('.') && info.hint.ends_with('.'), "{}", info.code);
        }
    }
}

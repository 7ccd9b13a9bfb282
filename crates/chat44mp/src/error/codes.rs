//! Every error code of the SDK: its kind, when it comes, what to do. `ERRORS.md` is written from this table.

use std::borrow::Cow;
use std::fmt;

use super::ErrorKind;

/// A stable, open name for one cause of failure, such as `contact_not_found`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ErrorCode(Cow<'static, str>);

impl ErrorCode {
    /// A code of your own, for [`ClientBuilder::message_pattern`](crate::ClientBuilder::message_pattern).
    pub fn custom(code: impl Into<String>) -> ErrorCode {
        ErrorCode(Cow::Owned(code.into()))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the SDK knows about this code; `None` for a code of your own.
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

/// What the SDK knows about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeInfo {
    /// The code.
    pub code: &'static str,
    /// The family it belongs to.
    pub kind: ErrorKind,
    /// When it comes.
    pub when: &'static str,
    /// What to do.
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
        "Pass the key, or set CHAT44MP_API_KEY. Your key is in the dashboard: profile picture, API Key.";
    INVALID_API_KEY = "invalid_api_key", Config,
        "The API key holds characters that no key has, or is a placeholder; nothing was sent.",
        "Copy the key again from the dashboard, without quotation marks, spaces or line breaks.";
    INVALID_BASE_URL = "invalid_base_url", Config,
        "The base URL is empty, is not a URL, has a part that it cannot have, or would not be used as written.",
        "Give the address of the install, such as https://chat.example.com/api: no user, query or fragment.";
    INSECURE_BASE_URL = "insecure_base_url", Config,
        "The base URL is plain http and not on this machine; the key would travel unencrypted.",
        "Use https, or set allow_http if you accept that the key can be read on the way.";
    INVALID_OPTION = "invalid_option", Config,
        "An option of the client has a value that it cannot have.",
        "Change the option that the message names.";
    TLS_SETUP_FAILED = "tls_setup_failed", Config,
        "The certificates to trust could not be loaded.",
        "Check ca_certs (PEM), SSL_CERT_FILE, or install your system's CA certificates.";
    CLIENT_CLOSED = "client_closed", Config,
        "The client was closed.",
        "Make a new client.";

    FILE_FAILED = "file_failed", Config,
        "A file could not be read or written.",
        "Check the path, its permissions and the space left on the disk.";
    RESULTS_FILE_REFUSED = "results_file_refused", Config,
        "The results file is another import's, is in use by one, or is damaged.",
        "Give a results file of its own to each install and group, or a path where there is none yet.";

    INVALID_FILE = "invalid_file", Validation,
        "The file to import cannot be understood; nothing of it was sent.",
        "Correct what the message names: save the file as CSV (UTF-8) or JSON Lines, or say which column is which.";
    DUPLICATE_ROW = "duplicate_row", Validation,
        "An earlier row of the same import has this e-mail address or phone number; the row was not sent.",
        "Remove the row, or give the contact its own address and number.";
    MISSING_VALUE = "missing_value", Validation,
        "A required value is missing or empty; nothing was sent.",
        "Give the value that `field` names.";
    INVALID_VALUE = "invalid_value", Validation,
        "A value has a form that the server would misread, or characters with which it fails; nothing was sent.",
        "Correct the value that `field` names.";
    TOO_LONG = "too_long", Validation,
        "A text is longer than the server keeps; it would be cut silently. Nothing was sent.",
        "Shorten the value that `field` names.";
    NOTHING_TO_UPDATE = "nothing_to_update", Validation,
        "An update names no field to change; nothing was sent.",
        "Set at least one field. The API cannot clear a field.";
    CONFLICTING_VALUES = "conflicting_values", Validation,
        "Two values were given where exactly one is wanted; nothing was sent.",
        "Give only one of them.";
    USER_FILTER_REQUIRED = "user_filter_required", Validation,
        "The server got neither a user id nor an e-mail address.",
        "Give user_id or email.";
    USER_FIELDS_REQUIRED = "user_fields_required", Validation,
        "The server misses a required field of the new user.",
        "Give name, email, password, package_id and expires_on.";
    USER_ID_REQUIRED = "user_id_required", Validation,
        "The server got no user id.",
        "Give user_id.";
    SUBSCRIBER_ID_REQUIRED = "subscriber_id_required", Validation,
        "The server got no subscriber id, or one that it cannot read.",
        "Give subscriber_id, digits only.";
    PAGE_ID_REQUIRED = "page_id_required", Validation,
        "The server got no page id.",
        "Give page_id, the Facebook page's id.";
    LABEL_NAME_REQUIRED = "label_name_required", Validation,
        "The server got no label name.",
        "Give name.";
    GROUP_ID_REQUIRED = "group_id_required", Validation,
        "The server got no contact group id, or one that it cannot read.",
        "Give group_id.";
    GROUP_NAME_REQUIRED = "group_name_required", Validation,
        "The server got no name for the contact group.",
        "Give name.";
    CONTACT_ID_REQUIRED = "contact_id_required", Validation,
        "The server got no contact id, or one that it cannot read.",
        "Give contact_id.";
    EMAIL_OR_PHONE_REQUIRED = "email_or_phone_required", Validation,
        "The server got neither an e-mail address nor a phone number for the contact.",
        "Give email, phone_number, or both.";
    CONTACT_FIELDS_REQUIRED = "contact_fields_required", Validation,
        "The server got no field to change.",
        "Set first_name, last_name, email or phone_number.";
    FLOW_ID_REQUIRED = "flow_id_required", Validation,
        "The server got no flow campaign id.",
        "Give flow_id.";

    DNS_FAILED = "dns_failed", Connection,
        "The host name could not be resolved; nothing was sent.",
        "Check base_url and this machine's network.";
    CONNECT_FAILED = "connect_failed", Connection,
        "The connection was refused or could not be opened; nothing was sent.",
        "Check that the server is up, base_url, the proxy and the firewall.";
    TLS_FAILED = "tls_failed", Connection,
        "The TLS handshake failed; nothing was sent.",
        "Check the server's certificate. For a private CA set ca_certs or SSL_CERT_FILE.";
    SEND_FAILED = "send_failed", Connection,
        "The connection broke after the request was sent, before an answer began.",
        "A read can be made again. After a write, check first whether it happened.";
    READ_FAILED = "read_failed", Connection,
        "The connection broke while the answer was read.",
        "A read can be made again. After a write, check first whether it happened.";

    CONNECT_TIMEOUT = "connect_timeout", Timeout,
        "The connection did not open in time; nothing was sent.",
        "Check that the server is reachable, or raise connect_timeout.";
    HEAD_TIMEOUT = "head_timeout", Timeout,
        "The server did not begin its answer in time.",
        "Try a read again later, or raise head_timeout. After a write, check first whether it happened.";
    STALL_TIMEOUT = "stall_timeout", Timeout,
        "The server stopped in the middle of its answer.",
        "Try a read again later, or raise stall_timeout. After a write, check first whether it happened.";
    CALL_TIMEOUT = "call_timeout", Timeout,
        "The call, with its retries and waits, took longer than allowed.",
        "Try a read again later, or raise timeout. After a write, check first whether it happened.";

    HTML_PAGE = "html_page", Malformed,
        "The answer is an HTML page without JSON.",
        "Check base_url: it must end in /api. The install may be in maintenance or lack this endpoint.";
    EMPTY_BODY = "empty_body", Malformed,
        "The answer is empty.",
        "Check base_url; look at the install's PHP error log.";
    NULL_BODY = "null_body", Malformed,
        "The answer is `null`.",
        "On labels.create this means that Facebook gave no usable answer: the label may exist there. Otherwise look at the install's PHP error log.";
    TRUNCATED_BODY = "truncated_body", Malformed,
        "The answer's JSON ends too early.",
        "A read can be made again. After a write, check first whether it happened.";
    NOT_JSON = "not_json", Malformed,
        "The answer is not JSON.",
        "Check base_url; look at the install's PHP error log.";
    WRONG_SHAPE = "wrong_shape", Malformed,
        "The answer is JSON, but not what this endpoint promises.",
        "The install may be a newer version. Report it with the operation's name.";
    WRONG_RECORD = "wrong_record", Malformed,
        "The response is about another record than the requested one.",
        "A cache or proxy may mix up responses: make sure that none stores those of the API.";
    TOO_LARGE = "too_large", Malformed,
        "The answer is larger than the limit.",
        "Raise max_response_bytes if such an answer is to be expected.";
    UNREADABLE_ENCODING = "unreadable_encoding", Malformed,
        "The response is compressed in a way that was not asked for, or its gzip data is corrupt.",
        "A proxy or the server's configuration does this: let it send gzip or no compression.";
    TOO_DEEP = "too_deep", Malformed,
        "The answer's JSON is nested deeper than 128 levels.",
        "Such an answer is not the API's: check base_url.";
    REDIRECTED = "redirected", Malformed,
        "The server redirects to another address; redirects are never followed, the key would go along.",
        "Set base_url to the address that the message names.";
    HTTPS_REQUIRED = "https_required", Malformed,
        "The install wants https; it did nothing.",
        "Set base_url to its https address.";

    API_KEY_MISSING = "api_key_missing", Authentication,
        "The server saw no API key in the request.",
        "Check the key; a proxy may drop the query or the form.";
    API_KEY_REJECTED = "api_key_rejected", Authentication,
        "The server does not accept the key: it is wrong, its user is disabled or deleted.",
        "Check the key and that its user is active. The server does not say which.";

    USER_NOT_FOUND = "user_not_found", NotFound,
        "There is no such user.",
        "Check the id or the e-mail address; a deleted user is not found either.";
    PACKAGE_NOT_FOUND = "package_not_found", NotFound,
        "There is no such package.",
        "Take a package_id from packages.list.";
    SUBSCRIBER_NOT_FOUND = "subscriber_not_found", NotFound,
        "There is no such subscriber, or it is another user's.",
        "Check the PSID. An admin's key sees only the admin's own subscribers.";
    LABELS_NOT_FOUND = "labels_not_found", NotFound,
        "The page is unknown, its bot is off, or it has no labels: the server does not say which.",
        "Check the page id and its bot. Labels made through the API are never listed: keep the ids that labels.create returns.";
    LABEL_NOT_FOUND = "label_not_found", NotFound,
        "The server knows none of the label ids.",
        "Pass label ids (from labels.list or labels.create), not the numbers in a subscriber's internal_label_numbers.";
    GROUP_NOT_FOUND = "group_not_found", NotFound,
        "There is no such contact group, or it is another user's.",
        "Check the id. An admin's key sees only the admin's own groups.";
    GROUP_DELETED = "group_deleted", NotFound,
        "The contact group was deleted.",
        "Use another group.";
    CONTACT_NOT_FOUND = "contact_not_found", NotFound,
        "There is no such contact, or it is another user's.",
        "Check the id. An admin's key sees only the admin's own contacts.";
    CONTACT_DELETED = "contact_deleted", NotFound,
        "The contact was deleted.",
        "Use another contact.";
    FLOW_NOT_FOUND = "flow_not_found", NotFound,
        "There is no such flow campaign, or it is another user's.",
        "Check the id. An admin's key sees only the admin's own campaigns.";
    FLOW_DELETED = "flow_deleted", NotFound,
        "The flow campaign was deleted.",
        "Use another campaign.";

    EMAIL_TAKEN = "email_taken", Conflict,
        "The e-mail address is taken.",
        "Addresses are unique on the whole install, deleted objects and other users' included. An update must not send the address that the contact already has.";
    PHONE_TAKEN = "phone_taken", Conflict,
        "The phone number is taken.",
        "Numbers are unique on the whole install, deleted contacts and other users' included. An update must not send the number that the contact already has.";
    EMAIL_TAKEN_BY_DELETED_USER = "email_taken_by_deleted_user", Conflict,
        "The address is taken, yet no user has it: a deleted user does.",
        "Ask the install's administrator to free the address, or use another.";
    EMAIL_TAKEN_BY_SIMILAR_ADDRESS = "email_taken_by_similar_address", Conflict,
        "The address is taken by a user whose address differs only in accents; the server treats the two as equal.",
        "Check the accents in the address. If it is right, use another address for the new user.";

    BOT_NOT_ENABLED = "bot_not_enabled", Precondition,
        "The page is unknown, not yours, disconnected, or its bot is off.",
        "Enable the bot on the page in the dashboard.";

    FACEBOOK_REFUSED = "facebook_refused", Upstream,
        "Facebook refused; the message is its own.",
        "Look up graph_code in Facebook's documentation. Of several labels, those before the refused one stay assigned.";
    LABEL_NOT_ASSIGNED = "label_not_assigned", Upstream,
        "Facebook did not confirm that the label was assigned; the install may show it all the same.",
        "Assign it again: doing so twice does no harm.";

    RATE_LIMITED = "rate_limited", RateLimited,
        "The server gets too many requests (HTTP 429).",
        "Wait as long as retry_after says, and lower max_concurrency.";

    SERVER_ERROR = "server_error", Server,
        "The server failed (HTTP 5xx).",
        "Try a read again later. After a write, check first whether it happened.";
    LABEL_NAME_MAYBE_TAKEN = "label_name_maybe_taken", Server,
        "The server failed while it stored a label, most often because a label of that name exists; Facebook has already made it.",
        "Label names made through the API must be unique on the whole install, all pages and users: use another name.";

    UNKNOWN_ERROR = "unknown_error", Unknown,
        "The server said `error` in words that are not in the catalogue.",
        "The message holds its words. A translated install: add its texts with message_pattern.";
    HTTP_ERROR = "http_error", Unknown,
        "An HTTP status that the API itself never sends; a proxy or firewall in front of it may.",
        "Check base_url, and what stands between you and the server.";
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

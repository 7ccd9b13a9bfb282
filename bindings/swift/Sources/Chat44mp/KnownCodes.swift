// Written by `cargo xtask generate` from crates/chat44mp/src/error/codes.rs.

extension ErrorCode {
    /// No API key was given.
    public static let missingApiKey: ErrorCode = "missing_api_key"
    /// The API key contains characters that no key has, or is a placeholder; nothing was sent.
    public static let invalidApiKey: ErrorCode = "invalid_api_key"
    /// The base URL is empty, is not a URL, has a component that is not allowed, or would not be used as written.
    public static let invalidBaseUrl: ErrorCode = "invalid_base_url"
    /// The base URL is plain http and not on this machine; the key would be sent unencrypted.
    public static let insecureBaseUrl: ErrorCode = "insecure_base_url"
    /// An option has an invalid value.
    public static let invalidOption: ErrorCode = "invalid_option"
    /// The certificates to trust could not be loaded.
    public static let tlsSetupFailed: ErrorCode = "tls_setup_failed"
    /// The client was closed.
    public static let clientClosed: ErrorCode = "client_closed"
    /// A file could not be read or written.
    public static let fileFailed: ErrorCode = "file_failed"
    /// The results file belongs to another import, is in use by one, or is damaged.
    public static let resultsFileRefused: ErrorCode = "results_file_refused"
    /// The file to import cannot be parsed; nothing was sent.
    public static let invalidFile: ErrorCode = "invalid_file"
    /// An earlier row of the same import has this e-mail address or phone number; the row was not sent.
    public static let duplicateRow: ErrorCode = "duplicate_row"
    /// The row is a test lead of Meta's lead ads, with dummy data; it was not sent.
    public static let testLead: ErrorCode = "test_lead"
    /// A required value is missing or empty; nothing was sent.
    public static let missingValue: ErrorCode = "missing_value"
    /// A value has a format that the server would misread, or characters that crash it; nothing was sent.
    public static let invalidValue: ErrorCode = "invalid_value"
    /// A text is longer than the server stores and would be truncated silently; nothing was sent.
    public static let tooLong: ErrorCode = "too_long"
    /// An update sets no field; nothing was sent.
    public static let nothingToUpdate: ErrorCode = "nothing_to_update"
    /// Two values were given where exactly one is expected; nothing was sent.
    public static let conflictingValues: ErrorCode = "conflicting_values"
    /// The server received neither a user ID nor an e-mail address.
    public static let userFilterRequired: ErrorCode = "user_filter_required"
    /// A required field of the new user is missing.
    public static let userFieldsRequired: ErrorCode = "user_fields_required"
    /// The server received no user ID.
    public static let userIdRequired: ErrorCode = "user_id_required"
    /// The server received no valid subscriber ID.
    public static let subscriberIdRequired: ErrorCode = "subscriber_id_required"
    /// The server received no page ID.
    public static let pageIdRequired: ErrorCode = "page_id_required"
    /// The server received no label name.
    public static let labelNameRequired: ErrorCode = "label_name_required"
    /// The server received no valid contact group ID.
    public static let groupIdRequired: ErrorCode = "group_id_required"
    /// The server received no name for the contact group.
    public static let groupNameRequired: ErrorCode = "group_name_required"
    /// The server received no valid contact ID.
    public static let contactIdRequired: ErrorCode = "contact_id_required"
    /// The server received neither an e-mail address nor a phone number for the contact.
    public static let emailOrPhoneRequired: ErrorCode = "email_or_phone_required"
    /// The server received no field to change.
    public static let contactFieldsRequired: ErrorCode = "contact_fields_required"
    /// The server received no flow campaign ID.
    public static let flowIdRequired: ErrorCode = "flow_id_required"
    /// The host name could not be resolved; nothing was sent.
    public static let dnsFailed: ErrorCode = "dns_failed"
    /// The connection was refused or could not be opened; nothing was sent.
    public static let connectFailed: ErrorCode = "connect_failed"
    /// The proxy requires a user and password, or rejects those of its URL; the server received nothing.
    public static let proxyAuthenticationRequired: ErrorCode = "proxy_authentication_required"
    /// The proxy refused to connect to the server, or could not reach it; nothing was sent.
    public static let proxyRefused: ErrorCode = "proxy_refused"
    /// The TLS handshake failed; nothing was sent.
    public static let tlsFailed: ErrorCode = "tls_failed"
    /// The connection was lost after the request was sent, before a response arrived.
    public static let sendFailed: ErrorCode = "send_failed"
    /// The connection was lost while the response was read.
    public static let readFailed: ErrorCode = "read_failed"
    /// The connection was not established in time; nothing was sent.
    public static let connectTimeout: ErrorCode = "connect_timeout"
    /// The server did not start to respond in time.
    public static let headTimeout: ErrorCode = "head_timeout"
    /// The server stopped sending in the middle of its response.
    public static let stallTimeout: ErrorCode = "stall_timeout"
    /// The call, including its retries and waits, took longer than allowed.
    public static let callTimeout: ErrorCode = "call_timeout"
    /// The response is an HTML page without JSON.
    public static let htmlPage: ErrorCode = "html_page"
    /// The response is empty.
    public static let emptyBody: ErrorCode = "empty_body"
    /// The response is JSON's null.
    public static let nullBody: ErrorCode = "null_body"
    /// The JSON of the response is truncated.
    public static let truncatedBody: ErrorCode = "truncated_body"
    /// The response is not JSON.
    public static let notJson: ErrorCode = "not_json"
    /// The response is JSON, but does not have the structure of this endpoint.
    public static let wrongShape: ErrorCode = "wrong_shape"
    /// The response is about another record than the requested one.
    public static let wrongRecord: ErrorCode = "wrong_record"
    /// The response is larger than the limit.
    public static let tooLarge: ErrorCode = "too_large"
    /// The response has a content encoding that was not requested, or its gzip data is corrupt.
    public static let unreadableEncoding: ErrorCode = "unreadable_encoding"
    /// The JSON of the response is nested deeper than 128 levels.
    public static let tooDeep: ErrorCode = "too_deep"
    /// The server redirects to another address. Redirects are never followed, because the key would be sent along.
    public static let redirected: ErrorCode = "redirected"
    /// Cloudflare, in front of the server, demands a browser for the request; the server did not receive it.
    public static let cloudflareChallenge: ErrorCode = "cloudflare_challenge"
    /// The server requires https; the request had no effect.
    public static let httpsRequired: ErrorCode = "https_required"
    /// The server found no API key in the request.
    public static let apiKeyMissing: ErrorCode = "api_key_missing"
    /// The server rejects the key: it is wrong, or its user is disabled or deleted.
    public static let apiKeyRejected: ErrorCode = "api_key_rejected"
    /// There is no such user.
    public static let userNotFound: ErrorCode = "user_not_found"
    /// There is no such package.
    public static let packageNotFound: ErrorCode = "package_not_found"
    /// There is no such subscriber, or it belongs to another user.
    public static let subscriberNotFound: ErrorCode = "subscriber_not_found"
    /// The page is unknown, its bot is disabled, or it has no labels; the server does not say which.
    public static let labelsNotFound: ErrorCode = "labels_not_found"
    /// The server knows none of the label IDs.
    public static let labelNotFound: ErrorCode = "label_not_found"
    /// There is no such contact group, or it belongs to another user.
    public static let groupNotFound: ErrorCode = "group_not_found"
    /// The contact group was deleted.
    public static let groupDeleted: ErrorCode = "group_deleted"
    /// There is no such contact, or it belongs to another user.
    public static let contactNotFound: ErrorCode = "contact_not_found"
    /// The contact was deleted.
    public static let contactDeleted: ErrorCode = "contact_deleted"
    /// There is no such flow campaign, or it belongs to another user.
    public static let flowNotFound: ErrorCode = "flow_not_found"
    /// The flow campaign was deleted.
    public static let flowDeleted: ErrorCode = "flow_deleted"
    /// The e-mail address is taken.
    public static let emailTaken: ErrorCode = "email_taken"
    /// The phone number is taken.
    public static let phoneTaken: ErrorCode = "phone_taken"
    /// The address is taken, but no user has it: it belongs to a deleted user.
    public static let emailTakenByDeletedUser: ErrorCode = "email_taken_by_deleted_user"
    /// The address is taken by a user whose address differs only in accents; the server treats the two as equal.
    public static let emailTakenBySimilarAddress: ErrorCode = "email_taken_by_similar_address"
    /// The page is unknown, belongs to another user, is disconnected, or its bot is disabled.
    public static let botNotEnabled: ErrorCode = "bot_not_enabled"
    /// Facebook refused the request; the message is Facebook's.
    public static let facebookRefused: ErrorCode = "facebook_refused"
    /// Facebook did not confirm that the label was assigned; the server may show it nevertheless.
    public static let labelNotAssigned: ErrorCode = "label_not_assigned"
    /// The server received too many requests (HTTP 429).
    public static let rateLimited: ErrorCode = "rate_limited"
    /// The server failed (HTTP 5xx).
    public static let serverError: ErrorCode = "server_error"
    /// The server failed while storing a label, usually because a label with this name exists; Facebook has already created the new one.
    public static let labelNameMaybeTaken: ErrorCode = "label_name_maybe_taken"
    /// The server reported an error with a message that is not in the catalogue.
    public static let unknownError: ErrorCode = "unknown_error"
    /// An HTTP status that the API itself never sends; it may come from a proxy or firewall.
    public static let httpError: ErrorCode = "http_error"
}

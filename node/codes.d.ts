// Written by `cargo xtask errors` from crates/chat44mp/src/error/codes.rs.

/** The codes known today. */
export type KnownCode =
  /** No API key was given. */
  | 'missing_api_key'
  /** The API key holds characters that no key has, or is a placeholder; nothing was sent. */
  | 'invalid_api_key'
  /** The base URL is empty, is not a URL, has a part that it cannot have, or would not be used as written. */
  | 'invalid_base_url'
  /** The base URL is plain http and not on this machine; the key would travel unencrypted. */
  | 'insecure_base_url'
  /** An option of the client has a value that it cannot have. */
  | 'invalid_option'
  /** The certificates to trust could not be loaded. */
  | 'tls_setup_failed'
  /** The client was closed. */
  | 'client_closed'
  /** A file could not be read or written. */
  | 'file_failed'
  /** The results file is another import's, is in use by one, or is damaged. */
  | 'results_file_refused'
  /** The file to import cannot be understood; nothing of it was sent. */
  | 'invalid_file'
  /** An earlier row of the same import has this e-mail address or phone number; the row was not sent. */
  | 'duplicate_row'
  /** A required value is missing or empty; nothing was sent. */
  | 'missing_value'
  /** A value has a form that the server would misread, or characters with which it fails; nothing was sent. */
  | 'invalid_value'
  /** A text is longer than the server keeps; it would be cut silently. Nothing was sent. */
  | 'too_long'
  /** An update names no field to change; nothing was sent. */
  | 'nothing_to_update'
  /** Two values were given where exactly one is wanted; nothing was sent. */
  | 'conflicting_values'
  /** The server got neither a user id nor an e-mail address. */
  | 'user_filter_required'
  /** The server misses a required field of the new user. */
  | 'user_fields_required'
  /** The server got no user id. */
  | 'user_id_required'
  /** The server got no subscriber id, or one that it cannot read. */
  | 'subscriber_id_required'
  /** The server got no page id. */
  | 'page_id_required'
  /** The server got no label name. */
  | 'label_name_required'
  /** The server got no contact group id, or one that it cannot read. */
  | 'group_id_required'
  /** The server got no name for the contact group. */
  | 'group_name_required'
  /** The server got no contact id, or one that it cannot read. */
  | 'contact_id_required'
  /** The server got neither an e-mail address nor a phone number for the contact. */
  | 'email_or_phone_required'
  /** The server got no field to change. */
  | 'contact_fields_required'
  /** The server got no flow campaign id. */
  | 'flow_id_required'
  /** The host name could not be resolved; nothing was sent. */
  | 'dns_failed'
  /** The connection was refused or could not be opened; nothing was sent. */
  | 'connect_failed'
  /** The TLS handshake failed; nothing was sent. */
  | 'tls_failed'
  /** The connection broke after the request was sent, before an answer began. */
  | 'send_failed'
  /** The connection broke while the answer was read. */
  | 'read_failed'
  /** The connection did not open in time; nothing was sent. */
  | 'connect_timeout'
  /** The server did not begin its answer in time. */
  | 'head_timeout'
  /** The server stopped in the middle of its answer. */
  | 'stall_timeout'
  /** The call, with its retries and waits, took longer than allowed. */
  | 'call_timeout'
  /** The answer is an HTML page without JSON. */
  | 'html_page'
  /** The answer is empty. */
  | 'empty_body'
  /** The answer is `null`. */
  | 'null_body'
  /** The answer's JSON ends too early. */
  | 'truncated_body'
  /** The answer is not JSON. */
  | 'not_json'
  /** The answer is JSON, but not what this endpoint promises. */
  | 'wrong_shape'
  /** The response is about another record than the requested one. */
  | 'wrong_record'
  /** The answer is larger than the limit. */
  | 'too_large'
  /** The response is compressed in a way that was not asked for, or its gzip data is corrupt. */
  | 'unreadable_encoding'
  /** The answer's JSON is nested deeper than 128 levels. */
  | 'too_deep'
  /** The server redirects to another address; redirects are never followed, the key would go along. */
  | 'redirected'
  /** The install wants https; it did nothing. */
  | 'https_required'
  /** The server saw no API key in the request. */
  | 'api_key_missing'
  /** The server does not accept the key: it is wrong, its user is disabled or deleted. */
  | 'api_key_rejected'
  /** There is no such user. */
  | 'user_not_found'
  /** There is no such package. */
  | 'package_not_found'
  /** There is no such subscriber, or it is another user's. */
  | 'subscriber_not_found'
  /** The page is unknown, its bot is off, or it has no labels: the server does not say which. */
  | 'labels_not_found'
  /** The server knows none of the label ids. */
  | 'label_not_found'
  /** There is no such contact group, or it is another user's. */
  | 'group_not_found'
  /** The contact group was deleted. */
  | 'group_deleted'
  /** There is no such contact, or it is another user's. */
  | 'contact_not_found'
  /** The contact was deleted. */
  | 'contact_deleted'
  /** There is no such flow campaign, or it is another user's. */
  | 'flow_not_found'
  /** The flow campaign was deleted. */
  | 'flow_deleted'
  /** The e-mail address is taken. */
  | 'email_taken'
  /** The phone number is taken. */
  | 'phone_taken'
  /** The address is taken, yet no user has it: a deleted user does. */
  | 'email_taken_by_deleted_user'
  /** The address is taken by a user whose address differs only in accents; the server treats the two as equal. */
  | 'email_taken_by_similar_address'
  /** The page is unknown, not yours, disconnected, or its bot is off. */
  | 'bot_not_enabled'
  /** Facebook refused; the message is its own. */
  | 'facebook_refused'
  /** Facebook did not confirm that the label was assigned; the install may show it all the same. */
  | 'label_not_assigned'
  /** The server gets too many requests (HTTP 429). */
  | 'rate_limited'
  /** The server failed (HTTP 5xx). */
  | 'server_error'
  /** The server failed while it stored a label, most often because a label of that name exists; Facebook has already made it. */
  | 'label_name_maybe_taken'
  /** The server said `error` in words that are not in the catalogue. */
  | 'unknown_error'
  /** An HTTP status that the API itself never sends; a proxy or firewall in front of it may. */
  | 'http_error'

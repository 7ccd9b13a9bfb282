// Written by `cargo xtask generate` from crates/chat44mp/src/error/codes.rs.

/** The codes known today. */
export type KnownCode =
  /** No API key was given. */
  | 'missing_api_key'
  /** The API key contains characters that no key has, or is a placeholder; nothing was sent. */
  | 'invalid_api_key'
  /** The base URL is empty, is not a URL, has a component that is not allowed, or would not be used as written. */
  | 'invalid_base_url'
  /** The base URL is plain http and not on this machine; the key would be sent unencrypted. */
  | 'insecure_base_url'
  /** An option has an invalid value. */
  | 'invalid_option'
  /** The certificates to trust could not be loaded. */
  | 'tls_setup_failed'
  /** The client was closed. */
  | 'client_closed'
  /** A file could not be read or written. */
  | 'file_failed'
  /** The results file belongs to another import, is in use by one, or is damaged. */
  | 'results_file_refused'
  /** The file to import cannot be parsed; nothing was sent. */
  | 'invalid_file'
  /** An earlier row of the same import has this e-mail address or phone number; the row was not sent. */
  | 'duplicate_row'
  /** The row is a test lead of Meta's lead ads, with dummy data; it was not sent. */
  | 'test_lead'
  /** A required value is missing or empty; nothing was sent. */
  | 'missing_value'
  /** A value has a format that the server would misread, or characters that crash it; nothing was sent. */
  | 'invalid_value'
  /** A text is longer than the server stores and would be truncated silently; nothing was sent. */
  | 'too_long'
  /** An update sets no field; nothing was sent. */
  | 'nothing_to_update'
  /** Two values were given where exactly one is expected; nothing was sent. */
  | 'conflicting_values'
  /** The server received neither a user ID nor an e-mail address. */
  | 'user_filter_required'
  /** A required field of the new user is missing. */
  | 'user_fields_required'
  /** The server received no user ID. */
  | 'user_id_required'
  /** The server received no valid subscriber ID. */
  | 'subscriber_id_required'
  /** The server received no page ID. */
  | 'page_id_required'
  /** The server received no label name. */
  | 'label_name_required'
  /** The server received no valid contact group ID. */
  | 'group_id_required'
  /** The server received no name for the contact group. */
  | 'group_name_required'
  /** The server received no valid contact ID. */
  | 'contact_id_required'
  /** The server received neither an e-mail address nor a phone number for the contact. */
  | 'email_or_phone_required'
  /** The server received no field to change. */
  | 'contact_fields_required'
  /** The server received no flow campaign ID. */
  | 'flow_id_required'
  /** The host name could not be resolved; nothing was sent. */
  | 'dns_failed'
  /** The connection was refused or could not be opened; nothing was sent. */
  | 'connect_failed'
  /** The proxy requires a user and password, or rejects those of its URL; the server received nothing. */
  | 'proxy_authentication_required'
  /** The proxy refused to connect to the server, or could not reach it; nothing was sent. */
  | 'proxy_refused'
  /** The TLS handshake failed; nothing was sent. */
  | 'tls_failed'
  /** The connection was lost after the request was sent, before a response arrived. */
  | 'send_failed'
  /** The connection was lost while the response was read. */
  | 'read_failed'
  /** The connection was not established in time; nothing was sent. */
  | 'connect_timeout'
  /** The server did not start to respond in time. */
  | 'head_timeout'
  /** The server stopped sending in the middle of its response. */
  | 'stall_timeout'
  /** The call, including its retries and waits, took longer than allowed. */
  | 'call_timeout'
  /** The response is an HTML page without JSON. */
  | 'html_page'
  /** The response is empty. */
  | 'empty_body'
  /** The response is JSON's null. */
  | 'null_body'
  /** The JSON of the response is truncated. */
  | 'truncated_body'
  /** The response is not JSON. */
  | 'not_json'
  /** The response is JSON, but does not have the structure of this endpoint. */
  | 'wrong_shape'
  /** The response is about another record than the requested one. */
  | 'wrong_record'
  /** The response is larger than the limit. */
  | 'too_large'
  /** The response has a content encoding that was not requested, or its gzip data is corrupt. */
  | 'unreadable_encoding'
  /** The JSON of the response is nested deeper than 128 levels. */
  | 'too_deep'
  /** The server redirects to another address. Redirects are never followed, because the key would be sent along. */
  | 'redirected'
  /** Cloudflare, in front of the server, demands a browser for the request; the server did not receive it. */
  | 'cloudflare_challenge'
  /** The server requires https; the request had no effect. */
  | 'https_required'
  /** The server found no API key in the request. */
  | 'api_key_missing'
  /** The server rejects the key: it is wrong, or its user is disabled or deleted. */
  | 'api_key_rejected'
  /** There is no such user. */
  | 'user_not_found'
  /** There is no such package. */
  | 'package_not_found'
  /** There is no such subscriber, or it belongs to another user. */
  | 'subscriber_not_found'
  /** The page is unknown, its bot is disabled, or it has no labels; the server does not say which. */
  | 'labels_not_found'
  /** The server knows none of the label IDs. */
  | 'label_not_found'
  /** There is no such contact group, or it belongs to another user. */
  | 'group_not_found'
  /** The contact group was deleted. */
  | 'group_deleted'
  /** There is no such contact, or it belongs to another user. */
  | 'contact_not_found'
  /** The contact was deleted. */
  | 'contact_deleted'
  /** There is no such flow campaign, or it belongs to another user. */
  | 'flow_not_found'
  /** The flow campaign was deleted. */
  | 'flow_deleted'
  /** The e-mail address is taken. */
  | 'email_taken'
  /** The phone number is taken. */
  | 'phone_taken'
  /** The address is taken, but no user has it: it belongs to a deleted user. */
  | 'email_taken_by_deleted_user'
  /** The address is taken by a user whose address differs only in accents; the server treats the two as equal. */
  | 'email_taken_by_similar_address'
  /** The page is unknown, belongs to another user, is disconnected, or its bot is disabled. */
  | 'bot_not_enabled'
  /** Facebook refused the request; the message is Facebook's. */
  | 'facebook_refused'
  /** Facebook did not confirm that the label was assigned; the server may show it nevertheless. */
  | 'label_not_assigned'
  /** The server received too many requests (HTTP 429). */
  | 'rate_limited'
  /** The server failed (HTTP 5xx). */
  | 'server_error'
  /** The server failed while storing a label, usually because a label with this name exists; Facebook has already created the new one. */
  | 'label_name_maybe_taken'
  /** The server reported an error with a message that is not in the catalogue. */
  | 'unknown_error'
  /** An HTTP status that the API itself never sends; it may come from a proxy or firewall. */
  | 'http_error'

"""The error codes: when each occurs, and what to do.

`missing_api_key`
    No API key was given.
    Pass your key, or set CHAT44MP_API_KEY. It is in the dashboard: profile picture, API Key.
`invalid_api_key`
    The API key contains characters that no key has, or is a placeholder; nothing was sent.
    Copy the key again from the dashboard, without quotation marks, spaces or line breaks.
`invalid_base_url`
    The base URL is empty, is not a URL, has a component that is not allowed, or would not be used as written.
    Pass the server's address, such as https://chat.example.com/api, without user, query and fragment.
`insecure_base_url`
    The base URL is plain http and not on this machine; the key would be sent unencrypted.
    Use https, or set `allow_http` if you accept that the key can be intercepted.
`invalid_option`
    An option has an invalid value.
    Change the option that the message names.
`tls_setup_failed`
    The certificates to trust could not be loaded.
    Check `ca_certs` or the variable that the message names, or install your system's CA certificates.
`client_closed`
    The client was closed.
    Create a new client.
`file_failed`
    A file could not be read or written.
    Check the path, its permissions and the free disk space.
`results_file_refused`
    The results file belongs to another import, is in use by one, or is damaged.
    Use a separate results file for each server and group, or a path that does not exist yet.
`invalid_file`
    The file to import cannot be parsed; nothing was sent.
    Fix the problem that the message names: save the file as CSV (UTF-8) or JSON Lines, or map its columns.
`duplicate_row`
    An earlier row of the same import has this e-mail address or phone number; the row was not sent.
    Remove the row, or give the contact a unique address and number.
`test_lead`
    The row is a test lead of Meta's lead ads, with dummy data; it was not sent.
    Remove the row; no action is needed if the other rows are right.
`missing_value`
    A required value is missing or empty; nothing was sent.
    Pass the value that `field` names.
`invalid_value`
    A value has a format that the server would misread, or characters that crash it; nothing was sent.
    Correct the value that `field` names.
`too_long`
    A text is longer than the server stores and would be truncated silently; nothing was sent.
    Shorten the value that `field` names.
`nothing_to_update`
    An update sets no field; nothing was sent.
    Set at least one field. The API cannot clear a field.
`conflicting_values`
    Two values were given where exactly one is expected; nothing was sent.
    Pass only one of them.
`user_filter_required`
    The server received neither a user ID nor an e-mail address.
    Pass `user_id` or `email`.
`user_fields_required`
    A required field of the new user is missing.
    Pass `name`, `email`, `password`, `package_id` and `expires_on`.
`user_id_required`
    The server received no user ID.
    Pass `user_id`.
`subscriber_id_required`
    The server received no valid subscriber ID.
    Pass `subscriber_id`, digits only.
`page_id_required`
    The server received no page ID.
    Pass `page_id`, the ID of the Facebook page.
`label_name_required`
    The server received no label name.
    Pass `name`.
`group_id_required`
    The server received no valid contact group ID.
    Pass `group_id`.
`group_name_required`
    The server received no name for the contact group.
    Pass `name`.
`contact_id_required`
    The server received no valid contact ID.
    Pass `contact_id`.
`email_or_phone_required`
    The server received neither an e-mail address nor a phone number for the contact.
    Pass `email`, `phone_number`, or both.
`contact_fields_required`
    The server received no field to change.
    Set `first_name`, `last_name`, `email` or `phone_number`.
`flow_id_required`
    The server received no flow campaign ID.
    Pass `flow_id`.
`dns_failed`
    The host name could not be resolved; nothing was sent.
    Check `base_url` and this machine's network.
`connect_failed`
    The connection was refused or could not be opened; nothing was sent.
    Check that the server is running, and check `base_url`, the proxy and the firewall.
`proxy_authentication_required`
    The proxy requires a user and password, or rejects those of its URL; the server received nothing.
    Add the user and password to the proxy's URL, such as http://user:password@proxy.example.com:3128, in `proxy` or HTTPS_PROXY.
`proxy_refused`
    The proxy refused to connect to the server, or could not reach it; nothing was sent.
    Have the proxy's administrator allow the host of `base_url`, or add it to NO_PROXY if it is reachable without the proxy.
`tls_failed`
    The TLS handshake failed; nothing was sent.
    Check the server's certificate. If it is self-signed or of a private CA, pass its file as `ca_certs`.
`send_failed`
    The connection was lost after the request was sent, before a response arrived.
    Retry a read. After a write, check whether it took effect before you repeat it.
`read_failed`
    The connection was lost while the response was read.
    Retry a read. After a write, check whether it took effect before you repeat it.
`connect_timeout`
    The connection was not established in time; nothing was sent.
    Check that the server is reachable, or raise `connect_timeout`.
`head_timeout`
    The server did not start to respond in time.
    If the server is slow, raise `head_timeout`. Retry a read. After a write, check whether it took effect before you repeat it.
`stall_timeout`
    The server stopped sending in the middle of its response.
    If the server is slow, raise `stall_timeout`. Retry a read. After a write, check whether it took effect before you repeat it.
`call_timeout`
    The call, including its retries and waits, took longer than allowed.
    If the server is slow, raise `timeout`. Retry a read. After a write, check whether it took effect before you repeat it.
`html_page`
    The response is an HTML page without JSON.
    Check `base_url`: it must end in /api. The server may be in maintenance or lack this endpoint.
`empty_body`
    The response is empty.
    Check `base_url` and the server's PHP error log.
`null_body`
    The response is JSON's null.
    Check the server's PHP error log. On `labels.create`, Facebook sent no usable response.
`truncated_body`
    The JSON of the response is truncated.
    Retry a read. After a write, check whether it took effect before you repeat it.
`not_json`
    The response is not JSON.
    Check `base_url` and the server's PHP error log.
`wrong_shape`
    The response is JSON, but does not have the structure of this endpoint.
    The server may be a newer version. Report this with the operation's name.
`wrong_record`
    The response is about another record than the requested one.
    A cache or proxy may mix up responses: make sure that none caches those of the API.
`too_large`
    The response is larger than the limit.
    Raise `max_response_bytes` if such a response is expected.
`unreadable_encoding`
    The response has a content encoding that was not requested, or its gzip data is corrupt.
    Configure the proxy or the server to send gzip or no compression.
`too_deep`
    The JSON of the response is nested deeper than 128 levels.
    The API sends no such response: check `base_url`.
`redirected`
    The server redirects to another address. Redirects are never followed, because the key would be sent along.
    Set `base_url` to the address that the message names, but only if you know that it is your server: the key would be sent there.
`cloudflare_challenge`
    Cloudflare, in front of the server, demands a browser for the request; the server did not receive it.
    Ask the server's administrator to skip the challenge for the path of the API with a rule in Cloudflare. Retrying does not help.
`https_required`
    The server requires https; the request had no effect.
    Set `base_url` to its https address.
`api_key_missing`
    The server found no API key in the request.
    Check the key, and that no proxy removes the query or the form.
`api_key_rejected`
    The server rejects the key: it is wrong, or its user is disabled or deleted.
    Check the key, and that its user is active. The server does not say which.
`user_not_found`
    There is no such user.
    Check the ID or the e-mail address; a deleted user is not found either.
`package_not_found`
    There is no such package.
    Use a `package_id` from `packages.list`.
`subscriber_not_found`
    There is no such subscriber, or it belongs to another user.
    Check the PSID. An admin's key sees only the admin's own subscribers.
`labels_not_found`
    The page is unknown, its bot is disabled, or it has no labels; the server does not say which.
    Check the page ID and its bot. Labels created through the API are never listed: keep the IDs that `labels.create` returns.
`label_not_found`
    The server knows none of the label IDs.
    Pass label IDs (from `labels.list` or `labels.create`), not the numbers in a subscriber's `internal_label_numbers`.
`group_not_found`
    There is no such contact group, or it belongs to another user.
    Check the ID. An admin's key sees only the admin's own groups.
`group_deleted`
    The contact group was deleted.
    Use another group.
`contact_not_found`
    There is no such contact, or it belongs to another user.
    Check the ID. An admin's key sees only the admin's own contacts.
`contact_deleted`
    The contact was deleted.
    Use another contact.
`flow_not_found`
    There is no such flow campaign, or it belongs to another user.
    Check the ID. An admin's key sees only the admin's own campaigns.
`flow_deleted`
    The flow campaign was deleted.
    Use another campaign.
`email_taken`
    The e-mail address is taken.
    Use another address: addresses are unique on the whole server, including those of deleted objects and other users. An update must not send the address that the contact already has.
`phone_taken`
    The phone number is taken.
    Use another number: numbers are unique on the whole server, including those of deleted contacts and other users. An update must not send the number that the contact already has.
`email_taken_by_deleted_user`
    The address is taken, but no user has it: it belongs to a deleted user.
    Ask the server's administrator to release the address, or use another.
`email_taken_by_similar_address`
    The address is taken by a user whose address differs only in accents; the server treats the two as equal.
    Check the accents in the address. If it is right, use another address for the new user.
`bot_not_enabled`
    The page is unknown, belongs to another user, is disconnected, or its bot is disabled.
    Enable the bot on the page in the dashboard.
`facebook_refused`
    Facebook refused the request; the message is Facebook's.
    Look up `graph_code` in Facebook's documentation. Of several labels, those before the refused one stay assigned.
`label_not_assigned`
    Facebook did not confirm that the label was assigned; the server may show it nevertheless.
    Assign it again: this is safe to repeat.
`rate_limited`
    The server received too many requests (HTTP 429).
    Wait before you repeat the call, as long as `retry_after` says if it is set, and lower `max_concurrency`.
`server_error`
    The server failed (HTTP 5xx).
    Retry a read. After a write, check whether it took effect before you repeat it.
`label_name_maybe_taken`
    The server failed while storing a label, usually because a label with this name exists; Facebook has already created the new one.
    Use another name: names of labels created through the API must be unique on the whole server, across all pages and users.
`unknown_error`
    The server reported an error with a message that is not in the catalogue.
    Read the server's message. If the server is translated, add its messages with `message_patterns`.
`http_error`
    An HTTP status that the API itself never sends; it may come from a proxy or firewall.
    Check `base_url`, and the proxies between you and the server.
"""

# Written by `cargo xtask generate` from crates/chat44mp/src/error/codes.rs.

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = ["ErrorCode"]

ErrorCode: TypeAlias = Literal[
    "missing_api_key",
    "invalid_api_key",
    "invalid_base_url",
    "insecure_base_url",
    "invalid_option",
    "tls_setup_failed",
    "client_closed",
    "file_failed",
    "results_file_refused",
    "invalid_file",
    "duplicate_row",
    "test_lead",
    "missing_value",
    "invalid_value",
    "too_long",
    "nothing_to_update",
    "conflicting_values",
    "user_filter_required",
    "user_fields_required",
    "user_id_required",
    "subscriber_id_required",
    "page_id_required",
    "label_name_required",
    "group_id_required",
    "group_name_required",
    "contact_id_required",
    "email_or_phone_required",
    "contact_fields_required",
    "flow_id_required",
    "dns_failed",
    "connect_failed",
    "proxy_authentication_required",
    "proxy_refused",
    "tls_failed",
    "send_failed",
    "read_failed",
    "connect_timeout",
    "head_timeout",
    "stall_timeout",
    "call_timeout",
    "html_page",
    "empty_body",
    "null_body",
    "truncated_body",
    "not_json",
    "wrong_shape",
    "wrong_record",
    "too_large",
    "unreadable_encoding",
    "too_deep",
    "redirected",
    "cloudflare_challenge",
    "https_required",
    "api_key_missing",
    "api_key_rejected",
    "user_not_found",
    "package_not_found",
    "subscriber_not_found",
    "labels_not_found",
    "label_not_found",
    "group_not_found",
    "group_deleted",
    "contact_not_found",
    "contact_deleted",
    "flow_not_found",
    "flow_deleted",
    "email_taken",
    "phone_taken",
    "email_taken_by_deleted_user",
    "email_taken_by_similar_address",
    "bot_not_enabled",
    "facebook_refused",
    "label_not_assigned",
    "rate_limited",
    "server_error",
    "label_name_maybe_taken",
    "unknown_error",
    "http_error",
]

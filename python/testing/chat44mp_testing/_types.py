"""The data of the emulator: faults, journal entries and the options of its clients."""

# Written by `cargo xtask generate` from the sources of the core and the emulator.

from __future__ import annotations

from collections.abc import Callable, Iterable
from os import PathLike
from typing import Literal, TypeAlias, TypedDict, Union

from chat44mp import MessagePattern, RequestEvent, ResponseEvent

OperationName: TypeAlias = Literal[
    "get_user_info",
    "users.get",
    "create_system_user",
    "users.create",
    "update_user",
    "users.update",
    "get_all_packages",
    "packages.list",
    "subscriber_information",
    "subscribers.get",
    "get_all_labels",
    "labels.list",
    "create_label",
    "labels.create",
    "assign_label",
    "labels.assign",
    "get_contact_group",
    "contact_groups.get",
    "create_contact_group",
    "contact_groups.create",
    "update_contact_group",
    "contact_groups.update",
    "delete_contact_group",
    "contact_groups.delete",
    "get_contact",
    "contacts.get",
    "create_contact",
    "contacts.create",
    "update_contact",
    "contacts.update",
    "delete_contact",
    "contacts.delete",
    "get_flow_campaigns",
    "flows.list",
    "get_flow_campaign_info",
    "flows.get",
    "get_single_subscriber_flow_info",
    "flows.subscriber_answers",
    "get_all_subscriber_flow_info",
    "flows.answers",
]
"""An operation, by its name on the wire or by its call."""

Position: TypeAlias = Literal[
    # Before the request is applied.
    "before",
    # After half of it: create_label after Facebook created the label, assign_label after the first label. All
    # other operations have one step; this position is rejected for them.
    "during",
    # After the request is applied: only the response is affected.
    "after",
]
"""When a fault occurs while a request is handled."""

StatusBody: TypeAlias = Literal[
    # An error page.
    "html",
    # No body.
    "empty",
    # The response of the handler.
    "response",
]
"""The body of a response with another HTTP status."""

Spelling: TypeAlias = Literal[
    # As it is.
    "plain",
    # PHP's `json_encode`: `\/`, `\"`, `\u00e4`.
    "json",
    # JSON with every character as `\uXXXX`.
    "json_unicode",
    # PHP's `htmlspecialchars`: `&amp;`, `&#039;`.
    "html",
    # Every character as a decimal entity.
    "html_decimal",
    # Every character as a hexadecimal entity.
    "html_hex",
    # Every byte but ASCII letters and digits as `%XX`.
    "url",
    # The same, with `+` for a space.
    "form",
    # Every second byte as `%XX`.
    "url_partial",
    # Percent-encoded twice.
    "url_twice",
    # A quote in SQL: `''`.
    "sql",
    # PHP's `addslashes`: `\'`, `\"`, `\\`.
    "addslashes",
    # `addslashes`, then `htmlspecialchars`.
    "addslashes_html",
    # An argument in a PHP stack trace: the first 15 characters and `...`.
    "trace",
]
"""How the value of a parameter is written where a fault quotes it."""


class FaultRule(TypedDict, total=False):
    """When a fault applies. Without conditions it applies to every request."""

    operation: OperationName
    """Only requests of this operation."""
    nth: int
    """Only the n-th matching request since the rule was added, counted from 1."""
    times: int
    """The maximum number of times that the fault fires."""
    probability: float
    """Fires for this share of the matching requests, from 0 to 1."""
    seed: int
    """Seed of the random numbers for `probability`, so that runs repeat."""
    at: Position
    """Before, during or after the request is handled."""


class ResetFault(FaultRule):
    """The connection is reset without a response."""

    kind: Literal["reset"]


class HangFault(FaultRule):
    """No response is ever sent."""

    kind: Literal["hang"]


class LatencyFault(FaultRule):
    """The response is late. The server continues when the client disconnects."""

    kind: Literal["latency"]
    ms: int
    """The delay in milliseconds, before or after the request is handled."""


class TruncateFault(FaultRule):
    """The connection is closed within the body."""

    kind: Literal["truncate"]
    bytes: int
    """Number of body bytes sent before the fault."""


class ShortJsonFault(FaultRule):
    """The JSON is truncated, but `Content-Length` matches."""

    kind: Literal["short_json"]
    bytes: int
    """Number of bytes that are sent."""


class DripFault(FaultRule):
    """The body arrives in small pieces."""

    kind: Literal["drip"]
    bytes: int
    """Size of each piece in bytes."""
    every_ms: int
    """Pause before each piece, in milliseconds."""


class StallFault(FaultRule):
    """The body starts, then nothing more is sent on the open connection."""

    kind: Literal["stall"]
    bytes: int
    """Number of body bytes sent before the fault."""


class _RateLimitFaultOptions(FaultRule, total=False):
    retry_after: str | int
    """The `Retry-After` header: seconds or an HTTP date."""
    retry_after_ms: str | int
    """The `retry-after-ms` header."""


class RateLimitFault(_RateLimitFaultOptions):
    """HTTP 429."""

    kind: Literal["rate_limit"]


class _StatusFaultOptions(FaultRule, total=False):
    body: StatusBody
    """The body."""


class StatusFault(_StatusFaultOptions):
    """Another HTTP status."""

    kind: Literal["status"]
    status: int
    """The status."""


class HtmlFault(FaultRule):
    """HTTP 200 with an HTML page."""

    kind: Literal["html"]


class PhpWarningFault(FaultRule):
    """PHP warnings as HTML before the JSON."""

    kind: Literal["php_warning"]


class BomFault(FaultRule):
    """A byte order mark before the JSON."""

    kind: Literal["bom"]


class EmptyFault(FaultRule):
    """HTTP 200 with an empty body."""

    kind: Literal["empty"]


class NullFault(FaultRule):
    """HTTP 200 with `null`."""

    kind: Literal["null"]


class GzipBombFault(FaultRule):
    """A small gzip body that decompresses to a large one."""

    kind: Literal["gzip_bomb"]
    mib: int
    """Decompressed size in MiB."""


class OversizedFault(FaultRule):
    """Valid JSON of any size."""

    kind: Literal["oversized"]
    mib: int
    """The size in MiB."""


class DeepFault(FaultRule):
    """Nested lists."""

    kind: Literal["deep"]
    levels: int
    """Nesting depth."""


class RedirectFault(FaultRule):
    """A redirect."""

    kind: Literal["redirect"]
    status: int
    """301, 302, 303, 307 or 308."""
    location: str
    """The `Location` header."""


class WrongLengthFault(FaultRule):
    """A `Content-Length` longer than the body, then the connection is closed."""

    kind: Literal["wrong_length"]


class HttpsRefreshFault(FaultRule):
    """The response of a server that enforces HTTPS to plain HTTP: status 200, empty, with a `Refresh` header."""

    kind: Literal["https_refresh"]


class GarbageFault(FaultRule):
    """Half of an object, in Latin-1."""

    kind: Literal["garbage"]


class ErrorFault(FaultRule):
    """HTTP 200 with an API error."""

    kind: Literal["error"]
    message: str
    """The error's message."""


class _BodyFaultOptions(FaultRule, total=False):
    status: int
    """The HTTP status."""
    content_type: str
    """The content type."""


class BodyFault(_BodyFaultOptions):
    """Any body."""

    kind: Literal["body"]
    body: str
    """The body."""


class _EchoFaultOptions(FaultRule, total=False):
    spelling: Spelling
    """The spelling of the values."""
    status: int
    """The HTTP status."""
    content_type: str
    """The content type."""


class EchoFault(_EchoFaultOptions):
    """A body that quotes the request, as error pages and debug output do."""

    kind: Literal["echo"]
    body: str
    """The body, in which `[api_key]`, `[password]` or the name of any other parameter is replaced by its value."""


class DripPageFault(FaultRule):
    """An error page that arrives in small pieces."""

    kind: Literal["drip_page"]
    status: int
    """The HTTP status."""
    bytes: int
    """Size of each piece in bytes."""
    every_ms: int
    """Pause before each piece, in milliseconds."""


class LongMessageFault(FaultRule):
    """HTTP 200 with an API error whose message is huge."""

    kind: Literal["long_message"]
    mib: int
    """The size in MiB."""


class _RaceFaultOptions(FaultRule, total=False):
    requests: int
    """Number of requests that are stored together."""
    ms: int
    """Maximum wait for the others, in milliseconds."""


class RaceFault(_RaceFaultOptions):
    """Two writes that race: each passes the uniqueness check before the other is stored. The request is checked
    when it arrives. It is stored when `requests` of them are waiting like this, or after `ms`, without a
    second check. So two creates of one address both succeed if the client has them in flight at the same
    time."""

    kind: Literal["race"]


class JournalEntry(TypedDict):
    """A request that the emulator received; key and passwords are masked. Requests to the control address are
    not recorded."""

    sequence: int
    """The number of the request, from 1 since the start or the last reset."""
    connection: int
    """The number of the connection that it arrived on, from 1 since the start."""
    operation: str | None
    """The operation's wire name; none for an unknown path."""
    method: str
    """The HTTP method."""
    path: str
    """The path as sent."""
    query: dict[str, str]
    """The query, decoded; key and password masked."""
    form: dict[str, str]
    """The form, decoded; key and password masked."""
    user_agent: str | None
    """The User-Agent header."""
    fault: str | None
    """The kind of the fault that applied to this request."""
    applied: bool
    """Whether it changed the state, including Facebook's."""
    status: int | None
    """The HTTP status of the response; none until there is one."""
    error: str | None
    """The message of the API's error in the response; none for any other response."""
    disconnected: bool
    """Whether the client disconnected before its response was complete."""


class ClientOptions(TypedDict, total=False):
    """Options of a client."""

    base_url: str | None
    """The base URL of your server, such as `https://chat.example.com`; `/api` is added unless it ends so. By
    default `https://chat.44mppe.com/api`: pass your own server's, because the key is sent there."""
    allow_http: bool | None
    """Allows plain http to another machine. The key can then be intercepted."""
    timeout: float | None
    """The timeout of a call with all its attempts and waits; 90 s by default. An infinite timeout is no limit,
    here and below. In seconds."""
    connect_timeout: float | None
    """The timeout for opening a connection, DNS and TLS included; 5 s by default. In seconds."""
    head_timeout: float | None
    """The timeout for the start of a response; 30 s by default, 300 s for `flows.answers`. In seconds."""
    stall_timeout: float | None
    """The timeout for each pause within a response; 20 s by default. In seconds."""
    max_retries: int | None
    """The maximum number of retries; 2 by default, 0 disables them."""
    max_concurrency: int | None
    """The maximum number of requests in flight; 8 by default. Further calls wait for a permit."""
    backoff: float | None
    """The maximum backoff before the first retry, doubled with each further one up to 8 s; 0.25 s by default. In
    seconds."""
    settle_delay: float | None
    """The delay before `users.create` checks again for a user whose creation received no response; 5 s by
    default. In seconds."""
    max_response_bytes: int | None
    """The maximum size of a response, in bytes after decompression; 50 MiB by default. Streamed responses have
    no limit."""
    proxy: str | None
    """The proxy to use, such as `http://proxy.example.com:3128` or `socks5h://proxy.example.com:1080`, instead
    of the environment's (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`); empty for none."""
    ca_certs: str | PathLike[str] | bytes | None
    """The certificates to trust instead of the platform's: the path of a PEM file or of a folder with such
    files, or PEM itself. The certificate of a CA or of the server, such as a self-signed one."""
    user_agent_suffix: str | None
    """Text to add to the User-Agent header, such as your program's name and version."""
    message_patterns: Iterable[MessagePattern] | None
    """Messages of your own server and the errors they stand for."""
    keep_body: bool | None
    """Keeps response bodies for raw responses."""
    on_request: Callable[[RequestEvent], object] | None
    """A function that is called before each request."""
    on_response: Callable[[ResponseEvent], object] | None
    """A function that is called at the end of each request."""


Fault: TypeAlias = Union[
    ResetFault,
    HangFault,
    LatencyFault,
    TruncateFault,
    ShortJsonFault,
    DripFault,
    StallFault,
    RateLimitFault,
    StatusFault,
    HtmlFault,
    PhpWarningFault,
    BomFault,
    EmptyFault,
    NullFault,
    GzipBombFault,
    OversizedFault,
    DeepFault,
    RedirectFault,
    WrongLengthFault,
    HttpsRefreshFault,
    GarbageFault,
    ErrorFault,
    BodyFault,
    EchoFault,
    DripPageFault,
    LongMessageFault,
    RaceFault,
]
"""A fault: what fails, and when."""

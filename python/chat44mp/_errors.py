"""The exceptions. The core fills them in; their names and fields are the same in every language."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, Literal


class Chat44mpError(Exception):
    """Why a call failed. `code` is stable; `outcome` says whether a failed write may have happened."""

    kind: ClassVar[str] = "unknown"
    """The family, the same in every language; here each has its class."""
    code: str
    """What went wrong, such as `contact_not_found`. New codes can appear."""
    message: str
    """The server's message, or the SDK's; at most 500 characters."""
    hint: str | None
    """How to fix it."""
    operation: str | None
    """The call that failed, such as `contacts.create`."""
    http_status: int | None
    """The HTTP status of the last response, if one arrived."""
    attempts: int
    """The number of attempts."""
    retryable: bool
    """Whether repeating the call later may succeed without duplicating its effect."""
    retry_after: float | None
    """How many seconds the server asks to wait before the next request."""
    outcome: Literal["not_sent", "rejected", "unknown"] | None
    """The outcome of a failed write: not sent, rejected by the server, or unknown (it may have happened)."""
    field: str | None
    """The argument or option that is wrong."""
    phase: Literal["dns", "connect", "tls", "send", "read"] | None
    """The phase in which the call's connection failed."""
    graph_code: int | None
    """The number in Facebook's own error."""
    body: str | None
    """The beginning of a response that could not be used, without secrets; see `keep_body`."""

    def __init__(
        self,
        text: str = "",
        *,
        code: str = "unknown_error",
        message: str | None = None,
        hint: str | None = None,
        operation: str | None = None,
        http_status: int | None = None,
        attempts: int = 0,
        retryable: bool = False,
        retry_after: float | None = None,
        outcome: Literal["not_sent", "rejected", "unknown"] | None = None,
        field: str | None = None,
        phase: Literal["dns", "connect", "tls", "send", "read"] | None = None,
        graph_code: int | None = None,
        body: str | None = None,
    ) -> None:
        super().__init__(text)
        self.code = code
        self.message = text if message is None else message
        self.hint = hint
        self.operation = operation
        self.http_status = http_status
        self.attempts = attempts
        self.retryable = retryable
        self.retry_after = retry_after
        self.outcome = outcome
        self.field = field
        self.phase = phase
        self.graph_code = graph_code
        self.body = body
        if hint is not None and sys.version_info >= (3, 11):
            self.add_note(hint)

    def to_dict(self) -> dict[str, Any]:
        """The fields as a dict, `kind` among them, without `body`."""
        fields = {name: value for name, value in vars(self).items() if name in _FIELDS}
        return {"kind": self.kind, **fields}

    def __reduce__(self) -> tuple[Callable[..., Chat44mpError], tuple[Any, ...]]:
        # An exception's own way keeps neither keyword arguments nor the cause.
        fields = {name: value for name, value in vars(self).items() if name in _FIELDS or name == "body"}
        return _rebuild, (type(self), self.args, fields, self.__cause__)


_FIELDS = (
    "code",
    "message",
    "hint",
    "operation",
    "http_status",
    "attempts",
    "retryable",
    "retry_after",
    "outcome",
    "field",
    "phase",
    "graph_code",
)


def _rebuild(
    class_: type[Chat44mpError], args: tuple[str, ...], fields: dict[str, Any], cause: BaseException | None
) -> Chat44mpError:
    error = class_(*args, **fields)
    error.__cause__ = cause
    return error


class ArgumentTypeError(TypeError):
    """A `TypeError` that names the argument in its text: Python before 3.11 has no notes to name it in."""

    def add_note(self, note: str) -> None:
        self.args = (f"{self} ({note})",)


class ConfigError(Chat44mpError):
    """The client is set up wrongly, or was closed; nothing was sent."""

    kind = "config"


class ValidationError(Chat44mpError):
    """A value is invalid; `outcome` says whether the client or the server rejected it."""

    kind = "validation"


class APIConnectionError(Chat44mpError):
    """No complete response was received; `phase` says how far the call had come."""

    kind = "connection"


class APITimeoutError(APIConnectionError):
    """A timeout expired; `code` says which."""

    kind = "timeout"


class MalformedResponseError(Chat44mpError):
    """The response is not one of the API: an HTML page, an empty body, JSON with another structure."""

    kind = "malformed"


class APIError(Chat44mpError):
    """The API reported an error."""


class AuthenticationError(APIError):
    """The key is missing, wrong, disabled or not an admin's; the server does not say which."""

    kind = "authentication"


class NotFoundError(APIError):
    """There is no such object, or it belongs to another user."""

    kind = "not_found"


class ConflictError(APIError):
    """An e-mail address or phone number is taken."""

    kind = "conflict"


class PreconditionError(APIError):
    """The page has no enabled bot."""

    kind = "precondition"


class UpstreamError(APIError):
    """Facebook refused; `graph_code` has its number."""

    kind = "upstream"


class RateLimitError(APIError):
    """Too many requests (HTTP 429); `retry_after` says how long to wait."""

    kind = "rate_limited"


class ServerError(APIError):
    """The server failed (HTTP 5xx)."""

    kind = "server"


class UnknownAPIError(APIError):
    """The server reported an error with a message that is not in the catalogue."""


BY_KIND = {
    class_.kind: class_
    for class_ in (
        ConfigError,
        ValidationError,
        APIConnectionError,
        APITimeoutError,
        MalformedResponseError,
        AuthenticationError,
        NotFoundError,
        ConflictError,
        PreconditionError,
        UpstreamError,
        RateLimitError,
        ServerError,
        UnknownAPIError,
    )
}

"""The exceptions. The core defines their fields: `ErrorInfo`."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, Literal

    from ._native import ErrorInfo
    from .codes import ErrorCode

__all__ = [
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "AuthenticationError",
    "Chat44mpError",
    "ConfigError",
    "ConflictError",
    "MalformedResponseError",
    "NotFoundError",
    "PreconditionError",
    "RateLimitError",
    "ServerError",
    "UnknownAPIError",
    "UpstreamError",
    "ValidationError",
]


class Chat44mpError(Exception):
    """The base class of all errors. `code` is stable; `outcome` says whether a failed write may have happened.

    `info` has all fields and documents them; each is also an attribute of the exception. An error for tests is made from a text
    and fields: `NotFoundError("no such contact", code="contact_not_found")`. `chat44mp.codes` explains the codes. A code that you
    define with a `MessagePattern` is a `str` that `ErrorCode` does not list.
    """

    info: ErrorInfo
    kind: str
    code: ErrorCode
    server_message: str
    hint: str | None
    operation: str | None
    http_status: int | None
    attempts: int
    retryable: bool
    retry_after: float | None
    outcome: Literal["not_sent", "rejected", "unknown"] | None
    field: str | None
    phase: Literal["dns", "connect", "tls", "send", "read"] | None
    graph_code: int | None
    body: str | None

    def __init__(
        self, text: str = "", known: Mapping[str, Any] | None = None, *, info: ErrorInfo | None = None, **fields: Any
    ) -> None:
        if info is None:
            kind = next((_KINDS[class_] for class_ in type(self).__mro__ if class_ in _KINDS), "unknown")
            fields = {"kind": kind, "code": "", "server_message": text, **(known or {}), **fields}
            info = _info_class(**fields)
        # Programs that rebuild an exception as `cls(*args)`, such as Celery, keep the fields in this way.
        super().__init__(text, info.to_dict())
        self.info = info
        for name in _fields:
            setattr(self, name, getattr(info, name))
        if info.hint is not None and sys.version_info >= (3, 11):
            self.add_note(info.hint)

    def __str__(self) -> str:
        return str(self.args[0])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r}, code={self.code!r})"

    def to_dict(self) -> dict[str, Any]:
        """The fields as a dict, without `body`."""
        return self.info.to_dict()

    def __reduce__(self) -> tuple[Callable[..., Chat44mpError], tuple[Any, ...]]:
        # `BaseException.__reduce__` keeps neither keyword arguments nor the cause.
        return _rebuild, (type(self), str(self), self.info, self.__cause__)


_info_class: type[ErrorInfo]
_fields: Iterable[str]


def declare_fields(info_class: type[ErrorInfo], names: Iterable[str]) -> None:
    """Sets the fields that each `Chat44mpError` has. Called by the native module when it is imported."""
    global _info_class, _fields
    _info_class, _fields = info_class, names


def _rebuild(
    class_: type[Chat44mpError], text: str, info: ErrorInfo, cause: BaseException | None
) -> Chat44mpError:
    error = class_(text, info=info)
    error.__cause__ = cause
    return error


class ArgumentTypeError(TypeError):
    """A `TypeError` that begins with the argument's name. Tracebacks and pickles name it `TypeError`."""

    def add_note(self, note: str) -> None:
        # pyo3's note is "while processing 'group_id'".
        _, _, name = note.partition("'")
        text = str(self)
        self.args = (f"`{name.rstrip(chr(39))}`{'' if text.startswith('must ') else ':'} {text}",)

    def __reduce__(self) -> tuple[type[TypeError], tuple[str]]:
        return TypeError, (str(self),)


ArgumentTypeError.__module__ = "builtins"
ArgumentTypeError.__name__ = ArgumentTypeError.__qualname__ = "TypeError"


class ConfigError(Chat44mpError):
    """The client is configured incorrectly, or was closed; nothing was sent."""


class ValidationError(Chat44mpError):
    """A value is invalid; `outcome` says whether the client or the server rejected it."""


class APIConnectionError(Chat44mpError):
    """No complete response was received; `phase` is the phase in which it failed."""


class APITimeoutError(APIConnectionError):
    """A timeout expired; `code` says which."""


class MalformedResponseError(Chat44mpError):
    """The response is not a valid API response: an HTML page, an empty body, or JSON with another structure."""


class APIError(Chat44mpError):
    """The API reported an error."""


class AuthenticationError(APIError):
    """The key is missing, wrong, disabled or not an admin's; the server does not say which."""


class NotFoundError(APIError):
    """There is no such object, or it belongs to another user."""


class ConflictError(APIError):
    """The e-mail address or phone number is already in use."""


class PreconditionError(APIError):
    """The page has no enabled bot."""


class UpstreamError(APIError):
    """Facebook rejected the request; `graph_code` has its error code."""


class RateLimitError(APIError):
    """Too many requests (HTTP 429); `retry_after` says how long to wait."""


class ServerError(APIError):
    """The server failed (HTTP 5xx)."""


class UnknownAPIError(APIError):
    """The server reported an error with a message that is not in the catalogue."""


BY_KIND: dict[str, type[Chat44mpError]] = {
    "config": ConfigError,
    "validation": ValidationError,
    "connection": APIConnectionError,
    "timeout": APITimeoutError,
    "malformed": MalformedResponseError,
    "authentication": AuthenticationError,
    "not_found": NotFoundError,
    "conflict": ConflictError,
    "precondition": PreconditionError,
    "upstream": UpstreamError,
    "rate_limited": RateLimitError,
    "server": ServerError,
    "unknown": UnknownAPIError,
}

_KINDS: dict[type, str] = {class_: kind for kind, class_ in BY_KIND.items()}

from types import GenericAlias
from typing import Any, ClassVar, Generic, TypeVar

_T = TypeVar("_T", covariant=True)

class RawResponse(Generic[_T]):
    """A value together with its HTTP response."""

    value: _T
    """The typed value."""
    status: int
    """The HTTP status."""
    headers: dict[str, str]
    """The response headers by lower-case name; the values of a repeated header are joined with `, `."""
    body: bytes | None
    """The response body, if `with_options(keep_body=True)` was set."""

    def __init__(
        self, value: _T, status: int, headers: dict[str, str], body: bytes | None = None
    ) -> None: ...
    def __class_getitem__(cls, item: Any, /) -> GenericAlias: ...
    def __eq__(self, other: object) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]
    __slots__ = ("value", "status", "headers", "body")

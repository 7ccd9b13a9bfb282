from types import GenericAlias
from typing import Any, ClassVar, Generic, TypeVar

_T = TypeVar("_T", covariant=True)

class Response(Generic[_T]):
    """A value together with the HTTP answer it came in."""

    value: _T
    """The typed value."""
    status: int
    """The HTTP status."""
    headers: dict[str, str]
    """The answer's headers, by lower-case name."""
    body: bytes | None
    """The answer's body, if it was asked for with `with_options(keep_body=True)`."""

    def __init__(
        self, value: _T, status: int, headers: dict[str, str], body: bytes | None = None
    ) -> None: ...
    def __class_getitem__(cls, item: Any, /) -> GenericAlias: ...
    def __eq__(self, other: object) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]
    __slots__ = ("value", "status", "headers", "body")

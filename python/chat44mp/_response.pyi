from typing import ClassVar, Generic, TypeVar

T = TypeVar("T", covariant=True)

class Response(Generic[T]):
    """A value together with the HTTP answer it came in."""

    value: T
    """The typed value."""
    status: int
    """The HTTP status."""
    headers: dict[str, str]
    """The answer's headers, by lower-case name."""
    body: bytes | None
    """The answer's body, if it was asked for with `with_options(keep_body=True)`."""

    def __init__(
        self, value: T, status: int, headers: dict[str, str], body: bytes | None = None
    ) -> None: ...
    def __eq__(self, other: object) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]
    __slots__ = ("value", "status", "headers", "body")

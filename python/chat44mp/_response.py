"""The result of calls of `with_raw_response`. Typed in a stub, because importing `typing` is slower than importing the package."""

# pyright: basic

from types import GenericAlias


class RawResponse:
    """A value together with its HTTP response."""

    __slots__ = ("value", "status", "headers", "body")
    __class_getitem__ = classmethod(GenericAlias)

    def __init__(self, value, status, headers, body=None):
        self.value = value
        self.status = status
        self.headers = headers
        self.body = body

    def __repr__(self):
        return f"RawResponse(value={self.value!r}, status={self.status}, headers={self.headers!r})"

    def __eq__(self, other):
        if not isinstance(other, RawResponse):
            return NotImplemented
        return self._fields() == other._fields()

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    def _fields(self):
        return self.value, self.status, self.headers, self.body

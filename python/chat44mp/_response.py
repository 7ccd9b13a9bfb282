"""What `with_raw_response` gives. Its types are in the stub: `typing` costs more to import than the whole package."""

# pyright: basic

from types import GenericAlias


class Response:
    """A value together with the HTTP answer it came in."""

    __slots__ = ("value", "status", "headers", "body")
    __class_getitem__ = classmethod(GenericAlias)

    def __init__(self, value, status, headers, body=None):
        self.value = value
        self.status = status
        self.headers = headers
        self.body = body

    def __repr__(self):
        return f"Response(value={self.value!r}, status={self.status}, headers={self.headers!r})"

    def __eq__(self, other):
        if not isinstance(other, Response):
            return NotImplemented
        return self._fields() == other._fields()

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    def _fields(self):
        return self.value, self.status, self.headers, self.body

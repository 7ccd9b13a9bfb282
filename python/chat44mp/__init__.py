"""SDK for the Chat44MP API: users, subscribers, labels, contacts and flow campaigns.

>>> from chat44mp_testing import Emulator
>>> with Emulator() as emulator, emulator.client() as client:
...     group_id = client.contact_groups.create("Spring sale")
...     contact_id = client.contacts.create(
...         group_id=group_id, email="ada@example.com", phone_number="+393331234567"
...     )
...     client.contacts.get(contact_id).email
'ada@example.com'

Failed calls raise a subclass of `Chat44mpError`. For tests, the package `chat44mp-testing` provides an emulator of the API.
"""

from . import _bulk as _bulk, _errors, _logging as _logging, _methods as _methods, _native
from ._errors import *
from ._native import *
from ._response import RawResponse as RawResponse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .codes import ErrorCode as ErrorCode
else:
    # Type checkers follow the imports above. `Run` and `_log_level` are internal.
    __all__ = sorted({*_errors.__all__, *_native.__all__, "ErrorCode", "RawResponse"} - {"Run", "_log_level"})

    def __getattr__(name):
        # `typing` takes longer to import than this package.
        if name == "ErrorCode":
            from .codes import ErrorCode

            return ErrorCode
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


# Tracebacks and pickles name the public module.
for _class in {Chat44mpError, APIError, RawResponse, *_errors.BY_KIND.values()}:
    _class.__module__ = __name__

"""Makes the calls of the native classes functions, as `unittest.mock` needs them: it checks arguments and awaits calls."""

from __future__ import annotations

import chat44mp._native as _native  # pyright: ignore[reportPrivateUsage]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_RESOURCES = ("users", "packages", "subscribers", "labels", "contact_groups", "contacts", "flows")
# These return at once: an iterator, or another client.
_NO_COROUTINES = {"AsyncClient.with_options", "AsyncClient.set_api_key", "AsyncFlows.answers", "AsyncFlows.rows"}
# `async with` awaits their results.
_CONTEXT = ("__aenter__", "__aexit__")


class _Resource:
    """A resource of a client, created on first access. Accessed on the class, it is the class of the resource."""

    def __init__(self, name: str, getter: Any, class_: type) -> None:
        self._name, self._getter, self._class = name, getter, class_
        self.__doc__ = getter.__doc__

    def __get__(self, client: Any, _: type | None = None) -> Any:
        if client is None:
            return self._class
        return client.__dict__.setdefault(self._name, self._getter.__get__(client))


def _set_attribute(self: object, name: str, value: object) -> None:
    # A test can replace what there is. A misspelled name, or an option set on a client, must not pass silently.
    if not hasattr(type(self), name):
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
    object.__setattr__(self, name, value)


def _function(class_: type, name: str, *, is_coroutine: bool) -> Callable[..., Any]:
    method = vars(class_)[name]

    async def call_and_await(*arguments: Any, **keywords: Any) -> Any:
        return await method(*arguments, **keywords)

    def call(*arguments: Any, **keywords: Any) -> Any:
        return method(*arguments, **keywords)

    function: Any = call_and_await if is_coroutine else call
    function.__code__ = function.__code__.replace(co_name=name)  # For tracebacks.
    function.__name__, function.__qualname__, function.__module__ = name, f"{class_.__name__}.{name}", "chat44mp"
    function.__doc__ = method.__doc__
    function.__wrapped__ = method  # For `inspect.signature`.
    result: Callable[..., Any] = function
    return result


def _prepare(prefix: str) -> None:
    client: type = getattr(_native, prefix + "Client")
    classes = [client]
    for name in _RESOURCES:
        class_: type = getattr(_native, prefix + name.title().replace("_", ""))
        setattr(client, name, _Resource(name, vars(client)[name], class_))
        classes.append(class_)
    for class_ in classes:
        setattr(class_, "__setattr__", _set_attribute)
        for name, member in list(vars(class_).items()):
            if type(member) is type(str.join) and (name in _CONTEXT or not name.startswith("_")):
                is_coroutine = prefix.startswith("Async") and f"{class_.__name__}.{name}" not in _NO_COROUTINES
                setattr(class_, name, _function(class_, name, is_coroutine=is_coroutine))


for _prefix in ("", "Async", "Raw", "AsyncRaw"):
    _prepare(_prefix)

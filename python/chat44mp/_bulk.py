"""Drives what makes many calls at once, such as an import: gives it the program's rows, and tells of its progress.

Both are done between two waits, so they may make calls themselves. What they raise stops the work in good order, and
is raised when that has come to its end; as is Ctrl-C, unless it comes twice.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ._native import Run

TURN = 0.05
"""So many seconds rows are taken, at most, before it is looked what happened meanwhile."""


def now(run: Run, rows: Iterator[object] | None, progress: Callable[[Any], object] | None) -> Any:
    """Waits for its end, and gives the report."""
    raised: BaseException | None = None
    try:
        while True:
            try:
                event = run.next()
                if event is None:
                    break
                if raised is not None:
                    continue
                if not isinstance(event, int):
                    if progress is not None:
                        progress(event)
                elif rows is not None:
                    run.take(rows, event)
            except BaseException as error:
                if raised is not None:
                    raise
                raised = error
                run.stop()
        if raised is not None:
            raise raised
        return run.report()
    finally:
        # The exception holds this frame.
        del raised
        run.close()


async def later(
    run: Run,
    rows: Iterator[object] | AsyncIterator[object] | None,
    progress: Callable[[Any], object] | None,
) -> Any:
    """The same in asyncio, where `progress` may be a coroutine function. When its task is cancelled, it stops at once."""
    raised: Exception | None = None
    try:
        while (event := await run.anext()) is not None:
            if raised is not None:
                continue
            try:
                if not isinstance(event, int):
                    told = None if progress is None else progress(event)
                    if isinstance(told, Awaitable):
                        await told
                elif isinstance(rows, AsyncIterator):
                    await take(run, rows, event)
                elif rows is not None:
                    run.take(rows, event)
            except Exception as error:
                raised = error
                run.stop()
        if raised is not None:
            raise raised
        return run.report()
    finally:
        del raised
        run.close()


async def take(run: Run, rows: AsyncIterator[object], room: int) -> None:
    """Takes rows while there is room and they come fast."""
    until = time.monotonic() + TURN
    while room > 0 and time.monotonic() < until:
        try:
            row = await rows.__anext__()
        except StopAsyncIteration:
            run.end()
            return
        run.give(row)
        room -= 1

"""Drives what makes many calls at once, such as an import: gives it the program's rows, and tells of its progress.

Both are done between two waits, so they may make calls themselves. What they raise stops the work in good order, and
is raised when that has come to its end; as is Ctrl-C, unless it comes twice.
"""

from __future__ import annotations

from types import GeneratorType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import Task
    from collections.abc import AsyncIterator, Callable, Iterator
    from typing import Any

    from ._native import Run

CLEAN_UP = 1.0
"""How long, in seconds, an async iterator that is no longer needed is waited for."""


def blocking(run: Run, rows: Iterator[object] | None, progress: Callable[[Any], object] | None) -> Any:
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
        close(rows)


def close(rows: object) -> None:
    """Closes a generator that was not read to its end. The result so far matters more than what it raises."""
    if isinstance(rows, GeneratorType):
        try:
            rows.close()
        except Exception:
            pass


async def pending(
    run: Run,
    rows: Iterator[object] | AsyncIterator[object] | None,
    progress: Callable[[Any], object] | None,
) -> Any:
    """The same in asyncio, where `progress` may be a coroutine function. When its task is cancelled, it stops at once."""
    feed = Feed(run, rows) if hasattr(rows, "__anext__") else None  # type: ignore[arg-type]
    raised: Exception | None = None
    try:
        while (event := await run.anext(feed is None or feed.wanted)) is not None:
            if raised is not None:
                continue
            try:
                if feed is not None:
                    feed.give()
                if not isinstance(event, int):
                    told: Any = None if progress is None else progress(event)
                    if hasattr(told, "__await__"):
                        await told
                elif event == 0:
                    # Only the feed had something to do.
                    pass
                elif feed is not None:
                    feed.take(event)
                elif rows is not None:
                    run.take(rows, event)  # type: ignore[arg-type]
            except Exception as error:
                raised = error
                run.stop()
        if raised is not None:
            raise raised
        return run.report()
    finally:
        del raised
        run.close()
        close(rows)
        if feed is not None:
            await feed.stop()


class Feed:
    """Takes rows from an async iterator while the import is waited for: a slow one does not keep it from ending.

    One task takes them all, from the first to the cleaning up: timeouts and context variables that a generator holds
    over a `yield` belong to a task.
    """

    def __init__(self, run: Run, rows: AsyncIterator[object]) -> None:
        import asyncio

        self.run = run
        self.rows = rows
        self.room = 0
        self.taken: list[object] = []
        self.over = False
        self.ended = False
        self.error: BaseException | None = None
        self.roomy = asyncio.Event()
        self.task: Task[None] | None = None

    @property
    def wanted(self) -> bool:
        """Whether there may be further rows, and none is waited for."""
        return self.room == 0 and not self.over

    def take(self, room: int) -> None:
        """Takes at most the given number of rows, and wakes the import for them."""
        import asyncio

        self.room = room
        self.roomy.set()
        if self.task is None:
            self.task = asyncio.get_running_loop().create_task(self._take())

    async def _take(self) -> None:
        try:
            while await self.roomy.wait():
                row = await self.rows.__anext__()
                # Only now: what was taken was perhaps handed over meanwhile.
                self.taken.append(row)
                self.room -= 1
                if self.room == 0:
                    self.roomy.clear()
                self.run.wake()
        except StopAsyncIteration:
            pass
        except BaseException as error:
            self.error = error
        self.over = True
        self.room = 0
        self.run.wake()
        try:
            await self.rows.aclose()  # type: ignore[attr-defined]
        except Exception:
            # The result so far matters more.
            pass

    def give(self) -> None:
        """Hands over what was taken."""
        taken, self.taken = self.taken, []
        for row in taken:
            self.run.give(row)
        if self.over and not self.ended:
            self.ended = True
            if self.error is not None:
                raise self.error
            self.run.end()

    async def stop(self) -> None:
        """No more rows are needed: lets the iterator clean up, and leaves it alone if that takes long."""
        import asyncio

        self.error = None
        if self.task is None or self.task.done():
            return
        LEFT.add(self.task)
        self.task.add_done_callback(LEFT.discard)
        self.task.cancel()
        await asyncio.wait([self.task], timeout=CLEAN_UP)


LEFT: set[Task[None]] = set()
"""The tasks of iterators that are still cleaning up: a loop refers to its tasks weakly."""

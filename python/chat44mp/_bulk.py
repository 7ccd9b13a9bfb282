"""Drives imports and exports: passes the program's rows to them, and reports their progress.

The program's iterator and callbacks run between waits, so they can make calls themselves. An exception in them, or Ctrl-C,
stops the work gracefully and is raised when it has finished; a second Ctrl-C stops it immediately.
"""

from __future__ import annotations

from types import GeneratorType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import Task
    from collections.abc import AsyncIterator, Callable, Iterator
    from typing import Any

    from ._native import Run

CLEANUP_TIMEOUT = 1.0
"""How long an async iterator that is no longer needed may take to clean up, in seconds."""


def blocking(
    run: Run,
    rows: Iterator[object] | None,
    progress: Callable[[Any], object] | None,
    on_row: Callable[[Any], object] | None,
) -> Any:
    """Waits until the work finishes and returns its report."""
    raised: BaseException | None = None
    try:
        while True:
            try:
                event = run.next()
                if event is None:
                    break
                if raised is not None:
                    continue
                if isinstance(event, list):
                    if on_row is not None:
                        for result in event:
                            on_row(result)
                elif not isinstance(event, int):
                    if progress is not None:
                        progress(event)
                elif rows is not None:
                    run.read_rows(rows, event)
            except BaseException as error:
                if raised is not None:
                    raise
                raised = error
                run.stop()
        if raised is not None:
            raise raised
        return run.report()
    finally:
        # The exception refers to this frame.
        del raised
        run.close()
        close(rows)


def records(frame: Any) -> Iterator[dict[object, object]]:
    """Yields the rows of a pandas DataFrame one by one. An index with a name is a column."""
    levels = [name for name in frame.index.names if name is not None and name not in frame.columns]
    if levels:
        frame = frame.reset_index(level=levels)
    names = list(frame.columns)
    for row in frame.itertuples(index=False, name=None):
        yield dict(zip(names, row))


def close(rows: object) -> None:
    """Closes a generator. An exception in it must not hide the result."""
    if isinstance(rows, GeneratorType):
        try:
            rows.close()
        except Exception:
            pass


async def pending(
    run: Run,
    rows: Iterator[object] | AsyncIterator[object] | None,
    progress: Callable[[Any], object] | None,
    on_row: Callable[[Any], object] | None,
) -> Any:
    """The asyncio variant: callbacks may be coroutine functions, and cancelling the task stops the work immediately."""
    reader = RowReader(run, rows) if hasattr(rows, "__anext__") else None  # type: ignore[arg-type]
    raised: Exception | None = None
    try:
        while (event := await run.anext(reader is None or reader.is_idle)) is not None:
            if raised is not None:
                continue
            try:
                if reader is not None:
                    reader.push()
                if isinstance(event, list):
                    for result in event:
                        await call(on_row, result)
                elif not isinstance(event, int):
                    await call(progress, event)
                elif event == 0:
                    # The wait was woken by the reader.
                    pass
                elif reader is not None:
                    reader.read(event)
                elif rows is not None:
                    run.read_rows(rows, event)  # type: ignore[arg-type]
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
        if reader is not None:
            await reader.stop()


async def call(callback: Callable[[Any], object] | None, value: object) -> None:
    """Calls a function or a coroutine function of the program."""
    awaitable: Any = None if callback is None else callback(value)
    if hasattr(awaitable, "__await__"):
        await awaitable


class RowReader:
    """Reads rows from an async iterator while the import runs, so that a slow iterator cannot block its end.

    A single task runs the iterator, including its cleanup, because timeouts and context variables that a generator holds
    across a `yield` belong to one task.
    """

    def __init__(self, run: Run, rows: AsyncIterator[object]) -> None:
        import asyncio

        self.run = run
        self.rows = rows
        self.capacity = 0
        self.rows_read: list[object] = []
        self.exhausted = False
        self.reported_end = False
        self.error: BaseException | None = None
        self.has_capacity = asyncio.Event()
        self.task: Task[None] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether there may be more rows, and none are being read."""
        return self.capacity == 0 and not self.exhausted

    def read(self, capacity: int) -> None:
        """Reads at most `capacity` rows, and wakes the import for each."""
        import asyncio

        self.capacity = capacity
        self.has_capacity.set()
        if self.task is None:
            self.task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        try:
            while await self.has_capacity.wait():
                row = await self.rows.__anext__()
                # Read the list after the wait: `push` may have replaced it.
                self.rows_read.append(row)
                self.capacity -= 1
                if self.capacity == 0:
                    self.has_capacity.clear()
                self.run.wake()
        except StopAsyncIteration:
            pass
        except BaseException as error:
            self.error = error
        self.exhausted = True
        self.capacity = 0
        self.run.wake()
        try:
            await self.rows.aclose()  # type: ignore[attr-defined]
        except Exception:
            # An exception in the cleanup must not hide the result.
            pass

    def push(self) -> None:
        """Passes the rows read so far to the import."""
        rows, self.rows_read = self.rows_read, []
        for row in rows:
            self.run.push(row)
        if self.exhausted and not self.reported_end:
            self.reported_end = True
            if self.error is not None:
                raise self.error
            self.run.end_rows()

    async def stop(self) -> None:
        """Stops reading, and waits a limited time for the iterator to clean up."""
        import asyncio

        self.error = None
        if self.task is None or self.task.done():
            return
        CLEANING_UP.add(self.task)
        self.task.add_done_callback(CLEANING_UP.discard)
        self.task.cancel()
        await asyncio.wait([self.task], timeout=CLEANUP_TIMEOUT)


CLEANING_UP: set[Task[None]] = set()
"""Tasks of iterators that are still cleaning up. The event loop holds only weak references to tasks."""

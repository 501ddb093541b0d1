"""A call that reports its progress through a callback, read as a stream of Steps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Generic, TypeVar

from summarizer.events import Step

T = TypeVar("T")


class Reported(Generic[T]):
    """Runs `call(progress)` while its Steps are iterated; `result` holds what it returned once they have ended.

    Closing the iterator cancels the call; an error of the call is raised by the iterator.
    """

    result: T

    def __init__(self, call: Callable[[Callable[[str, float], None]], Awaitable[T]]):
        self._call = call

    async def steps(self, low: float = 0.0, high: float = 1.0) -> AsyncGenerator[Step]:
        """The Steps, their fractions mapped from 0..1 to low..high."""
        queue: asyncio.Queue[Step | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def progress(text: str, fraction: float) -> None:
            # Downloads report from their own threads.
            loop.call_soon_threadsafe(queue.put_nowait, Step(text, low + (high - low) * min(1.0, max(0.0, fraction))))

        task = asyncio.ensure_future(self._call(progress))
        task.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while (step := await queue.get()) is not None:
                yield step
            self.result = await task
        finally:
            task.cancel()

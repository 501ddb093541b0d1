"""Sentences written side by side: the one that is shown as it comes, and those that are shown next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass

from summarizer.chain.sentences.translation import Translation
from summarizer.paper import Passage

_END = object()


@dataclass(frozen=True)
class _Running:
    task: asyncio.Task[None]
    pieces: asyncio.Queue[object]


class Ahead:
    """Translations that run as tasks of their own. A processor reads the weights once for all that it writes at a time,
    so that several sentences take far less than one after another."""

    def __init__(self, write: Callable[[Passage], AsyncGenerator[str | Translation]]):
        self._write = write
        self._running: dict[int, _Running] = {}
        self._finished_words = 0

    def begin(self, passages: Iterable[Passage]) -> None:
        """Starts those that do not run yet."""
        for passage in passages:
            if passage.id not in self._running:
                pieces: asyncio.Queue[object] = asyncio.Queue()
                task = asyncio.create_task(self._filled(passage, pieces))
                self._running[passage.id] = _Running(task, pieces)

    async def pieces(self, passage: Passage) -> AsyncGenerator[str | Translation]:
        """What its translation yields, from the beginning; it is started if it does not run. Raises ModelError."""
        self.begin([passage])
        running = self._running[passage.id]
        while (piece := await running.pieces.get()) is not _END:
            yield piece
        await running.task

    def finished_words(self) -> int:
        """English words of the sentences finished since this was last asked."""
        words, self._finished_words = self._finished_words, 0
        return words

    async def close(self) -> None:
        """Stops what still runs, and with it the model."""
        tasks = [running.task for running in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _filled(self, passage: Passage, pieces: asyncio.Queue[object]) -> None:
        try:
            async with aclosing(self._write(passage)) as written:
                async for piece in written:
                    pieces.put_nowait(piece)
            self._finished_words += len(passage.text.split())
        finally:
            pieces.put_nowait(_END)

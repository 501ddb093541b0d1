"""A model whose finished answers are kept, so that a run that was killed asks nothing twice."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import asdict

from summarizer.digest.state import Answer, State, Work
from summarizer.models import Chunk, Message, Model, Options

PIECE_CHARACTERS = 2000
"""Nobody watches a digest stream: larger pieces cost less, and are small enough to notice an answer that loops."""


class Remembered:
    """The model, for one work: a request that it has answered before is answered from the state."""

    def __init__(self, model: Model, state: State, work: Work, turns: asyncio.Semaphore):
        """`turns` bounds how many calls of several works are under way at a time."""
        self._model = model
        self._state = state
        self._work = work
        self._turns = turns
        self.name = model.name
        self.context_tokens = model.context_tokens
        self.composes = model.composes
        self.takes_grammar = model.takes_grammar

    async def stream(self, messages: Sequence[Message], options: Options = Options()) -> AsyncIterator[Chunk]:
        """The answer; kept before its last chunk is given out. Raises ModelError."""
        key = self._key(messages, options)
        if kept := await asyncio.to_thread(self._state.answer, key):
            yield Chunk(kept.text, kept.finish, kept.usage)
            return
        said, shown, turn = "", 0, Turn(self._turns)
        async with turn, aclosing(self._model.stream(messages, options)) as chunks:
            async for chunk in chunks:
                said += chunk.text
                if chunk.finish and chunk.usage:
                    # The next call can start while this answer is kept and checked.
                    turn.end()
                    answer = Answer(text=said, finish=chunk.finish, usage=chunk.usage)
                    await asyncio.to_thread(self._state.keep_answer, key, self._work, answer)
                if chunk.finish or chunk.usage or len(said) - shown >= PIECE_CHARACTERS:
                    yield Chunk(said[shown:], chunk.finish, chunk.usage)
                    shown = len(said)
            if shown < len(said):
                yield Chunk(said[shown:])

    async def close(self) -> None:
        """Leaves the model open: it belongs to whoever opened it."""

    def _key(self, messages: Sequence[Message], options: Options) -> str:
        request = json.dumps([*self._work, list(messages), asdict(options)], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(request.encode("utf-8", "surrogatepass")).hexdigest()


class Turn:
    """One place of a semaphore, given back at the end of the block at the latest."""

    def __init__(self, turns: asyncio.Semaphore):
        self._turns = turns
        self._held = False

    async def __aenter__(self) -> None:
        await self._turns.acquire()
        self._held = True

    async def __aexit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        if self._held:
            self._held = False
            self._turns.release()

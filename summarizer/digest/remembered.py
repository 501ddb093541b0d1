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
        said = []
        async with self._turns, aclosing(self._model.stream(messages, options)) as chunks:
            async for chunk in chunks:
                said.append(chunk.text)
                if chunk.finish and chunk.usage:
                    answer = Answer(text="".join(said), finish=chunk.finish, usage=chunk.usage)
                    await asyncio.to_thread(self._state.keep_answer, key, self._work, answer)
                yield chunk

    async def close(self) -> None:
        """Leaves the model open: it belongs to whoever opened it."""

    def _key(self, messages: Sequence[Message], options: Options) -> str:
        request = json.dumps([*self._work, list(messages), asdict(options)], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(request.encode("utf-8", "surrogatepass")).hexdigest()

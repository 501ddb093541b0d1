"""A model that plays prepared answers: to see the whole program without a model, and for tests."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass

from summarizer.errors import BadAnswer, PaperGlanceError
from summarizer.models import Chunk, Message, Options
from summarizer.usage import Usage

CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """One call, as the model got it."""

    messages: tuple[Message, ...]
    options: Options


Answer = str | PaperGlanceError | Sequence["str | PaperGlanceError"] | Callable[[Asked], "Answer"]
"""A text (streamed in pieces of `piece` characters), an error to raise, pieces as they shall come (an error among
them breaks the answer off there), or a function of the call that gives one of these."""


class ScriptedModel:
    """Answers with what was enqueued, first in first out; `asked` holds every call.

    Tokens are counted as characters / 4; the part of the prompt that repeats the last call's counts as cached, as
    in a model with a prefix cache. Asked with an empty queue it raises BadAnswer.
    """

    def __init__(
        self,
        answers: Iterable[Answer] = (),
        *,
        name: str = "scripted",
        context_tokens: int = 128_000,
        composes: bool = True,
        takes_grammar: bool = False,
        piece: int = 7,
        piece_seconds: float = 0.0,
    ):
        self.name = name
        self.context_tokens = context_tokens
        self.composes = composes
        self.takes_grammar = takes_grammar
        self.piece = piece
        self.piece_seconds = piece_seconds
        self.asked: list[Asked] = []
        self.stopped = 0
        """Answers that the caller closed before their end."""
        self.closed = False
        self._answers: deque[Answer] = deque(answers)
        self._last_prompt = ""

    def enqueue(self, *answers: Answer) -> None:
        self._answers.extend(answers)

    @property
    def waiting(self) -> int:
        """Answers that nobody asked for yet."""
        return len(self._answers)

    async def stream(self, messages: Sequence[Message], options: Options = Options()) -> AsyncIterator[Chunk]:
        started = time.monotonic()
        call = Asked(tuple(messages), options)
        self.asked.append(call)
        pieces = self._pieces(call)
        prompt = "".join(f"{message['role']}\n{message['content']}\n" for message in messages)
        cached, self._last_prompt = _common_prefix(prompt, self._last_prompt), prompt
        room, taken, whole = options.max_tokens * CHARACTERS_PER_TOKEN, 0, False
        try:
            for piece in pieces:
                await asyncio.sleep(self.piece_seconds)
                if isinstance(piece, PaperGlanceError):
                    whole = True
                    raise piece
                if taken + len(piece) > room:
                    break
                taken += len(piece)
                yield Chunk(piece)
            whole = True
            usage = Usage(
                calls=1,
                prompt_tokens=len(prompt) // CHARACTERS_PER_TOKEN,
                cached_tokens=cached // CHARACTERS_PER_TOKEN,
                completion_tokens=taken // CHARACTERS_PER_TOKEN,
                seconds=time.monotonic() - started,
            )
            cut = sum(len(piece) for piece in pieces if isinstance(piece, str)) > taken
            yield Chunk(finish="length" if cut else "stop", usage=usage)
        finally:
            self.stopped += not whole

    async def close(self) -> None:
        self.closed = True

    def _pieces(self, call: Asked) -> Sequence[str | PaperGlanceError]:
        if not self._answers:
            raise BadAnswer("剧本里没有更多的回答了。")
        answer = self._answers.popleft()
        while callable(answer):
            answer = answer(call)
        if isinstance(answer, PaperGlanceError):
            return (answer,)
        if isinstance(answer, str):
            return [answer[at : at + self.piece] for at in range(0, len(answer), self.piece)]
        return tuple(answer)


def _common_prefix(one: str, other: str) -> int:
    for at, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return at
    return min(len(one), len(other))

"""The model behind one small protocol. Nothing here knows of papers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypedDict

from pydantic import SecretStr

from summarizer.usage import Usage


class Message(TypedDict):
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Options:
    """How one answer is sampled."""

    max_tokens: int = 1024
    temperature: float = 0.0
    stop: tuple[str, ...] = ()
    grammar: str | None = None
    """GBNF; only for models whose `takes_grammar` is true."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of an answer. The last one carries `finish` and `usage`; its text may be empty."""

    text: str = ""
    finish: Literal["stop", "length"] | None = None
    usage: Usage | None = None


class Model(Protocol):
    """A chat model. Capabilities are plain attributes."""

    name: str
    """As shown to the reader; also part of the key under which a summary is stored."""
    context_tokens: int
    """Prompt and answer together."""
    composes: bool
    """True: it writes a field from numbered passages. False: it only rewrites one sentence at a time."""
    takes_grammar: bool

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> AsyncIterator[Chunk]:
        """The answer, piece by piece. Closing the iterator stops the model at once. Raises ModelError."""
        ...

    async def close(self) -> None:
        """Frees what the model holds."""
        ...


@dataclass(frozen=True, slots=True)
class Completion:
    text: str
    finish: Literal["stop", "length"]
    usage: Usage


async def complete(model: Model, messages: Sequence[Message], options: Options = Options()) -> Completion:
    """The whole answer at once. Raises ModelError."""
    text, finish, usage = [], "stop", Usage()
    async with aclosing(model.stream(messages, options)) as chunks:
        async for chunk in chunks:
            text.append(chunk.text)
            finish = chunk.finish or finish
            usage = chunk.usage or usage
    return Completion("".join(text), finish, usage)


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which model a user asked for."""

    name: str = "embedded"
    """`embedded`, `embedded-small`, `local:REPO_OR_FOLDER`, or a model id of an endpoint."""
    base_url: str | None = None
    api_key: SecretStr | None = field(default=None, repr=False)
    context_tokens: int | None = None
    """Where the endpoint's default (128k) is wrong."""

    @property
    def resident(self) -> bool:
        """Whether the model runs in this process, so that it is loaded once and shared."""
        return self.name in ("embedded", "embedded-small") or self.name.startswith("local:")


Progress = Callable[[str, float], None]
"""Told what is being done (Chinese) and the fraction done, 0..1, while weights are fetched and loaded."""


async def open_model(choice: ModelChoice, progress: Progress = lambda text, fraction: None) -> Model:
    """The chosen model, ready to answer. Raises ModelError, WeightsError, DiskFull."""
    match choice.name:
        case "embedded" | "embedded-small":
            from summarizer.models.embedded import open_embedded

            return await open_embedded(choice.name, progress)
        case name if name.startswith("local:"):
            from summarizer.models.local import open_local

            return await open_local(name.removeprefix("local:"), progress)
        case _:
            from summarizer.models.endpoint import Endpoint

            return Endpoint(choice)

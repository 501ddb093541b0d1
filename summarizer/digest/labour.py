"""How one paper of a digest is done on this machine: from its record to its Outcome."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing

from summarizer.chain import summarize
from summarizer.digest.brief import brief
from summarizer.digest.entries import Brief, Outcome
from summarizer.digest.remembered import Remembered
from summarizer.digest.state import State, Work
from summarizer.digest.topics import ConfigError, Topic
from summarizer.engine import Engine
from summarizer.events import Finished, Opened, Step
from summarizer.models import Model, ModelChoice, open_model
from summarizer.paper import Record
from summarizer.source import ArxivId

Labour = Callable[[Work, Record, Topic], AsyncGenerator[Step | Outcome]]
"""The Steps of one paper, then its Outcome. Raises PaperGlanceError."""

READ_AHEAD = 2
"""Papers being fetched and read while others are with the model: arXiv and the reader take one at a time anyway."""


class LocalLabour:
    """Papers done in this process, with `jobs` calls of the model at a time.

    Twice as many papers are under way, so that one is prepared or checked while others wait for their answers.
    """

    def __init__(self, engine: Engine, state: State, choice: ModelChoice, jobs: int):
        self._engine = engine
        self._state = state
        self._choice = choice
        self._reading = asyncio.Semaphore(READ_AHEAD)
        self._writing = asyncio.Semaphore(1 if choice.resident else 2 * jobs)
        self._calls = asyncio.Semaphore(jobs)
        self._model: Model | None = None

    async def __call__(self, work: Work, record: Record, topic: Topic) -> AsyncGenerator[Step | Outcome]:
        """The Steps of one paper, then its Outcome."""
        if topic.depth == "list":
            yield Outcome()
            return
        doing = self._brief if topic.depth == "abstract" else self._summary
        async with aclosing(doing(work, record, topic)) as events:
            async for event in events:
                yield event

    async def close(self) -> None:
        if self._model:
            await self._model.close()

    async def _brief(self, work: Work, record: Record, topic: Topic) -> AsyncGenerator[Step | Outcome]:
        async with (
            self._writing,
            aclosing(self._with_model(lambda model: brief(record, self._kept(model, work), topic.language))) as events,
        ):
            async for event in events:
                yield Outcome(brief=event) if isinstance(event, Brief) else event

    async def _summary(self, work: Work, record: Record, topic: Topic) -> AsyncGenerator[Step | Outcome]:
        paper = None
        async with self._reading:
            # The record is arXiv's already: asking for it again would only cost a turn at the gate.
            await asyncio.to_thread(self._engine.store.keep_record, record.arxiv_id, record)
            async with aclosing(self._engine.opened(ArxivId.parse(record.arxiv_id))) as events:
                async for event in events:
                    if isinstance(event, Opened):
                        paper = event.paper
                    else:
                        yield event
        key = self._engine.summary_key(paper, self._choice, topic.language)
        if stored := await asyncio.to_thread(self._engine.store.summary, key):
            yield Outcome(summary=stored.model_copy(update={"record": record}), keywords=paper.keywords)
            return
        async with (
            self._writing,
            aclosing(
                self._with_model(lambda model: summarize(paper, self._kept(model, work), language=topic.language))
            ) as events,
        ):
            async for event in events:
                if isinstance(event, Step):
                    yield event
                elif isinstance(event, Finished):
                    await asyncio.to_thread(self._engine.store.keep_summary, key, event.summary)
                    yield Outcome(summary=event.summary, keywords=paper.keywords)

    def _kept(self, model: Model, work: Work) -> Remembered:
        return Remembered(model, self._state, work, self._calls)

    async def _with_model(self, run) -> AsyncGenerator:
        """The events of `run(model)`: one connection for the whole digest, or the engine's model of this process."""
        if self._choice.resident:
            events = self._engine.with_model(self._choice, run)
        else:
            self._model = self._model or await open_model(self._choice)
            events = run(self._model)
        async with aclosing(events):
            async for event in events:
                yield event


def choice_of(topic: Topic, environment: Mapping[str, str]) -> ModelChoice:
    """The model of a topic, its key from the environment. Raises ConfigError."""
    from pydantic import SecretStr

    spec = topic.model
    if topic.depth == "list":
        return ModelChoice()
    key = environment.get(spec.api_key_env) if spec.api_key_env else None
    if spec.api_key_env and not key:
        raise ConfigError(f"环境变量 {spec.api_key_env} 没有设置，请先把密钥放进去。")
    choice = ModelChoice(spec.name, spec.base_url, SecretStr(key) if key else None, spec.context_tokens)
    if not choice.resident and not choice.base_url:
        raise ConfigError("这个模型名需要接口地址，请加上 base_url；或者使用 embedded。")
    return choice

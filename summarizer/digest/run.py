"""The run: a topic and a day, as events that a page or a command line can show, ending with the written post."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from summarizer.digest.entries import Day, Entry, Outcome
from summarizer.digest.labour import Labour
from summarizer.digest.listing import listed
from summarizer.digest.pictures import pictures
from summarizer.digest.publishing import published
from summarizer.digest.state import LEASE_SECONDS, Run, State, Work, number_of
from summarizer.digest.topics import Blog, Topic
from summarizer.digest.work import work_of
from summarizer.engine import Engine
from summarizer.errors import (
    BadAnswer,
    DiskFull,
    KeyRefused,
    MissingPackage,
    PaperGlanceError,
    WeightsError,
)
from summarizer.events import Step
from summarizer.paper import Record
from summarizer.progress import Reported
from summarizer.usage import Usage

RETRY_DAYS = 7
"""A paper that failed is tried again by the runs of so many days after its own."""

WAIT_SECONDS = 0.5
"""Between two looks at a paper that another run is doing."""

_UNEXPECTED = "程序内部出错，这一篇没有做完。"
_HOPELESS = (KeyRefused, MissingPackage, WeightsError, DiskFull)
"""Errors that every other paper would meet too: the run stops, keeps what it has and says why."""


@dataclass(frozen=True, slots=True)
class Searching:
    """arXiv is being asked."""

    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The papers of the run are known, newest first; those of earlier days that failed come last."""

    topic: Topic
    date: date
    papers: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Doing:
    """A paper has begun or gone on."""

    number: str
    text: str
    fraction: float


@dataclass(frozen=True, slots=True)
class Done:
    """A paper is finished; `kept`: by an earlier or another run."""

    number: str
    outcome: Outcome
    kept: bool


@dataclass(frozen=True, slots=True)
class Failed:
    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How the run stands."""

    done: int
    failed: int
    total: int
    usage: Usage
    """Of what this run did itself."""
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Published:
    """A post is written, whole."""

    day: Day
    path: Path


DigestEvent = Searching | Listed | Doing | Done | Failed | Tally | Published


@dataclass(frozen=True)
class Order:
    """What one run is to do."""

    topic: Topic
    date: date
    folder: Path
    """Where the posts go."""
    days: int | None = None
    """Width of the window in days; None: the topic's whole look-back."""
    blog: Blog = field(default_factory=Blog)


async def digest(order: Order, labour: Labour, engine: Engine, state: State) -> AsyncGenerator[DigestEvent]:
    """The events of one topic and day, ending with Published. Closing it stops all papers; what is done is kept.

    A paper that fails is told and does not stop the others. Raises PaperGlanceError only for what no paper could be
    done with: a refused key, missing weights, a full disk.
    """
    run = await asyncio.to_thread(state.begun_run)
    try:
        async with aclosing(_digest(order, labour, engine, state, run)) as events:
            async for event in events:
                yield event
    finally:
        await asyncio.to_thread(run.close)


async def _digest(order: Order, labour: Labour, engine: Engine, state: State, run: Run) -> AsyncGenerator[DigestEvent]:
    topic = order.topic
    asking = Reported(lambda progress: listed(topic, order.date, order.days, state, engine.gate, progress))
    async with aclosing(asking.steps(0.0, 1.0)) as steps:
        async for step in steps:
            yield Searching(step.text)
    _, records = asking.result
    again = await asyncio.to_thread(_failed_before, topic, order.date, state)
    todo = [(order.date, record) for record in records] + again
    yield Listed(topic, order.date, tuple(record for _, record in todo))
    crew = _Crew(order, labour, engine, state, run)
    async with aclosing(crew.done(todo)) as events:
        async for event in events:
            yield event
    for day in sorted({order.date, *(day for day, _ in again)}):
        ready, path = await published(order, day, crew.entry, state)
        yield Published(ready, path)


class _Crew:
    """All papers of a run at once; each waits where it must: for arXiv, the reader, the model or another run."""

    def __init__(self, order: Order, labour: Labour, engine: Engine, state: State, run: Run):
        self._order = order
        self._labour = labour
        self._engine = engine
        self._state = state
        self._run = run
        self._events: asyncio.Queue[DigestEvent | None] = asyncio.Queue()
        self._usage = Usage()
        self._own = 0

    async def done(self, todo: list[tuple[date, Record]]) -> AsyncGenerator[DigestEvent]:
        """The events of all papers, a Tally after each end. Raises a hopeless error once the others have stopped."""
        started, done, failed = time.monotonic(), 0, 0
        holding = asyncio.create_task(self._hold())
        working = asyncio.create_task(self._all(todo))
        try:
            while event := await self._events.get():
                yield event
                if isinstance(event, Done | Failed):
                    done, failed = done + isinstance(event, Done), failed + isinstance(event, Failed)
                    left = len(todo) - done - failed
                    pace = (time.monotonic() - started) / self._own if self._own else None
                    yield Tally(done, failed, len(todo), self._usage, pace * left if pace is not None else None)
            await working
        finally:
            for task in (working, holding):
                task.cancel()
            await asyncio.gather(working, holding, return_exceptions=True)

    async def entry(self, day: date, record: Record, outcome: Outcome) -> Entry:
        """The paper as it stands in the post, its figures beside it."""
        stem = f"{day.isoformat()}-{self._order.topic.slug}"
        found = await pictures(
            record, outcome, self._order.topic.figures, self._order.folder / stem, self._engine, self._state
        )
        return Entry(record=record, outcome=outcome, pictures=found)

    async def _all(self, todo: list[tuple[date, Record]]) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for day, record in todo:
                    group.create_task(self._paper(day, record))
        except* PaperGlanceError as errors:
            raise errors.exceptions[0] from None
        finally:
            self._events.put_nowait(None)

    async def _paper(self, day: date, record: Record) -> None:
        work = work_of(record, self._order.topic)
        standing = await asyncio.to_thread(self._run.take, work)
        while standing.state == "taken":
            self._events.put_nowait(Doing(number_of(record), "另一个运行中的任务正在处理这一篇", 0.0))
            await asyncio.sleep(WAIT_SECONDS)
            standing = await asyncio.to_thread(self._run.take, work)
        if standing.state == "failed":
            self._events.put_nowait(Failed(number_of(record), standing.reason))
            return
        try:
            outcome = standing.outcome or await self._made(work, record)
            await self.entry(day, record, outcome)
        except _HOPELESS:
            raise
        except Exception as error:  # noqa: BLE001 - one paper's failure is told and never another's
            await self._fail(work, record, error)
        else:
            self._events.put_nowait(Done(number_of(record), outcome, kept=standing.state == "done"))

    async def _made(self, work: Work, record: Record) -> Outcome:
        outcome = None
        async with aclosing(self._labour(work, record, self._order.topic)) as events:
            async for event in events:
                if isinstance(event, Step):
                    self._events.put_nowait(Doing(number_of(record), event.text, event.fraction))
                else:
                    outcome = event
        await asyncio.to_thread(self._run.finish, work, outcome)
        self._own += 1
        self._usage += outcome.usage
        return outcome

    async def _fail(self, work: Work, record: Record, error: Exception) -> None:
        reason = str(error) if isinstance(error, PaperGlanceError) else f"{_UNEXPECTED}（{type(error).__name__}）"
        if isinstance(error, BadAnswer) or not isinstance(error, PaperGlanceError):
            await asyncio.to_thread(self._state.forget_answers, work)
        await asyncio.to_thread(self._run.fail, work, reason)
        self._events.put_nowait(Failed(number_of(record), reason))

    async def _hold(self) -> None:
        while True:
            await asyncio.sleep(LEASE_SECONDS / 4)
            with suppress(PaperGlanceError):
                await asyncio.to_thread(self._run.hold)


def _failed_before(topic: Topic, day: date, state: State) -> list[tuple[date, Record]]:
    """The papers of the last days' posts that have failed, with their days."""
    return [
        (before, record)
        for before in state.days(topic.name)
        if day - timedelta(days=RETRY_DAYS) <= before < day
        for record in state.listed(topic.name, before)
        if state.failure(work_of(record, topic)) is not None
    ]

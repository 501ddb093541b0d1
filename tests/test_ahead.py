"""Sentences that are written side by side: as many as the model takes, in the order of the fields, stopped at once."""

import asyncio

import pytest

from summarizer.chain.sentences import timetable
from summarizer.chain.sentences.ahead import Ahead
from summarizer.chain.sentences.sentences import summarize
from summarizer.chain.sentences.timetable import Timetable
from summarizer.errors import ModelUnreachable
from summarizer.events import Finished, Written
from summarizer.models.scripted import ScriptedModel
from tests.test_sentences import answer, paper, passage, scripted


class Watched(ScriptedModel):
    """Knows how many of its answers are written at a time."""

    def __init__(self, *args, slots: int, **facts):
        super().__init__(*args, **facts)
        self.slots = slots
        self.active = self.peak = 0

    async def stream(self, *args, **facts):
        self.active += 1
        self.peak = max(self.peak, self.active)
        try:
            async for chunk in super().stream(*args, **facts):
                yield chunk
        finally:
            self.active -= 1


def watched(slots: int) -> Watched:
    return Watched([answer] * 80, composes=False, context_tokens=4096, slots=slots)


async def test_a_model_of_several_slots_writes_several_sentences_at_a_time_and_leaves_one_slot():
    model = watched(4)
    side_by_side = [event async for event in summarize(paper(), model)][-1].summary
    alone = [event async for event in summarize(paper(), scripted())][-1].summary
    assert model.peak == 3
    assert side_by_side.model_dump(exclude={"usage", "model"}) == alone.model_dump(exclude={"usage", "model"})
    assert side_by_side.usage.calls == alone.usage.calls == len(model.asked)


async def test_a_model_of_one_slot_is_asked_for_one_sentence_at_a_time():
    model = watched(1)
    assert isinstance([event async for event in summarize(paper(), model)][-1], Finished)
    assert model.peak == 1


async def test_stopping_a_run_stops_what_was_begun_ahead():
    model = watched(4)
    run = summarize(paper(), model)
    async for event in run:
        if isinstance(event, Written) and event.field == "background":
            break
    await run.aclose()
    assert model.active == 0
    asked = len(model.asked)
    await asyncio.sleep(0.01)
    assert len(model.asked) == asked


async def test_an_error_comes_when_its_sentence_is_due():
    async def written(due):
        yield "一"
        if due.id == 2:
            raise ModelUnreachable
        yield "二"

    first, second = passage(1, "One."), passage(2, "Two words.")
    ahead = Ahead(written)
    ahead.begin([first, second])
    assert [piece async for piece in ahead.pieces(first)] == ["一", "二"]
    assert ahead.finished_words() == 1
    assert ahead.finished_words() == 0
    with pytest.raises(ModelUnreachable):
        _ = [piece async for piece in ahead.pieces(second)]
    await ahead.close()


@pytest.fixture
def later(monkeypatch):
    """A minute into a run: nothing is left out before."""
    now = [0.0]
    monkeypatch.setattr(timetable.time, "monotonic", lambda: now[0])

    def go() -> None:
        now[0] += 60.0

    return go


def test_nothing_is_left_out_before_there_is_something_to_judge_by(later):
    table = Timetable()
    long = [passage(number, "word " * 400) for number in range(1, 7)]
    table.plan({"methods": long[:3], "innovation": long[3:]})
    table.measured(12.0, 5)
    assert len(table.due("methods")) == 3
    later()
    assert len(table.due("innovation")) == 1


def test_a_sentence_that_was_begun_is_not_left_out_when_time_runs_short(later):
    table = Timetable()
    long = [passage(number, "word " * 400) for number in range(1, 7)]
    table.plan({"methods": long[:3], "innovation": long[3:]})
    begun = table.coming(2)
    later()
    table.measured(100.0, 100)
    kept = [*table.due("innovation"), *table.due("methods")]
    assert {each.id for each in begun} <= {each.id for each in kept}
    assert table.left_out > 0


def test_results_are_left_out_after_other_fields(later):
    table = Timetable()
    words = "word " * 110
    fields = {"innovation": 3, "methods": 3, "results": 3}
    numbers = iter(range(1, 20))
    table.plan({name: [passage(next(numbers), words) for _ in range(count)] for name, count in fields.items()})
    later()
    left = {name: len(table.due(name)) for name in ("results", "innovation", "methods")}
    assert table.left_out > 0
    assert left["results"] > left["innovation"]


async def test_the_seconds_of_a_summary_are_those_that_passed():
    model = watched(4)
    model.piece_seconds = 0.002
    loop = asyncio.get_running_loop()
    started = loop.time()
    summary = [event async for event in summarize(paper(), model)][-1].summary
    assert 0 < summary.usage.seconds <= loop.time() - started

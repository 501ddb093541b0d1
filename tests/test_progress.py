"""Progress told from a thread arrives in order, errors arrive, and closing cancels."""

import asyncio
import contextlib

import pytest

from summarizer.errors import ArxivUnreachable
from summarizer.progress import Reported


async def test_steps_are_scaled_and_the_result_is_kept():
    async def call(progress):
        await asyncio.to_thread(progress, "甲", 0.5)
        progress("乙", 7)
        return "done"

    reported = Reported(call)
    steps = [(step.text, step.fraction) async for step in reported.steps(0.2, 0.4)]
    assert [text for text, _ in steps] == ["甲", "乙"]
    assert [fraction for _, fraction in steps] == pytest.approx([0.3, 0.4])
    assert reported.result == "done"


async def test_an_error_of_the_call_is_raised_to_the_reader():
    async def call(progress):
        progress("甲", 0)
        raise ArxivUnreachable

    with pytest.raises(ArxivUnreachable):
        [step async for step in Reported(call).steps()]


async def test_closing_cancels_the_call():
    cancelled = asyncio.Event()

    async def call(progress):
        progress("甲", 0)
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()

    async with contextlib.aclosing(Reported(call).steps()) as steps:
        async for _ in steps:
            break
    await asyncio.wait_for(cancelled.wait(), 2)

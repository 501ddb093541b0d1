"""Random damage to good answers: whatever comes out is a sound Summary."""

import random

import pytest

from summarizer.chain.conversation.conversation import summarize
from summarizer.events import Finished
from summarizer.models.scripted import ScriptedModel
from tests.behaviours import asked_for
from tests.composed import PAPER
from tests.test_misbehaviour import assert_sound

_DEBRIS = (
    "### ", "### 研究背景\n", "### 性能\n", "- ", "[5]", "[99]", "[", "]", "**", "$", "\\(", "</think>",
    "<think>", "```", "{", "}", "\n\n", "99.9%", "十七个", "https://evil.example/x", "<img src=x>", "\u202e",
    "\x00", "|", "（1）", "StyleGAN3 ", "the method of the paper ", "。", "，", "TODO", "[领域]", "抱歉，",
    "用户：", "<|im_end|>", "1. ", "：", "&lt;b&gt;", "71.4", "63.2", "不",
)  # fmt: skip


def damaged(text: str, dice: random.Random) -> str:
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(text) + 1)
        to = min(len(text), at + dice.randint(1, 60))
        match dice.randrange(4):
            case 0:
                text = text[:at] + text[to:]
            case 1:
                text = text[:at] + dice.choice(_DEBRIS) + text[at:]
            case 2:
                text = text[:at] + text[at:to] * 2 + text[to:]
            case 3:
                other = dice.randrange(len(text) + 1)
                text = text[:at] + text[other : other + to - at] + text[to:]
    return text or "。"


async def summary_of_damage(seed: int):
    dice = random.Random(seed)

    def answer(call) -> str:
        good, _ = asked_for({"messages": call.messages})
        return damaged(good, dice)

    model = ScriptedModel([answer] * 8, piece=dice.choice((1, 7, 100)))
    events = [event async for event in summarize(PAPER, model)]
    assert isinstance(events[-1], Finished)
    return events[-1].summary


@pytest.mark.parametrize("seed", range(20))
async def test_damaged_answers(seed):
    assert_sound(await summary_of_damage(seed))


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
async def test_many_damaged_answers(block):
    for seed in range(1000 + 50 * block, 1050 + 50 * block):
        assert_sound(await summary_of_damage(seed))

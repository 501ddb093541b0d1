"""A model that misbehaves is expected: every way ends in a valid Summary or one clear error, nothing false unflagged.

The model is a scripted server on the loopback address, spoken to as any endpoint.
"""

from __future__ import annotations

import re

import pytest

from summarizer.chain import summarize
from summarizer.errors import (
    BadAnswer,
    KeyRefused,
    ModelError,
    ModelFailed,
    ModelThrottled,
    ModelTimeout,
    PaperGlanceError,
)
from summarizer.events import Finished, Writing, Written
from summarizer.models import ModelChoice
from summarizer.models.endpoint import Endpoint
from summarizer.paper import Paper, Passage
from summarizer.summary import FIELD_BY_NAME, FIELDS, POINT_FIELDS, Point, Summary
from tests.behaviours import BEHAVIOURS, Behaviour, asked_for, half, playing
from tests.composed import GOOD, PAPER, variant
from tests.openai_server import OpenAIServer, Reply, failure, html

PAPER_TEXT = "\n".join(
    (
        PAPER.record.title,
        PAPER.record.abstract,
        *PAPER.page_texts,
        *(f"{each.section}\n{each.text}" for each in PAPER.passages),
    )
)


async def run(server: OpenAIServer, script, *, paper=PAPER, silence_seconds: float = 20.0) -> Summary:
    server.otherwise = script
    model = Endpoint(ModelChoice("scripted", server.base_url), silence_seconds=silence_seconds)
    try:
        events = [event async for event in summarize(paper, model)]
    finally:
        await model.close()
    assert isinstance(events[-1], Finished)
    written = {event.field for event in events if isinstance(event, Written)}
    assert written <= set(FIELD_BY_NAME)
    streamed = "".join(event.text for event in events if isinstance(event, Writing))
    assert not re.search(r"https?://|<script|<img|[\u202a-\u202e\u2066-\u2069\u0000-\u0008]", streamed)
    return events[-1].summary


def all_points(summary: Summary) -> list[tuple[str, Point]]:
    return [(field.name, point) for field in POINT_FIELDS for point in summary.points(field.name)]


def prose(summary: Summary) -> str:
    """Every word of the summary that a model could have written."""
    lines = [summary.title_zh or "", summary.affiliation.zh if summary.affiliation else "", *summary.keywords]
    return "\n".join((*lines, *(point.text for _, point in all_points(summary))))


def assert_sound(summary: Summary) -> None:
    """What must hold whatever the model did; checked with rules of its own, not those of the product."""
    assert Summary.model_validate_json(summary.model_dump_json()) == summary
    assert summary.record == PAPER.record
    assert summary.links.arxiv == "https://arxiv.org/abs/2403.07860v2"
    assert summary.links.code == ("https://github.com/example/linknet",)
    assert summary.affiliation is None or summary.affiliation.en == "Tsinghua University"
    told = {(finding.kind, finding.field) for finding in summary.findings}
    # The paper says three epochs.
    shown_numbers = {3.0} | set(map(float, re.findall(r"\d+(?:\.\d+)?", PAPER_TEXT.replace(",", ""))))
    words = {"http"} | {word.casefold() for word in re.findall(r"[A-Za-z]+", PAPER_TEXT)}
    for name, point in all_points(summary):
        assert point.text.strip()
        assert all(number in PAPER.passage_by_id for number in point.passages)
        assert list(point.pages) == sorted({PAPER.passage_by_id[number].page for number in point.passages})
        assert point.passages or "no passage" in point.flags
        outside = re.sub(r"\$[^$]*\$", " ", point.text)
        assert not re.search(
            r"https?:|www\.|<[a-z/!]|```|<\||^\s*#|\[\d+\]|\*\*|[\u200b-\u200f\u202a-\u202e\ufeff]", outside
        )
        assert not re.search(r"https?:|<[a-z/!]|[\u200b-\u200f\u202a-\u202e\ufeff]", point.text)
        assert not re.search(
            r"抱歉|语言模型|待补充|(?<![A-Za-z])TODO(?![A-Za-z])|\[领域\]|\[创新点\]|^(?:用户|助手|assistant|user)[:：]",
            outside,
        )
        chinese = len(re.findall(r"[\u4e00-\u9fff]", point.text))
        assert chinese >= 4, point.text
        assert point.text.count("$") % 2 == 0
        bare = (
            re.sub(r"\$[^$]*\$", " ", point.text)
            .replace("1.2 万", "12000")
            .replace("1.2万", "12000")
            .replace("1e-4", "")
        )
        for number in re.findall(r"(?<![A-Za-z\d.图表])\d+(?:\.\d+)?(?![\d.]|[A-Za-z])", bare):
            assert float(number) in shown_numbers or "number nowhere" in point.flags, point
        for word in re.findall(r"[A-Za-z]{3,}", bare):
            known = word.casefold() in words or word.casefold() + "s" in words or word.casefold()[:-1] in words
            assert known or "unknown term" in point.flags, (word, point)
        for flag in point.flags:
            assert (flag, name) in told or (flag, "") in told, (flag, name)
    for field in FIELDS:
        value = (
            {
                "title_zh": summary.title_zh,
                "affiliation": summary.affiliation,
                "keywords": summary.keywords,
            }.get(field.name)
            if field.kind == "line"
            else summary.points(field.name)
        )
        assert value or ("missing", field.name) in told, field.name
    texts = [point.text for _, point in all_points(summary)]
    assert max((texts.count(text) for text in texts), default=0) <= 2


def complete(summary: Summary) -> bool:
    return all(summary.points(field.name) for field in POINT_FIELDS) and bool(summary.title_zh and summary.keywords)


def kinds(summary: Summary) -> set[str]:
    return {finding.kind for finding in summary.findings}


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda behaviour: behaviour.name)
async def test_a_summary_is_sound_whatever_the_model_does(openai_server: OpenAIServer, behaviour: Behaviour):
    if behaviour.name != "good":
        assert any(behaviour.change(answer) != answer for answer in GOOD)
    summary = await run(openai_server, playing(behaviour.change, stubborn=behaviour.stubborn))
    assert_sound(summary)
    assert complete(summary) == behaviour.complete, sorted((f.kind, f.field, f.detail) for f in summary.findings)
    if behaviour.finding:
        assert behaviour.finding in kinds(summary)
    if behaviour.gone:
        assert behaviour.gone not in prose(summary)
    if behaviour.flagged:
        assert behaviour.flagged in prose(summary)
        assert all(
            set(point.flags) - {"no passage"} for _, point in all_points(summary) if behaviour.flagged in point.text
        )
        assert behaviour.flagged not in (summary.title_zh or "")
    if behaviour.name == "good":
        assert not summary.findings
    assert len(openai_server.chats) <= 8


FAILURES = [
    ("empty", lambda body: Reply(("",)), BadAnswer),
    ("whitespace", lambda body: "   \n\n \t ", BadAnswer),
    ("thoughts that never end", lambda body: Reply(("<think>我先想想", asked_for(body)[0])), BadAnswer),
    ("200 with an error object", lambda body: Reply(body=b'{"error":{"message":"overloaded","code":503}}'), ModelError),
    (
        "200 with an error in the stream",
        lambda body: Reply(("###",), error={"message": "boom", "code": 500}),
        ModelError,
    ),
    ("200 with a web page", lambda body: html(), BadAnswer),
    ("bytes that are no text", lambda body: Reply(body=b"\xff\xfe\x00\xd8" * 100), BadAnswer),
    ("break-off at once", lambda body: Reply((), breaks_off=True), ModelError),
    ("break-off after a few words", lambda body: Reply(("### 研究", "背景"), breaks_off=True), ModelFailed),
    ("key refused", lambda body: failure(401), KeyRefused),
    ("throttled", lambda body: failure(429, Retry_After="60"), ModelThrottled),
    ("no answer", lambda body: Reply(("x",), wait_seconds=3), ModelTimeout),
]


@pytest.mark.parametrize(("script", "error"), [each[1:] for each in FAILURES], ids=[each[0] for each in FAILURES])
async def test_a_model_that_never_answers_is_one_clear_error(openai_server: OpenAIServer, script, error):
    with pytest.raises(error) as raised:
        await run(openai_server, script, silence_seconds=1.0)
    assert isinstance(raised.value, PaperGlanceError)
    assert re.search(r"[\u4e00-\u9fff]{6}", str(raised.value))
    assert "Traceback" not in str(raised.value)


async def test_a_break_off_in_mid_stream_is_tried_once_more(openai_server: OpenAIServer):
    broken = iter([True, False, True, False, False, False])

    def script(body: dict) -> str | Reply:
        answer, _ = asked_for(body)
        return Reply((half(answer),), breaks_off=True) if next(broken) else answer

    summary = await run(openai_server, script)
    assert_sound(summary)
    assert complete(summary)
    assert len(openai_server.chats) == 6


async def test_an_empty_answer_is_asked_for_once_more(openai_server: OpenAIServer):
    summary = await run(openai_server, lambda body: " \n" if len(openai_server.chats) == 1 else asked_for(body)[0])
    assert_sound(summary)
    assert complete(summary)


async def test_a_model_that_dies_later_leaves_what_it_wrote(openai_server: OpenAIServer):
    def script(body: dict) -> str | Reply:
        return asked_for(body)[0] if len(openai_server.chats) <= 2 else failure(401)

    summary = await run(openai_server, script)
    assert_sound(summary)
    assert summary.overview.results
    assert summary.methods
    assert not summary.takeaways
    assert "interrupted" in kinds(summary)


async def test_the_context_turns_out_smaller_than_believed(openai_server: OpenAIServer):
    def script(body: dict) -> str | Reply:
        size = sum(len(message["content"]) for message in body["messages"])
        if size > 3600 and len(body["messages"]) == 4:
            return failure(400, "This model's maximum context length is 900 tokens", "context_length_exceeded")
        return asked_for(body)[0]

    long = lengthened(20)
    summary = await run(openai_server, script, paper=long)
    assert summary.coverage.passages_read < summary.coverage.passages - 2
    assert summary.overview.background


def lengthened(times: int) -> Paper:
    """The paper with its method told at length."""
    method = next(each for each in PAPER.passages if each.section_role == "method")
    more = tuple(
        Passage.model_validate({**method.model_dump(), "id": 100 + i, "text": f"Layer {i} " + "of the encoder " * 8})
        for i in range(times)
    )
    return variant(passages=(*PAPER.passages, *more))

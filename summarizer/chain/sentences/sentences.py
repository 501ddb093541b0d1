"""The summary by a model that does not compose: the code chooses the sentences, the model puts each into Chinese."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace

from summarizer.chain.assembly import coverage_of, point_of, summary_of
from summarizer.chain.sentences.ahead import Ahead
from summarizer.chain.sentences.names import Names, names_of
from summarizer.chain.sentences.printed import affiliation_line, keyword_line, title_source
from summarizer.chain.sentences.selection import chosen
from summarizer.chain.sentences.timetable import Timetable
from summarizer.chain.sentences.translation import Translation, translation
from summarizer.chain.sentences.wording import first_request
from summarizer.checking.form import Language
from summarizer.checking.instructions import passages_to_a_model
from summarizer.checking.numbers import numbers_in
from summarizer.checking.text import simplified, traditional
from summarizer.errors import ModelError
from summarizer.events import Event, Finished, Step, Writing, Written
from summarizer.models import Model
from summarizer.paper import Paper, Passage
from summarizer.reading.text.sentences import sentence_bounds
from summarizer.summary import FIELD_BY_NAME, POINT_FIELDS, Coverage, FieldName, Finding, Flag, Point
from summarizer.usage import Usage

_EXCERPT_CHARACTERS = 40


async def summarize(paper: Paper, model: Model, *, language: Language = "zh-Hans") -> AsyncGenerator[Event]:
    """The events of one summary, field by field in the order of FIELDS, ending with Finished. Raises ModelError.

    A paper in Chinese, and a summary asked for in English, need no model: the chosen sentences are shown as printed.
    """
    run = _Run(paper, model, language)
    try:
        async with aclosing(_events(run)) as events:
            async for event in events:
                yield event
    finally:
        await run.ahead.close()


async def _events(run: _Run) -> AsyncGenerator[Event]:
    paper, model, started = run.paper, run.model, time.monotonic()
    yield Step("正在挑选句子", 0.0)
    sentences = _usable(paper)
    # A model that can keep what it has read begins at once; one that cannot reads the examples with the first sentence.
    if run.translates and (warm := getattr(model, "warm", None)):
        with suppress(ModelError):
            await warm(first_request())
    run.timetable.plan(sentences)
    written: dict[FieldName, Written] = {}
    for name in ("title_zh", "affiliation", "keywords"):
        async with aclosing(run.line(name)) as events:
            async for event in events:
                if isinstance(event, Written):
                    written[name] = event
                yield event
        run.look_ahead()
    for each in POINT_FIELDS:
        async with aclosing(run.points(each.name)) as events:
            async for event in events:
                if isinstance(event, Written):
                    written[each.name] = event
                yield event
    yield Finished(
        summary_of(
            paper,
            written,
            coverage=run.coverage(),
            # Sentences are written side by side: their seconds do not add up to those that passed.
            usage=replace(run.usage, seconds=time.monotonic() - started),
            model=model.name,
            findings=run.findings(),
        )
    )


async def in_chinese(
    model: Model,
    passage: Passage,
    paper: Paper,
    *,
    names: Names | None = None,
    language: Language = "zh-Hans",
) -> tuple[Point, Usage]:
    """One passage of a paper as a Point in the wanted language, and what it cost; flagged if it stays in English.

    `names` are the paper's names_of, if the caller already has them. Raises ModelError.
    """
    run = _Run(paper, model, language, names)
    try:
        async with aclosing(run.sentence(passage)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Point):
                    return piece, run.usage
    finally:
        await run.ahead.close()
    raise AssertionError("a sentence ends with its Point")


async def text_in_chinese(
    model: Model, text: str, paper: Paper, *, language: Language = "zh-Hans"
) -> tuple[str, Usage]:
    """A short English text of a paper, such as a caption, sentence by sentence in Chinese, and what it cost.

    A sentence that no try got quite right stays English, and so does all of it if English is wanted or the paper is
    Chinese. Raises ModelError.
    """
    if language == "en" or paper.language == "zh":
        return text, Usage()
    names, said, usage = names_of(paper), [], Usage()
    for start, stop in sentence_bounds(text):
        async with aclosing(translation(model, text[start:stop], names)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Translation):
                    said.append(f" {text[start:stop]} " if piece.faults else piece.chinese)
                    usage += piece.usage
    whole = "".join(said).strip()
    return (traditional(whole) if language == "zh-Hant" else whole), usage


@dataclass
class _Run:
    """The state of one summary being written."""

    paper: Paper
    model: Model
    language: Language
    names: Names | None = None
    usage: Usage = field(default_factory=Usage)
    done: dict[int, Point] = field(default_factory=dict)
    """The Point of each passage already written: the same sentence is never written twice."""
    fields: dict[FieldName, tuple[Point, ...]] = field(default_factory=dict)
    """What is shown of each field already written."""
    wrong: dict[int, tuple[FieldName | None, str]] = field(default_factory=dict)
    """Of each passage whose translation did not pass: the field it was written for, and why."""
    title_reasons: str = ""

    def __post_init__(self) -> None:
        self.names = names_of(self.paper) if self.names is None else self.names
        self.timetable = Timetable(untimed=not self.translates)
        self.ahead = Ahead(lambda passage: translation(self.model, passage.text, self.names))

    @property
    def translates(self) -> bool:
        return self.language != "en" and self.paper.language != "zh"

    def look_ahead(self, here: Sequence[Passage] = ()) -> None:
        """Begins `here` and what comes after it, in all slots of the model but one: that is for other visitors."""
        if self.translates:
            room = getattr(self.model, "slots", 1) - 1
            new = [passage for passage in here if passage.id not in self.done][:room]
            # Without any, the line or the sentence that is written now takes a slot.
            self.ahead.begin([*new, *self.timetable.coming(max(0, room - max(1, len(new))))])

    async def line(self, name: FieldName) -> AsyncGenerator[Event]:
        yield self._step(name)
        started = time.monotonic()
        text = ""
        if not self.translates:
            text = self._line_as_printed(name)
        elif name == "title_zh" and not self.paper.record.title:
            pass
        elif name == "title_zh":
            title = title_source(self.paper)
            async with aclosing(translation(self.model, title, self.names, end="")) as pieces:
                async for piece in pieces:
                    if isinstance(piece, str):
                        yield Writing(name, self._scripted(piece))
                    else:
                        text = piece.chinese
                        self.usage += piece.usage
                        if piece.faults:
                            self.title_reasons = _reasons(piece)
        else:
            writer = affiliation_line if name == "affiliation" else keyword_line
            text, usage = await writer(self.paper, self.model, self.names)
            self.usage += usage
        if self.usage.calls:
            self.timetable.measured(time.monotonic() - started, 0)
        yield Written(name, line=self._scripted(text))

    async def points(self, name: FieldName) -> AsyncGenerator[Event]:
        found: list[Point] = []
        passages = self.timetable.due(name)
        for at, passage in enumerate(passages):
            yield self._step(name)
            if found:
                yield Writing(name, "\n")
            self.look_ahead(passages[at:])
            async with aclosing(self.sentence(passage, name)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Point):
                        found.append(piece)
                    else:
                        yield Writing(name, piece)
        self.fields[name] = self._shown(name, found)
        yield Written(name, points=self.fields[name])

    def _shown(self, name: FieldName, points: list[Point]) -> tuple[Point, ...]:
        """The Points of a field without those that stayed English where the field can do without them.

        It cannot if it has no other, or none before them with numbers. The one sentence is then another one.
        """
        chinese = [point for point in points if "untranslated" not in point.flags]
        if not chinese:
            kindred = [each for field in ("method", "innovation", "results") for each in self.fields.get(field, ())]
            spare = [point for point in kindred if "untranslated" not in point.flags]
            return tuple(spare[:1] if spare and name == "one_sentence" else points)
        counted = next((i for i, p in enumerate(points) if p in chinese and numbers_in(p.text)), len(points))
        return tuple(p for i, p in enumerate(points) if p in chinese or (i < counted and numbers_in(p.text)))

    async def sentence(self, passage: Passage, name: FieldName | None = None) -> AsyncGenerator[str | Point]:
        """Pieces of the passage in the wanted language as they come, then its Point."""
        if known := self.done.get(passage.id):
            yield known.text
            yield known
            return
        started = time.monotonic()
        text = passage.text
        flags: tuple[Flag, ...] = ()
        if self.translates:
            async with aclosing(self.ahead.pieces(passage)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, str):
                        yield self._scripted(piece)
                    else:
                        self.usage += piece.usage
                        if piece.faults:
                            self.wrong[passage.id] = (name, _reasons(piece))
                            flags = ("doubtful",) if piece.chinese else ("untranslated",)
                        text = piece.chinese or text
            self.timetable.measured(time.monotonic() - started, self.ahead.finished_words())
        point = point_of(self.paper, self._scripted(text), (passage.id,), flags)
        if not self.translates:
            yield point.text
        self.done[passage.id] = point
        yield point

    def coverage(self) -> Coverage:
        whole = len(self.paper.passages)
        note = f"全文共 {whole} 句，按章节和措辞挑出其中 {len(self.done)} 句"
        note += "，由模型逐句译成中文。" if self.translates else "，照原文列出。"
        if left := self.timetable.left_out:
            note += f"这台机器较慢，为控制时间，另有 {left} 句挑出后没有译。"
        return coverage_of(self.paper, self.done, note)

    def findings(self) -> list[Finding]:
        """One for each sentence whose translation did not pass."""
        shown = {number for points in self.fields.values() for point in points for number in point.passages}
        found = []
        if self.title_reasons:
            detail = f"中文标题可能不准（{self.title_reasons}），请看原题。"
            found.append(Finding(kind="doubtful", field="title_zh", detail=detail))
        for number, (name, reasons) in self.wrong.items():
            if name is None:
                continue
            place, english = f"“{FIELD_BY_NAME[name].heading}”中", self.paper.passage_by_id[number].text
            excerpt = f"“{english[:_EXCERPT_CHARACTERS].rstrip()}…”"
            if "doubtful" in self.done[number].flags:
                detail = f"{place}一句的译文可能不准（{reasons}），原文是：{english}"
                found.append(Finding(kind="doubtful", field=name, detail=detail))
            else:
                end = "保留原文。" if number in shown else "没有列出。"
                detail = f"{place}{excerpt}的译文没有通过检查（{reasons}），{end}"
                found.append(Finding(kind="untranslated", field=name, detail=detail))
        return found

    def _line_as_printed(self, name: FieldName) -> str:
        if name == "title_zh":
            return self.paper.record.title if self.paper.language == "zh" and self.language != "en" else ""
        return "；".join(self.paper.keywords) if name == "keywords" else ""

    def _scripted(self, text: str) -> str:
        """The text in the characters asked for."""
        if self.language == "zh-Hant":
            return traditional(text)
        return simplified(text) if self.language == "zh-Hans" and self.translates else text

    def _step(self, name: FieldName) -> Step:
        return Step(f"正在写：{FIELD_BY_NAME[name].heading}", *self.timetable.progress())


def _reasons(result: Translation) -> str:
    return "、".join(dict.fromkeys(fault.reason for fault in result.faults))


def _usable(paper: Paper) -> dict[FieldName, tuple[Passage, ...]]:
    """The chosen sentences without those that speak to a language model."""
    instructions = passages_to_a_model(paper)
    picked = {
        name: tuple(passage for passage in passages if passage.id not in instructions)
        for name, passages in chosen(paper).items()
    }
    return {name: passages for name, passages in picked.items() if passages}

"""The Points of a field as they may be shown, and what was wrong with what a model wrote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from summarizer.checking.form import Language, alike, defects, ended
from summarizer.checking.grounds import Grounds
from summarizer.checking.instructions import speaks_to_a_model
from summarizer.checking.text import (
    plain,
    simplified,
    statement,
    traditional,
    with_brackets,
    without_brackets_in_math,
)
from summarizer.paper import Paper
from summarizer.summary import FIELD_BY_NAME, FieldName, Finding, Flag, Point

MOST_POINTS: Mapping[str, int] = {"methods": 12, "takeaways": 8, "one_sentence": 1}
MOST_POINTS_ELSE = 6
_LONGEST_POINT_CHARACTERS = 500
_LONGEST_DRAFT_CHARACTERS = 4000
_SAME_CITATION_POINTS = 6
"""So many Points that all cite the same passages were cited without a look."""
_EXCERPT_CHARACTERS = 24
_CITATION_END = re.compile(r"\s?(?<![\d.])\d{0,5}\s?[\]】］]")
_CITATION_REMAINS = re.compile(r"\s?[\[【［]\s?[1-9]\d{0,4}(?:\s?[,，、;；–-]\s?\d{0,5})*\s?[\]】］]?(?![\d.])")


class Draft(NamedTuple):
    """A statement as a model wrote it, with the passage ids it cited."""

    text: str
    passages: tuple[int, ...] = ()


class Problem(NamedTuple):
    """What was wrong with a field, in words for the model and for the reader."""

    kind: str
    """Short English name: a Flag, a form defect, `missing`, `duplicate`, `too many`."""
    excerpt: str
    """First words of the statement; empty if it concerns the field."""
    reason: str
    """One Chinese clause."""
    dropped: bool
    """The statement is not shown."""

    def finding(self, field: FieldName) -> Finding:
        heading = FIELD_BY_NAME[field].heading
        about = f"“{self.excerpt}”" if self.excerpt else ""
        fate = "，已略去" if self.dropped and self.excerpt else ""
        return Finding(kind=self.kind, field=field, detail=f"{heading}：{about}{self.reason}{fate}。")


class Checked(NamedTuple):
    points: tuple[Point, ...]
    """What may be shown: unproven statements carry flags, false form is gone."""
    problems: tuple[Problem, ...]


def checked(
    field: FieldName,
    drafts: Sequence[Draft],
    grounds: Grounds,
    *,
    language: Language = "zh-Hans",
    prompt: Collection[str] = (),
) -> Checked:
    """The Points of one field after every check of form, numbers, names and citations.

    `prompt` are the shingles of what the model was told. Numbers and names are looked up in the paper of `grounds`.
    """
    points: list[Point] = []
    problems: list[Problem] = []
    most = MOST_POINTS.get(field, MOST_POINTS_ELSE)
    for draft in drafts:
        words = _uncited(plain(draft.text[:_LONGEST_DRAFT_CHARACTERS]).replace("\n", " "))
        text = _shortened(ended(simplified(statement(words)), language))
        excerpt = text[:_EXCERPT_CHARACTERS] + ("…" if len(text) > _EXCERPT_CHARACTERS else "")
        wrong = [Problem(defect.kind, excerpt, defect.reason, True) for defect in defects(text, language, prompt)]
        if speaks_to_a_model(text):
            wrong.append(Problem("prompt text", excerpt, "是给模型的指令，不是论文内容", True))
        if any(alike(text, point.text) for point in points):
            wrong.append(Problem("duplicate", excerpt, "与前面的一条重复", True))
        if not wrong and len(points) == most:
            wrong.append(Problem("too many", excerpt, f"超过了 {most} 条", True))
        if wrong:
            problems += wrong
            continue
        grounding = grounds.grounding(text, draft.passages)
        points.append(point_of(grounds.paper, text, grounding.passages, grounding.flags))
        problems += (Problem(flag, excerpt, reason, False) for flag, reason in grounding.reasons)
    return Checked(tuple(points), tuple(problems))


def point_of(paper: Paper, text: str, passages: Iterable[int], flags: Iterable[Flag] = ()) -> Point:
    """A Point whose passages exist, each once, with their pages; without passages it is flagged."""
    ids = tuple(dict.fromkeys(number for number in passages if number in paper.passage_by_id))
    pages = tuple(sorted({paper.passage_by_id[number].page for number in ids}))
    marks = dict.fromkeys(flag for flag in flags if flag != "no passage" or not ids)
    if not ids:
        marks["no passage"] = None
    return Point(text=text, passages=ids, pages=pages, flags=tuple(marks))


def in_script(points: Iterable[Point], language: Language) -> tuple[Point, ...]:
    """The Points in the Chinese characters asked for."""
    if language != "zh-Hant":
        return tuple(points)
    return tuple(point.model_copy(update={"text": traditional(point.text)}) for point in points)


def uniform_citations(fields: Mapping[FieldName, Sequence[Point]]) -> tuple[tuple[int, ...], bool]:
    """The passages that most Points cite, and whether so many that the citations prove nothing."""
    cited = Counter(point.passages for points in fields.values() for point in points if point.passages)
    if not cited:
        return (), False
    passages, count = cited.most_common(1)[0]
    return passages, count >= _SAME_CITATION_POINTS and count >= 0.8 * cited.total()


def weakened(points: Iterable[Point], passages: tuple[int, ...]) -> tuple[Point, ...]:
    """The Points, those that cite exactly these passages flagged as weakly supported."""
    return tuple(
        point.model_copy(update={"flags": tuple(dict.fromkeys((*point.flags, "weak support")))})
        if point.passages == passages
        else point
        for point in points
    )


def repeated_everywhere(fields: Mapping[FieldName, Sequence[Point]]) -> frozenset[str]:
    """Texts that stand in three fields or more: a model that says one thing to every question."""
    counts = Counter(text for points in fields.values() for text in {point.text for point in points})
    return frozenset(text for text, count in counts.items() if count >= 3)


def _uncited(text: str) -> str:
    """The text without what is left of broken citation marks: `[3，` or `3]`."""
    text = _CITATION_REMAINS.sub("", without_brackets_in_math(text))
    if text.count("]") > text.count("["):
        text = _CITATION_END.sub("", text)
    return with_brackets(text)


def _shortened(text: str) -> str:
    """A long statement up to its last full stop within the limit."""
    if len(text) <= _LONGEST_POINT_CHARACTERS:
        return text
    stops = [match.end() for match in re.finditer(r"[。！？]", text[:_LONGEST_POINT_CHARACTERS])]
    return text[: stops[-1]] if stops else text

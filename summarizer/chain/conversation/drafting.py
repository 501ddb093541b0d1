"""The fields on their way from answers to the Summary: checked, compared with their rewriting, settled at the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from summarizer.chain.conversation.answer import Answer
from summarizer.chain.conversation.lines import checked_line
from summarizer.chain.prompts import sources
from summarizer.checking.form import Language, shingles
from summarizer.checking.grounds import Grounds
from summarizer.checking.points import Problem, checked, in_script, repeated_everywhere, uniform_citations, weakened
from summarizer.checking.text import traditional
from summarizer.events import Written
from summarizer.paper import Paper
from summarizer.summary import FIELD_BY_NAME, POINT_FIELDS, FieldName, Finding, Point

_TOLD_ONLY = frozenset(("number elsewhere", "duplicate", "too many", "keyword"))
"""Problems that are no reason to ask again: the code has mended them."""
_MAY_BE_ABSENT = frozenset(("past_methods", "significance", "innovation", "performance", "workload"))
_REASONS_PER_FIELD = 4
_DOUBTFUL_SHARE = 0.5
_DOUBTFUL_POINTS = 3


@dataclass(frozen=True, slots=True)
class State:
    """A field as it stands."""

    line: str = ""
    points: tuple[Point, ...] = ()
    problems: tuple[Problem, ...] = ()
    absent: bool = False
    """The model said that the paper has nothing."""
    mended: tuple[Problem, ...] = ()
    """What was wrong before the rewriting and is not now."""

    @property
    def empty(self) -> bool:
        return not (self.line or self.points)


class Drafting:
    """All fields of one summary."""

    def __init__(self, paper: Paper, language: Language):
        self._grounds = Grounds(paper)
        self._language: Language = language
        self._prompt = shingles(sources())
        self._states: dict[FieldName, State] = {}
        self._settled: list[Finding] = []

    def take(self, answer: Answer, fields: Iterable[FieldName]) -> None:
        """Keeps the fields of an answer."""
        for name in fields:
            self._states[name] = self._state(answer, name)

    def retake(self, answer: Answer, fields: Iterable[FieldName]) -> None:
        """Keeps the rewriting of each field where it is better than what it rewrites."""
        for name in fields:
            old, new = self._states[name], self._state(answer, name)
            if new.absent and old.empty:
                self._states[name] = new
            elif not new.empty and _rank(new) >= _rank(old):
                left = {(problem.kind, problem.reason) for problem in new.problems}
                mended = tuple(problem for problem in old.problems if (problem.kind, problem.reason) not in left)
                self._states[name] = replace(new, mended=mended)

    def wrong(self, fields: Iterable[FieldName]) -> dict[FieldName, tuple[str, ...]]:
        """The fields to ask for again, each with what was wrong with it."""
        found: dict[FieldName, tuple[str, ...]] = {}
        for name in fields:
            state = self._states[name]
            reasons = [
                f"“{problem.excerpt}”{problem.reason}" if problem.excerpt else problem.reason
                for problem in state.problems
                if problem.kind not in _TOLD_ONLY
            ]
            if state.empty and not reasons and not (state.absent and name in _MAY_BE_ABSENT):
                reasons = ["没有写出来"]
            if reasons:
                found[name] = tuple(reasons[:_REASONS_PER_FIELD])
        return found

    def any_points(self) -> bool:
        return any(state.points for state in self._states.values())

    def written(self, name: FieldName) -> Written:
        """A field as a view is told it."""
        state = self._states.get(name, State())
        line = traditional(state.line) if self._language == "zh-Hant" else state.line
        return Written(name, line, in_script(state.points, self._language))

    def settled(self) -> tuple[FieldName, ...]:
        """Looks at all fields together; names those that changed by it.

        A text that stands in three fields answers none of them, and one citation for all supports nothing.
        """
        changed: list[FieldName] = []
        everywhere = repeated_everywhere(self._points())
        if everywhere:
            first = set()
            for name, points in self._points().items():
                kept = tuple(point for point in points if point.text not in everywhere or point.text not in first)
                first.update(point.text for point in points)
                if kept != points:
                    self._states[name] = replace(self._states[name], points=kept)
                    changed.append(name)
            self._settled.append(Finding(kind="duplicate", field="", detail="模型在多项里重复同一句话，重复的已略去。"))
        passages, uniform = uniform_citations(self._points())
        if uniform:
            for name, points in self._points().items():
                weak = weakened(points, passages)
                if weak != points:
                    self._states[name] = replace(self._states[name], points=weak)
                    changed.append(name)
            self._settled.append(
                Finding(
                    kind="weak support", field="", detail="几乎所有陈述都引用同样的段落，引用不足为据，请核对原文。"
                )
            )
        self._doubt()
        return tuple(dict.fromkeys(changed))

    def findings(self, *, whole: bool) -> tuple[Finding, ...]:
        """What the reader is told of all fields; `whole`: the model read all of the paper's body."""
        found = list(self._settled)
        for name, state in self._states.items():
            found += (problem.finding(name) for problem in state.problems)
            found += (
                Finding(
                    kind="repaired",
                    field=name,
                    detail=f"{FIELD_BY_NAME[name].heading}：初稿{problem.reason}，已由模型改写。",
                )
                for problem in state.mended
            )
            if state.empty and state.absent:
                found.append(Finding(kind="missing", field=name, detail=_absence(name, whole)))
        return tuple(found)

    def _state(self, answer: Answer, name: FieldName) -> State:
        absent = name in answer.absent
        if FIELD_BY_NAME[name].kind == "line":
            checked_field = checked_line(name, answer.lines.get(name, ""), self._grounds, self._prompt)
            return State(line=checked_field.line, problems=checked_field.problems, absent=absent)
        drafts = answer.drafts.get(name, ())
        result = checked(name, drafts, self._grounds, language=self._language, prompt=self._prompt)
        return State(points=result.points, problems=result.problems, absent=absent)

    def _points(self) -> dict[FieldName, tuple[Point, ...]]:
        return {field.name: self._states[field.name].points for field in POINT_FIELDS if field.name in self._states}

    def _doubt(self) -> None:
        points = [point for each in self._points().values() for point in each]
        doubtful = [point for point in points if set(point.flags) - {"number elsewhere"}]
        if len(points) >= _DOUBTFUL_POINTS and len(doubtful) > _DOUBTFUL_SHARE * len(points):
            self._settled.append(
                Finding(
                    kind="doubtful",
                    field="",
                    detail=f"{len(points)} 条陈述中有 {len(doubtful)} 条在论文里得不到证实，这份摘要可能不可靠。",
                )
            )


def _absence(name: FieldName, whole: bool) -> str:
    heading = FIELD_BY_NAME[name].heading
    # Only who read all of it can say that a paper lacks something.
    return f"论文中未找到“{heading}”的内容。" if whole else f"模型在读过的部分里没有找到“{heading}”的内容。"


def _rank(state: State) -> tuple[bool, int, int, int]:
    """Better is larger: anything at all, then fewer sentences that had to go or be flagged."""
    flags = sum(len(set(point.flags) - {"number elsewhere"}) for point in state.points)
    dropped = sum(problem.dropped and problem.kind not in _TOLD_ONLY for problem in state.problems)
    return (not state.empty, -flags - dropped, -flags, len(state.points))

"""What a paper gives as support: its passages, pages and terms, indexed for many questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from summarizer.checking.instructions import passages_to_a_model, speaks_to_a_model
from summarizer.checking.numbers import Number, Unit, numbers_in, printed_in, stands
from summarizer.checking.pairing import contradicted, reversed_direction
from summarizer.checking.terms import Vocabulary, terms_in
from summarizer.paper import Paper, Passage
from summarizer.summary import Flag

_NO_SUPPORT = ("references", "acknowledgement")
_REFERENCE_HEADING = re.compile(
    r"(?im)^\W*(?:\d+\.?|[IVX]+\.)?\s*(?:references|bibliography|literature cited|参考文献)\s*$"
)
_NEAR_PASSAGES = 5
_LARGEST_CITED = 8
"""More passages than this support nothing in particular."""


@dataclass(frozen=True, slots=True)
class Grounding:
    """What a statement stands on."""

    passages: tuple[int, ...]
    """The cited ones that exist, and those that were found to print its numbers."""
    flags: tuple[Flag, ...]
    reasons: tuple[tuple[Flag, str], ...]
    """Per flag one Chinese clause that says what was wrong."""


class Grounds:
    """Answers for one paper what supports a statement. Passages that address a language model support nothing."""

    def __init__(self, paper: Paper):
        self.paper = paper
        self.instructions = passages_to_a_model(paper)

    def grounding(self, text: str, cited: Iterable[int]) -> Grounding:
        """The passages and flags of one statement that cites passages."""
        ids = list(dict.fromkeys(number for number in cited if number in self._usable))
        reasons: list[tuple[Flag, str]] = []
        elsewhere, nowhere, added = [], [], []
        for number in self._loose(text, ids):
            place = self._place(number, text, ids)
            if place is None:
                nowhere.append(number)
            else:
                elsewhere.append(number)
                added += [place] if place else []
        if nowhere:
            reasons.append(("number nowhere", f"数字 {_said(nowhere)} 在论文里找不到"))
        if elsewhere and ids:
            reasons.append(("number elsewhere", f"数字 {_said(elsewhere)} 不在所引段落里"))
        if unknown := [term for term in terms_in(text) if term not in self.vocabulary]:
            reasons.append(("unknown term", f"名称 {'、'.join(unknown)} 在论文里找不到"))
        if not ids:
            reasons.append(("no passage", "没有标出依据的段落编号"))
        elif reason := self._weak(text, ids):
            reasons.append(("weak support", reason))
        passages = tuple(dict.fromkeys((*ids[:_LARGEST_CITED], *added)))
        return Grounding(
            passages, tuple(flag for flag, _ in reasons if not (flag == "no passage" and passages)), tuple(reasons)
        )

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The terms of everything that the paper prints."""
        record = self.paper.record
        return Vocabulary(
            (
                record.title,
                record.abstract,
                record.comment,
                *self.paper.keywords,
                *(section.title for section in self.paper.sections),
                *(passage.text for passage in self.paper.passages if passage.id not in self.instructions),
                *self.paper.page_texts,
            )
        )

    def _loose(self, text: str, ids: list[int]) -> list[Number]:
        printed = [number for each in ids for number in printed_in(self._usable[each].text)]
        return [number for number in numbers_in(text) if not any(stands(number, other) for other in printed)]

    def _place(self, number: Number, text: str, ids: list[int]) -> int | None:
        """Id of the passage that prints a number and fits the statement best, 0 if only a page prints it, else None."""
        terms = set(terms_in(text))
        best, score = None, (0, 0.0)
        for passage in self._usable.values():
            if not any(_strictly(number, other) for other in printed_in(passage.text)):
                continue
            known = sum(term in passage.text for term in terms)
            distance = min((abs(passage.id - cited) for cited in ids), default=10**6)
            if best is None or (known, 1 / (1 + distance)) > score:
                best, score = passage.id, (known, 1 / (1 + distance))
        if best is None:
            return 0 if self._on_a_page(number) else None
        # 三种 stands in most papers: without a shared name or nearness no other passage is the right one.
        near = score[0] > 0 or score[1] > 1 / (2 + _NEAR_PASSAGES)
        return best if near or number.unit not in ("count", "ordinal") else 0

    def _on_a_page(self, number: Number) -> bool:
        if number.unit == "percent" and number.value == int(number.value):
            return (number.value, "percent") in self._page_values
        return any(value == number.value for value, _ in self._page_values)

    def _weak(self, text: str, ids: list[int]) -> str | None:
        passages = [self._usable[each] for each in ids]
        for passage in passages:
            if pairs := contradicted(text, passage.text):
                first, second = pairs
                return f"{first.name} 与 {second.name} 的数字 {_said([first.number, second.number])} 与所引段落不符"
        if len(passages) == 1 and (number := reversed_direction(text, passages[0].text)):
            return f"{number.words} 的升降方向与所引段落相反"
        # Names that the cited passages share none of point to the wrong passage; one may be a gloss.
        terms = [term for term in terms_in(text) if term in self.vocabulary]
        cited = Vocabulary(passage.text for passage in passages)
        numbers = numbers_in(text)
        if len(terms) >= 2 and not any(term in cited for term in terms) and len(self._loose(text, ids)) == len(numbers):
            return f"所引段落没有提到 {'、'.join(terms[:4])}"
        return None

    @cached_property
    def _usable(self) -> dict[int, Passage]:
        return {
            passage.id: passage
            for passage in self.paper.passages
            if passage.id not in self.instructions and passage.section_role not in _NO_SUPPORT
        }

    @cached_property
    def _page_values(self) -> frozenset[tuple[Decimal, Unit]]:
        """Values and units that the pages print outside the references and the passages left out: tables."""
        values: set[tuple[Decimal, Unit]] = set()
        for page, text in self._pages():
            left_out = Counter(
                (number.value, number.unit)
                for passage in self.paper.passages
                if passage.id in self.instructions and any(region.page == page for region in passage.regions)
                for number in printed_in(passage.text)
            )
            printed = Counter((number.value, number.unit) for number in numbers_in(text))
            values.update(each for each, count in printed.items() if count > left_out[each])
        return frozenset(values)

    def _pages(self) -> Iterator[tuple[int, str]]:
        first = self.paper.references_page or len(self.paper.page_texts) + 1
        appendix = min((section.page for section in self.paper.sections if section.role == "appendix"), default=10**6)
        for page, text in enumerate(self.paper.page_texts, 1):
            if page < first or page > max(first, appendix - 1):
                yield page, text
            elif page == first and (heading := list(_REFERENCE_HEADING.finditer(text))):
                yield page, text[: heading[-1].start()]
            elif page == first:
                yield page, text


def shown_text(passage: Passage) -> str:
    """A passage as a model is shown it: one line, without the paper's own citation marks and unseen characters."""
    text = re.sub(r"[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]", " ", passage.text)
    text = re.sub(r"\s?\[\s?[1-9]\d{0,3}(?:\s?[,;–-]\s?[1-9]\d{0,3})*\s?\]", "", text)
    return re.sub(r"\s+", " ", text).strip()


def addresses_a_model(text: str) -> bool:
    """Whether a heading or keyword of a paper speaks to a language model."""
    return speaks_to_a_model(text)


def _strictly(number: Number, printed: Number) -> bool:
    """Support far from the citation has to be in kind: 15 % is not said by a 15 on some page."""
    if printed.unit in ("name", "pair", "mark", "word"):
        return False
    if number.unit == "percent" and number.value == int(number.value) and printed.unit != "percent":
        return 0 < printed.value < 1 and stands(number, printed)
    return stands(number, printed)


def _said(numbers: Iterable[Number]) -> str:
    return "、".join(dict.fromkeys(number.words for number in numbers))

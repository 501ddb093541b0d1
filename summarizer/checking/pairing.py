"""Whether a statement gives its numbers to the same names as the passage does: a swap keeps every number true."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations, pairwise
from typing import NamedTuple

from summarizer.checking.numbers import Number, numbers_in, printed_in, stands
from summarizer.checking.terms import TERM, terms_in

_CLAUSE = re.compile(r"[，。；！？,;!?：]|(?<!\d)\.(?!\d)|而(?!且)|\bwhile\b|\bwhereas\b|但")
_ROLES = (
    (
        "ours",
        re.compile(
            r"本文(?:方法|模型|提出)?|我们的?(?:方法|模型)?|所提(?:出)?(?:的)?方法|该方法|新方法|"
            r"(?i:\b(?:ours?|we|proposed|this paper)\b)"
        ),
    ),
    (
        "others",
        re.compile(
            r"基线(?:方法|模型)?|(?:现有|已有|以往|此前|之前|其他|传统)的?(?:最好|最佳|最优)?的?(?:方法|模型|结果)|对比方法|"
            r"(?i:\b(?:baselines?|previous|prior|existing|others?|conventional|state[- ]of[- ]the[- ]art)\b)"
        ),
    ),
)


_MEASURES = re.compile(
    r"(?i)\s?(天|小时|分钟|秒|毫秒|年|月|周|层|步|轮|次|美元|元|人|名|篇|词|词元|参数"
    r"|days?|hours?|minutes?|seconds?|years?|months?|weeks?|layers?|steps?|epochs?|[GTMk]?B|[mnµ]?s|[GMk]?Hz|GPUs?|TPUs?)(?![A-Za-z])"
)
_UP_ZH = re.compile(r"提高|提升|增加|增长|上升|高于|高出|加快|更[高快大多]|增大|优于|超过|超出")
_DOWN_ZH = re.compile(r"降低|减少|下降|低于|减小|更[低少慢小]|劣于|落后|变慢|缩短|节省|少用|减半|压缩")
_UP = re.compile(
    r"(?i)\b(?:increas\w*|higher|faster|larger|greater|ris(?:es?|ing)|rose|exceed\w*|outperform\w*|surpass\w*)\b"
)
_DOWN = re.compile(
    r"(?i)\b(?:decreas\w*|reduc\w*|lower\w*|drop\w*|declin\w*|less|fewer|smaller|slower|fall(?:s|ing)?|fell)\b"
)
_AND = re.compile(r"\band\b|以及|并且?|同时")
_TAKEN_AWAY = re.compile(r"(?i)\b(?:without|remov\w*|ablat\w*|w/o|disabl\w*|replac\w*|omit\w*|not|no)\b")


class Pair(NamedTuple):
    name: str
    number: Number


def contradicted(statement: str, passage: str) -> tuple[Pair, Pair] | None:
    """Two pairs of name and number of a statement that the passage has the other way round, or None.

    In a sentence names and numbers come in the same order (A 92, B 91 · 92 by A, 91 by B · A and B, 92 and 91,
    respectively), so a passage contradicts two pairs if, wherever they stand, the numbers come in the other order.
    """
    for first, second in combinations(_pairs(statement), 2):
        if first.name == second.name or first.number.value == second.number.value:
            continue
        # 3.5 days and 41.8 BLEU may come in any order: nobody takes one for the other.
        if _measure(first.number, statement) != _measure(second.number, statement):
            continue
        names = [_places(pair.name, passage) for pair in (first, second)]
        numbers = [
            [
                printed.start
                for printed in printed_in(passage)
                if printed.unit not in ("pair", "mark", "word") and stands(pair.number, printed)
            ]
            for pair in (first, second)
        ]
        if not (all(names) and all(numbers)):
            continue
        orders = {
            (a < b) == (x < y) for a in names[0] for b in names[1] if a != b for x in numbers[0] for y in numbers[1]
        }
        if orders == {False}:
            return first, second
    return None


def _measure(number: Number, text: str) -> str:
    """What a number counts, as far as its unit and the word behind it say so."""
    after = _MEASURES.match(text, number.end)
    return after[1].lower() if after else number.unit


def reversed_direction(statement: str, passage: str) -> Number | None:
    """A number that a statement says rose where the passage says it fell, or the other way round, or None.

    Judged clause by clause and only where each side has words of one direction; what happens when a part is taken away
    may be told either way.
    """
    if _TAKEN_AWAY.search(passage):
        return None
    printed = [number for number in printed_in(passage) if number.unit not in ("pair", "mark", "name", "word")]
    for number in numbers_in(statement):
        places = [other for other in printed if stands(number, other)]
        if len(places) != 1 or number.unit in ("count", "ordinal", "year"):
            continue
        said = _direction(_clause(statement, number.start), _UP_ZH, _DOWN_ZH)
        meant = _direction(_clause(passage, places[0].start), _UP, _DOWN)
        if said and meant and said != meant:
            return number
    return None


def _direction(clause: str, up: re.Pattern[str], down: re.Pattern[str]) -> str | None:
    rises, falls = bool(up.search(clause)), bool(down.search(clause))
    return None if rises == falls else "up" if rises else "down"


def _clause(text: str, at: int) -> str:
    bounds = [0, *sorted(match.end() for cut in (_CLAUSE, _AND) for match in cut.finditer(text)), len(text)]
    return next((text[start:end] for start, end in pairwise(bounds) if start <= at < end), text)


def _pairs(statement: str) -> list[Pair]:
    """Each number of a statement with the names that its clause gives it to."""
    named = sorted({*_named(statement)}, key=lambda place: place[1])
    numbers = [number for number in numbers_in(statement) if number.unit not in ("count", "ordinal", "year")]
    if len(numbers) < 2 or len({name for name, _ in named}) < 2:
        return []
    bounds = [0, *(match.end() for match in _CLAUSE.finditer(statement)), len(statement)]
    pairs = []
    for start, end in pairwise(bounds):
        here = [number for number in numbers if start <= number.start < end]
        names = [place for place in named if start <= place[1] < end] or [place for place in named if place[1] < start][
            -1:
        ]
        if "分别" in statement[start:end] or "respectively" in statement[start:end]:
            listed = _listed(statement, names, len(here))
            pairs += [Pair(name, number) for name, number in zip(listed, here, strict=False)]
        elif len(here) == 1:
            pairs += [Pair(name, here[0]) for name, _ in names]
        else:
            for number in here:
                before = [name for name, at in names if at < number.start]
                pairs += [Pair(before[-1], number)] if before else []
    # A name that has every number of the statement tells nothing.
    counts = {name: sum(pair.name == name for pair in pairs) for name, _ in named}
    return [pair for pair in pairs if counts[pair.name] < len(numbers)]


def _listed(text: str, names: list[tuple[str, int]], count: int) -> list[str]:
    """The names that stand as a list of so many (A、B 和 C), empty if there is no such list."""
    groups: list[list[str]] = []
    end = None
    for name, at in names:
        if end is not None and re.fullmatch(r"\s*(?:[、,，/和与及]|以及|and|[,，、]\s*(?:和|and))\s*", text[end:at]):
            groups[-1].append(name)
        else:
            groups.append([name])
        end = at + len(name)
    fitting = [group for group in groups if len(group) == count]
    return fitting[0] if len(fitting) == 1 else []


def _named(text: str) -> Iterable[tuple[str, int]]:
    wanted = {term.casefold() for term in terms_in(text)}
    for match in TERM.finditer(text):
        if match[0].rstrip("./'’-_@").casefold() in wanted:
            yield match[0].rstrip("./'’-_@"), match.start()
    for role, pattern in _ROLES:
        for match in pattern.finditer(text):
            yield role, match.start()


def _places(name: str, passage: str) -> list[int]:
    for role, pattern in _ROLES:
        if name == role:
            return [match.start() for match in pattern.finditer(passage)]
    letters = [re.escape(part) for part in re.findall(r"[A-Za-z0-9]+", name)]
    pattern = re.compile(r"(?i)(?<![A-Za-z0-9])" + r"[\W_]*".join(letters) + r"s?(?![A-Za-z0-9])")
    return [match.start() for match in pattern.finditer(passage)]

"""What is printed on pages but is no part of the text: running headers, page numbers, stamps in the margin."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from summarizer.reading.page.pages import Line, PageContent

PEELED_ROWS = 4
"""How many rows at the top and at the bottom of a page may be its header or footer."""
LEAST_LINE_NUMBERS = 8
SAME_PLACE_POINTS = 3.0
TITLE_SHARE = 1.2
"""A title is so much bigger than the running header that repeats it."""

_NUMBER = re.compile(r"[-–—\s·•|]*(?:page\s*)?(?:\d{1,5}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d+)?[-–—\s·•|]*", re.I)
_DIGITS = re.compile(r"[\d\s]+")


def upright(page: PageContent) -> list[Line]:
    """The lines that are written from left to right, in the order of the content stream."""
    lines = [line for line in page.lines if line.direction[0] > 0.9]
    numbers = _line_numbers(lines)
    return [line for line in lines if id(line) not in numbers] if numbers else lines


def _line_numbers(lines: Sequence[Line]) -> set[int]:
    """Ids of the numbers that a manuscript for review prints in the margin beside each row: they count on."""
    figures = [line for line in lines if line.text.strip().isdecimal() and len(line.text.strip()) < 5]
    if len(figures) < LEAST_LINE_NUMBERS:
        return set()
    others = [line for line in lines if len(line.text.strip()) > 20]
    margin = min((line.box.x0 for line in others), default=0.0)
    found = sorted((line for line in figures if line.box.x1 < margin), key=lambda line: line.box.y0)
    values = [int(line.text) for line in found]
    steps = [later - earlier for earlier, later in pairwise(values)]
    counting = len(found) >= LEAST_LINE_NUMBERS and steps.count(max(steps, key=steps.count)) > 0.8 * len(steps)
    return {id(line) for line in found} if counting and max(steps, key=steps.count) > 0 else set()


def stamps(page: PageContent) -> list[str]:
    """The texts that run up, down or backwards in the margin."""
    return [line.text.strip() for line in page.lines if line.direction[0] <= 0.9]


def without_furniture(pages: Sequence[PageContent]) -> list[list[Line]]:
    """The upright lines of each page without what repeats at the edge of the pages.

    A page is peeled from its top and from its bottom, row by row, as long as every line of the row repeats: its words,
    digits aside, stand at the same height on other pages, or it is a page number where others have one, or it stands
    at a height at which many pages have such lines.
    """
    lines = [upright(page) for page in pages]
    edges = [
        (_edge_rows(page, found, 1), _edge_rows(page, found, -1)) for page, found in zip(pages, lines, strict=True)
    ]
    needed = 2 if len(pages) < 8 else 3
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for index, (top, bottom) in enumerate(edges):
        for row in top[:PEELED_ROWS] + bottom[:PEELED_ROWS]:
            for line in row:
                for height in _heights(line):
                    seen[_words(line.text), height].add(index)
    repeated = {key for key, on in seen.items() if len(on) >= needed}
    levels: dict[int, set[int]] = defaultdict(set)
    for index, (top, bottom) in enumerate(edges):
        for line in _peeled(top, repeated, frozenset()) + _peeled(bottom, repeated, frozenset()):
            levels[_height(line)].add(index)
    common = frozenset(height for height, on in levels.items() if len(on) >= max(3, 0.3 * len(pages)))
    edges[:1] = [(_below_title(top, lines[0], edges[1:]), bottom) for top, bottom in edges[:1]]
    kept = []
    for index, (top, bottom) in enumerate(edges):
        drop = {id(line) for line in _peeled(top, repeated, common) + _peeled(bottom, repeated, common)}
        kept.append([line for line in lines[index] if id(line) not in drop])
    return kept


def _below_title(
    top: list[list[Line]], lines: Sequence[Line], others: Sequence[tuple[list[list[Line]], list[list[Line]]]]
) -> list[list[Line]]:
    """The rows at the top of the first page that may be furniture: none from a title on that is a header elsewhere.

    The title is the biggest row of its page, and bigger than the headers.
    """
    biggest = max((line.size for line in lines), default=0.0)
    usual = max((line.size for rows, _ in others for line in (rows[0] if rows else ())), default=biggest)
    for index, row in enumerate(top):
        if max(line.size for line in row) >= max(biggest, TITLE_SHARE * usual):
            return top[:index]
    return top


def _edge_rows(page: PageContent, lines: list[Line], towards: int) -> list[list[Line]]:
    """The rows of the outer sixth of a page, from the edge inwards: from the top (1) or from the bottom (-1)."""
    if towards > 0:
        near = sorted((line for line in lines if line.box.y1 < page.height / 6), key=lambda line: line.box.y0)
    else:
        near = sorted((line for line in lines if line.box.y0 > page.height * 5 / 6), key=lambda line: -line.box.y1)
    rows: list[list[Line]] = []
    for line in near:
        if rows and abs(_middle(line) - _middle(rows[-1][0])) < 0.4 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _peeled(rows: list[list[Line]], repeated: set[tuple[str, int]], common: frozenset[int]) -> list[Line]:
    """The lines of the outermost rows as long as they are furniture."""
    peeled: list[Line] = []
    for index, row in enumerate(rows[:PEELED_ROWS]):
        known = all((_words(line.text), _height(line)) in repeated for line in row)
        level = (
            any(_height(line) in common for line in row) and index < 2 and _set_apart(row, rows[index + 1 : index + 2])
        )
        if not known and not level:
            break
        peeled += row
    return peeled


def _set_apart(row: list[Line], following: list[list[Line]]) -> bool:
    """Whether more white than a line of text is between a row and the next one inwards."""
    if not following:
        return True
    return abs(_middle(row[0]) - _middle(following[0][0])) > 1.5 * max(line.size for line in following[0])


def _middle(line: Line) -> float:
    return (line.box.y0 + line.box.y1) / 2


def _height(line: Line) -> int:
    return round(_middle(line) / SAME_PLACE_POINTS)


def _heights(line: Line) -> tuple[int, int, int]:
    height = _height(line)
    return height - 1, height, height + 1


def _words(text: str) -> str:
    """The words of a line without its numbers; `#` for a page number."""
    text = unicodedata.normalize("NFKC", text).strip().lower()
    if _NUMBER.fullmatch(text):
        return "#"
    return _DIGITS.sub(" ", text).strip()

"""Rows put together to running text that knows where each letter stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from summarizer.paper import Box, Region
from summarizer.reading.text.rows import Row

_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:-[A-Za-z\u00c0-\u024f]+)*")
_LAST_TOKEN = re.compile(r"\S*$")
_FIRST_TOKEN = re.compile(r"^\S*")
_HYPHENS = "-\u00ad\u2010\u2011"
_CJK_EDGE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef。，、；：？！（）《》“”]")
_URL = re.compile(r"(?:https?://|www\.|github\.com/|gitlab\.com/|huggingface\.co/|doi\.org/)\S*$", re.I)


@dataclass(frozen=True)
class Prose:
    """`text`, and for each row in it: where it starts in the text, the row, and the index in the row's text."""

    text: str
    starts: tuple[int, ...]
    rows: tuple[Row, ...]

    def regions(self, start: int, end: int) -> tuple[Region, ...]:
        """One rectangle per printed row of the text from `start` to `end`."""
        regions = []
        for index in range(max(0, bisect_right(self.starts, start) - 1), len(self.rows)):
            row_start = self.starts[index]
            if row_start >= end:
                break
            row = self.rows[index]
            box = row.part(max(0, start - row_start), min(len(row.text), end - row_start))
            if box.x1 > box.x0:
                regions.append(Region(row.page, box))
        if not regions:
            row = self.rows[max(0, bisect_right(self.starts, start) - 1)]
            regions.append(Region(row.page, row.box))
        return tuple(Region(page, Box(*(round(value, 1) for value in box))) for page, box in regions)


def vocabulary(rows: Iterable[Row]) -> Counter[str]:
    """How often each word stands whole within a row, in lower case; words with hyphens as they are."""
    words: Counter[str] = Counter()
    for row in rows:
        text = row.text.rstrip(_HYPHENS) if row.text[-1:] in _HYPHENS else row.text
        found = _WORD.findall(text.lower())
        if row.text[-1:] in _HYPHENS and row.text[-1:]:
            found = found[:-1]
        words.update(found)
        for word in found:
            if "-" in word:
                words.update(word.split("-"))
    return words


def prose(rows: Sequence[Row], words: Counter[str]) -> Prose:
    """The rows as one text: words that were broken at a row's end are whole again, real hyphens are kept."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for index, row in enumerate(rows):
        starts.append(length)
        text = row.text
        if index + 1 < len(rows):
            text = _with_joint(text, rows[index + 1].text, words)
        parts.append(text)
        length += len(text)
    return Prose("".join(parts), tuple(starts), tuple(rows))


def _with_joint(text: str, following: str, words: Counter[str]) -> str:
    """The text of a row as it stands before the next one: its end hyphen taken off or kept, a space added or not."""
    if not text or not following:
        return text + " "
    if (
        _URL.search(text)
        and not text.endswith((".", ",", ")"))
        and re.match(r"[\w/.~%-]", following)
        and _url_goes_on(text, following)
    ):
        return text
    if text[-1] not in _HYPHENS:
        if _CJK_EDGE.match(text[-1]) and _CJK_EDGE.match(following[0]):
            return text
        if text[-1] in "—–/" and not text.endswith((" —", " –")):
            return text
        return text + " "
    if len(text) > 1 and text[-2].isspace():
        return text + " "
    if text[-1] == "\u00ad":
        return text[:-1]
    first = _FIRST_TOKEN.match(following)[0]
    if not first[:1].islower():
        return text
    left = _WORD.findall(_LAST_TOKEN.search(text[:-1])[0].lower()) or [""]
    right = _WORD.match(first.lower())
    right_word = right[0] if right else ""
    stem, tail = left[-1], right_word.split("-")[0]
    whole = stem.split("-")[-1] + tail
    if words[whole] or (("-" not in stem) and words[stem + right_word]):
        return text[:-1]
    if "-" in stem or "-" in right_word or words[f"{stem}-{tail}"] or words[f"{stem}-{right_word}"]:
        return text
    if len(stem) > 2 and len(tail) > 3 and words[stem] > 1 and words[tail] > 1:
        return text
    return text[:-1]


def _url_goes_on(text: str, following: str) -> bool:
    """Whether an address at a row's end goes on in the next row: it was cut behind a mark, or the next is no word."""
    first = _FIRST_TOKEN.match(following)[0]
    return text[-1] in "/-_=&?" or bool(re.search(r"[/_=]|\.\w", first.rstrip(".,;)")))

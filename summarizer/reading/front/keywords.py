# ruff: noqa: E501 - lists of words and patterns are read best as long lines
"""The keywords that a paper prints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.reading.outline.headings import taken_apart
from summarizer.reading.text.prose import prose
from summarizer.reading.text.rows import Row, is_cjk

KEYWORDS_LABEL = re.compile(
    r"(?:(?:additional\s+|authors?['’]?\s+)?key\s?-?\s?words?(?:\s+and\s+phrases)?|index\s+terms|subject\s+headings|关\s*键\s*[词字])\s*(?:[.:：—–．-]+\s*|\s*$|(?<=[词字])\s*|(?<=s)\s+(?=\S))|k\s?e\s?y\s?w\s?o\s?r\s?d\s?s\s*:?\s*$|【关\s*键\s*词】",
    re.I,
)
_BEHIND = re.compile(
    r"a\s*b\s*s\s*t\s*r\s*a\s*c\s*t\b|摘\s*要|中图|文献标识|分类号|引用格式|©|\(c\)|copyright|acm reference|ccs concepts|doi\b|received|accepted|"
    r"\d{4} mathematics|pacs|jel\b|article history|correspond|e-?mail",
    re.I,
)
_BARRED = re.compile(r"[^|]*\S\s+\|\s+\S[^|]*")
MAX_BARRED_LETTERS = 70
"""A keyword between bars is shorter."""


@dataclass(frozen=True)
class Keywords:
    words: tuple[str, ...]
    """As printed."""
    rows: tuple[Row, ...]
    """The rows that print them, in every language that the paper has."""


def keywords_of(rows: Sequence[Row], words: Counter[str], abstract: Sequence[Row] = ()) -> Keywords:
    """The printed keywords; of two languages those in the paper's own.

    Without a label they are what stands between bars right behind the abstract.
    """
    lists = [found for index in range(len(rows)) if (found := _list_at(rows, index, words))]
    if not lists:
        barred = _barred_rows(rows, abstract)
        return Keywords(_split_keywords(prose(barred, words).text), barred) if barred else Keywords((), ())
    chinese = is_cjk("".join(row.text for row in rows[len(rows) // 3 :]))
    value = next((value for value, _ in lists if is_cjk(value) == chinese), lists[0][0])
    return Keywords(_split_keywords(value), tuple(row for _, found in lists for row in found))


def _barred_rows(rows: Sequence[Row], abstract: Sequence[Row]) -> tuple[Row, ...]:
    """The rows behind the abstract that list words with bars between them; none if fewer than three words do."""
    last = next((index for index, row in enumerate(rows) if abstract and row is abstract[-1]), None)
    if last is None:
        return ()
    taken: list[Row] = []
    for row in rows[last + 1 : last + 6]:
        previous = taken[-1] if taken else rows[last]
        close = row.box.y0 - previous.box.y1 < (0.7 if taken else 3.0) * row.size
        alike = not taken or (row.font == previous.font and abs(row.size - previous.size) <= 0.6)
        if row.page != previous.page or row.column != previous.column or not close or not alike:
            break
        if not taken and not _BARRED.match(row.text):
            break
        taken.append(row)
    pieces = [piece.strip() for piece in " ".join(row.text.strip() for row in taken).split("|")]
    listed = len(pieces) >= 3 and all(0 < len(piece) < MAX_BARRED_LETTERS and piece[-1] != "." for piece in pieces)
    return tuple(taken) if listed else ()


def _list_at(rows: Sequence[Row], index: int, words: Counter[str]) -> tuple[str, list[Row]] | None:
    """The text of the keywords whose label begins the row at `index`, and their rows; None if there is no label."""
    row = rows[index]
    text = row.text.strip()
    match = KEYWORDS_LABEL.match(text)
    if not match:
        return None
    alone = match.end() >= len(text)
    without_colon = match[0].rstrip()[-1:].isalpha() and match[0].isascii()
    if without_colon and not alone and not (row.spans[0].bold or row.spans[0].italic):
        return None
    below = _keyword_rows(rows, index, not alone)
    taken = below if alone else [row, *below]
    if not taken:
        return None
    if alone and len(taken) > 1 and not any(re.search(r"[,;·•，；]", other.text) for other in taken):
        return "\n".join(other.text for other in taken), [row, *below]
    return prose(taken, words).text[0 if alone else match.end() :], [row, *below]


def _keyword_rows(rows: Sequence[Row], index: int, started: bool) -> list[Row]:
    """The rows below a keywords label that belong to it."""
    row = rows[index]
    taken: list[Row] = []
    last = row
    if started and row.text.rstrip().endswith(".") and row.width < 0.8 * (row.right - row.left):
        return []
    for following in rows[index + 1 : index + 9]:
        text = following.text.strip()
        gap = following.box.y0 - last.box.y1
        moved = following.page != row.page or following.column != row.column
        heading = taken_apart(text).kind in ("arabic", "roman") and (following.bold or following.upper)
        reference = taken[0] if taken else (row if started else following)
        if moved or heading or _BEHIND.match(text) or KEYWORDS_LABEL.match(text):
            break
        if gap > (0.55 if (taken or started) else 2.0) * following.size or abs(following.size - reference.size) > 0.6:
            break
        if (taken or started) and (following.bold and not reference.bold):
            break
        taken.append(following)
        last = following
        if text.endswith(".") and not text.endswith(("etc.", "al.")):
            break
    return taken


def _split_keywords(value: str) -> tuple[str, ...]:
    value = value.strip(" .。;,")
    if "\n" in value:
        pieces = value.split("\n")
    elif ";" in value or "；" in value:
        pieces = re.split(r"[;；]", value)
    elif re.search(r"\s[—–•·|∙]\s|[•·∙]", value):
        pieces = re.split(r"\s*[—–•·|∙]\s*", value)
    elif "," in value or "，" in value or "、" in value:
        pieces = re.split(r",(?![^()]*\))|[，、]", value)
    elif " - " in value:
        pieces = value.split(" - ")
    elif is_cjk(value):
        pieces = value.split()
    else:
        pieces = [value]
    cleaned = (re.sub(r"^(?:and\s+)", "", re.sub(r"\s+", " ", piece)).strip(" .。;,—–-:") for piece in pieces)
    # Of single letters those that are a name: the language R.
    return tuple(dict.fromkeys(piece for piece in cleaned if 1 < len(piece) < 90 or piece.isupper()))[:20]

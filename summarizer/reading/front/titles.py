# ruff: noqa: E501 - lists of words and patterns are read best as long lines
"""The title: the most prominent lines near the top of the first page that are no banner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.reading.front.names import EMAIL, is_institution
from summarizer.reading.outline.headings import folded
from summarizer.reading.text.rows import Row, is_cjk

_BANNER = re.compile(
    r"""(?:research|original|review|regular|full|short|invited|technical)?\s*(?:articles?|letters?|papers?|reports?|notes?|communications?|reviews?|perspectives?|commentary|editorial|brief communication)|open(?:\s*access)?|preprint.*|draft.*|manuscript.*|accepted.*|submitted.*|published.*|received.*
    |.*\b(?:doi|issn|isbn|arxiv)\b.*|https?:.*|www\..*|.*\bvol(?:ume)?\.?\s*\d.*|.*(?:contents lists available|journal homepage|sciencedirect|all rights reserved|copyright|©).*
    |(?:the\s+)?(?:journal|proceedings|transactions|annals|bulletin|archives|international journal|ieee|acm|nature|science|plos|pnas|cell|bmc|frontiers)\b.{0,60}|.{0,70}\(\s*(?:19|20)\d\d\s*\).{0,40}|.*\bpages?\s+\d+.*|under review.*|anonymous.*|.*\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2},?\s+(?:19|20)\d\d""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_STOP = re.compile(r"(?:a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|summary|摘\s*要|introduction)\b.*", re.I | re.DOTALL)
LARGE_POINTS = 14.0
"""Above this size a title may be set with the wide leading of a manuscript."""
_END_MARKS = re.compile(r"[\s*∗†‡§¶⋆★☆]+$")


@dataclass(frozen=True)
class Title:
    text: str
    rows: tuple[Row, ...]

    @property
    def size(self) -> float:
        return self.rows[0].size


def title_of(rows: Sequence[Row], body_size: float, repeated: Sequence[str], hint: str) -> Title | None:
    """The title on a page given by its rows from top to bottom.

    `repeated` are the texts of running headers: a journal's name stands there with a number, a title may stand there as it is.
    `hint` is the title that the PDF's metadata give; it counts only if it is printed.
    """
    groups = _groups(rows)
    headers = [(folded(re.sub(r"\d", "", text)), folded(text)) for text in repeated if re.search(r"\d", text)]
    bottom = max((row.box.y1 for row in rows), default=0.0)
    best: tuple[float, list[Row]] | None = None
    for order, group in enumerate(groups):
        text = _text(group)
        letters = folded(text)
        if _STOP.fullmatch(text) and len(text) < 40:
            break
        if any(EMAIL.search(row.text) for row in group):
            if order:
                break
            continue
        if (
            len(letters) < (4 if is_cjk(text) else 6)
            or len(text) > 330
            or (_BANNER.fullmatch(text) and folded(hint) != letters)
            or group[0].box.y0 > 0.75 * bottom
        ):
            continue
        first = group[0]
        stem = re.sub(r"\d", "", letters)
        numbers = any(header.startswith(stem) and full != letters for header, full in headers)
        if numbers and len(letters) < 45:
            continue
        ratio = first.size / body_size
        score = 6.0 * ratio + 0.9 * first.bold + 0.8 * (first.upper and ratio < 1.15)
        score -= 0.06 * order + 0.9 * first.box.y0 / bottom + 1.5 * (is_institution(text) and len(text.split()) < 9)
        score += 0.5 * (len(text.split()) >= 3 or is_cjk(text)) + 3.0 * (len(letters) > 12 and folded(hint) == letters)
        if len(text.split()) < 2 and not is_cjk(text):
            score -= 1.5
        if best is None or score > best[0]:
            best = (score, group)
    if best is None:
        return None
    rows_of_title = list(best[1])
    after = next((group for group in groups if group[0] is _next_row(rows_of_title, groups)), None)
    if (
        after
        and _text(rows_of_title).endswith((":", "—", "–"))
        and after[0].size > 0.75 * rows_of_title[0].size
        and len(_text(after).split()) > 1
    ):
        rows_of_title += after
    return Title(natural_case(_END_MARKS.sub("", _text(rows_of_title)), rows), tuple(rows_of_title))


def _next_row(title: Sequence[Row], groups: Sequence[Sequence[Row]]) -> Row | None:
    """The first row of the group below the title."""
    return next((group[0] for group in groups if group[0].box.y0 > title[-1].box.y0), None)


def _groups(rows: Sequence[Row]) -> list[list[Row]]:
    """Neighbouring rows of one size and weight, close to one another."""
    groups: list[list[Row]] = []
    for row in rows:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and abs(last.size - row.size) <= 0.07 * row.size
            and last.bold == row.bold
            and (last.upper == row.upper or last.size > 12)
            and -0.9 * row.size < row.box.y0 - last.box.y1 < _widest_gap(last, row)
            and min(last.box.x1, row.box.x1) > max(last.box.x0, row.box.x0)
        ):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _widest_gap(last: Row, row: Row) -> float:
    """The white space in points below which a row may go on with a title: more where both are in one large font."""
    return (0.95 if row.font == last.font and row.size > LARGE_POINTS else 0.75) * row.size


def _text(group: Sequence[Row]) -> str:
    text = ""
    for row in group:
        line = _without_end_mark(row)
        if text and is_cjk(text[-1]) and is_cjk(line[:1]):
            text += line
        elif text.endswith(("-", "\u00ad")) and line[:1].islower():
            text = text.rstrip("\u00ad") + line
        else:
            text = f"{text} {line}".strip()
    return text


def _without_end_mark(row: Row) -> str:
    """The text of a row without the footnote mark behind it."""
    last = row.spans[-1]
    if (
        last.raised
        and re.fullmatch(r"\s*[\d∗*†‡§¶#]{1,2}\s*", last.text)
        and len(row.spans) > 1
        and row.spans[-2].text.strip()[-1:].isalpha()
    ):
        start = row.offsets[-1][0]
        return row.text[:start].strip()
    return row.text.strip()


def natural_case(title: str, rows: Sequence[Row]) -> str:
    """A title that is printed in capitals, in Title Case; words that the page also prints in capitals elsewhere stay."""
    letters = [char for char in title if char.isalpha()]
    if not letters or sum(char.isupper() for char in letters) < 0.85 * len(letters) or is_cjk(title):
        return title
    elsewhere = " ".join(row.text for row in rows if not row.upper)
    small = {
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "for",
        "and",
        "or",
        "to",
        "with",
        "by",
        "from",
        "at",
        "as",
        "via",
        "is",
    }

    def cased(match: re.Match[str]) -> str:
        word = match[0]
        if re.search(rf"\b{re.escape(word)}\b", elsewhere) and len(word) > 1:
            return word
        mixed = re.search(rf"\b{re.escape(word)}\b", elsewhere, re.I)
        if mixed and not mixed[0].islower() and not mixed[0].istitle():
            return mixed[0]
        if word.lower() in small and match.start() and title[: match.start()].rstrip()[-1:] not in ":?!":
            return word.lower()
        return word[0] + word[1:].lower()

    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", cased, title)

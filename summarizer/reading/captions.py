"""Captions of figures and tables: which line begins one, and where it ends."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from summarizer.paper import Box
from summarizer.reading.artwork import rules_of
from summarizer.reading.baselines import Row
from summarizer.reading.pages import Paint

_NUMBER = (
    r"(?:[A-Z]{1,2}[.\-]?)?\d{1,3}(?:[.\-–]\d{1,3}){0,2}"
    r"|(?=[IVXL])(?:XL|X{0,3})(?:IX|IV|V?I{0,3})(?![A-Za-z])|[A-Z](?![A-Za-z])"
)
_LABEL = re.compile(
    rf"""(?P<series>(?i:extended\s+data|supp(?:l(?:ementa(?:ry|l))?)?\.?|online|appendix|附)\s*)?
    (?:(?P<word>(?i:fig(?:ure|\.|(?=\s))|scheme|chart|tab(?:le|\.)|exhibit))\s*(?P<number>{_NUMBER})
      |(?P<zh>[图圖表])\s*(?P<zh_number>{_NUMBER}))
    (?P<after>.*)""",
    re.VERBOSE | re.DOTALL,
)
_CONTINUED = re.compile(r"^\W*(?:\(?\s*(?:continued|cont(?:inued|['’]?d)?\.?)\s*[).]?|[（(]?续[）)]?)", re.IGNORECASE)
_ZH_PROSE = re.compile(
    r"^[（(]?[a-zA-Z]?[)）]?\s*(?:所示|所列|中|为|是|给出|展示|显示|表明|可以|可见|可知|的|和|列出|说明|描述|对比|[,，、;；。])"
)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_BITMAP_DIGIT = re.compile(r"(?i:fig|table)[.\s]*[\x01-\x08]")
_BITMAP_DIGITS = {number: str(number) for number in range(1, 10)}
"""Bitmap fonts of the nineties number their glyphs from the digits on: the character 3 is the digit 3."""
_SPLIT_T = re.compile(r"^T (?=ABLE|able)")
_HEADS = (
    *("fig", "ｆｉｇ", "tab", "ｔａｂ", "t ab", "图", "圖", "表", "附", "sch", "char"),
    *("exh", "ext", "sup", "onl", "app"),
)
MAX_ROWS = 60
UNEVEN_POINTS = 4.2
"""Formulas move what looks like the baseline of a row by this much."""


@dataclass(frozen=True)
class Caption:
    """A caption as it was found."""

    kind: Literal["figure", "table"]
    label: str
    """Canonical, as in `Figure 3`."""
    text: str
    """Without the label."""
    box: Box
    rows: frozenset[int]
    """Indices of its rows on the page."""


@dataclass(frozen=True)
class _Start:
    page: int
    row: int
    kind: Literal["figure", "table"]
    label: str
    series: bool
    """Printed as extended data: a supplement's own numbering."""
    style: tuple
    """How the label is set: captions of a paper agree in it."""
    score: float
    text: str
    """What follows the label on its row."""
    continued: bool


def begins_label(text: str) -> bool:
    """Whether the text may begin with a label, judged by its first letters."""
    return text[:8].lstrip().lower().startswith(_HEADS)


def captions_of(
    pages: Sequence[Sequence[Row]], body_size: float, paints: Sequence[Sequence[Paint]]
) -> list[list[Caption]]:
    """Captions of each page, given its rows from top to bottom, in upright coordinates.

    A line that begins with a label is a caption if it is set as one: a separator or another font after the label,
    not in the middle of a paragraph, in the style that most labels of its kind share. Each label counts once;
    `Table 1 (continued)` belongs to the first.
    """
    bitmap = any(_BITMAP_DIGIT.search(row.text) for rows in pages for row in rows)
    starts = [start for number, rows in enumerate(pages) for start in _starts(number, rows, body_size, bitmap)]
    chosen = _chosen(starts)
    begins = {(start.page, start.row) for start in starts if start.score >= 2}
    out: list[list[Caption]] = [[] for _ in pages]
    for start in chosen:
        rules = rules_of(paints[start.page])
        out[start.page].append(_whole(start, pages[start.page], begins, rules))
    return [_joined_languages(captions) for captions in out]


def _starts(page: int, rows: Sequence[Row], body_size: float, bitmap: bool):
    for index, row in enumerate(rows):
        if not begins_label(row.text):
            continue
        text = row.text.translate(_BITMAP_DIGITS) if bitmap else row.text
        text = _SPLIT_T.sub("T", unicodedata.normalize("NFKC", text).strip())
        found = _LABEL.match(text)
        if found is None:
            continue
        start = _scored(page, index, rows, body_size, text, found)
        if start is not None:
            yield start


def _scored(page, index, rows, body_size, text, found) -> _Start | None:
    row = rows[index]
    word = (found["word"] or found["zh"]).rstrip(".")
    number = found["number"] or found["zh_number"]
    after = found["after"]
    if word.islower() and word[0].isascii():
        return None
    if re.search(r"(?:\.\s?){4,}\s*\d+$", after):  # a line of a list of figures
        return None
    kind = "table" if word.lower() in ("tab", "table", "表", "exhibit") else "figure"
    separator, score = _separator(after, bool(found["zh"]))
    label_length = len(text) - len(after)
    distinct = row.distinct_head(label_length)
    score += 2 * distinct
    score += abs(row.size - body_size) >= 0.4
    score += -3 if row.continues else 1
    name = {"scheme": "Scheme", "chart": "Chart"}.get(word.lower(), "Table" if kind == "table" else "Figure")
    printed = word if word[0].isascii() else "zh"
    rest = re.sub(r"^\s*(?:[:：|｜]|[.．]\s*[—–-]*|[—–-]+)\s*", "", after)
    return _Start(
        page,
        index,
        kind,
        f"{name} {_canonical(number)}",
        bool(found["series"] and found["series"][:3].lower() in ("ext",)),
        (printed, separator, distinct, round(row.size * 2)),
        score,
        rest,
        bool(_CONTINUED.match(after)),
    )


def _separator(after: str, chinese: bool) -> tuple[str, float]:
    """The sign after the number, and how much it speaks for a caption."""
    sign = after.lstrip()[:1]
    if not sign:
        return "end", 2
    if sign in ":|：｜":
        return ":", 3
    if sign in "—–" or after[:2] in (".—", ".–"):
        return "—", 3
    if sign == "." and not after[:1].isspace():
        rest = after.lstrip()[1:].lstrip()
        return ".", 2 if not rest or not rest[0].islower() else 0
    if sign in ",;)]、，；）】":
        return sign, -4
    if chinese:
        return ("prose", -4) if _ZH_PROSE.match(after) else ("space", 1 if after[:1].isspace() else 0)
    if sign == "(":
        return "(", 0
    if not after[:1].isspace():
        return "glued", -1
    return ("word", -2) if sign.islower() else ("space", 1)


def _canonical(number: str) -> str:
    number = number.replace("–", "-")
    if re.fullmatch(r"[IVXL]+", number.upper()) and number.upper() != "L":
        total = 0
        digits = [_ROMAN[c] for c in number.upper()]
        for value, following in zip(digits, [*digits[1:], 0], strict=True):
            total += -value if value < following else value
        return str(total)
    return number


def _chosen(starts: list[_Start]) -> list[_Start]:
    """The captions among the candidates: one a label, in the style that its kind shares."""
    votes: dict[str, Counter] = {"figure": Counter(), "table": Counter()}
    for kind, counter in votes.items():
        seen = set()
        for start in starts:
            if start.kind == kind and start.score >= 2 and (start.style, start.label) not in seen:
                seen.add((start.style, start.label))
                counter[start.style] += 1
    best: dict[tuple[str, str], _Start] = {}
    for start in starts:
        if start.series:
            continue
        shared = votes[start.kind][start.style]
        total = len({s.label for s in starts if s.kind == start.kind and s.score >= 2}) or 1
        score = start.score + 2 * shared / total - start.continued * 3
        if score < 2:
            continue
        key = (start.label, "zh" if start.style[0] == "zh" else "en")
        rival = best.get(key)
        if rival is None or score > rival[0]:
            best[key] = (score, start)
    out = [start for _, start in best.values()]
    return sorted(out, key=lambda s: (s.page, s.row))


def _whole(start: _Start, rows: Sequence[Row], begins: set[tuple[int, int]], rules: Sequence[Box]) -> Caption:
    """The caption with its further rows: up to a gap, a rule, a row of cells or another font."""
    first = rows[start.row]
    members = [start.row]
    box = first.box
    last = first
    pitch = None
    alone = not start.text
    text = start.text
    while len(members) < MAX_ROWS:
        index = _below(last, box, rows)
        if index is None or (start.page, index) in begins:
            break
        row = rows[index]
        step = row.baseline - last.baseline
        titled = alone and len(members) == 1
        if titled:
            limit = 2.2 * row.size
        elif pitch is None:
            limit = 1.75 * max(row.size, last.size)
        else:
            limit = max(1.3 * pitch, pitch + UNEVEN_POINTS)
        if step > limit:
            break
        like = last if alone else first
        if not titled and abs(row.size - like.size) > 0.6:
            break
        if not titled and row.bold and not last.bold and step > 1.15 * (pitch or 1.3 * row.size):
            break
        if _ruled(last, row, rules) or _cells(index, rows, box):
            break
        if row.box.x0 < box.x0 - 1.5 * row.size and row.box.x1 < box.x1 - row.size and not row.centred_on(box):
            break
        if len(members) > alone:
            pitch = max(step, pitch or 0)
        members.append(index)
        text = _joined(text, row.text)
        box = Box(min(box.x0, row.box.x0), min(box.y0, row.box.y0), max(box.x1, row.box.x1), max(box.y1, row.box.y1))
        last = row
    return Caption(start.kind, start.label, _clean(text), box, frozenset(members))


def _below(last: Row, box: Box, rows: Sequence[Row]) -> int | None:
    """Index of the next row under `last` that overlaps the caption's width."""
    best, best_y = None, last.baseline + 40
    for index, row in enumerate(rows):
        if row.baseline <= last.baseline + 0.35 * last.size or row.baseline >= best_y:
            continue
        overlap = min(row.box.x1, box.x1) - max(row.box.x0, box.x0)
        if overlap > 0.3 * min(row.box.x1 - row.box.x0, box.x1 - box.x0):
            best, best_y = index, row.baseline
    return best


def _ruled(last: Row, row: Row, rules: Sequence[Box]) -> bool:
    """Whether a rule lies between two rows."""
    top, bottom = last.baseline - 0.25 * last.size, row.baseline - 0.55 * row.size
    return any(top < r.y0 < bottom and r.x0 < row.box.x1 and r.x1 > row.box.x0 for r in rules)


def _cells(index: int, rows: Sequence[Row], box: Box) -> bool:
    """Whether other pieces stand beside the row under the caption, as cells do."""
    row = rows[index]
    return any(
        other is not row
        and abs(other.baseline - row.baseline) < 0.35 * row.size
        and box.x0 - 3 < (other.box.x0 + other.box.x1) / 2 < box.x1 + 3
        for other in rows[max(0, index - 12) : index + 13]
    )


def _joined(text: str, more: str) -> str:
    more = more.strip()
    if text.endswith("-") and more[:1].islower():
        return text[:-1] + more
    if text and more and ord(text[-1]) > 0x2E7F and ord(more[0]) > 0x2E7F:
        return text + more
    return f"{text} {more}".strip()


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).replace("\xad", "")).strip()


def _joined_languages(captions: list[Caption]) -> list[Caption]:
    """`图 1 …` and `Fig. 1 …` under one figure become one caption, in the order in which they are printed."""
    out: list[Caption] = []
    for caption in captions:
        twin = next((c for c in out if c.label == caption.label and c.kind == caption.kind), None)
        if twin is None:
            out.append(caption)
            continue
        first, second = sorted((twin, caption), key=lambda c: c.box.y0)
        a, b = first.box, second.box
        out[out.index(twin)] = Caption(
            first.kind,
            first.label,
            f"{first.text} {second.text}".strip(),
            Box(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1)),
            first.rows | second.rows,
        )
    return out

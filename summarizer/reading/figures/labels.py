"""Rows that begin a caption: `Figure 3`, `TABLE IV`, `图 2` and what follows, told from sentences that begin so."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from summarizer.reading.figures.baselines import Row

_NUMBER = (
    r"(?:[A-Z]{1,2}[.\-]?)?\d{1,3}(?:[.\-–]\d{1,3}){0,2}"
    r"|(?=[IVXL])(?:XL|X{0,3})(?:IX|IV|V?I{0,3})(?![A-Za-z])|[A-Z](?![A-Za-z])"
)
_LABEL = re.compile(
    rf"""(?P<series>(?i:extended\s+data|supp(?:l(?:ementa(?:ry|l))?)?\.?|appendix|附)\s*)?
    (?:(?P<word>(?i:fig(?:ure|ura|\.|(?=[\s\d]))|scheme|chart|abb(?:ildung|\.)
                |tab(?:leau|elle|ela|le|la|\.)|exhibit))\s*(?P<number>{_NUMBER})
      |(?P<zh>[图圖表])\s*(?P<zh_number>{_NUMBER}))
    (?P<after>.*)""",
    re.VERBOSE | re.DOTALL,
)
_HEADS = (
    *("fig", "ｆｉｇ", "tab", "ｔａｂ", "t ab", "图", "圖", "表", "附"),
    *("sch", "char", "abb", "exh", "ext", "sup", "app"),
)
_SPLIT_T = re.compile(r"^T (?=ABLE|able)")
_CONTINUED = re.compile(r"^\W*(?:continued|cont(?:['’]?d)?\b|[（(]?续[）)]?|fortsetzung|suite)", re.IGNORECASE)
_SEPARATOR = re.compile(r"^\s*(?:[:：|｜]|[.．]\s*[—–-]*|[—–-]+)\s*")
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d+$")
_ZH_PROSE = re.compile(
    r"^[（(]?[a-zA-Z]?[)）]?(?:[中为是的和与及或]|\s*(?:所示|所列|给出|展示|显示|表明|可以|可见|可知|列出|说明了|描述了|[,，、;；。]))"
)
_BITMAP_DIGIT = re.compile(r"(?i:fig|table)[.\s]*[\x01-\x08]")
_BITMAP_DIGITS = {number: str(number) for number in range(1, 10)}
"""Bitmap fonts of the nineties number their glyphs from the digits on: the character 3 is the digit 3."""

_TABLE_WORDS = ("tab", "表", "exh")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}

LEAST_SCORE = 2
"""A row that scores less is no caption; its separator, font, place and style speak for it or against it."""
CERTAIN_SCORE = 4
"""A second caption under the same label is believed from here: a supplement may number its figures anew."""


@dataclass(frozen=True)
class Start:
    """A row that may begin a caption."""

    page: int
    """Index of the sheet."""
    row: int
    """Index of the row on it."""
    kind: Literal["figure", "table"]
    label: str
    """Canonical, as in `Figure 3`."""
    extended: bool
    """Of a series that journals print as extended data."""
    style: tuple
    """How the label is set: most captions of a paper agree in it."""
    score: float
    text: str
    """What follows the label on its row."""
    continued: bool

    @property
    def chinese(self) -> bool:
        return self.style[0] == "zh"


def begins_label(text: str) -> bool:
    """Whether the text may begin with a label, judged by its first letters."""
    return text[:8].lstrip().lower().startswith(_HEADS)


def starts_of(pages: Sequence[Sequence[Row]], body_size: float) -> list[Start]:
    """The rows that begin the captions of a paper, one for each label, in their order."""
    bitmap = any(_BITMAP_DIGIT.search(row.text) for rows in pages for row in rows)
    return _chosen([start for page, rows in enumerate(pages) for start in _candidates(page, rows, body_size, bitmap)])


def _candidates(page: int, rows: Sequence[Row], body_size: float, bitmap: bool) -> Iterator[Start]:
    for index, row in enumerate(rows):
        if not begins_label(row.text):
            continue
        text = row.text.translate(_BITMAP_DIGITS) if bitmap else row.text
        text = _SPLIT_T.sub("T", unicodedata.normalize("NFKC", text).strip())
        found = _LABEL.match(text)
        if found is None or _LEADERS.search(found["after"]):  # a line of a list of figures
            continue
        word, number, after = found["word"] or found["zh"], found["number"] or found["zh_number"], found["after"]
        if word.isascii() and word.islower():
            continue
        kind = "table" if word.lower().startswith(_TABLE_WORDS) else "figure"
        series = (found["series"] or "").lower()
        separator, score = _separator(after, not word.isascii())
        distinct = row.distinct_head(len(text) - len(after))
        score += 2 * distinct + (abs(row.size - body_size) >= 0.4) + (-3 if row.continues else 1)
        yield Start(
            page,
            index,
            kind,
            f"{_name(word, kind, series)} {_arabic(number)}",
            series.startswith("ext"),
            (word.rstrip(".") if word.isascii() else "zh", separator, distinct, round(row.size * 2)),
            score,
            _SEPARATOR.sub("", after),
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
        rest = after[1:].lstrip()
        return ".", 0 if rest[:1].islower() else 2
    if sign in ",;)]、，；）】":
        return sign, -4
    if chinese:
        return ("prose", -4) if _ZH_PROSE.match(after) else ("space", int(after[:1].isspace()))
    if sign == "(":
        return "(", 0
    if not after[:1].isspace():
        return "glued", -1
    return ("word", -2) if sign.islower() else ("space", 1)


def _name(word: str, kind: str, series: str) -> str:
    name = {"sch": "Scheme", "cha": "Chart"}.get(word.lower()[:3], kind.capitalize())
    if series.startswith("supp"):
        return f"Supplementary {name}"
    return f"Appendix {name}" if series.startswith(("app", "附")) else name


def _arabic(number: str) -> str:
    number = number.replace("–", "-")
    if not re.fullmatch(r"[IVX]+|XL[IVX]*", number):
        return number
    digits = [_ROMAN[c] for c in number]
    return str(sum(-d if d < after else d for d, after in zip(digits, [*digits[1:], 0], strict=True)))


def _chosen(starts: Sequence[Start]) -> list[Start]:
    """The captions among the candidates: one a label, in the style that its kind shares."""
    likely = [start for start in starts if start.score >= LEAST_SCORE]
    votes = Counter((kind, style) for kind, style, _ in {(s.kind, s.style, s.label) for s in likely})
    total = Counter(kind for kind, _ in {(s.kind, s.label) for s in likely})
    best: dict[tuple[str, bool], list[tuple[float, Start]]] = {}
    for start in starts:
        if start.extended:
            continue
        share = votes[start.kind, start.style] / max(1, total[start.kind])
        score = start.score + 2 * share - 3 * start.continued
        if score >= LEAST_SCORE:
            best.setdefault((start.label, start.chinese), []).append((score, start))
    out = []
    for rivals in best.values():
        first = max(rivals, key=lambda rival: rival[0])[1]
        out.append(first)
        out += [
            start
            for _, start in rivals
            if start.page != first.page
            and start.style == first.style
            and start.score >= CERTAIN_SCORE
            and not start.continued
            and _letters(start.text) != _letters(first.text)
            and len(_letters(start.text)) > 8
        ][:1]
    return sorted(out, key=lambda start: (start.page, start.row))


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())[:24]

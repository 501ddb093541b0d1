"""The headings of a paper: which rows they are, how they are numbered and nested, and where the reference list begins."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from summarizer.paper import Box, Section
from summarizer.reading.headings import Numbered, folded, is_end_matter, is_known, is_references, role_of, taken_apart
from summarizer.reading.rows import Row, is_cjk

MAX_HEADING_ROWS = 4
MAX_HEADING_LETTERS = 160

_TOC = re.compile(r"(?:table of )?contents|目\s*录", re.I)
_TOC_ENTRY = re.compile(r".*?(?:\.\s?){2,}\s*\d{1,4}|.*\D\s*\d{1,4}|\d{1,4}")
_REFERENCE_ITEM = re.compile(r"(?:\[\s*1\s*\]|1\s*[.)]\s|\(1\)\s|¹\s?)\s*[A-Z\u4e00-\u9fff]")
_CAPTION = re.compile(
    r"(?:fig(?:ure|s)?|tab(?:le)?|algorithm|listing|scheme|图|表|算法)[.\s]*(?:[A-Z]?\.?\d|[IVX]+\b)", re.I
)


@dataclass(frozen=True)
class Heading:
    """Rows `start` to `end` (exclusive) are a heading."""

    start: int
    end: int
    parts: Numbered
    style: tuple[float, bool, bool]
    """Size in half points, bold, capitals."""
    font: str
    distinct: int
    """How much it looks like a heading: one point each for what sets it apart from the body."""
    level: int = 1


@dataclass(frozen=True)
class Body:
    """How most of the text is set."""

    size: float
    font: str
    bold: bool
    leading: float
    """Usual distance of one baseline from the next, in points."""


def body_style(rows: Sequence[Row]) -> Body:
    """How most letters of the rows are set."""
    sizes: Counter[float] = Counter()
    fonts: Counter[str] = Counter()
    leadings: Counter[float] = Counter()
    for row in rows:
        sizes[round(row.size * 2) / 2] += len(row.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    last: Row | None = None
    for row in rows:
        if abs(row.size - size) <= 0.4:
            fonts[row.font] += len(row.text)
            if (
                last is not None
                and last.page == row.page
                and last.column == row.column
                and 0 < row.box.y1 - last.box.y1 < 3 * size
            ):
                leadings[round(row.box.y1 - last.box.y1, 0)] += 1
            last = row
        else:
            last = None
    font = fonts.most_common(1)[0][0] if fonts else ""
    bold = sum(len(row.text) for row in rows if row.bold) > 0.5 * sum(len(row.text) for row in rows)
    return Body(size, font, bold, leadings.most_common(1)[0][0] if leadings else 1.2 * size)


def contents_rows(rows: Sequence[Row]) -> set[int]:
    """Indices of the rows of a table of contents."""
    found: set[int] = set()
    for index, row in enumerate(rows):
        if row.page > 4:
            break
        if not _TOC.fullmatch(row.text.strip()):
            continue
        end, misses = index + 1, 0
        last = index
        while end < len(rows) and misses < 3 and rows[end].page <= row.page + 2:
            if _TOC_ENTRY.fullmatch(rows[end].text.strip()):
                last, misses = end, 0
            else:
                misses += 1
            end += 1
        if last > index + 2:
            found.update(range(index, last + 1))
    return found


def headings(rows: Sequence[Row], body: Body, first: int) -> list[Heading]:
    """The headings from row `first` on, in reading order, with their levels."""
    candidates = _candidates(rows, body, first)
    references = _references_index(candidates)
    chain = _chain([c for c in candidates if references is None or c.start < references or references < 0.3 * len(rows)])
    if chain:
        return _numbered_headings(candidates, chain, rows)
    return _styled_headings(candidates)


def _candidates(rows: Sequence[Row], body: Body, first: int) -> list[Heading]:
    found: list[Heading] = []
    index = first
    while index < len(rows):
        heading = _candidate(rows, index, body)
        if heading:
            found.append(heading)
            index = heading.end
        else:
            index += 1
    return found


def _candidate(rows: Sequence[Row], index: int, body: Body) -> Heading | None:
    row = rows[index]
    text = row.text.strip()
    if not text or len(text) > 130 or _CAPTION.match(text) or not re.search(r"[A-Za-z\u4e00-\u9fff]{2}|^[A-Z]$", text):
        return None
    parts = taken_apart(text)
    title = parts.title
    first_letter = re.search(r"\w", title)
    if not first_letter or not re.match(r"[^\W\d_]|\d\w*[- ]?[A-Za-z]{2}", title[first_letter.start() :]) or (
        first_letter[0].islower() and not re.match(r"[a-z]+[A-Z]|[a-z]-", first_letter.string[first_letter.start() :])
    ):
        return None
    previous = rows[index - 1] if index else None
    following = rows[index + 1] if index + 1 < len(rows) else None
    bigger = row.size >= body.size + 0.6
    bold = row.bold and not body.bold
    other_font = row.font.split("+")[-1] != body.font.split("+")[-1]
    centred = _is_centred(row)
    above = _gap_above(row, previous)
    spaced = above is None or above > body.leading - body.size + 0.3 * body.size
    below = _gap_above(following, row) if following else None
    known = is_known(title)
    distinct = (
        2 * bigger
        + 2 * bold
        + (row.upper and len(folded(title)) > 3)
        + (other_font and not bold)
        + centred
        + spaced
        + 2 * known
    )
    if previous is not None and above is not None and not spaced and not (bold or bigger or (row.upper and parts.kind)) and not previous.text.rstrip().endswith((".", ":", "?", "!", "。")):
        return None
    if text[-1] in ",;" or (
        text[-1] in ".。"
        and not re.search(r"(?:et al|etc|vs|\b[A-Z])\.$", text)
        and not (parts.kind and len(title) < 60 and row.bold)
    ):
        return None
    if row.size < body.size - 2.2 and not (row.upper or row.bold):
        return None
    if not (bigger or bold or row.upper or other_font or centred or row.italic or (parts.kind and spaced)):
        return None
    if not spaced and not (bold or bigger) and not (row.upper and parts.kind):
        return None
    if parts.kind is None and not known and not (bold or bigger or row.upper) and not (row.italic and spaced):
        return None
    end = index + 1
    style = (round(row.size * 2), row.bold, row.upper)
    while end < len(rows) and end - index < MAX_HEADING_ROWS and _goes_on(rows[end - 1], rows[end], row, body):
        end += 1
    if end > index + 1:
        joined = " ".join(r.text.strip() for r in rows[index:end])
        if len(joined) > MAX_HEADING_LETTERS:
            return None
        parts = taken_apart(re.sub(r"(?<=\w)-\s(?=[a-z])", "", joined))
    elif (
        row.width > 0.93 * (row.right - row.left)
        and below is not None
        and below < 0.25 * body.size
        and not bigger
        and parts.kind is None
    ):
        return None
    if len(folded(parts.title)) < 2 and not is_cjk(parts.title):
        return None
    return Heading(index, end, parts, style, row.font, distinct)


def _goes_on(last: Row, row: Row, start: Row, body: Body) -> bool:
    """Whether a heading that began in `start` and came to `last` goes on in `row`."""
    if row.page != last.page or row.column != last.column or abs(row.size - start.size) > 0.6 or row.bold != start.bold:
        return False
    if row.font != start.font and not (start.bold and row.bold) and not (start.upper and row.upper):
        return False
    if start.upper != row.upper and folded(row.text).isalpha() and len(folded(row.text)) > 3 and start.upper:
        return False
    gap = row.box.y0 - last.box.y1
    if gap > 0.55 * row.size or gap < -0.6 * row.size:
        return False
    parts = taken_apart(row.text)
    if (
        parts.kind in ("arabic", "roman", "letter")
        and parts.number
        and re.match(r"[\dIVXLCA-Z.]+[.\s]", row.text)
        and parts.kind == taken_apart(start.text).kind
    ):
        return False
    plain = not (start.bold and not body.bold) and start.size < body.size + 0.6 and not start.upper
    if (
        plain
        and not (start.italic and row.italic and _is_centred(start))
        and not (_is_centred(start) and _is_centred(row) and start.font != body.font)
    ):
        return False
    opening = taken_apart(start.text)
    if is_known(opening.title) and not opening.appendix and not start.text.isspace() and last is start:
        return False
    return (
        (_is_centred(start) and _is_centred(row))
        or last.width > 0.5 * (start.right - start.left)
        or last.text.rstrip().endswith((":", "-", "—", "AND", "OF", "FOR"))
    )


def _is_centred(row: Row) -> bool:
    left, right = row.box.x0 - row.left, row.right - row.box.x1
    return left > 12 and right > 12 and abs(left - right) < 0.12 * (row.right - row.left) + 4


def _gap_above(row: Row, previous: Row | None) -> float | None:
    """White space between a row and the one before it; None at the top of a column or page."""
    if previous is None or previous.page != row.page or previous.box.y0 > row.box.y0:
        return None
    if previous.column != row.column:
        return None if previous.column >= 0 and row.column > previous.column else row.box.y0 - previous.box.y1
    return row.box.y0 - previous.box.y1


def _chain(candidates: Sequence[Heading]) -> list[Heading]:
    """The longest run of headings numbered 1, 2, 3 … in one style; empty if there is none to be trusted."""
    best: list[Heading] = []
    best_score = 0.0
    groups: dict[tuple, list[Heading]] = defaultdict(list)
    for heading in candidates:
        if (
            heading.parts.kind in ("arabic", "roman", "chinese")
            and len(heading.parts.values) == 1
            and not heading.parts.appendix
        ):
            size, bold, upper = heading.style
            groups[heading.parts.kind, size, bold].append(heading)
            groups[heading.parts.kind].append(heading)
    for key, members in groups.items():
        chain = _run(members)
        if not chain:
            continue
        score = len(chain) + 0.6 * sum(heading.distinct for heading in chain) / len(chain) * min(len(chain), 4)
        score += 2 * sum(is_known(heading.parts.title) or role_of(heading.parts.title) != "other" for heading in chain)
        score *= 1.0 if isinstance(key, tuple) else 0.93
        if score > best_score:
            best, best_score = chain, score
    if len(best) >= 3 or (len(best) >= 1 and any(is_known(heading.parts.title) for heading in best)):
        return best
    return []


def _run(members: Sequence[Heading]) -> list[Heading]:
    """The longest subsequence numbered n, n+1, … that starts at 0, 1 or 2, the best-looking of equals."""
    best_to: dict[int, tuple[float, list[Heading]]] = {}
    for heading in members:
        value = heading.parts.values[0]
        worth = 1 + 0.15 * heading.distinct
        options = []
        if value <= 1:
            options.append((worth, [heading]))
        elif value == 2:
            options.append((worth - 0.8, [heading]))
        if value - 1 in best_to:
            score, chain = best_to[value - 1]
            options.append((score + worth, [*chain, heading]))
        if value - 2 in best_to and value > 2:
            score, chain = best_to[value - 2]
            options.append((score + worth - 1.2, [*chain, heading]))
        if not options:
            continue
        option = max(options, key=lambda pair: pair[0])
        if value not in best_to or option[0] > best_to[value][0]:
            best_to[value] = option
    return max((pair for pair in best_to.values()), key=lambda pair: pair[0], default=(0, []))[1]


def _numbered_headings(candidates: Sequence[Heading], chain: list[Heading], rows: Sequence[Row]) -> list[Heading]:
    """Levels where the main headings are numbered: the chain, its subsections, and what is set like the chain without a number."""
    kind = chain[0].parts.kind
    main = {id(heading) for heading in chain}
    styles = Counter(heading.style[:2] for heading in chain)
    style = styles.most_common(1)[0][0]
    fonts = {heading.font for heading in chain}
    upper = sum(heading.style[2] for heading in chain) > len(chain) / 2
    looks = min(heading.distinct for heading in chain)
    references = _references_index(candidates)
    end = max(chain[-1].start, references if references is not None else 0)
    found: list[Heading] = []
    current: int | None = None
    for heading in candidates:
        parts = heading.parts
        alike = heading.style[:2] == style and (
            heading.font in fonts or heading.style[1] or (upper and heading.style[2])
        )
        if id(heading) in main:
            current = parts.values[0]
            found.append(replace(heading, level=1))
        elif parts.appendix and (parts.number or alike) and (alike or heading.style[1] or heading.distinct >= 3):
            current = None
            found.append(replace(heading, level=1))
        elif parts.kind == "arabic" and len(parts.values) > 1:
            if current is None or parts.values[0] == current or parts.values[0] > 20:
                found.append(replace(heading, level=len(parts.values)))
        elif parts.kind == "letter" and len(parts.values) > 1:
            found.append(replace(heading, level=len(parts.values)))
        elif parts.kind in ("letter", "roman") and parts.kind != kind and len(parts.values) == 1:
            single = (
                Numbered("letter", parts.number, (ord(parts.number[0]) - 64,), parts.title, parts.appendix)
                if len(parts.number) == 1
                else parts
            )
            if alike and (heading.start > end or kind == "arabic") and single.kind == "letter":
                current = None
                found.append(replace(heading, parts=single, level=1))
            elif heading.distinct >= 2:
                found.append(replace(heading, parts=single, level=2))
        elif kind == "roman" and parts.kind == "roman" and len(parts.number) == 1 and not alike:
            found.append(
                replace(
                    heading,
                    parts=Numbered("letter", parts.number, (ord(parts.number) - 64,), parts.title, False),
                    level=2,
                )
            )
        elif (
            parts.kind is None
            and alike
            and (heading.distinct >= looks or is_known(parts.title))
            and (upper == heading.style[2] or is_end_matter(parts.title))
        ):
            found.append(replace(heading, level=1))
        elif parts.kind is None and is_end_matter(parts.title) and heading.distinct >= 4:
            found.append(replace(heading, level=1))
        elif parts.kind is None and heading.distinct >= 4 and heading.style[1]:
            found.append(replace(heading, level=3))
        elif (
            parts.kind == kind == "arabic"
            and len(parts.values) == 1
            and alike
            and heading.start > end
            and heading.distinct >= looks
        ):
            found.append(replace(heading, level=1))
    return found


def _styled_headings(candidates: Sequence[Heading]) -> list[Heading]:
    """Levels where headings are not numbered: the style that most of the usual names are set in is the main one."""
    styles: dict[tuple, list[Heading]] = defaultdict(list)
    for heading in candidates:
        styles[(*heading.style, heading.font)].append(heading)
    anchors: dict[tuple, float] = {}
    for style, members in styles.items():
        known = [h for h in members if is_known(h.parts.title)]
        plain = {folded(h.parts.title) for h in known if not is_end_matter(h.parts.title)}
        anchors[style] = len(plain) + 0.3 * (len(known) - len(plain))
    main = max(anchors, key=lambda style: (anchors[style], style[0]), default=None)
    if main is None or not anchors[main]:
        return [replace(h, level=1) for h in candidates if is_end_matter(h.parts.title)]
    fonts = {heading.font for heading in candidates if heading.style == main[:3] and is_known(heading.parts.title)}
    sizes = sorted({style[0] for style in styles if style[0] < main[0]}, reverse=True)
    found = []
    for heading in candidates:
        style = (*heading.style, heading.font)
        if style == main or (heading.style == main[:3] and heading.font in fonts):
            found.append(replace(heading, level=1))
        elif is_end_matter(heading.parts.title) and heading.distinct >= 3:
            found.append(replace(heading, level=1))
        elif is_known(heading.parts.title) and heading.distinct >= 4 and heading.style[0] >= main[0] - 1:
            found.append(replace(heading, level=1))
        elif heading.distinct >= 3 and heading.style[0] <= main[0]:
            found.append(
                replace(heading, level=2 + (sizes.index(heading.style[0]) if heading.style[0] in sizes else 0))
            )
    return found


def _references_index(candidates: Sequence[Heading]) -> int | None:
    for heading in reversed(candidates):
        if is_references(heading.parts.title):
            return heading.start
    return None


def references_row(rows: Sequence[Row], found: Sequence[Heading]) -> int | None:
    """Index of the row at which the reference list begins: below its heading, or at an item 1 that others follow."""
    for heading in found:
        if is_references(heading.parts.title) and any(row.page for row in rows[heading.end : heading.end + 1]):
            return heading.start
    start = found[-1].end if found else 0
    for index in range(len(rows) - 1, -1, -1):
        if not _REFERENCE_ITEM.match(rows[index].text):
            continue
        bracket = rows[index].text.lstrip()[0]
        numbers = []
        for row in rows[index : index + 80]:
            match = (
                re.match(r"[\[(]?\s*(\d{1,3})\s*[\]).]", row.text)
                if bracket in "[(" or bracket.isdigit()
                else re.match(r"([¹²³⁴⁵⁶⁷⁸⁹⁰]+)", row.text)
            )
            if match and (bracket not in "[(" or row.text.lstrip()[:1] == bracket):
                numbers.append(match[1])
        years = sum(bool(re.search(r"\b(?:19|20)\d\d\b", row.text)) for row in rows[index : index + 30])
        if len(numbers) >= 4 and years >= 3 and index > 0.3 * len(rows):
            return index
        if index < start // 2:
            break
    return None


def section_of(heading: Heading, rows: Sequence[Row], after_references: bool) -> Section:
    """The section that a heading opens."""
    head = rows[heading.start : heading.end]
    box = Box(
        round(min(row.box.x0 for row in head), 1),
        round(min(row.box.y0 for row in head), 1),
        round(max(row.box.x1 for row in head), 1),
        round(max(row.box.y1 for row in head), 1),
    )
    title = heading.parts.title.strip(" .:。：—")
    role = role_of(title)
    if (
        heading.parts.appendix
        or (heading.parts.kind == "letter" and heading.level == 1)
        or (after_references and role not in ("references", "acknowledgement", "method"))
    ):
        role = "appendix"
    return Section(
        title=title, number=heading.parts.number, level=min(heading.level, 6), page=head[0].page, box=box, role=role
    )

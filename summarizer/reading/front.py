"""The front matter: title, authors, abstract, keywords, and the arXiv stamp."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.reading.authors import Authors, authors_of, visual_rows
from summarizer.reading.headings import folded, taken_apart
from summarizer.reading.names import EMAIL, is_institution, is_place
from summarizer.reading.pages import Line, PageContent
from summarizer.reading.rows import Row, is_cjk
from summarizer.reading.sections import Body
from summarizer.reading.titles import Title, title_of

FRONT_PAGES = 3
"""An abstract begins on one of these or nowhere."""
MIN_ABSTRACT_LETTERS = 180

_ARXIV = re.compile(r"ar\s?xiv\s?:\s*((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z-]{2,})?/\d{7})(?:v\d+)?)", re.I)
_OLD_STAMP = re.compile(r"^\s*((?:hep-(?:ph|th|ex|lat)|astro-ph|cond-mat|gr-qc|nucl-(?:th|ex)|quant-ph|math(?:-ph)?|physics|cs|q-bio|nlin|alg-geom|dg-ga|q-alg|chao-dyn|patt-sol|solv-int|adap-org|cmp-lg|comp-gas|funct-an|acc-phys|ao-sci|atom-ph|bayes-an|chem-ph|mtrl-th|plasm-ph|supr-con)(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)\b", re.I)  # fmt: skip

_ABSTRACT = re.compile(
    r"(?:a\s*b\s*s\s*t\s*r\s*a\s*c\s*t|extended abstract|summary|s\s*u\s*m\s*m\s*a\s*r\s*y|摘\s*要|内容提要)\s*[.:：—–-]*",
    re.I,
)
_RUN_IN_ABSTRACT = re.compile(
    r"(?:abstract|summary|摘\s*要)\s*(?:[.:：．。]|[—–]|-{1,2})\s*(?=\S)|(?:ABSTRACT|Abstract)\s+(?=[A-Z“\"(])|【摘\s*要】\s*|摘\s*要\s+(?=\S)",
    re.I,
)
_KEYWORDS = re.compile(
    r"(?:(?:additional\s+)?key\s?-?\s?words?(?:\s+and\s+phrases)?|index\s+terms|subject\s+headings|关\s*键\s*[词字])\s*(?:[.:：—–．-]+\s*|\s*$|(?<=[词字])\s*|(?<=s)\s+(?=\S))|k\s?e\s?y\s?w\s?o\s?r\s?d\s?s\s*:?\s*$|【关\s*键\s*词】",
    re.I,
)
_AFTER_ABSTRACT = re.compile(
    r"(?:ccs\s+concepts|acm\s+reference|categories\s+and\s+subject|general\s+terms|pacs\b|msc\b|(?:\d{4}\s+)?mathematics\s+subject|jel\b|c?⃝?\s?\d{4}\s+(?:elsevier|the\s+author|springer|ieee|acm|wiley)|©|q\s+\d{4}\s|\(c\)\s*\d{4}|copyright|contents$|table\s+of\s+contents|received\b|accepted\b|submitted\s+to|preprint\s+submitted|published\s+(?:by|online)|doi\s*:|doi:|https?://doi|article\s+info|中图|中图法分类号|文献标识|分类号|引用格式|英文引用|abbreviations\s*:|significance$|highlights$|correspondence\b|\*?\s*corresponding\s+author|keywords?\b|e-?mail)",
    re.I,
)


@dataclass(frozen=True)
class Front:
    title: Title | None
    authors: Authors
    abstract: tuple[Row, ...]
    abstract_cut: int
    """How many characters of the first row of the abstract are its label (`Abstract—`)."""
    keywords: tuple[str, ...]
    rows: tuple[Row, ...]
    """Rows of the front matter in the order of the page, without the abstract."""


def arxiv_id(pages: Sequence[PageContent]) -> str | None:
    """The identifier in arXiv's stamp on the first page, with version if it carries one."""
    for page in pages[:1]:
        texts = sorted(page.lines, key=lambda line: line.direction[0] > 0.9)
        for line in texts:
            turned = line.direction[0] <= 0.9
            match = (
                _ARXIV.search(line.text)
                if turned or line.size > 14 or re.match(r"\s*arxiv:", line.text, re.I)
                else None
            )
            match = match or (_OLD_STAMP.match(line.text) if turned or line.box.y0 < page.height / 4 else None)
            if match:
                return match[1]
    return None


def abstract_label(rows: Sequence[Row]) -> tuple[int, int] | None:
    """Index of the row that says Abstract, and the length of the label if the text goes on in the same row (else 0).

    Where two languages have one each, the Chinese one counts if the paper is Chinese.
    """
    found: list[tuple[int, int]] = []
    for index, row in enumerate(rows):
        if row.page > FRONT_PAGES:
            break
        text = row.text.strip()
        if _ABSTRACT.fullmatch(text):
            found.append((index, 0))
        elif match := _RUN_IN_ABSTRACT.match(text):
            first = row.spans[0]
            spaced = match[0].rstrip()[-1:].isalpha() and match[0].isascii()
            if not spaced or (folded(first.text) in ("abstract", "summary") and len(row.spans) > 1):
                found.append((index, match.end()))
    if not found:
        return None
    chinese = [item for item in found if is_cjk(rows[item[0]].text)]
    body = "".join(row.text for row in rows[len(rows) // 3 : 2 * len(rows) // 3])
    named = [item for item in found if not folded(rows[item[0]].text).startswith("summary")]
    return (chinese[0] if chinese and is_cjk(body) else None) or (named or found)[0]


def abstract_rows(rows: Sequence[Row], start: int, limit: int) -> tuple[Row, ...]:
    """The rows of the abstract that begins at `start`, at most up to `limit`."""
    taken: list[Row] = []
    for index in range(start, min(limit, len(rows))):
        row = rows[index]
        text = row.text.strip()
        if _KEYWORDS.match(text) or _AFTER_ABSTRACT.match(text):
            break
        if taken:
            last = taken[-1]
            base = taken[min(1, len(taken) - 1)]
            smaller = row.size < base.size - 0.9 and len(text) > 12
            gap = row.box.y0 - last.box.y1
            moved = row.page != last.page or (row.column != last.column and not -2 < gap < 0.8 * row.size)
            ended = last.text.rstrip()[-1:] in ".。!?”"
            if not moved and gap > 2.6 * base.size and ended:
                break
            if not moved and smaller and (ended or gap > 0.9 * base.size):
                break
            if moved and (ended or smaller):
                break
            if (
                not moved
                and ended
                and gap > 0.7 * base.size
                and (row.bold != base.bold or abs(row.size - base.size) > 0.7 or row.italic != base.italic)
            ):
                break
        taken.append(row)
        if len(taken) > 90:
            break
    return tuple(taken)


def unlabelled_abstract(rows: Sequence[Row], start: int, limit: int, body: Body, opened: bool) -> tuple[Row, ...]:
    """An abstract without the word: full sentences before the first heading, set unlike the body.

    `opened` says that the first heading is an introduction, so that whatever stands before it is no body.
    """
    best: list[Row] = []
    index = start
    while index < min(limit, len(rows)):
        group = [rows[index]]
        while index + len(group) < min(limit, len(rows)):
            row, last = rows[index + len(group)], group[-1]
            if (
                row.page != last.page
                or abs(row.size - last.size) > 0.8
                or not -1.5 * row.size < row.box.y0 - last.box.y1 < 0.9 * row.size
                or row.bold != last.bold
                or (row.column != last.column and row.font != last.font)
            ):
                break
            if _KEYWORDS.match(row.text.strip()) or _AFTER_ABSTRACT.match(row.text.strip()):
                break
            group.append(row)
        taken = len(group)
        group = _without_addresses(group)
        letters = sum(len(row.text) for row in group)
        if not group:
            index += taken
            continue
        sentence = group[-1].text.rstrip()[-1:] in ".。?!" or opened
        unlike = (
            abs(group[0].size - body.size) > 0.4
            or group[0].bold != body.bold
            or group[0].italic
            or _narrow(group, rows)
        )
        if (
            letters > MIN_ABSTRACT_LETTERS
            and letters > sum(len(row.text) for row in best)
            and sentence
            and (unlike or opened)
        ):
            best = group
            if not opened:
                break
        index += taken
    return tuple(best)


def _without_addresses(group: list[Row]) -> list[Row]:
    """Rows of a group behind its last affiliation, address or date; those are centred or start with a sign."""
    cut = 0
    for index, row in enumerate(group[: 1 + 2 * len(group) // 3]):
        text = row.text.strip()
        address = is_institution(text) or EMAIL.search(text) or is_place(text.rsplit(",", 1)[-1])
        set_apart = re.match(r"[\d*∗†‡§(⁰¹²³⁴⁵⁶⁷⁸⁹]", text) or abs(row.box.x0 - group[-1].box.x0) > 12
        if (address and set_apart) or re.match(r"\(?(?:dated|received|accepted|submitted)\b", text, re.I):
            cut = index + 1
    return group[cut:]


def _narrow(group: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Whether rows are indented on both sides against the text below them."""
    wide = [
        row
        for row in rows
        if row.page == group[0].page + 1 or (row.page == group[0].page and row.box.y0 > group[-1].box.y1)
    ]
    if not wide:
        return False
    left, right = min(row.left for row in wide), max(row.right for row in wide)
    return min(row.box.x0 for row in group) > left + 12 and max(row.box.x1 for row in group) < right - 12


def keywords_of(rows: Sequence[Row], words) -> tuple[str, ...]:
    """The printed keywords, as printed."""
    from summarizer.reading.prose import prose

    found: list[tuple[str, list[Row], bool]] = []
    for index, row in enumerate(rows):
        if row.page > FRONT_PAGES:
            break
        text = row.text.strip()
        match = _KEYWORDS.match(text)
        if not match or (match.end() == len(text) and not re.search(r"\w", text)):
            continue
        if (
            match[0].rstrip()[-1:].isalpha()
            and match[0].isascii()
            and match.end() < len(text)
            and not (row.spans[0].bold or row.spans[0].italic)
        ):
            continue
        below = _keyword_rows(rows, index, match.end() < len(text))
        label = match.end() + len(row.text) - len(row.text.lstrip())
        taken = ([row, *below]) if match.end() < len(text) else below
        cut = label if match.end() < len(text) else 0
        if taken:
            listed = (
                match.end() >= len(text) and len(taken) > 1 and not any(re.search(r"[,;·•，；]", r.text) for r in taken)
            )
            value = "\n".join(r.text for r in taken) if listed else prose(taken, words).text[cut:]
            found.append((value, taken, is_cjk(value)))
    if not found:
        return ()
    body = "".join(row.text for row in rows[len(rows) // 3 : 2 * len(rows) // 3])
    chinese = is_cjk(body)
    value = next((value for value, _, cjk in found if cjk == chinese), found[0][0])
    return _split_keywords(value)


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
        if (
            moved
            or heading
            or _AFTER_ABSTRACT.match(text)
            or _KEYWORDS.match(text)
            or _ABSTRACT.fullmatch(text)
            or _RUN_IN_ABSTRACT.match(text)
        ):
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
    return tuple(dict.fromkeys(piece for piece in cleaned if 1 < len(piece) < 90))[:20]


def front_of(
    pages: Sequence[PageContent],
    lines: Sequence[Sequence[Line]],
    rows: Sequence[Row],
    body: Body,
    first_heading: int,
    opened: bool,
    words,
    metadata_title: str,
) -> Front:
    """Everything before the body. `first_heading` is the index of the row with which the body begins."""
    label = abstract_label(rows[: max(first_heading, 1) + 400])
    abstract: tuple[Row, ...] = ()
    cut = 0
    page = rows[0].page if rows else 1
    across = visual_rows(page, [line for line in lines[page - 1]]) if rows else []
    kept = {id(line) for line in lines[page - 1]} if rows else set()
    repeated = [
        line.text for content in pages[:4] for line in content.lines if content.number != page or id(line) not in kept
    ]
    bottom = float("inf")
    if label is not None:
        index, cut = label
        abstract = abstract_rows(
            rows, index if cut else index + 1, first_heading if first_heading > index else len(rows)
        )
        if rows[index].page == page:
            bottom = rows[index].box.y0
    title = title_of([row for row in across if row.box.y0 < bottom], body.size, repeated, metadata_title)
    top = title.rows[-1].box.y1 if title else 0.0
    below = [
        row for row in across if row.box.y0 >= top - 2 and row.box.y0 < bottom and not (title and row in title.rows)
    ]
    authors = authors_of(below, body.size)
    if label is None:
        after = below[authors.last_row].box.y1 if authors.last_row >= 0 else top
        start = next(
            (i for i, row in enumerate(rows) if row.page == page and row.box.y0 >= after - 1 and len(row.text) > 40),
            len(rows),
        )
        abstract = unlabelled_abstract(rows, start, first_heading, body, opened)
    inside = {id(row) for row in abstract}
    head = tuple(row for row in rows[:first_heading] if id(row) not in inside)
    return Front(title, authors, abstract, cut, keywords_of(rows[: first_heading + 40], words), head)

"""The reading order of a page: columns found by their gutters, bands of columns between what is set across them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from summarizer.paper import Box
from summarizer.reading.page.pages import Line
from summarizer.reading.text.rows import Row, rows_of

BIN_POINTS = 4.0
"""Height of the strips in which a page is looked through for a gutter."""
MIN_PAIRED_POINTS = 44.0
"""How much text must stand side by side, in height, to be called columns."""
MAX_COLUMNS = 4


def ordered_rows(pages: Sequence[tuple[int, Sequence[Line]]]) -> list[Row]:
    """The rows of pages (number and lines) in reading order, each knowing the bounds of its column."""
    pages = [(number, _words_joined(lines)) for number, lines in pages]
    found = [_column_starts(lines, narrow_too=not index) if lines else [] for index, (_, lines) in enumerate(pages)]
    rows: list[Row] = []
    for (number, lines), own in zip(pages, found, strict=True):
        if lines:
            rows += _rows_of_page(number, lines, _agreed(own, found))
    return rows


def _words_joined(lines: Sequence[Line]) -> list[Line]:
    """Lines of one word each, as some fonts make MuPDF cut them, put together again where they follow one another."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.block == line.block
            and -0.3 * line.size < line.box.x0 - last.box.x1 < 0.5 * line.size
            and abs(line.box.y1 - last.box.y1) < 0.25 * line.size
        ):
            box = Box(
                min(last.box.x0, line.box.x0),
                min(last.box.y0, line.box.y0),
                max(last.box.x1, line.box.x1),
                max(last.box.y1, line.box.y1),
            )
            joined[-1] = Line(last.spans + line.spans, box, last.block, last.direction)
        else:
            joined.append(line)
    return joined


def _agreed(own: list[tuple[float, float]], found: Sequence[list[tuple[float, float]]]) -> list[float]:
    """The column starts of a page in the light of the other pages.

    A start a little right of one that is more common is that one (a list hangs in); one that no other page has must be
    borne out by more text.
    """
    starts = []
    for paired, start in own:
        support = sum(any(abs(start - other) < 8 for _, other in page) for page in found)
        common = [
            other
            for page in found
            for _, other in page
            if 4 < start - other < 34 and sum(any(abs(other - third) < 4 for _, third in p) for p in found) > support
        ]
        if common:
            start = min(common)
        elif support < 2 and len(found) > 2 and paired < (MIN_PAIRED_POINTS if own is found[0] else 120):
            continue
        if all(abs(start - other) > 60 for other in starts):
            starts.append(start)
    return starts


def _rows_of_page(page: int, lines: Sequence[Line], starts: Sequence[float]) -> list[Row]:
    """The rows of a page: cut at the main gutter into bands, and each part again at the gutters within it."""
    parts = _parts(lines, list(starts), first=0)
    rows: list[Row] = []
    for column, members in parts:
        rows += rows_of(page, members, column)
    _give_bounds(rows)
    return rows


def _parts(lines: Sequence[Line], starts: list[float], first: int) -> list[tuple[int, list[Line]]]:
    """Lines in reading order, as (column, lines of one stretch of it); column -1 is across the page.

    `starts` are the gutters to cut at, the main one in front; `first` is the number of the leftmost column.
    """
    inner = [start for start in starts if any(line.box.x1 <= start for line in lines)]
    inner = [start for start in inner if any(line.box.x0 >= start - 3 for line in lines)]
    if not inner:
        return [(first if starts else first - 1 if first == 0 else first, list(lines))] if lines else []
    gutter, rest = inner[0], inner[1:]
    across = [line for line in lines if _spans(line, gutter, lines)]
    across += [line for line in lines if line.box.x1 <= gutter + 4 and _ends_paragraph(line, across)]
    across.sort(key=lambda line: line.box.y0)
    floors = _merged(across)
    columns = 1 + sum(other < gutter for other in rest)
    parts: list[tuple[int, list[Line]]] = []
    low = float("-inf")
    for top, bottom in [*floors, (float("inf"), float("inf"))]:
        band = [line for line in lines if low < _middle(line) < top]
        left = [line for line in band if _starts_before(line, gutter)]
        right = [line for line in band if not _starts_before(line, gutter)]
        parts += _column_parts(left, rest, first) + _column_parts(right, rest, first + columns)
        floor = [line for line in lines if top <= _middle(line) <= bottom]
        parts += _parts(floor, rest, first) if rest else ([(-1, floor)] if floor else [])
        low = bottom
    return parts


def _column_parts(lines: list[Line], starts: list[float], number: int) -> list[tuple[int, list[Line]]]:
    if not lines:
        return []
    left, right = min(line.box.x0 for line in lines), max(line.box.x1 for line in lines)
    inside = [start for start in starts if left + 20 < start < right - 20]
    return _parts(lines, inside, number) if inside else [(number, lines)]


def _column_starts(lines: Sequence[Line], *, narrow_too: bool) -> list[tuple[float, float]]:
    """Where the second and further columns of a page begin, each with the height of text that says so.

    A column begins where many lines start at one x, with other lines to the left of them at the same heights that end
    before that x. On a first page `narrow_too` finds the column of dates and keywords beside an abstract.
    """
    left = min(line.box.x0 for line in lines)
    right = max(line.box.x1 for line in lines)
    width = right - left
    votes: Counter[int] = Counter()
    for line in lines:
        x0, _, x1, _ = line.box
        if x0 > left + 0.18 * width and x1 - x0 > 0.1 * width:
            votes[round(x0 / 2)] += 1
    found: list[tuple[float, float]] = []
    for bucket, _ in votes.most_common(6):
        if votes[bucket] + votes[bucket + 1] + votes[bucket - 1] < 4:
            continue
        start = bucket * 2.0
        paired, crossed = _paired_height(lines, start, width)
        labelled = narrow_too and any(_labels_abstract(line, start) for line in lines)
        if paired >= MIN_PAIRED_POINTS and paired > 0.15 * crossed:
            found.append((paired, start))
        elif labelled and paired:
            found.append((MIN_PAIRED_POINTS, start))
    found.sort(reverse=True)
    starts: list[tuple[float, float]] = []
    for paired, start in found:
        if paired < 0.5 * found[0][0] and paired < 150 and not narrow_too:
            continue
        if all(abs(start - other) > 0.17 * width for _, other in starts) and len(starts) < MAX_COLUMNS - 1:
            starts.append((paired, start))
    return starts


def _labels_abstract(line: Line, start: float) -> bool:
    """Whether a line is the label of an abstract that begins at `start`, beside a column of dates and keywords."""
    return abs(line.box.x0 - start) < 4 and line.text.replace(" ", "").lower() == "abstract"


def _paired_height(lines: Sequence[Line], start: float, width: float) -> tuple[float, float]:
    """Height of the strips with text on both sides of a gutter before `start`, and of those with text across it."""
    before: set[int] = set()
    after: set[int] = set()
    across: set[int] = set()
    for line in lines:
        x0, y0, x1, y1 = line.box
        strips = range(int(y0 / BIN_POINTS) + 1, int(y1 / BIN_POINTS) + 1)
        if x1 <= start - 3:
            if x1 > start - 0.12 * width or x1 - x0 > 0.1 * width:
                before.update(strips)
        elif start - 3 <= x0 <= start + 16:
            after.update(strips)
        elif x0 < start - 12 and x1 > start + 12:
            across.update(strips)
    return BIN_POINTS * len((before & after) - across), BIN_POINTS * len(across)


def _spans(line: Line, start: float, lines: Sequence[Line]) -> bool:
    """Whether a line is set across the gutter before `start`."""
    x0, _, x1, _ = line.box
    if x0 >= start - 12 or x1 <= start + 4:
        return False
    if x1 > start + 30 or x0 > start - 80:
        return True
    # A formula that sticks out of its column has a neighbour beside it; what is set across has none.
    y = _middle(line)
    return not any(other.box.x0 >= x1 and other.box.y0 < y < other.box.y1 for other in lines)


def _ends_paragraph(line: Line, across: Sequence[Line]) -> bool:
    """Whether a line is the short last one of a paragraph that is set across: right below, begun and set alike."""
    return any(
        abs(line.box.x0 - above.box.x0) < 2
        and abs(line.size - above.size) < 0.3
        and line.bold == above.bold
        and -0.5 * line.size < line.box.y0 - above.box.y1 < 0.35 * line.size
        for above in across
    )


def _starts_before(line: Line, start: float) -> bool:
    centre = min((line.box.x0 + line.box.x1) / 2, line.box.x0 + 60)
    return centre < start - 3


def _middle(line: Line) -> float:
    return (line.box.y0 + line.box.y1) / 2


def _merged(across: Sequence[Line]) -> list[tuple[float, float]]:
    """Heights covered by lines set across, those of one paragraph joined."""
    floors: list[tuple[float, float]] = []
    for line in across:
        if floors and line.box.y0 - floors[-1][1] < 0.7 * line.size:
            floors[-1] = (floors[-1][0], max(floors[-1][1], line.box.y1))
        else:
            floors.append((line.box.y0, line.box.y1))
    return floors


def _give_bounds(rows: Sequence[Row]) -> None:
    """Tells each row the usual left and right end of the rows of its column."""
    for column in {row.column for row in rows}:
        members = [row for row in rows if row.column == column]
        wide = [row for row in members if len(row.text) > 20] or members
        left = _common([row.box.x0 for row in wide], min)
        right = _common([row.box.x1 for row in wide], max)
        for row in members:
            row.left, row.right = left, right


def _common(values: list[float], outermost) -> float:
    """The value that is met most often (within 2 points); the outermost of those met at least a third as often."""
    counts: Counter[int] = Counter(round(value / 2) for value in values)
    most = counts.most_common(1)[0][1]
    often = [bucket for bucket, count in counts.items() if 3 * count >= most]
    return 2.0 * outermost(often)

"""Figures and tables as a person sees them: the caption first, then everything painted that belongs to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from summarizer.paper import Box, Figure
from summarizer.reading.artwork import pieces_of
from summarizer.reading.baselines import Row, rows_of
from summarizer.reading.captions import Caption, captions_of
from summarizer.reading.pages import Line, PageContent, Paint
from summarizer.reading.prose import Setting, mark_prose, setting_of

RULE_POINTS = 2.5
"""A path no thicker than this is a rule."""
FIGURE_GAP_POINTS = 42
"""Widest white band between a caption and its figure, or between two rows of sub-figures."""
LOOSE_TEXT_GAP_POINTS = 11
"""Text that belongs to a figure is nearer to it than this."""
TABLE_GAP_POINTS = 22
"""Widest white band inside a table, or between it and its caption."""


def find_figures(pages: Sequence[PageContent]) -> tuple[Figure, ...]:
    """Every figure and table with a numbered caption, in the order of the pages.

    Boxes are in points on the page as shown. Extended Data items are left out: they are a supplement's.
    """
    sheets = [_sheet(page) for page in pages]
    setting = setting_of([sheet.rows for sheet in sheets])
    _drop_furniture(sheets)
    for sheet in sheets:
        mark_prose(sheet.rows, setting, sheet.width, sheet.height)
    captions = captions_of([sheet.rows for sheet in sheets], setting.size)
    found = [_placed(sheet, list_, setting) for sheet, list_ in zip(sheets, captions, strict=True)]
    _settle(found)
    return tuple(figure for sheet, placed in zip(sheets, found, strict=True) for figure in _figures(sheet, placed))


@dataclass
class Sheet:
    """A page turned so that most of its text is upright."""

    number: int
    width: float
    height: float
    turn: int
    """Quarter turns clockwise that were applied."""
    page_width: float
    page_height: float
    rows: list[Row]
    turned_text: list[Box]
    paints: list[Paint]


@dataclass(frozen=True)
class Atom:
    box: Box
    kind: str
    """`art`, `rule` or `text`."""


@dataclass
class Placed:
    caption: Caption
    choices: dict[str, list[Atom]]
    """Atoms by side: `above`, `below`, `beside`."""
    side: str = ""


def _turned(box: Box, turn: int, width: float, height: float) -> Box:
    """The box after quarter turns clockwise of a page of this width and height."""
    x0, y0, x1, y1 = box
    if turn == 1:
        return Box(height - y1, x0, height - y0, x1)
    if turn == 2:
        return Box(width - x1, height - y1, width - x0, height - y0)
    if turn == 3:
        return Box(y0, width - x1, y1, width - x0)
    return box


def _sheet(page: PageContent) -> Sheet:
    weight = Counter()
    for line in page.lines:
        weight[_quarter(line)] += len(line.text)
    turn = weight.most_common(1)[0][0] if weight else 0
    w, h = page.width, page.height
    width, height = (h, w) if turn % 2 else (w, h)
    lines = [line for line in page.lines if _quarter(line) == turn]
    other = [_turned(line.box, turn, w, h) for line in page.lines if _quarter(line) != turn]
    paints = list(page.paints)
    if turn:
        lines = [replace(line, box=_turned(line.box, turn, w, h)) for line in lines]
        paints = [Paint(paint.kind, _turned(paint.box, turn, w, h)) for paint in paints]
    return Sheet(page.number, width, height, turn, w, h, rows_of(lines), other, _seen(paints, width, height))


def _quarter(line: Line) -> int:
    """Quarter turns clockwise that make the line upright."""
    x, y = line.direction
    if abs(x) >= abs(y):
        return 0 if x > 0 else 2
    return 1 if y < 0 else 3


def _seen(paints: Sequence[Paint], width: float, height: float) -> list[Paint]:
    """Paints on the page, cut at its edges, without those that are a background of the page."""
    out = []
    for paint in paints:
        x0, y0, x1, y1 = paint.box
        if x1 < 0 or y1 < 0 or x0 > width or y0 > height or not (x1 - x0 > 0.1 or y1 - y0 > 0.1):
            continue
        if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
            x0, y0, x1, y1 = max(0, x0), max(0, y0), min(width, x1), min(height, y1)
            paint = Paint(paint.kind, Box(x0, y0, x1, y1))
        if (x1 - x0) * (y1 - y0) > 0.75 * width * height:
            continue
        out.append(paint)
    return out


def _drop_furniture(sheets: Sequence[Sheet]) -> None:
    """Takes running headers, page numbers and whatever is painted at the same place of many pages off the sheets."""
    if len(sheets) >= 3:
        seen: Counter = Counter()
        for sheet in sheets:
            seen.update({_place(paint.box) for paint in sheet.paints})
        often = {place for place, n in seen.items() if n >= max(3, 0.3 * len(sheets))}
        for sheet in sheets:
            sheet.paints = [paint for paint in sheet.paints if _place(paint.box) not in often]
    heads: Counter = Counter()
    for sheet in sheets:
        heads.update({(round(row.baseline / 3), _digitless(row.text)) for row in sheet.rows if _marginal(row, sheet)})
    for sheet in sheets:
        for row in sheet.rows:
            if _marginal(row, sheet) and (
                heads[(round(row.baseline / 3), _digitless(row.text))] >= (2 if len(sheets) < 8 else 3)
                or row.text.strip().strip("-–— ").isdigit()
            ):
                row.prose = True


def _marginal(row: Row, sheet: Sheet) -> bool:
    return row.box.y1 < 0.11 * sheet.height or row.box.y0 > 0.9 * sheet.height


def _digitless(text: str) -> str:
    return "".join(c for c in text if not c.isdigit()).strip()


def _place(box: Box) -> tuple[int, ...]:
    return tuple(round(v / 2) for v in box)


def _placed(sheet: Sheet, captions: Sequence[Caption], setting: Setting) -> list[Placed]:
    """What could belong to each caption of a sheet, above and below it."""
    if not captions:
        return []
    inside = set().union(*(caption.rows for caption in captions))
    _free_framed(sheet, inside)
    barriers = [row.box for index, row in enumerate(sheet.rows) if row.prose and index not in inside]
    walls = barriers + [caption.box for caption in captions]
    atoms = _atoms(sheet, inside, barriers)
    gutter = _gutter(sheet, setting) if setting.columns == 2 else None
    out = []
    for caption in captions:
        left, right = _span(caption, captions, gutter, sheet.width)
        choices = {}
        for side in ("above", "below"):
            choices[side] = _reached(caption, side, left, right, gutter, walls, atoms, sheet)
        if not any(_weight(found) for found in choices.values()):
            choices["beside"] = _beside(caption, walls, atoms, sheet)
        out.append(Placed(caption, choices))
    return out


def _free_framed(sheet: Sheet, inside: set[int]) -> None:
    """Text inside a drawn frame is not running text."""
    frames = [p.box for p in sheet.paints if p.box.x1 - p.box.x0 > 60 and p.box.y1 - p.box.y0 > 18 and p.kind == "path"]
    frames = list({_place(box): box for box in frames}.values())[:200]
    for frame in frames:
        held, cut = [], False
        for index, row in enumerate(sheet.rows):
            b = row.box
            middle = (b.y0 + b.y1) / 2
            if not frame.y0 < middle < frame.y1 or b.x1 <= frame.x0 or b.x0 >= frame.x1:
                continue
            if index in inside or b.x0 < frame.x0 + 1 or b.x1 > frame.x1 - 1:
                cut = True
                break
            held.append(row)
        if not cut and len(held) < 0.9 * len(sheet.rows):
            for row in held:
                row.prose = False


def _atoms(sheet: Sheet, inside: set[int], barriers: Sequence[Box]) -> list[Atom]:
    """Artwork, rules and loose text of a sheet."""
    rules, art = [], []
    for paint in sheet.paints:
        box = paint.box
        thin = min(box.x1 - box.x0, box.y1 - box.y0) <= RULE_POINTS
        if _over_text(box, barriers, thin):
            continue
        (rules if thin and box.x1 - box.x0 > 40 else art).append(box)
    out = [
        Atom(box, "art" if box.x1 - box.x0 > 15 and box.y1 - box.y0 > 15 else "rule")
        for box in pieces_of(art + rules, sheet.width, sheet.height)
    ]
    out += [Atom(row.box, "text") for index, row in enumerate(sheet.rows) if not row.prose and index not in inside]
    out += [
        Atom(box, "text")
        for box in sheet.turned_text
        if box.x0 > 0.05 * sheet.width or box.y1 - box.y0 < 0.3 * sheet.height
    ]
    return out


def _over_text(box: Box, barriers: Sequence[Box], thin: bool) -> bool:
    """Whether the paint lies on running text: an underline, a fraction bar, a highlight, a background."""
    hits = 0
    for b in barriers:
        w = min(b.x1, box.x1) - max(b.x0, box.x0)
        h = min(b.y1, box.y1) - max(b.y0, box.y0)
        if w >= 0 and h >= 0:
            if thin or (w >= 0.6 * (box.x1 - box.x0) and h >= 0.6 * (box.y1 - box.y0)):
                return True
            if h > 0.6 * (b.y1 - b.y0) and w > 0.5 * (b.x1 - b.x0):
                hits += 1
                if hits >= 3:
                    return True
    return False


def _gutter(sheet: Sheet, setting: Setting) -> float:
    """Middle of the white band between the columns."""
    middle = sheet.width / 2
    lefts = [
        row.box.x1
        for row in sheet.rows
        if row.prose and row.box.x1 < middle + 15 and row.width > 0.8 * setting.column_width
    ]
    rights = [
        row.box.x0
        for row in sheet.rows
        if row.prose and row.box.x0 > middle - 15 and row.width > 0.8 * setting.column_width
    ]
    if lefts and rights:
        lefts.sort()
        rights.sort()
        return (lefts[int(0.9 * (len(lefts) - 1))] + rights[int(0.1 * (len(rights) - 1))]) / 2
    if lefts:
        return max(lefts) + 6
    if rights:
        return min(rights) - 6
    return middle


def _span(caption: Caption, captions: Sequence[Caption], gutter: float | None, width: float) -> tuple[float, float]:
    """The widest strip that the caption may speak for."""
    left, right = 0.0, width
    box = caption.box
    if gutter is not None and not box.x0 < gutter - 8 < gutter + 8 < box.x1:
        if (box.x0 + box.x1) / 2 < gutter:
            right = gutter
        else:
            left = gutter
    for other in captions:
        if other is caption or min(other.box.y1, box.y1) <= max(other.box.y0, box.y0):
            continue
        if other.box.x0 >= box.x1:
            right = min(right, (box.x1 + other.box.x0) / 2)
        elif other.box.x1 <= box.x0:
            left = max(left, (box.x0 + other.box.x1) / 2)
    return left, right


def _reached(caption, side, left, right, gutter, walls, atoms, sheet) -> list[Atom]:
    """Atoms on one side of the caption that can be reached without crossing running text or another caption."""
    box = caption.box
    upward = side == "above"

    def free(low: float, high: float) -> tuple[float, float, float, float]:
        if upward:
            y0 = max((w.y1 for w in walls if w.y1 <= box.y0 + 2 and w.x1 > low + 3 and w.x0 < high - 3), default=0.0)
            y1 = box.y0 + 1
        else:
            y0 = box.y1 - 1
            y1 = min(
                (w.y0 for w in walls if w.y0 >= box.y1 - 2 and w.x1 > low + 3 and w.x0 < high - 3), default=sheet.height
            )
        return low, y0 - 1, high, y1 + 1

    x0, y0, x1, y1 = free(box.x0, box.x1)
    middle = (box.x0 + box.x1) / 2
    x0, x1 = left, right
    for w in walls:
        if min(w.y1, y1) - max(w.y0, y0) > 3 and w is not box:
            if w.x1 <= middle and w.x1 > x0:
                x0 = w.x1
            elif w.x0 >= middle and w.x0 < x1:
                x1 = w.x0
    x0, x1 = min(x0, box.x0), max(x1, box.x1)
    room = [
        a for a in atoms if a.box.y1 <= y1 + 2 and a.box.y0 >= y0 - 2 and x0 - 2 <= (a.box.x0 + a.box.x1) / 2 <= x1 + 2
    ]
    near = _chained(room, box, upward, caption.kind)
    return near


def _chained(room: Sequence[Atom], start: Box, upward: bool, kind: str) -> list[Atom]:
    """The atoms of the room in one chain from the caption, as far as the white bands between them are narrow."""
    ordered = sorted(room, key=lambda a: -a.box.y1 if upward else a.box.y0)
    chain: list[Atom] = []
    pending: list[Atom] = []
    edge = start.y0 if upward else start.y1
    for atom in ordered:
        gap = edge - atom.box.y1 if upward else atom.box.y0 - edge
        if kind == "table":
            limit = TABLE_GAP_POINTS if atom.kind != "art" else FIGURE_GAP_POINTS
            if gap > limit:
                break
            chain.append(atom)
        else:
            if atom.kind == "art":
                if gap > FIGURE_GAP_POINTS + (60 if pending else 0):
                    break
                chain += [*pending, atom]
                pending = []
            else:
                if gap > LOOSE_TEXT_GAP_POINTS + (12 if not chain else 0):
                    pending.append(atom)
                    continue
                if pending:
                    pending.append(atom)
                    continue
                chain.append(atom)
        edge = min(edge, atom.box.y0) if upward else max(edge, atom.box.y1)
    return chain


def _beside(caption: Caption, walls, atoms, sheet) -> list[Atom]:
    """Atoms left or right of a caption that stands beside its figure."""
    box = caption.box
    art = [a for a in atoms if a.kind == "art" and min(a.box.y1, box.y1) - max(a.box.y0, box.y0) > -5]
    if not art:
        return []
    hull = _hull(art)
    return [
        a
        for a in atoms
        if a.box.x1 <= hull.x1 + 12
        and a.box.x0 >= hull.x0 - 12
        and a.box.y0 >= hull.y0 - 12
        and a.box.y1 <= hull.y1 + 12
    ]


def _weight(atoms: Sequence[Atom]) -> float:
    """How much there is: area of the hull, in square points."""
    if not atoms:
        return 0
    box = _hull(atoms)
    return (box.x1 - box.x0) * (box.y1 - box.y0)


def _hull(atoms: Sequence[Atom]) -> Box:
    return Box(
        min(a.box.x0 for a in atoms),
        min(a.box.y0 for a in atoms),
        max(a.box.x1 for a in atoms),
        max(a.box.y1 for a in atoms),
    )


def _settle(pages: Sequence[Sequence[Placed]]) -> None:
    """Chooses the side of each caption: where there is something; where there is on both, as the paper does."""
    votes = {"figure": Counter({"above": 1}), "table": Counter({"below": 0.5})}
    for placed in pages:
        for item in placed:
            full = [side for side in ("above", "below") if _enough(item, side)]
            if len(full) == 1:
                votes[item.caption.kind][full[0]] += 1
    for placed in pages:
        for item in placed:
            usual = votes[item.caption.kind].most_common(1)[0][0]
            other = "below" if usual == "above" else "above"
            if _enough(item, usual):
                item.side = usual
            elif _enough(item, other):
                item.side = other
            else:
                item.side = max(item.choices, key=lambda side: _weight(item.choices[side]))


def _enough(item: Placed, side: str) -> bool:
    atoms = item.choices.get(side, [])
    if item.caption.kind == "figure":
        return any(a.kind == "art" for a in atoms) and _weight(atoms) > 600
    return _weight(atoms) > 600


def _figures(sheet: Sheet, placed: Sequence[Placed]) -> list[Figure]:
    out = []
    for item in placed:
        atoms = item.choices[item.side]
        box = _hull(atoms) if atoms else item.caption.box
        back = (4 - sheet.turn) % 4
        out.append(
            Figure(
                kind=item.caption.kind,
                label=item.caption.label,
                page=sheet.number,
                caption=item.caption.text,
                box=_turned(box, back, sheet.width, sheet.height),
                caption_box=_turned(item.caption.box, back, sheet.width, sheet.height),
            )
        )
    return out

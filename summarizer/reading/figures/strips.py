"""From where to where a caption may speak: columns, and captions side by side."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.paper import Box
from summarizer.reading.figures.barriers import Setting
from summarizer.reading.figures.captions import Caption
from summarizer.reading.figures.sheets import Sheet

NEAR_POINTS = 150
"""How far from two captions side by side the white band between their figures is looked for."""


def gutters_of(sheets: Sequence[Sheet], setting: Setting) -> list[float | None]:
    """Middle of the white band between the two columns of each sheet; None where it is set in one."""
    found = [_gutter(sheet, setting) if setting.columns == 2 else 0 for sheet in sheets]
    known = sorted(x for x in found if x)
    usual = known[len(known) // 2] if known else None
    return [usual if x is None else x or None for x in found]


def _gutter(sheet: Sheet, setting: Setting) -> float | None:
    """None where it cannot be seen, 0 where there is none."""
    if sheet.second:
        return 0
    middle = sheet.width / 2
    body = [row.box for row in sheet.rows if row.prose and row.width > 0.8 * setting.column_width]
    wide = sum(box.x1 - box.x0 > 1.4 * setting.column_width for box in body)
    lefts = sorted(box.x1 for box in body if box.x1 < middle + 0.1 * sheet.width and box.x0 < middle)
    rights = sorted(box.x0 for box in body if box.x0 > middle - 0.1 * sheet.width)
    if wide > len(lefts) + len(rights):
        return 0
    if min(len(lefts), len(rights)) >= 3:
        return (lefts[int(0.9 * (len(lefts) - 1))] + rights[int(0.1 * (len(rights) - 1))]) / 2
    return 0 if sheet.turn else None


def strip_of(
    caption: Caption, captions: Sequence[Caption], gutter: float | None, width: float, loose: Sequence[Box]
) -> tuple[float, float]:
    """Left and right edge of the caption's column, up to the white band before a caption beside it.

    `loose` are the boxes of everything that is no running text.
    """
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
        if box.x1 <= other.box.x0 < right:
            right = min(right, _parting(box, other.box, loose))
        elif left < other.box.x1 <= box.x0:
            left = max(left, _parting(other.box, box, loose))
    return left, right


def _parting(one: Box, two: Box, loose: Sequence[Box]) -> float:
    """Middle of the widest white band between the figures of two captions side by side."""
    low, high = (one.x0 + one.x1) / 2, (two.x0 + two.x1) / 2
    top, bottom = min(one.y0, two.y0) - NEAR_POINTS, max(one.y1, two.y1) + NEAR_POINTS
    near = sorted((b.x0, b.x1) for b in loose if b.y1 > top and b.y0 < bottom and b.x1 > low and b.x0 < high)
    widest, edge, cut = 0.0, low, (one.x1 + two.x0) / 2
    for x0, x1 in near:
        if x0 - edge > widest and edge > low:
            widest, cut = x0 - edge, (x0 + edge) / 2
        edge = max(edge, x1)
    return cut

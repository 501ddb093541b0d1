"""Text that is set like running text but belongs to a figure or a table: framed, ruled, or a note under a rule."""

from __future__ import annotations

from collections.abc import Iterator

from summarizer.paper import Box
from summarizer.reading.figures.barriers import Setting
from summarizer.reading.figures.baselines import Row
from summarizer.reading.figures.sheets import Sheet

MAX_FRAMES = 300
MAX_RULES = 400
NOTE_GAP_POINTS = 10
SAME_EDGE_POINTS = 3


def free_framed(sheet: Sheet, captions: set[Row], setting: Setting) -> None:
    """Takes the mark of running text off the rows in drawn frames and between the rules of tables, and off notes."""
    rules = sheet.rules[:MAX_RULES]
    frames = {tuple(round(v) for v in box): (box, inset) for box, inset in _frames(sheet, rules)}
    for frame, inset in list(frames.values())[:MAX_FRAMES]:
        held = _held(frame, inset, sheet, captions, setting)
        if len(held) < 0.9 * len(sheet.rows):
            for row in held:
                row.prose = False
    for rule in rules:
        _free_notes(rule, sheet, captions, setting)


def _frames(sheet: Sheet, rules: list[Box]) -> Iterator[tuple[Box, float]]:
    """Drawn rectangles and the bands between two rules of one length, and how far inside them text has to begin."""
    for paint in sheet.paints:
        box = paint.box
        if paint.kind == "path" and box.x1 - box.x0 > 60 and box.y1 - box.y0 > 18:
            yield box, 1.0
    for index, above in enumerate(rules):
        for below in rules[index + 1 :]:
            same = abs(above.x0 - below.x0) <= SAME_EDGE_POINTS and abs(above.x1 - below.x1) <= SAME_EDGE_POINTS
            if same and below.y0 - above.y1 > 6:
                yield Box(above.x0, above.y0, below.x1, below.y1), 1.5
                break


def _held(frame: Box, inset: float, sheet: Sheet, captions: set[Row], setting: Setting) -> list[Row]:
    """The rows inside a frame; none if its sides cut a row, as what is no frame does."""
    held = []
    for row in sheet.rows:
        b = row.box
        if not frame.y0 < (b.y0 + b.y1) / 2 < frame.y1 or b.x1 <= frame.x0 or b.x0 >= frame.x1:
            continue
        body = row.prose and abs(row.size - setting.size) < 0.3 and row.width > 0.9 * setting.column_width
        if row in captions or b.x0 < frame.x0 - 1 or b.x1 > frame.x1 + 1 or (body and b.x0 < frame.x0 + inset):
            return []
        held.append(row)
    return held


def _free_notes(rule: Box, sheet: Sheet, captions: set[Row], setting: Setting) -> None:
    """Notes under the last rule of a table are smaller than the body and no wider than the rule."""
    edge, size = rule.y1, 0.0
    for row in sorted(sheet.rows, key=lambda row: row.baseline):
        box = row.box
        if row.baseline < edge + 2 or box.x1 < rule.x0 or box.x0 > rule.x1:
            continue
        mark = len(row.text.strip()) <= 2
        if (
            row.baseline - 0.75 * row.size - edge > NOTE_GAP_POINTS
            or row in captions
            or row.size > setting.size - 0.7
            or (size and abs(row.size - size) > 0.4 and not mark)
            or box.x0 < rule.x0 - 3
            or box.x1 > rule.x1 + 3
        ):
            break
        row.prose = False
        if not mark:
            edge, size = row.baseline, row.size

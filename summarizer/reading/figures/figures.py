"""Figures and tables as a person sees them: the caption first, then everything painted that belongs to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from summarizer.paper import Box, Figure
from summarizer.reading.figures.barriers import mark_prose, setting_of
from summarizer.reading.figures.captions import captions_of
from summarizer.reading.figures.reach import Claim
from summarizer.reading.figures.regions import claims_of, enough, share_out, something
from summarizer.reading.figures.sheets import Sheet, sheets_of
from summarizer.reading.figures.strips import gutters_of
from summarizer.reading.page.pages import PageContent

PADDING_POINTS = 1.5


def find_figures(pages: Sequence[PageContent]) -> tuple[Figure, ...]:
    """Every figure and table with a numbered caption, in the order of the pages.

    Boxes are in points on the page as shown. Extended Data items are left out: they are a supplement's.
    """
    sheets = sheets_of(pages)
    setting = setting_of([sheet.rows for sheet in sheets])
    for sheet in sheets:
        mark_prose(sheet.rows, setting)
    captions = captions_of(sheets, setting.size)
    gutters = gutters_of(sheets, setting)
    claims = [
        claims_of(sheet, found, setting, gutter) for sheet, found, gutter in zip(sheets, captions, gutters, strict=True)
    ]
    _choose_sides(claims)
    figures = []
    for sheet, found in zip(sheets, claims, strict=True):
        share_out(sheet, found)
        for claim in found:
            caption = claim.caption
            figures.append(
                Figure(
                    kind=caption.kind,
                    label=caption.label,
                    page=sheet.number,
                    caption=caption.text,
                    box=sheet.on_page(_padded(claim, sheet)),
                    caption_box=sheet.on_page(caption.box),
                )
            )
    return tuple(figures)


def _choose_sides(claims: Sequence[Sequence[Claim]]) -> None:
    """The side of its caption on which each stands: where there is something; if on both, as elsewhere in the paper."""
    votes = {"figure": Counter({"above": 1.0}), "table": Counter({"below": 0.5})}
    for claim in (claim for found in claims for claim in found):
        full = [side for side in ("above", "below") if enough(claim, side)]
        if len(full) == 1:
            votes[claim.caption.kind][full[0]] += 1
    for claim in (claim for found in claims for claim in found):
        usual = votes[claim.caption.kind].most_common(1)[0][0]
        sides = (usual, "below" if usual == "above" else "above", "right", "left")
        claim.side = next((side for side in sides if enough(claim, side)), "") or next(
            (side for side in sides if something(claim, side)), ""
        )


def _padded(claim: Claim, sheet: Sheet) -> Box:
    """The claim's box with room for the thickness of lines, short of its caption."""
    box, caption = claim.box, claim.caption.box
    if box == caption:
        return box
    x0, y0 = max(0.0, box.x0 - PADDING_POINTS), max(0.0, box.y0 - PADDING_POINTS)
    x1, y1 = min(sheet.width, box.x1 + PADDING_POINTS), min(sheet.height, box.y1 + PADDING_POINTS)
    if claim.side == "above":
        y1 = max(box.y1, min(y1, caption.y0))
    elif claim.side == "below":
        y0 = min(box.y0, max(y0, caption.y1))
    return Box(x0, y0, x1, y1)

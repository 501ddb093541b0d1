"""Papers drawn for tests: lines and paragraphs set on pages the way publishers set them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pymupdf

FONTS = {"roman": "tiro", "bold": "tibo", "italic": "tiit", "sans": "helv", "black": "hebo", "cjk": "china-s"}
SENTENCES = (
    "Reading a long document takes more patience than most people bring to it.",
    "Earlier systems looked at single lines and could not follow an argument over two pages.",
    "This part explains how the measurements were taken and what was kept out of them.",
    "Each sample was weighed twice, dried for three hours and then weighed again.",
    "The difference between both runs stayed below four percent in every case.",
    "Nothing in these observations depends on the order in which the samples were taken.",
    "A second series with other instruments gave the same picture, although with more noise.",
    "It follows that the effect is real and does not come from the way it was observed.",
)


@dataclass
class Drawing:
    """A PDF in the making; heights are of baselines, from the top of the page."""

    width: float = 612.0
    height: float = 792.0
    pdf: pymupdf.Document = field(default_factory=pymupdf.open)

    def __post_init__(self) -> None:
        self.new_page()

    def new_page(self) -> None:
        self.page = self.pdf.new_page(width=self.width, height=self.height)

    def line(
        self, x: float, y: float, text: str, size: float = 10, font: str = "roman", *, centred: bool = False
    ) -> float:
        """Sets a line at `x`, or around it; `^1,2^` is raised, `*…*` bold. Returns where it ends."""
        pieces = [piece for piece in re.split(r"(\^[^^]+\^)", text) if piece]
        sizes = [(piece.strip("^"), 0.65 * size if piece[0] == "^" else size) for piece in pieces]
        if centred:
            x -= sum(self._width(piece, s, font) for piece, s in sizes) / 2
        for piece, s in sizes:
            rise = 0.36 * size if s < size else 0.0
            self.page.insert_text((x, y - rise), piece, fontsize=s, fontname=FONTS[font])
            x += self._width(piece, s, font)
        return x

    def text(
        self, x: float, y: float, width: float, text: str, size: float = 10, font: str = "roman", leading: float = 1.2
    ) -> float:
        """Sets a paragraph ragged to the right and returns the height of the line below it."""
        words, row = (list(text), "") if font == "cjk" else (text.split(), "")
        for word in [*words, None]:
            grown = row + (word or "") if font == "cjk" else f"{row} {word}".strip()
            if word is None or self._width(grown, size, font) > width:
                self.line(x, y, row, size, font)
                y += leading * size
                row = word or ""
            else:
                row = grown
        return y

    def filler(self, x: float, y: float, width: float, sentences: int = 8, size: float = 10, first: int = 0) -> float:
        """A paragraph of sentences that say nothing of interest."""
        chosen = (SENTENCES[(first + index) % len(SENTENCES)] for index in range(sentences))
        return self.text(x, y, width, " ".join(chosen), size)

    def stamp(self, text: str) -> None:
        """Text that runs up the left margin, as arXiv's stamp does."""
        self.page.insert_text((32, self.height - 220), text, fontsize=20, fontname="tiro", rotate=90)

    def bytes(self) -> bytes:
        return self.pdf.tobytes()

    def _width(self, text: str, size: float, font: str) -> float:
        if font == "cjk":
            return sum(size if ord(char) > 0x2E80 else 0.5 * size for char in text)
        return pymupdf.get_text_length(text, FONTS[font], size)

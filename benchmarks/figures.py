"""One HTML page of all figures and tables that are found in some PDFs, to be looked at.

    python benchmarks/figures.py crops.html a.pdf b.pdf ...

Under each crop stand its label, page and caption. Crops that seem to hold body text (long lines in the body's font and
size), or nothing, are marked and counted at the end: none should hold more than two lines of body text.
"""

from __future__ import annotations

import argparse
import base64
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
sys.modules["pymupdf.layout"] = sys.modules["pymupdf4llm"] = None

import pymupdf  # noqa: E402

from summarizer.paper import Figure  # noqa: E402
from summarizer.reading.figures.figures import find_figures  # noqa: E402
from summarizer.reading.page.pages import Line, PageContent, page_content  # noqa: E402

MAX_SIDE_PIXELS = 700
SHORT_LINE_CHARACTERS = 25
STYLE = """
body { font: 14px/1.4 sans-serif; margin: 1em 2em }
main { display: flex; flex-wrap: wrap; gap: 1em; align-items: flex-start }
figure { margin: 0; padding: .5em; border: 1px solid #bbb; max-width: 720px }
figure.doubtful { border: 3px solid #c00 }
img { max-width: 100%; display: block; margin-bottom: .5em }
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path, help="the HTML page to write")
    parser.add_argument("pdfs", type=Path, nargs="+")
    args = parser.parse_args()
    sections, doubtful, total, seconds = [], [], 0, 0.0
    for path in args.pdfs:
        with pymupdf.open(path) as document:
            pages = [page_content(document[number]) for number in range(document.page_count)]
        start = time.process_time()
        figures = find_figures(pages)
        seconds += time.process_time() - start
        total += len(figures)
        body = body_of(pages)
        with pymupdf.open(path) as document:
            crops = []
            for figure in figures:
                problem = problem_of(figure, pages[figure.page - 1], body)
                if problem:
                    doubtful.append(f"{path.stem}: {figure.label}, p. {figure.page}: {problem}")
                crops.append(crop(document, figure, problem))
        sections.append(f"<h2>{escape(path.stem)}: {len(figures)}</h2><main>{''.join(crops)}</main>")
    args.page.write_text(
        f"<!doctype html><meta charset=utf-8><title>Figures</title><style>{STYLE}</style>{''.join(sections)}",
        encoding="utf-8",
    )
    for line in doubtful:
        print(line)
    print(f"papers {len(args.pdfs)}, figures and tables {total}, doubtful {len(doubtful)}")
    print(f"CPU seconds a paper, after the pages are read: {seconds / len(args.pdfs):.3f}")


class Body(NamedTuple):
    """What running text is set in."""

    font: str
    size: float
    width: float
    """Of a full line, in points."""


def body_of(pages: Sequence[PageContent]) -> Body:
    letters: Counter = Counter()
    for page in pages:
        for line in page.lines:
            letters[line.spans[0].font, line.size] += len(line.text)
    font, size = max(letters, key=letters.__getitem__, default=("", 0.0))
    widths = Counter(
        round(line.box.x1 - line.box.x0, -1)
        for page in pages
        for line in page.lines
        if (line.spans[0].font, line.size) == (font, size) and len(line.text) > SHORT_LINE_CHARACTERS
    )
    return Body(font, size, max(widths, key=widths.__getitem__, default=0.0))


def problem_of(figure: Figure, page: PageContent, body: Body) -> str:
    """What is wrong with a crop as far as a program can tell, or nothing."""
    if figure.box == figure.caption_box:
        return "nothing found"
    lines = list(body_lines(figure, page, body))
    return f"{len(lines)} lines of body text: {lines[0].text[:60]}" if lines else ""


def body_lines(figure: Figure, page: PageContent, body: Body) -> Iterator[Line]:
    """Lines as long as the body's, in its font and size, of which more than a corner is in the crop."""
    box = figure.box
    for line in page.lines:
        width = line.box.x1 - line.box.x0
        if (line.spans[0].font, line.size) != (body.font, body.size) or width < 0.7 * body.width:
            continue
        middle = (line.box.y0 + line.box.y1) / 2
        if box.y0 < middle < box.y1 and min(line.box.x1, box.x1) - max(line.box.x0, box.x0) > 20:
            yield line


def crop(document: pymupdf.Document, figure: Figure, problem: str) -> str:
    area = pymupdf.Rect(figure.box)
    zoom = min(2.0, MAX_SIDE_PIXELS / max(area.width, area.height, 1))
    image = document[figure.page - 1].get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), clip=area, alpha=False)
    source = base64.b64encode(image.tobytes("png")).decode()
    mark = f"<br><strong>{escape(problem)}</strong>" if problem else ""
    words = f"<b>{escape(figure.label)}</b>, p. {figure.page}: {escape(figure.caption)}{mark}"
    return (
        f"<figure{' class=doubtful' if problem else ''}><img src='data:image/png;base64,{source}'>"
        f"<figcaption>{words}</figcaption></figure>"
    )


if __name__ == "__main__":
    main()

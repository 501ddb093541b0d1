"""Runs the built-in model over papers and counts what its summaries stand on.

    python benchmarks/grounding.py FOLDER_OR_PDF...              the default model
    python benchmarks/grounding.py --small --out DIR PDF...      the 0.5B; each Summary as JSON and Markdown into DIR

Per paper and in all: fields filled, Points, Points with passages, their numbers (checked, in the cited passages,
elsewhere in the paper, nowhere), Latin terms that the paper does not have, share of the Points that are Chinese, those
left in English, those whose Chinese is marked as doubtful, findings, seconds to the first field and in all, tokens
written. Scans and PDFs that cannot be read are told and left out of the sums.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, fields
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from summarizer.chain import summarize
from summarizer.checking.grounds import Grounds
from summarizer.checking.numbers import numbers_in, unsupported
from summarizer.checking.terms import terms_in
from summarizer.errors import PaperGlanceError, ScannedPdf
from summarizer.events import Finished, Written
from summarizer.models import Model, ModelChoice, open_model
from summarizer.paper import Paper
from summarizer.reading.reader import Reader
from summarizer.summary import FIELDS, POINT_FIELDS, Summary
from summarizer.views.markdown import markdown

OPTIONAL = ("affiliation",)
"""Fields that a paper may not have: not counted where it prints none."""


@dataclass
class Counts:
    fields: int = 0
    filled: int = 0
    points: int = 0
    grounded: int = 0
    numbers: int = 0
    cited: int = 0
    elsewhere: int = 0
    nowhere: int = 0
    unknown_terms: int = 0
    chinese: int = 0
    untranslated: int = 0
    doubtful: int = 0
    findings: int = 0
    first_seconds: float = 0.0
    seconds: float = 0.0
    tokens: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Counts)))

    def row(self, name: str) -> str:
        return (
            f"{name[:30]:30} {self.filled:3}/{self.fields:<3} {self.points:4} {self.grounded:4}"
            f" {self.numbers:4} {self.cited:4} {self.elsewhere:4} {self.nowhere:4} {self.unknown_terms:4}"
            f" {100 * self.chinese / max(1, self.points):5.1f} {self.untranslated:4} {self.doubtful:4}"
            f" {self.findings:4} {self.first_seconds:6.1f} {self.seconds:6.1f} {self.tokens:6}"
        )


HEADER = (
    f"{'paper':30} {'fields':>7} {'pts':>4} {'psg':>4} {'num':>4} {'cit':>4} {'else':>4} {'none':>4} {'term':>4}"
    f" {'zh%':>5} {'en':>4} {'dbt':>4} {'find':>4} {'1st s':>6} {'sec':>6} {'tok':>6}"
)


def counts_of(summary: Summary, paper: Paper, first_seconds: float, seconds: float) -> Counts:
    """What one summary stands on."""
    grounds = Grounds(paper)
    wanted = [field.name for field in FIELDS if field.name not in OPTIONAL or paper.affiliation]
    points = [point for field in POINT_FIELDS for point in summary.points(field.name)]
    counts = Counts(
        fields=len(wanted),
        filled=sum(bool(summary.points(name) if name in _POINT_NAMES else getattr(summary, name)) for name in wanted),
        points=len(points),
        grounded=sum(bool(point.passages) for point in points),
        chinese=sum(bool(re.search(r"[\u4e00-\u9fff]{4}", point.text)) for point in points),
        untranslated=sum("untranslated" in point.flags for point in points),
        doubtful=sum("doubtful" in point.flags for point in points),
        findings=len(summary.findings),
        first_seconds=first_seconds,
        seconds=seconds,
        tokens=summary.usage.completion_tokens,
    )
    for point in points:
        counts.numbers += len(numbers_in(point.text))
        loose = unsupported(point.text, [paper.passage_by_id[number].text for number in point.passages])
        nowhere = len(unsupported(point.text, [*(each.text for each in paper.passages), *paper.page_texts]))
        counts.cited += len(numbers_in(point.text)) - len(loose)
        counts.elsewhere += len(loose) - nowhere
        counts.nowhere += nowhere
        counts.unknown_terms += sum(term not in grounds.vocabulary for term in terms_in(point.text))
    return counts


_POINT_NAMES = {field.name for field in POINT_FIELDS}


async def measured(pdf: Path, reader: Reader, model: Model, out: Path | None) -> Counts:
    """The counts of one paper. Raises PaperGlanceError."""
    paper = await reader.read(pdf)
    if paper.scan:
        raise ScannedPdf
    started = time.monotonic()
    first = 0.0
    async with aclosing(summarize(paper, model)) as events:
        async for event in events:
            if isinstance(event, Written) and not first:
                first = time.monotonic() - started
            if isinstance(event, Finished):
                if out:
                    (out / f"{pdf.stem}.json").write_text(event.summary.model_dump_json(indent=1), "utf-8")
                    (out / f"{pdf.stem}.md").write_text(markdown(event.summary), "utf-8")
                return counts_of(event.summary, paper, first, time.monotonic() - started)
    raise AssertionError("a run ends with Finished")


def pdfs_of(places: Sequence[Path]) -> list[Path]:
    return [pdf for place in places for pdf in (sorted(place.rglob("*.pdf")) if place.is_dir() else [place])]


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+", type=Path, metavar="PDF")
    parser.add_argument("--small", action="store_true", help="the 0.5B instead of the 1.5B")
    parser.add_argument("--out", type=Path, help="folder for the summaries as JSON and Markdown")
    given = parser.parse_args()
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
    model = await open_model(ModelChoice("embedded-small" if given.small else "embedded"))
    total, papers, failed = Counts(), 0, 0
    print(HEADER)
    try:
        async with Reader() as reader:
            for pdf in pdfs_of(given.places):
                try:
                    counts = await measured(pdf, reader, model, given.out)
                except PaperGlanceError as error:
                    failed += 1
                    print(f"{pdf.stem[:30]:30} {type(error).__name__}: {error}", flush=True)
                    continue
                total, papers = total + counts, papers + 1
                print(counts.row(pdf.stem), flush=True)
    finally:
        await model.close()
    print(total.row(f"all {papers}"))
    print(f"not read: {failed}; {total.seconds / max(1, papers):.1f} s a paper")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

"""Measures which sentences are chosen for the fields of a summary.

    python benchmarks/selection.py --corpus ../shared/corpus                 a table
    python benchmarks/selection.py --corpus ../shared/corpus --show resnet   and the sentences chosen for a paper

A corpus is a folder with pdf/*.pdf and roles.json: a JSON list of {"id", "headline": [str], "contributions":
[{"text"}], "limits": [{"text"}]}. `--papers FOLDER` keeps what was read (JSON), so that the next run reads no PDF.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.modules["pymupdf.layout"] = sys.modules["pymupdf4llm"] = None

from summarizer.chain.sentences.candidates import content_words  # noqa: E402
from summarizer.chain.sentences.selection import chosen  # noqa: E402
from summarizer.paper import Paper  # noqa: E402
from summarizer.summary import POINT_FIELDS  # noqa: E402

NEAR = 0.6
"""Share of a labelled sentence's words that a chosen sentence must have to count as the same."""


def plain(text: str) -> str:
    return re.sub(r"[\s,‐-―-]+", "", text.lower()).replace("×", "x")


def carries(text: str, headline: str) -> bool:
    return plain(headline).replace("x", "") in plain(text).replace("x", "")


def recalled(sentences: list[str], labelled: list[str]) -> float:
    """Share of the labelled sentences that a chosen sentence matches."""
    found = 0
    for wanted in map(content_words, labelled):
        found += any(len(wanted & content_words(s)) >= NEAR * len(wanted) for s in sentences)
    return found / len(labelled)


def paper_of(pdf: Path, kept: Path | None) -> Paper:
    target = kept / f"{pdf.stem}.json" if kept else None
    if target and target.exists():
        return Paper.model_validate_json(target.read_text("utf-8"))
    from summarizer.reading.document import paper_from_pdf

    paper = paper_from_pdf(pdf.read_bytes())
    if target:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(paper.model_dump_json(), "utf-8")
    return paper


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--papers", type=Path)
    parser.add_argument("--show", nargs="*", default=[], help="ids of papers (or `all`) whose sentences are printed")
    args = parser.parse_args()
    labels_file = args.corpus / "roles.json"
    labels = {p["id"]: p for p in json.loads(labels_file.read_text("utf-8"))} if labels_file.exists() else {}
    rows: list[dict[str, float]] = []
    print(f"{'paper':30} fields sentences words headline contrib limits  ms")
    for pdf in sorted((args.corpus / "pdf").glob("*.pdf")):
        try:
            paper = paper_of(pdf, args.papers)
        except Exception as error:  # noqa: BLE001
            print(f"{pdf.stem:30} not read: {type(error).__name__}: {error}")
            continue
        if paper.scan or not paper.passages:
            print(f"{pdf.stem:30} no text")
            continue
        start = time.process_time()
        picks = chosen(paper)
        milliseconds = 1000 * (time.process_time() - start)
        every = {p.id: p for some in picks.values() for p in some}
        row = {
            "fields": sum(field.name in picks for field in POINT_FIELDS) / len(POINT_FIELDS),
            "sentences": len(every),
            "words": sum(len(p.text.split()) for p in every.values()),
            "milliseconds": milliseconds,
        }
        label = labels.get(pdf.stem)
        if label:
            results = " ".join(p.text for name in ("results", "performance") for p in picks.get(name, ()))
            numbers = [h for h in label["headline"] if re.search(r"\d", h)]
            if numbers:
                row["headline"] = sum(carries(results, h) for h in numbers) / len(numbers)
            for key in ("contributions", "limits"):
                if label[key]:
                    row[key] = recalled([p.text for p in every.values()], [c["text"] for c in label[key]])
        rows.append(row)
        shown = lambda key, row=row: f"{100 * row[key]:5.0f} %" if key in row else "      –"  # noqa: E731
        print(
            f"{pdf.stem:30} {shown('fields')} {row['sentences']:6} {row['words']:6} {shown('headline')} "
            f"{shown('contributions')} {shown('limits')} {milliseconds:4.0f}"
        )
        if pdf.stem in args.show or "all" in args.show:
            for name, some in picks.items():
                print(f"  {name}")
                for p in some:
                    print(f"    [{p.id} p.{p.page} {p.section_role} {p.role}] {p.text}")
    for key in ("fields", "sentences", "words", "headline", "contributions", "limits", "milliseconds"):
        values = [row[key] for row in rows if key in row]
        if values:
            print(
                f"{key:14} mean {sum(values) / len(values):7.2f}  lowest {min(values):6.2f}  highest {max(values):6.2f}"
            )
    heads = [row["headline"] for row in rows if "headline" in row]
    if heads:
        print(f"papers with a headline number in results or performance: {sum(h > 0 for h in heads)} of {len(heads)}")
        print(f"papers with at least half of them: {sum(h >= 0.5 for h in heads)} of {len(heads)}")
    full = sum(row["fields"] == 1 for row in rows)
    print(f"papers with every field of Points: {full} of {len(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

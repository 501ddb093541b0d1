"""How well, how fast and with how much memory papers are read, against two ways that pymupdf offers.

    python benchmarks/reading.py ../shared/corpus            accuracy and cost on a labelled corpus
    python benchmarks/reading.py a.pdf b.pdf                 cost alone

A corpus is a folder with `pdf/`, `labels.json` and `score.py`, whose functions give the accuracy. Each way of reading
runs over all files in one warm process of its own; CPU seconds are user and system time of that process.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
WAYS = ("ours", "text", "markdown")
"""This project's reader, bare `Page.get_text`, and `Document.to_markdown` with its layout model."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path, help="a corpus folder, or PDF files")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--each", action="store_true", help="a line a paper too")
    parser.add_argument("--measure", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--results", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        measure(args.measure, args.paths, args.results)
        return
    corpus = args.paths[0] if args.paths[0].is_dir() else None
    files = sorted((corpus / "pdf").glob("*.pdf")) if corpus else args.paths
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.json"
        costs = {way: cost(way, files, results) for way in args.ways}
        if corpus and "ours" in costs:
            print_accuracy(corpus, json.loads(results.read_text()), each=args.each)
    print_costs(costs, files, each=args.each)


def cost(way: str, files: list[Path], results: Path) -> dict:
    """CPU seconds of each file and peak memory of reading them all in a fresh process."""
    command = [sys.executable, __file__, "--measure", way, "--results", str(results), *map(str, files)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return json.loads(run.stdout.splitlines()[-1])


def measure(way: str, files: list[Path], results: Path) -> None:
    """Reads the files one way, the first one once more before the clock starts, and prints what that cost."""
    sys.path.insert(0, str(ROOT))
    read = {"ours": reader, "text": text_reader, "markdown": markdown_reader}[way]()
    read(files[0])
    seconds, found = [], {}
    for file in files:
        start = time.process_time()
        found[file.stem] = read(file)
        seconds.append(time.process_time() - start)
    if way == "ours":
        from summarizer.views.parsed import parsed

        results.write_text(json.dumps({name: parsed(paper) for name, paper in found.items()}, ensure_ascii=False))
    print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes()}))


def reader():
    sys.modules["pymupdf.layout"] = sys.modules["pymupdf4llm"] = None  # type: ignore[assignment]
    from summarizer.reading.document import paper_from_pdf

    return lambda file: paper_from_pdf(file.read_bytes())


def text_reader():
    sys.modules["pymupdf.layout"] = sys.modules["pymupdf4llm"] = None  # type: ignore[assignment]
    import pymupdf

    def read(file: Path) -> int:
        with pymupdf.open(file) as document:
            return sum(len(page.get_text()) for page in document)

    return read


def markdown_reader():
    os.environ["OMP_NUM_THREADS"] = "1"
    import pymupdf

    def read(file: Path) -> int:
        with pymupdf.open(file) as document:
            return len(document.to_markdown(use_ocr=False, header=False, footer=False))

    return read


def peak_megabytes() -> float:
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def print_accuracy(corpus: Path, results: dict, *, each: bool) -> None:
    """The corpus's own scores, in percent."""
    spec = importlib.util.spec_from_file_location("corpus_score", corpus / "score.py")
    scoring = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scoring)
    roles_file = corpus / "roles.json"
    roles = {item["id"]: item for item in json.loads(roles_file.read_text())} if roles_file.exists() else {}
    table: dict[str, list[float]] = defaultdict(list)
    for label in json.loads((corpus / "labels.json").read_text()):
        parsed = results.get(label["id"], {})
        scores = scoring.score(parsed, label)
        if label["id"] in roles:
            scores |= scoring.score_roles(parsed, roles[label["id"]])
        for name, value in scores.items():
            table[name].append(float(value))
        if each:
            print(f"{label['id']:34}", {name: round(float(value), 2) for name, value in scores.items() if value != 1})
    print(f"accuracy on {len(results)} papers")
    for name, values in table.items():
        print(f"  {name:20}{100 * sum(values) / len(values):6.1f} %   n={len(values)}")


def print_costs(costs: dict[str, dict], files: list[Path], *, each: bool) -> None:
    """Mean CPU seconds and peak memory of each way, and what they are relative to ours."""
    if each:
        for index, file in enumerate(files):
            print(f"{file.stem[:34]:34}", {way: round(found["seconds"][index], 2) for way, found in costs.items()})
    print(f"cost on {len(files)} papers, one warm process each way")
    ours = costs.get("ours")
    for way, found in costs.items():
        mean = sum(found["seconds"]) / len(files)
        line = f"  {way:10}{mean:8.3f} CPU s a paper{found['megabytes']:8.0f} MB peak"
        if ours and way != "ours":
            share = sum(found["seconds"]) / sum(ours["seconds"])
            line += f"   {share:6.2f} x our CPU, {found['megabytes'] / ours['megabytes']:.2f} x our memory"
        print(line)


if __name__ == "__main__":
    main()

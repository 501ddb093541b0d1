"""Memory of the page's process over many papers: `python benchmarks/memory.py [--papers 200]`.

One visitor sends drawn papers one after another and turns a page of each, over a local endpoint. Prints the resident
memory (MB) of this process and of the reader's as it goes, and the growth from the first quarter to the last.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import psutil

from summarizer.arxiv_api.gate import Addresses, ArxivGate
from summarizer.engine import Engine
from summarizer.line import Line
from summarizer.models import ModelChoice
from summarizer.store import Store
from summarizer.web.handlers import frames_of_message, turn
from summarizer.web.session import Session
from summarizer.web.viewer import viewer
from summarizer.web.words import ZH
from tests.arxiv_papers import ArxivPaper, drawn_pdf
from tests.obliging import obliging
from tests.openai_server import running_openai_server

NOWHERE = Addresses(api="http://127.0.0.1:9/api/query", web="http://127.0.0.1:9")


def megabytes() -> tuple[float, float]:
    """Resident memory of this process and of its children."""
    this = psutil.Process()
    children = sum(child.memory_info().rss for child in this.children(recursive=True))
    return this.memory_info().rss / 1e6, children / 1e6


async def run(papers: int, folder: Path) -> list[float]:
    own = []
    with running_openai_server() as server:
        server.otherwise = obliging
        choice = ModelChoice(name="obliging", base_url=server.base_url)
        store = Store(folder / "cache")
        async with Engine(store, ArxivGate(store.folder, at=NOWHERE, interval_seconds=0.0)) as engine:
            session, jobs = Session(), Line(1)
            for number in range(1, papers + 1):
                path = folder / "paper.pdf"
                title = f"Quiet Sorting of {number} Keys"
                path.write_bytes(drawn_pdf(ArxivPaper(f"2403.{number:05}", title=title, printed_title=title), 1))
                async for _ in frames_of_message(engine, jobs, session, "", path, choice, "zh-Hans", ZH):
                    pass
                assert session.exchanges[-1].summary, session.exchanges[-1].error
                turn(session, {"turn": "1"})
                await viewer(session, engine, ZH)
                server.requests.clear()
                own.append(megabytes()[0])
                if number % max(1, papers // 8) == 0:
                    print(f"{number:4} papers: {own[-1]:6.0f} MB, reader {megabytes()[1]:6.0f} MB", flush=True)
    return own


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=200)
    papers = parser.parse_args().papers
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        own = asyncio.run(run(papers, Path(folder)))
    quarter = max(1, papers // 4)
    first, last = max(own[:quarter]), max(own[-quarter:])
    print(f"highest in the first quarter {first:.0f} MB, in the last {last:.0f} MB: x {last / first:.2f}")
    print(f"{papers} papers in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()

"""How close 100 abstracts at `--jobs 16` come to the ideal of an endpoint that answers in a second.

`python benchmarks/digest.py [--papers 100] [--jobs 16] [--seconds 1]` prints calls, seconds, and how many times the
ideal (rounds of `jobs` papers, times calls a paper, times the endpoint's seconds) they are; exit status 1 above 1.25.
arXiv is a listing in memory; the endpoint is a real HTTP server in a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import multiprocessing
import sys
import tempfile
import time
from contextlib import aclosing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from summarizer.digest.labour import LocalLabour
from summarizer.digest.run import Done, Failed, Order, Published, digest
from summarizer.digest.state import State
from summarizer.digest.topics import ModelSpec, Topic
from summarizer.engine import Engine
from summarizer.models import ModelChoice
from summarizer.paper import Record
from summarizer.reading.reader import Reader
from summarizer.store import Store

LIMIT = 1.25
DAY = datetime(2024, 3, 13, tzinfo=UTC)
ANSWER = (
    "### 中文标题\n安静排序\n\n### 一句话总结\n- 论文用安静排序降低噪声。[2]\n\n### 要点\n- 排序是吵闹的。[1]\n"
    "- 本文的排序很安静。[2]\n- 它比旧的办法快 3.2 倍。[3]\n- 作者提出新的排序办法。[2]\n- 噪声因此更小。[1][2]\n"
)


class ListedGate:
    """Stands where the gate to arXiv is, and lists these papers."""

    def __init__(self, records: list[Record]):
        self._records = records

    async def newest(self, query, since, until, max_results, progress=None) -> tuple[Record, ...]:
        return tuple(record for record in self._records if since <= record.published < until)[:max_results]


def records(count: int) -> list[Record]:
    return [
        Record(
            title=f"Quiet Sorting, Part {serial}",
            authors=("Ada Müller", "Li Wei"),
            origin="arxiv",
            arxiv_id=f"2403.{serial:05}v1",
            published=DAY + timedelta(minutes=serial - 9000),
            categories=("cs.DS",),
            abstract=f"Sorting is loud. We sort quietly by keyword-{serial:05}. It is 3.2 times faster.",
        )
        for serial in range(9001 + count, 9001, -1)
    ]


def serve(seconds: float, address: multiprocessing.Queue, calls: multiprocessing.Value) -> None:
    """An endpoint that streams ANSWER after so many seconds; it counts its calls."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    def event(delta: dict, finish: str | None, **more: object) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return f"data: {json.dumps({'object': 'chat.completion.chunk', 'choices': [choice], **more})}\n\n".encode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(seconds)
            with calls.get_lock():
                calls.value += 1
            body = b"".join(event({"content": ANSWER[at : at + 40]}, None) for at in range(0, len(ANSWER), 40))
            body += event({}, "stop", usage={"prompt_tokens": 700, "completion_tokens": 180}) + b"data: [DONE]\n\n"
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, form: str, *values: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 256

    server = Server(("127.0.0.1", 0), Handler)
    address.put(f"http://127.0.0.1:{server.server_port}/v1")
    server.serve_forever()


async def run(papers: int, jobs: int, base_url: str, folder: Path) -> tuple[float, float, int, int]:
    """Seconds from the order to the written post, of which this process's CPU, papers done, tokens of all."""
    spec = ModelSpec(name="local", base_url=base_url)
    topic = Topic(name="Quiet Sorting", query="cat:cs.DS", depth="abstract", max=max(papers, 1), model=spec)
    state, store = State(folder / "state"), Store(folder / "cache")
    # Importing the client is paid once a process, not once a paper.
    import openai  # noqa: F401

    started, worked = time.monotonic(), time.process_time()
    async with Engine(store, ListedGate(records(papers)), Reader()) as engine:
        labour = LocalLabour(engine, state, ModelChoice("local", base_url), jobs)
        done, tokens = 0, 0
        order = Order(topic, date(2024, 3, 13), folder / "posts", 1)
        async with aclosing(digest(order, labour, engine, state)) as events:
            async for event in events:
                if isinstance(event, Failed):
                    raise SystemExit(f"{event.number}: {event.reason}")
                done += isinstance(event, Done)
                if isinstance(event, Published):
                    tokens = event.day.usage.prompt_tokens + event.day.usage.completion_tokens
                    seconds, worked = time.monotonic() - started, time.process_time() - worked
        await labour.close()
    return seconds, worked, done, tokens


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--papers", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=1.0)
    options = parser.parse_args()
    address, calls = multiprocessing.Queue(), multiprocessing.Value("i", 0)
    server = multiprocessing.Process(target=serve, args=(options.seconds, address, calls), daemon=True)
    server.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            seconds, worked, done, tokens = asyncio.run(run(options.papers, options.jobs, address.get(), Path(folder)))
    finally:
        server.terminate()
    a_paper = calls.value / done
    ideal = math.ceil(options.papers / options.jobs) * a_paper * options.seconds
    ratio = seconds / ideal
    print(f"{done} papers, {calls.value} calls ({a_paper:.2f} a paper), {tokens:,} tokens, {options.jobs} at a time")
    print(f"{seconds:.2f} s; ideal {ideal:.2f} s; {ratio:.2f} times the ideal (limit {LIMIT}); {worked:.2f} s of CPU")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())

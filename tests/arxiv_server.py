"""A stand-in for arXiv on this machine: feeds, abstract pages and PDFs of invented papers, and all that goes wrong.

`python tests/arxiv_server.py --port 8099` serves it to a person; it prints the two variables to set.
"""

from __future__ import annotations

import argparse
import re
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1]))
from summarizer.arxiv_api.gate import Addresses
from tests.arxiv_answers import abstract_page, entry, error_entry, feed
from tests.arxiv_papers import DEMO, ArxivPaper, drawn_pdf


@dataclass(frozen=True)
class Play:
    """One answer that differs from what arXiv would say. `status` 0 cuts the connection in the middle of the body."""

    status: int = 200
    body: bytes | None = None
    """None: the true answer's."""
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "text/html; charset=utf-8"
    seconds: float = 0.0
    """Waited before the answer."""
    drip_seconds: float = 0.0
    """Waited before each twentieth of the body."""


THROTTLED_406 = Play(406, b"Not Acceptable")
THROTTLED_429 = Play(429, b"Rate exceeded.")
THROTTLED_503 = Play(503, b"Service Unavailable")
RATE_EXCEEDED = Play(200, b"Rate exceeded.", content_type="text/plain")
CAPTCHA = Play(body=b"<!DOCTYPE html><html><head><title>Are you a robot?</title></head></html>")
SERVER_ERROR = Play(500, b"Internal Server Error")
CUT = Play(0)


def retry_after(seconds: float | str, status: int = 429) -> Play:
    return replace(THROTTLED_429, status=status, headers=(("Retry-After", str(seconds)),))


@dataclass
class ArxivServer:
    """The stand-in. `papers` and the plays may be changed at any time; `requests` tells who asked what and when."""

    port: int = 0
    papers: dict[str, ArxivPaper] = field(default_factory=dict)
    requests: list[tuple[float, str, dict[str, str]]] = field(default_factory=list)
    """Seconds (monotonic), path with query, headers in lower case."""
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self._plays: dict[str, list[Play]] = {"api": [], "abs": [], "pdf": []}
        self._lock = threading.Lock()
        self._open = 0
        self._http = _QuietServer(("127.0.0.1", self.port), _handler(self))
        self.port = self._http.server_port
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def addresses(self) -> Addresses:
        return Addresses(api=f"http://127.0.0.1:{self.port}/api/query", web=f"http://127.0.0.1:{self.port}")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def add(self, *papers: ArxivPaper) -> None:
        self.papers |= {paper.number: paper for paper in papers}

    def play(self, place: str, *plays: Play) -> None:
        """The next answers of `api`, `abs` or `pdf`; after them the true ones again."""
        self._plays[place] += plays

    def asked(self, place: str) -> list[str]:
        """The requests of one place so far, in order."""
        return [path for _, path, _ in self.requests if path.startswith(f"/{place}")]

    def next_play(self, place: str) -> Play:
        with self._lock:
            return self._plays[place].pop(0) if self._plays[place] else Play()

    def enter(self, path: str, headers: dict[str, str]) -> None:
        with self._lock:
            self.requests.append((time.monotonic(), path, headers))
            self._open += 1
            self.most_at_once = max(self.most_at_once, self._open)

    def leave(self) -> None:
        with self._lock:
            self._open -= 1

    def answer(self, place: str, rest: str, query: dict[str, list[str]]) -> tuple[int, str, bytes]:
        """Status, content type and body, as arXiv would say."""
        if place == "api":
            status, text = _api_answer(self, query)
            return status, "application/atom+xml; charset=utf-8", text.encode()
        paper, version = self._find(rest.removesuffix(".pdf"))
        if paper is None:
            return 404, "text/html", f"<html><body>Article {escape(rest)} doesn't exist</body></html>".encode()
        if place == "abs":
            return (
                200,
                "text/html; charset=utf-8",
                abstract_page(paper, version, bool(re.search(r"v\d+$", rest))).encode(),
            )
        if not paper.has_pdf or (paper.withdrawn and version == paper.versions):
            return 404, "text/html", b"<html><body>No PDF for this version</body></html>"
        return 200, "application/pdf", paper.pdf or drawn_pdf(paper, version)

    def _find(self, identifier: str) -> tuple[ArxivPaper | None, int]:
        number, version = re.fullmatch(r"(.*?)(?:v(\d+))?", identifier).groups()
        paper = self.papers.get(number)
        if paper is None or (version and int(version) > paper.versions):
            return None, 0
        return paper, int(version or paper.versions)


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are part of the tests."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _handler(server: ArxivServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.enter(self.path, {name.lower(): value for name, value in self.headers.items()})
            try:
                self._answer()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                server.leave()

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            place, _, rest = unquote(parts.path).strip("/").partition("/")
            if place not in ("api", "abs", "pdf"):
                return self._send(404, "text/html", b"no such page", ())
            play = server.next_play(place)
            time.sleep(play.seconds)
            status, content_type, body = server.answer(place, rest, parse_qs(parts.query))
            if play.status == 0:
                self._send(200, content_type, body[: len(body) // 2], (), length=len(body))
                self.close_connection = True
            elif play.body is None and play.status == 200:
                self._send(status, content_type, body, play.headers, drip_seconds=play.drip_seconds)
            else:
                self._send(play.status, play.content_type, play.body or b"", play.headers)

        def _send(self, status, content_type, body, headers, length=None, drip_seconds=0.0) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            size = max(1, len(body) // 20) if drip_seconds else max(1, len(body))
            for start in range(0, len(body), size):
                time.sleep(drip_seconds)
                self.wfile.write(body[start : start + size])

        def log_message(self, form: str, *values: object) -> None:
            pass

    return Handler


def _api_answer(server: ArxivServer, query: dict[str, list[str]]) -> tuple[int, str]:
    ids = query.get("id_list", [""])[0]
    search = query.get("search_query", [""])[0]
    start, size = int(query.get("start", ["0"])[0]), int(query.get("max_results", ["10"])[0])
    if ids:
        found = [(paper, version) for one in ids.split(",") for paper, version in [server._find(one)] if paper]
    elif search.count("(") != search.count(")") or not search:
        return 400, feed(search, 1, start, size, error_entry("malformed query"))
    else:
        found = [(paper, paper.versions) for paper in _matching(server, search)]
    entries = "".join(entry(paper, version) for paper, version in found[start : start + size])
    return 200, feed(search or ids, len(found), start, size, entries)


def _matching(server: ArxivServer, search: str) -> list[ArxivPaper]:
    """Papers of a query of `cat:` and `all:` words and a submittedDate window, newest first."""
    papers = sorted(server.papers.values(), key=lambda paper: (paper.published, paper.number), reverse=True)
    if window := re.search(r"submittedDate:\[(\d{12}) TO (\d{12})\]", search):
        low, high = (datetime.strptime(text, "%Y%m%d%H%M").replace(tzinfo=UTC) for text in window.groups())
        papers = [paper for paper in papers if low <= paper.published <= high + timedelta(seconds=59)]
    for category in re.findall(r"cat:([\w.-]+)", search):
        papers = [paper for paper in papers if category in paper.categories]
    for words in re.findall(r'(?:all|ti|abs):"?([^"()]+?)"?(?=$|\)| AND )', search):
        papers = [paper for paper in papers if words.lower() in f"{paper.title} {paper.abstract}".lower()]
    return papers


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    """A running stand-in that holds DEMO."""
    server = ArxivServer()
    server.add(*DEMO)
    server.start()
    yield server
    server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in for arXiv, for trying the page without a network.")
    parser.add_argument("--port", type=int, default=8099)
    server = ArxivServer(port=parser.parse_args().port)
    server.add(*DEMO)
    server.start()
    print(f"export PAPERGLANCE_ARXIV_API={server.addresses.api} PAPERGLANCE_ARXIV_WEB={server.addresses.web}")
    print("papers:", ", ".join(server.papers), flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        server.stop()


if __name__ == "__main__":
    main()

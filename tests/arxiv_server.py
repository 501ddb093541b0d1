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
sys.modules.setdefault("pymupdf.layout", None)
sys.modules.setdefault("pymupdf4llm", None)
import pymupdf  # noqa: E402

from summarizer.arxiv_api import Addresses  # noqa: E402

ABSTRACT = """  Sorting networks are loud. We describe quiet sorting, which orders $n$ keys with
$\\mathcal{O}(n \\log n)$ comparisons and 42 % less noise.
  On three benchmarks it is 3.2 times faster than the loudest rival, at the same order."""


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


@dataclass(frozen=True)
class ArxivPaper:
    """A paper that the stand-in holds."""

    number: str
    title: str = "Quiet Sorting: A Method for $\\mathcal{O}(n \\log n)$ Order"
    printed_title: str = "Quiet Sorting: A Method for O(n log n) Order"
    """As the first page prints it."""
    authors: tuple[tuple[str, str], ...] = (("Ada", "Müller"), ("Li", "Wei"), ("Søren", "Łukasiewicz"))
    """Given name and family name."""
    affiliation: str = "Institute of Quiet Computing"
    abstract: str = ABSTRACT
    published: datetime = datetime(2024, 3, 12, 17, 37, 49, tzinfo=UTC)
    versions: int = 2
    categories: tuple[str, ...] = ("cs.DS", "cs.LG")
    comment: str = "9 pages, 3 figures"
    journal_ref: str = ""
    doi: str = ""
    licence: str = "http://creativecommons.org/licenses/by/4.0/"
    withdrawn: bool = False
    """The newest version has no PDF."""
    has_pdf: bool = True
    pdf: bytes | None = None
    """Served instead of a drawn one."""

    def updated(self, version: int) -> datetime:
        return self.published + timedelta(days=version - 1)


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
            return 200, "text/html; charset=utf-8", _abs_page(paper, version, bool(re.search(r"v\d+$", rest))).encode()
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
        return 400, _feed(search, 1, start, size, _error_entry("malformed query"))
    else:
        found = [(paper, paper.versions) for paper in _matching(server, search)]
    entries = "".join(_entry(paper, version) for paper, version in found[start : start + size])
    return 200, _feed(search or ids, len(found), start, size, entries)


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


def _feed(query: str, total: int, start: int, size: int, entries: str) -> str:
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/q7RwNUnpCHyCEFBVdpBYTiwrMP0</id>
  <title>arXiv Query: {escape(query)}</title>
  <updated>2024-03-14T00:00:00Z</updated>
  <link href="https://arxiv.org/api/query?search_query={escape(query)}" type="application/atom+xml"/>
  <opensearch:itemsPerPage>{size}</opensearch:itemsPerPage>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>{start}</opensearch:startIndex>
{entries}</feed>
"""


def error_feed(text: str = "incorrect id format for 2403.0786") -> bytes:
    """What the API answers, with status 200 or 400, when it does not understand."""
    return _feed("", 1, 0, 1, _error_entry(text)).encode()


def _error_entry(text: str) -> str:
    return f"""  <entry>
    <id>http://arxiv.org/api/errors#{text.replace(" ", "_")}</id>
    <title>Error</title>
    <summary>{text}</summary>
    <updated>2024-03-14T00:00:00-04:00</updated>
    <link href="http://arxiv.org/api/errors#{text.replace(" ", "_")}" rel="alternate" type="text/html"/>
    <author><name>arXiv api core</name></author>
  </entry>
"""


def _comment(paper: ArxivPaper, version: int) -> str:
    if paper.withdrawn and version == paper.versions:
        return "This paper has been withdrawn by the author due to an error in Lemma 2"
    return paper.comment


def _entry(paper: ArxivPaper, version: int) -> str:
    authors = "".join(
        f"    <author>\n      <name>{escape(given)} {escape(family)}</name>\n"
        f"      <arxiv:affiliation>{escape(paper.affiliation)}</arxiv:affiliation>\n    </author>\n"
        for given, family in paper.authors
    )
    optional = "".join(
        f"    <arxiv:{name}>{escape(value)}</arxiv:{name}>\n"
        for name, value in (
            ("comment", _comment(paper, version)),
            ("journal_ref", paper.journal_ref),
            ("doi", paper.doi),
        )
        if value
    )
    categories = "".join(
        f'    <category term="{category}" scheme="http://arxiv.org/schemas/atom"/>\n' for category in paper.categories
    )
    wrapped_title = escape(paper.title).replace(": ", ":\n  ")
    return f"""  <entry>
    <id>http://arxiv.org/abs/{paper.number}v{version}</id>
    <title>{wrapped_title}</title>
    <updated>{paper.updated(version):%Y-%m-%dT%H:%M:%SZ}</updated>
    <link href="http://arxiv.org/abs/{paper.number}v{version}" rel="alternate" type="text/html"/>
    <link href="http://arxiv.org/pdf/{paper.number}v{version}" rel="related" type="application/pdf" title="pdf"/>
    <summary>{escape(paper.abstract)}
</summary>
{categories}    <published>{paper.published:%Y-%m-%dT%H:%M:%SZ}</published>
{optional}    <arxiv:primary_category term="{paper.categories[0]}"/>
{authors}  </entry>
"""


def _abs_page(paper: ArxivPaper, version: int, dated: bool) -> str:
    shown = f"{paper.number}v{version}" if dated else paper.number
    authors = "".join(
        f'<meta name="citation_author" content="{escape(family)}, {escape(given)}" />\n'
        for given, family in paper.authors
    )
    names = {"cs.DS": "Data Structures and Algorithms", "cs.LG": "Machine Learning", "cs.CV": "Computer Vision"}
    subjects = "; ".join(f"{names.get(category, 'Other')} ({category})" for category in paper.categories)
    primary, _, others = subjects.partition("; ")
    history = "".join(
        f'<strong><a href="/abs/{paper.number}v{one}">[v{one}]</a></strong>\n'
        f"{paper.updated(one):%a, %d %b %Y %H:%M:%S} UTC (9,061 KB)"
        f"{' <em>(withdrawn)</em>' if paper.withdrawn and one == paper.versions else ''}<br/>\n"
        for one in range(1, paper.versions + 1)
    )
    comment = escape(_comment(paper, version))
    comments = f'<td class="tablecell label">Comments:</td><td class="tablecell comments mathjax">{comment}</td>'
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"/>
<title>[{shown}] {escape(paper.title)}</title>
<meta name="citation_title" content="{escape(paper.title)}" />
{authors}<meta name="citation_date" content="{paper.published:%Y/%m/%d}" />
<meta name="citation_online_date" content="{paper.updated(version):%Y/%m/%d}" />
<meta name="citation_pdf_url" content="http://www.arxiv.org/pdf/{shown}" />
<meta name="citation_arxiv_id" content="{paper.number}" />
<meta name="citation_abstract" content="{escape(" ".join(paper.abstract.split()))}" />
</head><body>
<h1 class="title mathjax"><span class="descriptor">Title:</span>{escape(paper.title)}</h1>
<table summary="Additional metadata"><tr>{comments}</tr><tr>
<td class="tablecell label">Subjects:</td>
<td class="tablecell subjects"><span class="primary-subject">{primary}</span>; {others}</td></tr><tr>
<td class="tablecell arxividv">(or <span class="arxivid"><a href="/abs/{paper.number}v{version}">\
arXiv:{paper.number}v{version}</a> [{paper.categories[0]}]</span> for this version)</td></tr></table>
<div class="abs-license"><a href="{paper.licence}" title="Rights to this article">view license</a></div>
<div class="submission-history"><h2>Submission history</h2> From: {escape(paper.authors[0][0])} [view email]<br/>
{history}</div></body></html>
"""


def drawn_pdf(paper: ArxivPaper, version: int) -> bytes:
    """Two pages with the printed title, the authors, headings, a stamp at the left edge and some sentences."""
    with pymupdf.open() as document:
        page = document.new_page()
        authors = ", ".join(f"{given} {family}" for given, family in paper.authors)
        y = 90.0
        for text, size, font in (
            (paper.printed_title, 18, "hebo"),
            (authors, 11, "helv"),
            (paper.affiliation, 10, "heit"),
            ("Abstract", 12, "hebo"),
            (" ".join(paper.abstract.replace("$", "").split()), 10, "helv"),
            ("1 Introduction", 13, "hebo"),
            (_INTRODUCTION, 10, "helv"),
            ("2 Method", 13, "hebo"),
            (_METHOD, 10, "helv"),
        ):
            box = pymupdf.Rect(72, y, 540, 780)
            left = page.insert_textbox(box, text, fontsize=size, fontname=font)
            y += box.height - max(left, 0) + 8
        stamp = f"arXiv:{paper.number}v{version}  [{paper.categories[0]}]  {paper.updated(version):%d %b %Y}"
        page.insert_text((30, 560), stamp, fontsize=18, fontname="tiro", color=(0.5, 0.5, 0.5), rotate=90)
        page = document.new_page()
        page.insert_textbox(pymupdf.Rect(72, 72, 540, 90), "3 Experiments", fontsize=13, fontname="hebo")
        page.insert_textbox(pymupdf.Rect(72, 96, 540, 200), _EXPERIMENTS, fontsize=10, fontname="helv")
        page.insert_textbox(pymupdf.Rect(72, 210, 540, 228), "4 Conclusion", fontsize=13, fontname="hebo")
        page.insert_textbox(pymupdf.Rect(72, 234, 540, 400), _CONCLUSION, fontsize=10, fontname="helv")
        return document.tobytes(deflate=True)


_INTRODUCTION = (
    "Sorting is loud, and loud machines disturb those who think beside them. Earlier methods lower the noise by "
    "slowing the fan, which costs time. However, none of them changes the order of the comparisons. In this paper we "
    "propose quiet sorting, which chooses each comparison by the noise that it makes."
)
_METHOD = (
    "Quiet sorting keeps two heaps. The first heap holds the keys that are still loud. The second heap holds the keys "
    "that are already quiet. A key moves from the first to the second heap when its noise falls below 0.5."
)
_EXPERIMENTS = (
    "We compare with three baselines on three benchmarks. Quiet sorting is 3.2 times faster than the loudest baseline "
    "and makes 42 % less noise. Without the second heap the noise rises by 17 %."
)
_CONCLUSION = (
    "We presented quiet sorting. It shows that order does not need noise. A limitation is that it needs twice the "
    "memory. In future work we will sort in silence."
)

DEMO = (
    ArxivPaper("2403.07860"),
    ArxivPaper(
        "2403.08001",
        title="Withdrawn Sorting",
        printed_title="Withdrawn Sorting",
        withdrawn=True,
        published=datetime(2024, 3, 12, 20, 0, tzinfo=UTC),
    ),
    ArxivPaper(
        "hep-th/9901001",
        title="Strings without Noise",
        printed_title="Strings without Noise",
        categories=("hep-th",),
        published=datetime(1999, 1, 1, 12, 0, tzinfo=UTC),
        versions=1,
    ),
)


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

"""The one gate to arXiv: the record of an id, its PDF, and the newest papers of a query."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import arxiv
import requests
from lxml import etree

from summarizer.arxiv_api.line import BrokenAnswer, Line, Refused, Visit, body, in_turn
from summarizer.arxiv_api.page import AbstractPage, abstract_page
from summarizer.arxiv_api.pdf import saved_pdf
from summarizer.arxiv_api.turns import GATE_SECONDS, Turns
from summarizer.errors import ArxivError, ArxivThrottled, ArxivUnreachable, PaperNotFound, PaperWithdrawn
from summarizer.paper import Record
from summarizer.reading.process.limits import MAX_PDF_BYTES
from summarizer.source import ArxivId

PAGE_SIZE = 100
"""Papers in one answer of the API; it allows 2000, but large pages are slow and fail more often."""

Progress = Callable[[str, float], None]
"""Told what is being done (Chinese) and the fraction done, 0..1; called from the gate's thread."""

_ATOM = "application/atom+xml, application/xml;q=0.9"
_HTML = "text/html"
_NS = {"atom": "http://www.w3.org/2005/Atom", "search": "http://a9.com/-/spec/opensearch/1.1/"}

_NONE_SUCH = frozenset({400, 404, 410})
"""What arXiv answers for an id that it never gave out, or for a file that is not there."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Addresses:
    api: str
    """Of the query interface."""
    web: str
    """Of the site with /abs/ and /pdf/, without a slash at its end."""


ARXIV = Addresses(api="https://export.arxiv.org/api/query", web="https://arxiv.org")


def addresses() -> Addresses:
    """Where arXiv is: the environment's PAPERGLANCE_ARXIV_API and PAPERGLANCE_ARXIV_WEB, else the real one."""
    return Addresses(
        api=os.environ.get("PAPERGLANCE_ARXIV_API") or ARXIV.api,
        web=(os.environ.get("PAPERGLANCE_ARXIV_WEB") or ARXIV.web).rstrip("/"),
    )


class ArxivGate:
    """All that is asked of arXiv, one request at a time and `interval_seconds` apart.

    The pause is kept between all processes whose gates share `folder` (the cache folder). Cancelling a call frees the
    line at once. Every method raises ArxivThrottled or ArxivUnreachable when arXiv cannot be had.
    """

    def __init__(
        self,
        folder: Path,
        *,
        at: Addresses | None = None,
        interval_seconds: float = GATE_SECONDS,
        max_pdf_bytes: int = MAX_PDF_BYTES,
    ):
        self._at = at or addresses()
        self._line = Line(Turns(folder, interval_seconds), (self._at.api, self._at.web), 2 * interval_seconds)
        self._max_pdf_bytes = max_pdf_bytes

    async def record(self, paper: ArxivId, progress: Progress = lambda text, fraction: None) -> Record:
        """The paper's record, of the newest version if `paper` names none. Raises PaperNotFound.

        An API that is throttled, down or answers nonsense is not believed: the abstract page is asked then.
        """
        progress("正在查询 arXiv 记录", 0.0)
        return await self._in_turn(lambda visit: self._record(paper, visit), progress)

    async def licence(self, paper: ArxivId, progress: Progress = lambda text, fraction: None) -> str:
        """URL of the paper's licence, which only the abstract page says; empty if it says none."""
        return (await self._in_turn(lambda visit: self._page(paper, visit), progress)).record.licence

    async def pdf(self, paper: ArxivId, to: Path, progress: Progress = lambda text, fraction: None) -> str:
        """SHA-256 of the paper's PDF, written to `to` in one piece or not at all.

        Raises PaperNotFound, PaperWithdrawn, PdfTooLarge, DiskFull.
        """
        progress("正在下载 PDF", 0.0)
        return await self._in_turn(lambda visit: self._pdf(paper, to, visit), progress)

    async def newest(
        self,
        query: str,
        since: datetime,
        until: datetime,
        max_results: int,
        progress: Progress = lambda text, fraction: None,
    ) -> tuple[Record, ...]:
        """The query's papers first submitted in [since, until), newest first, each once, at most `max_results`.

        Empty means that arXiv has none; an answer that is cut or no feed raises ArxivError. Times without a zone are
        UTC. The query is in arXiv's own language, such as `cat:cs.CV AND all:"diffusion model"`.
        """
        since, until = _utc(since), _utc(until)
        if max_results < 1 or since >= until:
            return ()
        progress("正在查询 arXiv 的最新论文", 0.0)
        return await self._in_turn(lambda visit: self._newest(query, since, until, max_results, visit), progress)

    async def _in_turn(self, errand: Callable[[Visit], T], progress: Progress) -> T:
        visit = Visit(progress)
        try:
            return await asyncio.wrap_future(in_turn(errand, visit))
        finally:
            visit.cancelled.set()

    def _record(self, paper: ArxivId, visit: Visit) -> Record:
        try:
            found = self._search(arxiv.Search(id_list=[str(paper)], max_results=1), 1, visit, tries=2).records
            if found and ArxivId.parse(found[0].arxiv_id or "").number == paper.number:
                return found[0]
            reason = ArxivError()
        except ArxivError as error:
            reason = error
        except Refused:
            reason = ArxivError()
        visit.progress("arXiv 的查询接口没有给出记录，改读论文页面", 0.5)
        try:
            return self._page(paper, visit).record
        except PaperNotFound:
            raise
        except ArxivError as error:
            # The reason of the first failure says more than that the way round it is closed too.
            raise reason if isinstance(reason, ArxivThrottled) else error from None

    def _page(self, paper: ArxivId, visit: Visit) -> AbstractPage:
        def take(response: requests.Response) -> AbstractPage:
            page = abstract_page(body(response, visit), paper)
            if page is None:
                raise BrokenAnswer
            return page

        try:
            return self._line.answer(f"{self._at.web}/abs/{quote(str(paper))}", _HTML, visit, take, tries=2)
        except Refused as refused:
            raise PaperNotFound() if refused.status in _NONE_SUCH else _refusal(refused) from None

    def _pdf(self, paper: ArxivId, to: Path, visit: Visit) -> str:
        try:
            return self._line.answer(
                f"{self._at.web}/pdf/{quote(str(paper))}",
                "application/pdf",
                visit,
                lambda response: saved_pdf(response, to, self._max_pdf_bytes, visit),
            )
        except Refused as refused:
            if refused.status not in _NONE_SUCH:
                raise _refusal(refused) from None
            error = ArxivError("arXiv 没有提供这篇论文的 PDF，请从其他途径下载后上传。")
        except (ArxivThrottled, ArxivUnreachable):
            raise
        except ArxivError:
            error = ArxivError("arXiv 没有返回 PDF（可能要求验证或正在生成），请稍后重试，或者直接上传 PDF。")
        if self._page(paper, visit).withdrawn:
            raise PaperWithdrawn()
        raise error

    def _newest(
        self, query: str, since: datetime, until: datetime, max_results: int, visit: Visit
    ) -> tuple[Record, ...]:
        window = f"submittedDate:[{since:%Y%m%d%H%M} TO {until:%Y%m%d%H%M}]"
        search = arxiv.Search(
            query=f"({query}) AND {window}",
            max_results=max_results,
            sort_by=arxiv.SortCriterion.SubmittedDate,
            sort_order=arxiv.SortOrder.Descending,
        )
        try:
            found = self._search(search, min(PAGE_SIZE, max_results), visit)
        except Refused:
            raise ArxivError(
                'arXiv 不接受这个检索式，请检查写法（例如 cat:cs.CV AND all:"diffusion model"）。'
            ) from None
        if len(found.records) < min(found.total, max_results):
            raise ArxivError("arXiv 返回的论文列表不完整，请稍后重试。")
        # The window of the API counts whole minutes and includes its end.
        inside = [record for record in found.records if record.published and since <= record.published < until]
        by_number = {re.sub(r"v\d+$", "", record.arxiv_id or ""): record for record in inside}
        return tuple(sorted(by_number.values(), key=lambda record: (record.published, record.arxiv_id), reverse=True))

    def _search(self, search: arxiv.Search, page_size: int, visit: Visit, *, tries: int = 3) -> _Found:
        session = _FeedSession(self._line, visit, tries)
        client = arxiv.Client(page_size=page_size, delay_seconds=0, num_retries=0)
        client.query_url_format = self._at.api + "?{}"
        client._session = session  # the package offers no other way to set time-outs and to wait for a turn
        try:
            return _Found(tuple(_record_of(result) for result in client.results(search)), session.total or 0)
        except arxiv.ArxivError:
            raise ArxivError() from None


def _refusal(refused: Refused) -> ArxivError:
    if refused.status == 403:
        return ArxivThrottled("arXiv 拒绝了来自这个网络地址的访问（403），请稍后再试，或者直接上传 PDF。")
    return ArxivError()


@dataclass(frozen=True, slots=True)
class _Found:
    records: tuple[Record, ...]
    total: int
    """How many arXiv says there are."""


@dataclass(frozen=True, slots=True)
class _Feed:
    """A response as the arxiv package reads one."""

    content: bytes
    status_code: int = 200


class _FeedSession:
    """Stands where the arxiv package has its requests.Session; lets nothing through but a whole Atom feed."""

    def __init__(self, line: Line, visit: Visit, tries: int):
        self._line = line
        self._visit = visit
        self._tries = tries
        self.total: int | None = None

    def get(self, url: str, headers: object = None) -> _Feed:
        def take(response: requests.Response) -> _Feed:
            content = body(response, self._visit)
            # While pages are turned papers may be added or taken away: the least that was promised must arrive.
            self.total = min(sys.maxsize if self.total is None else self.total, _total(content))
            return _Feed(content)

        return self._line.answer(url, _ATOM, self._visit, take, tries=self._tries)


def _total(content: bytes) -> int:
    """How many papers a feed says there are. Raises BrokenAnswer if it is no whole feed, Refused if it is an error."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
        total = int(root.findtext("search:totalResults", namespaces=_NS))
        start = int(root.findtext("search:startIndex", "0", namespaces=_NS))
    except (etree.XMLSyntaxError, TypeError, ValueError):
        raise BrokenAnswer from None
    entries = root.findall("atom:entry", _NS)
    if any("/api/errors" in entry.findtext("atom:id", "", _NS) for entry in entries):
        raise Refused(400)
    if not entries and total > start:
        raise BrokenAnswer
    return total


def _record_of(result: arxiv.Result) -> Record:
    return Record(
        title=_one_line(result.title),
        authors=tuple(_one_line(author.name) for author in result.authors),
        origin="arxiv",
        arxiv_id=result.get_short_id(),
        published=result.published,
        updated=result.updated,
        categories=tuple(dict.fromkeys(filter(None, (result.primary_category, *result.categories)))),
        # Lines are wrapped at 80 columns; an indented one begins a paragraph.
        abstract="\n".join(_one_line(part) for part in re.split(r"\n(?=[ \t])", result.summary.strip())),
        comment=_one_line(result.comment or ""),
        journal_ref=_one_line(result.journal_ref or ""),
        doi=result.doi or "",
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)

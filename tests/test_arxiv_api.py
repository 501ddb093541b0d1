"""The gate to arXiv, against a stand-in on this machine: what it gives, how politely it asks, and how it fails."""

import asyncio
import errno
import hashlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from summarizer.arxiv_api.gate import ARXIV, Addresses, ArxivGate, addresses
from summarizer.arxiv_api.page import is_withdrawn
from summarizer.errors import (
    ArxivError,
    ArxivThrottled,
    ArxivUnreachable,
    DiskFull,
    PaperNotFound,
    PaperWithdrawn,
    PdfTooLarge,
)
from summarizer.source import ArxivId
from tests.arxiv_answers import error_feed
from tests.arxiv_papers import DEMO, ArxivPaper
from tests.arxiv_server import (
    CAPTCHA,
    CUT,
    RATE_EXCEEDED,
    SERVER_ERROR,
    THROTTLED_406,
    THROTTLED_429,
    THROTTLED_503,
    Play,
    retry_after,
)

QUIET = ArxivId("2403.07860")
EMPTY = Play(
    body=b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' "
    b"xmlns:o='http://a9.com/-/spec/opensearch/1.1/'><o:totalResults>0</o:totalResults>"
    b"<o:startIndex>0</o:startIndex></feed>"
)


@pytest.fixture
def gate(arxiv, tmp_path):
    return ArxivGate(tmp_path / "cache", at=arxiv.addresses, interval_seconds=0.01)


async def test_a_record_is_what_the_feed_says(arxiv, gate):
    record = await gate.record(QUIET)
    assert record.title == "Quiet Sorting: A Method for $\\mathcal{O}(n \\log n)$ Order"
    assert record.authors == ("Ada Müller", "Li Wei", "Søren Åkesson")
    assert record.arxiv_id == "2403.07860v2"
    assert record.origin == "arxiv"
    assert record.published == datetime(2024, 3, 12, 17, 37, 49, tzinfo=UTC)
    assert record.updated == record.published + timedelta(days=1)
    assert record.categories == ("cs.DS", "cs.LG")
    assert record.comment == "9 pages, 3 figures"
    first, second = record.abstract.split("\n")
    assert first.endswith("the noise that it makes.") and second.startswith("On three benchmarks")
    assert arxiv.asked("abs") == []


async def test_a_version_and_an_old_id_are_asked_for_as_such(arxiv, gate):
    assert (await gate.record(ArxivId("2403.07860", 1))).arxiv_id == "2403.07860v1"
    assert (await gate.record(ArxivId("hep-th/9901001"))).arxiv_id == "hep-th/9901001v1"
    assert "id_list=2403.07860v1" in arxiv.asked("api")[0] and len(arxiv.asked("api")) == 2


async def test_requests_say_who_asks_and_for_what(arxiv, gate, tmp_path):
    await gate.record(QUIET)
    await gate.licence(QUIET)
    await gate.pdf(QUIET, tmp_path / "a.pdf")
    headers = [headers for _, _, headers in arxiv.requests]
    assert all(one["user-agent"].startswith("PaperGlance/") for one in headers)
    assert [one["accept"].split(",")[0] for one in headers] == ["application/atom+xml", "text/html", "application/pdf"]


@pytest.mark.parametrize(
    "plays",
    [
        [EMPTY],
        [RATE_EXCEEDED] * 2,
        [CAPTCHA] * 2,
        [THROTTLED_429] * 2,
        [THROTTLED_406] * 2,
        [SERVER_ERROR] * 2,
        [CUT] * 2,
        [Play(400, error_feed())],
        [Play(body=error_feed())],
        [Play(404, b"gone")],
        [Play(body=b"")] * 2,
    ],
    ids=["empty", "rate", "captcha", "429", "406", "500", "cut", "error 400", "error 200", "404", "nothing"],
)
async def test_an_api_that_fails_is_not_believed_and_the_abstract_page_is_read(arxiv, gate, plays):
    arxiv.play("api", *plays)
    record = await gate.record(QUIET)
    assert (record.title, record.arxiv_id) == (DEMO[0].title, "2403.07860v2")
    assert record.authors == ("Ada Müller", "Li Wei", "Søren Åkesson")
    assert len(arxiv.asked("api")) == len(plays) and len(arxiv.asked("abs")) == 1


async def test_the_page_gives_the_same_record_as_the_feed_and_the_licence(arxiv, gate):
    arxiv.add(
        ArxivPaper("1412.0001", doi="10.1000/182", journal_ref="J. Quiet 1 (2014)", versions=1, categories=("cs.DS",))
    )
    for paper in (QUIET, ArxivId("2403.07860", 1), ArxivId("hep-th/9901001")):
        from_feed = await gate.record(paper)
        arxiv.play("api", EMPTY)
        from_page = await gate.record(paper)
        assert from_page.licence == "http://creativecommons.org/licenses/by/4.0/" == await gate.licence(paper)
        unlike = {"licence", "abstract"}  # the page runs the abstract's paragraphs together
        assert from_page.model_dump(exclude=unlike) == from_feed.model_dump(exclude=unlike)
        assert from_page.abstract.split() == from_feed.abstract.split()


async def test_a_passing_fault_is_tried_again(arxiv, gate, tmp_path):
    for play in (THROTTLED_406, THROTTLED_429, THROTTLED_503, SERVER_ERROR, RATE_EXCEEDED, CUT):
        arxiv.play("api", play)
        arxiv.play("pdf", play)
        assert (await gate.record(QUIET)).arxiv_id == "2403.07860v2"
        await gate.pdf(QUIET, tmp_path / "a.pdf")
    assert arxiv.asked("abs") == []


@pytest.mark.parametrize("play", [THROTTLED_406, THROTTLED_429, THROTTLED_503])
async def test_throttling_everywhere_ends_after_few_requests(arxiv, gate, play):
    arxiv.play("api", *[play] * 20)
    arxiv.play("abs", *[play] * 20)
    with pytest.raises(ArxivThrottled):
        await gate.record(QUIET)
    assert len(arxiv.requests) <= 4


async def test_only_the_page_says_that_there_is_no_such_paper(arxiv, gate, tmp_path):
    for paper in (ArxivId("2403.99999"), ArxivId("2403.07860", 9)):
        with pytest.raises(PaperNotFound):
            await gate.record(paper)
        with pytest.raises(PaperNotFound):
            await gate.pdf(paper, tmp_path / "a.pdf")


async def test_when_neither_api_nor_page_makes_sense_the_paper_is_not_called_missing(arxiv, gate):
    arxiv.play("api", *[CAPTCHA] * 9)
    arxiv.play("abs", *[CAPTCHA] * 9)
    with pytest.raises(ArxivError) as caught:
        await gate.record(QUIET)
    assert not isinstance(caught.value, PaperNotFound)


async def test_an_entry_of_another_paper_is_not_taken(arxiv, gate):
    other = arxiv.answer("api", "", {"id_list": ["hep-th/9901001"]})[2]
    arxiv.play("api", Play(body=other))
    assert (await gate.record(QUIET)).arxiv_id == "2403.07860v2"
    assert len(arxiv.asked("abs")) == 1


def in_seconds(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("header", [lambda: "1", lambda: in_seconds(2.0)], ids=["number", "date"])
async def test_retry_after_is_waited_for(arxiv, gate, header):
    arxiv.play("api", retry_after(header()))
    await gate.record(QUIET)
    first, second = (seconds for seconds, _, _ in arxiv.requests)
    # A date has whole seconds: two from now may be but one.
    assert 0.9 <= second - first < 4


@pytest.mark.parametrize("header", ["soon", "", "-5"])
async def test_a_retry_after_without_sense_is_a_short_pause(arxiv, gate, header):
    arxiv.play("api", retry_after(header))
    assert (await gate.record(QUIET)).arxiv_id == "2403.07860v2"


async def test_a_long_retry_after_is_told_at_once_and_kept_by_everyone(arxiv, gate, tmp_path):
    arxiv.play("api", retry_after(600))
    begin = time.monotonic()
    with pytest.raises(ArxivThrottled, match="10 分钟"):
        await gate.record(QUIET)
    other = ArxivGate(tmp_path / "cache", at=arxiv.addresses, interval_seconds=0.01)
    with pytest.raises(ArxivThrottled, match="10 分钟"):
        await other.pdf(QUIET, tmp_path / "a.pdf")
    assert time.monotonic() - begin < 3 and len(arxiv.requests) == 1


async def test_requests_keep_their_distance_and_never_overlap(arxiv, tmp_path):
    gates = [ArxivGate(tmp_path, at=arxiv.addresses, interval_seconds=0.15) for _ in range(2)]
    arxiv.play("api", *[Play(seconds=0.1)] * 4)
    await asyncio.gather(*(gate.record(QUIET) for gate in gates * 2))
    times = [seconds for seconds, _, _ in arxiv.requests]
    assert len(times) == 4 and arxiv.most_at_once == 1
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.15


_ASK = """
import asyncio, sys
from pathlib import Path
from summarizer.arxiv_api.gate import ArxivGate
from summarizer.source import ArxivId
gate = ArxivGate(Path(sys.argv[1]), interval_seconds=0.3)
async def ask():
    for _ in range(3):
        await gate.record(ArxivId("2403.07860"))
asyncio.run(ask())
"""


def test_two_processes_keep_the_same_distance(arxiv, tmp_path):
    environment = os.environ | {
        "PAPERGLANCE_ARXIV_API": arxiv.addresses.api,
        "PAPERGLANCE_ARXIV_WEB": arxiv.addresses.web,
    }
    command = [sys.executable, "-c", _ASK, str(tmp_path)]
    root = Path(__file__).parents[1]
    processes = [subprocess.Popen(command, env=environment, cwd=root) for _ in range(2)]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    times = [seconds for seconds, _, _ in arxiv.requests]
    assert len(times) == 6 and arxiv.most_at_once == 1
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.3


async def test_a_pdf_is_put_in_place_in_one_piece_with_its_sum_and_its_progress(arxiv, gate, tmp_path):
    heard = []
    to = tmp_path / "new" / "paper.pdf"
    sha256 = await gate.pdf(QUIET, to, lambda text, fraction: heard.append((text, fraction)))
    assert to.read_bytes().startswith(b"%PDF-") and hashlib.sha256(to.read_bytes()).hexdigest() == sha256
    assert list(to.parent.iterdir()) == [to]
    assert heard[0] == ("正在下载 PDF", 0.0) and heard[-1][1] == 1.0 and "MB" in heard[-1][0]


async def test_a_withdrawn_paper_says_so_and_its_older_version_is_still_read(arxiv, gate, tmp_path):
    assert is_withdrawn(await gate.record(ArxivId("2403.08001")))
    with pytest.raises(PaperWithdrawn):
        await gate.pdf(ArxivId("2403.08001"), tmp_path / "a.pdf")
    with pytest.raises(PaperWithdrawn):
        await gate.pdf(ArxivId("2403.08001", 2), tmp_path / "a.pdf")
    assert not is_withdrawn(await gate.record(ArxivId("2403.08001", 1)))
    await gate.pdf(ArxivId("2403.08001", 1), tmp_path / "a.pdf")


async def test_a_paper_without_a_pdf_is_not_called_withdrawn(arxiv, gate, tmp_path):
    arxiv.add(replace(DEMO[0], has_pdf=False))
    with pytest.raises(ArxivError, match="没有提供这篇论文的 PDF"):
        await gate.pdf(QUIET, tmp_path / "a.pdf")


@pytest.mark.parametrize("play", [CAPTCHA, Play(body=b""), Play(body=b"PK\x03\x04" + bytes(5000))])
async def test_what_is_no_pdf_never_reaches_the_disk(arxiv, gate, tmp_path, play):
    arxiv.play("pdf", *[play] * 9)
    with pytest.raises(ArxivError, match="没有返回 PDF"):
        await gate.pdf(QUIET, tmp_path / "pdf" / "a.pdf")
    assert list((tmp_path / "pdf").iterdir()) == [] and len(arxiv.asked("pdf")) <= 3


async def test_a_connection_that_breaks_leaves_nothing_behind(arxiv, gate, tmp_path):
    arxiv.play("pdf", *[CUT] * 9)
    with pytest.raises(ArxivUnreachable):
        await gate.pdf(QUIET, tmp_path / "pdf" / "a.pdf")
    assert list((tmp_path / "pdf").iterdir()) == []


async def test_a_pdf_over_the_limit_is_refused(arxiv, tmp_path):
    gate = ArxivGate(tmp_path, at=arxiv.addresses, interval_seconds=0.01, max_pdf_bytes=1000)
    with pytest.raises(PdfTooLarge):
        await gate.pdf(QUIET, tmp_path / "pdf" / "a.pdf")
    assert not list(tmp_path.glob("pdf/*"))


async def test_a_full_disk_is_told_as_such_and_nothing_stays(arxiv, gate, tmp_path, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("summarizer.arxiv_api.pdf.os.fsync", full)
    with pytest.raises(DiskFull):
        await gate.pdf(QUIET, tmp_path / "pdf" / "a.pdf")
    assert list((tmp_path / "pdf").iterdir()) == []


async def test_no_network_is_told_soon(tmp_path):
    nowhere = Addresses("http://127.0.0.1:9/api/query", "http://127.0.0.1:9")
    gate = ArxivGate(tmp_path, at=nowhere, interval_seconds=0.01)
    begin = time.monotonic()
    for call in (gate.record(QUIET), gate.pdf(QUIET, tmp_path / "a.pdf"), gate.newest("cat:cs.DS", OLD, NEW, 5)):
        with pytest.raises(ArxivUnreachable):
            await call
    assert time.monotonic() - begin < 5


async def test_a_server_that_does_not_answer_or_drips_is_given_up(arxiv, gate, tmp_path, monkeypatch):
    monkeypatch.setattr("summarizer.arxiv_api.line.READ_SECONDS", 0.2)
    arxiv.play("api", *[Play(seconds=0.5)] * 2)
    assert (await gate.record(QUIET)).arxiv_id == "2403.07860v2"  # the page answers
    monkeypatch.setattr("summarizer.arxiv_api.line.TOTAL_SECONDS", 0.5)
    arxiv.play("pdf", Play(drip_seconds=0.1))
    begin = time.monotonic()
    with pytest.raises(ArxivUnreachable, match="太慢"):
        await gate.pdf(QUIET, tmp_path / "pdf" / "a.pdf")
    assert time.monotonic() - begin < 1.5 and list((tmp_path / "pdf").iterdir()) == []


async def test_the_cache_folder_may_be_cleared_at_any_time(arxiv, gate, tmp_path):
    await gate.record(QUIET)
    shutil.rmtree(tmp_path / "cache")
    assert (await gate.record(QUIET)).arxiv_id == "2403.07860v2"


async def test_long_waits_are_told(arxiv, gate):
    heard = []
    arxiv.play("api", retry_after(7))
    asking = asyncio.create_task(gate.record(QUIET, lambda text, fraction: heard.append(text)))
    while len(heard) < 2:  # noqa: ASYNC110 - told from another thread
        await asyncio.sleep(0.05)
    asking.cancel()
    assert heard == ["正在查询 arXiv 记录", "arXiv 正在限制访问频率，7 秒后自动继续"]


async def test_a_redirect_is_followed_within_arxiv_and_never_elsewhere(arxiv, gate, tmp_path):
    arxiv.play("pdf", Play(301, b"", (("Location", "/pdf/2403.07860v1"),)))
    await gate.pdf(QUIET, tmp_path / "a.pdf")
    assert arxiv.asked("pdf") == ["/pdf/2403.07860", "/pdf/2403.07860v1"]
    elsewhere = f"http://localhost:{arxiv.port}/pdf/hep-th/9901001"  # would answer, but has another name
    arxiv.play("pdf", *[Play(302, b"", (("Location", elsewhere),))] * 3)
    with pytest.raises(ArxivError):
        await gate.pdf(QUIET, tmp_path / "b.pdf")
    assert not (tmp_path / "b.pdf").exists() and "/pdf/hep-th/9901001" not in arxiv.asked("pdf")


async def test_stop_frees_the_line(arxiv, gate, tmp_path):
    arxiv.add(replace(DEMO[0], pdf=b"%PDF-1.7" + bytes(200_000)))
    arxiv.play("pdf", Play(seconds=0.5))
    task = asyncio.create_task(gate.pdf(QUIET, tmp_path / "pdf" / "a.pdf"))
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await gate.record(QUIET)).arxiv_id == "2403.07860v2"
    assert not list(tmp_path.glob("pdf/*"))


_HURRY = """
import asyncio, sys
from pathlib import Path
from summarizer.arxiv_api.gate import ArxivGate
from summarizer.source import ArxivId
async def ask():
    async with asyncio.timeout(0.2):
        await ArxivGate(Path(sys.argv[1])).record(ArxivId("2403.07860"))
asyncio.run(ask())
"""


def test_a_program_ends_though_arxiv_does_not_answer(arxiv, tmp_path):
    arxiv.play("api", Play(seconds=10))
    environment = os.environ | {"PAPERGLANCE_ARXIV_API": arxiv.addresses.api}
    command = [sys.executable, "-c", _HURRY, str(tmp_path)]
    begin = time.monotonic()
    ended = subprocess.run(command, env=environment, cwd=Path(__file__).parents[1], capture_output=True, timeout=60)
    assert b"TimeoutError" in ended.stderr and time.monotonic() - begin < 8


OLD, NEW = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC)


async def test_the_newest_are_the_whole_window_newest_first(arxiv, gate):
    day = datetime(2024, 3, 13, tzinfo=UTC)
    arxiv.add(*(ArxivPaper(f"2403.1{n:04}", published=day + timedelta(minutes=n)) for n in range(250)))
    found = await gate.newest('cat:cs.DS AND all:"quiet sorting"', day, day + timedelta(days=1), 1000)
    assert len(found) == 250 and len(arxiv.asked("api")) == 3
    assert [record.published for record in found] == sorted((r.published for r in found), reverse=True)
    arxiv.requests.clear()
    some = await gate.newest("cat:cs.DS", day, day + timedelta(days=1), 40)
    assert some == found[:40] and len(arxiv.asked("api")) == 1


async def test_the_window_holds_its_beginning_and_not_its_end(arxiv, gate):
    day = datetime(2024, 3, 13, tzinfo=UTC)
    arxiv.add(
        ArxivPaper("2403.10001", published=day - timedelta(seconds=1)),
        ArxivPaper("2403.10002", published=day),
        ArxivPaper("2403.10003", published=day + timedelta(days=1, seconds=-1)),
        ArxivPaper("2403.10004", published=day + timedelta(days=1)),
    )
    found = await gate.newest("cat:cs.DS", day, day.replace(tzinfo=None) + timedelta(days=1), 10)
    assert [record.arxiv_id for record in found] == ["2403.10003v2", "2403.10002v2"]


async def test_a_window_in_another_zone_is_asked_for_in_utc(arxiv, gate):
    from zoneinfo import ZoneInfo

    begin = datetime(2024, 3, 13, tzinfo=ZoneInfo("Asia/Shanghai"))
    await gate.newest("cat:cs.DS", begin, begin + timedelta(days=1), 10)
    assert "202403121600+TO+202403131600" in arxiv.asked("api")[0]


async def test_nothing_found_is_empty_and_nothing_else_is(arxiv, gate):
    assert await gate.newest("cat:cs.XX", OLD, NEW, 10) == ()
    assert await gate.newest("cat:cs.DS", NEW, OLD, 10) == ()
    assert await gate.newest("cat:cs.DS", OLD, NEW, 0) == ()
    for play in (RATE_EXCEEDED, CAPTCHA, CUT, SERVER_ERROR, Play(body=b""), THROTTLED_429):
        arxiv.play("api", *[play] * 3)
        with pytest.raises(ArxivError):
            await gate.newest("cat:cs.DS", OLD, NEW, 10)
    with pytest.raises(ArxivError, match="检索式"):
        await gate.newest("cat:cs.DS AND (", OLD, NEW, 10)


async def test_a_page_that_is_empty_by_mistake_is_asked_for_again(arxiv, gate):
    day = datetime(2024, 3, 13, tzinfo=UTC)
    arxiv.add(*(ArxivPaper(f"2403.1{n:04}", published=day + timedelta(minutes=n)) for n in range(150)))
    promise = EMPTY.body.replace(b">0</o:total", b">150</o:total")
    arxiv.play("api", Play(body=promise), Play(), Play(body=promise.replace(b"<o:startIndex>0", b"<o:startIndex>100")))
    found = await gate.newest("cat:cs.DS", day, day + timedelta(days=1), 1000)
    assert len(found) == 150 and len(arxiv.asked("api")) == 4


def test_the_environment_says_where_arxiv_is(monkeypatch):
    monkeypatch.delenv("PAPERGLANCE_ARXIV_API", raising=False)
    monkeypatch.delenv("PAPERGLANCE_ARXIV_WEB", raising=False)
    assert addresses() == ARXIV
    monkeypatch.setenv("PAPERGLANCE_ARXIV_WEB", "http://127.0.0.1:1/")
    assert addresses().web == "http://127.0.0.1:1"

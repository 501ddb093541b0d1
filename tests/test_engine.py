"""From a source to a stored summary, over a real reader process, a local arXiv and a local endpoint."""

from contextlib import aclosing
from dataclasses import replace

import pytest
from pydantic import SecretStr

from summarizer.arxiv_api.gate import ArxivGate
from summarizer.engine import Engine
from summarizer.errors import (
    ArxivUnreachable,
    KeyRefused,
    NotAPdf,
    PaperNotFound,
    PaperWithdrawn,
    ScannedPdf,
    WrongPaper,
)
from summarizer.events import Finished, Opened, Step, Writing, Written
from summarizer.models import ModelChoice
from summarizer.source import ArxivId, PdfFile
from summarizer.store import Store
from summarizer.summary import FIELDS, Summary
from tests.arxiv_papers import ArxivPaper, drawn_pdf
from tests.arxiv_server import Play
from tests.obliging import obliging
from tests.openai_server import failure


@pytest.fixture
async def engine(tmp_path, arxiv):
    store = Store(tmp_path / "cache")
    async with Engine(store, ArxivGate(store.folder, at=arxiv.addresses, interval_seconds=0.01)) as made:
        yield made


@pytest.fixture
def choice(openai_server):
    openai_server.otherwise = obliging
    return ModelChoice(name="obliging", base_url=openai_server.base_url, api_key=SecretStr("sk-test"))


async def events_of(generator):
    async with aclosing(generator) as events:
        return [event async for event in events]


def summary_in(events) -> Summary:
    assert isinstance(events[-1], Finished)
    return events[-1].summary


async def test_an_arxiv_id_becomes_a_summary_under_arxivs_record(engine, choice):
    events = await events_of(engine.summarize(ArxivId.parse("2403.07860"), choice))
    summary = summary_in(events)
    assert summary.record.origin == "arxiv" and summary.record.arxiv_id == "2403.07860v2"
    assert summary.record.authors == ("Ada Müller", "Li Wei", "Søren Åkesson")
    assert summary.links.pdf == "https://arxiv.org/pdf/2403.07860v2"
    assert next(event.field for event in events if isinstance(event, Written)) == "title_zh"
    assert any(isinstance(event, Writing) for event in events)
    fractions = [event.fraction for event in events if isinstance(event, Step)]
    assert fractions == sorted(fractions) and fractions[-1] <= 1
    assert all(point.passages for field in FIELDS if field.kind == "points" for point in summary.points(field.name))


async def test_the_second_time_nothing_is_asked_of_anyone(engine, choice, arxiv, openai_server):
    first = summary_in(await events_of(engine.summarize(ArxivId.parse("2403.07860"), choice)))
    asked, called = len(arxiv.requests), len(openai_server.requests)
    events = await events_of(engine.summarize(ArxivId.parse("2403.07860"), choice))
    assert events[-1].stored and summary_in(events) == first
    assert {event.field for event in events if isinstance(event, Written)} == {field.name for field in FIELDS}
    assert (len(arxiv.requests), len(openai_server.requests)) == (asked, called)


async def test_an_upload_with_a_stamp_takes_arxivs_record_when_the_titles_agree(engine, tmp_path):
    path = tmp_path / "upload.pdf"
    path.write_bytes(drawn_pdf(ArxivPaper("2403.07860"), 1))
    opened = (await events_of(engine.opened(PdfFile(path))))[-1]
    assert isinstance(opened, Opened) and opened.paper.record.origin == "arxiv"
    assert opened.paper.record.arxiv_id == "2403.07860v1"


async def test_an_upload_keeps_its_first_page_when_arxiv_is_away_or_disagrees(engine, arxiv, tmp_path):
    path = tmp_path / "upload.pdf"
    path.write_bytes(drawn_pdf(ArxivPaper("2403.07860", printed_title="Another Story Altogether"), 1))
    other = (await events_of(engine.opened(PdfFile(path))))[-1].paper
    assert other.record.origin == "page 1" and other.record.title == "Another Story Altogether"
    arxiv.stop()
    path.write_bytes(drawn_pdf(ArxivPaper("2403.09999"), 1))
    away = (await events_of(engine.opened(PdfFile(path))))[-1].paper
    assert away.record.origin == "page 1" and away.record.arxiv_id == "2403.09999v1"


@pytest.mark.parametrize(("identifier", "error"), [("2403.99999", PaperNotFound), ("2403.08001", PaperWithdrawn)])
async def test_ids_without_a_paper_say_so(engine, choice, identifier, error):
    with pytest.raises(error):
        await events_of(engine.summarize(ArxivId.parse(identifier), choice))


async def test_a_pdf_of_another_paper_is_refused(engine, choice, arxiv):
    other = drawn_pdf(ArxivPaper("2401.00001", printed_title="On the Migration of Arctic Terns"), 1)
    arxiv.add(ArxivPaper("2403.07860", pdf=other))
    with pytest.raises(WrongPaper):
        await events_of(engine.summarize(ArxivId.parse("2403.07860"), choice))


async def test_no_network_is_one_sentence(engine, choice, arxiv):
    arxiv.stop()
    with pytest.raises(ArxivUnreachable, match="上传 PDF"):
        await events_of(engine.summarize(ArxivId.parse("2403.07860"), choice))


async def test_a_scan_and_a_renamed_page_are_told_apart_from_papers(engine, choice, tmp_path):
    import pymupdf

    picture = pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, 400, 500), False)
    picture.clear_with(200)
    with pymupdf.open() as document:
        for _ in range(2):
            document.new_page().insert_image((0, 0, 595, 842), pixmap=picture)
        (tmp_path / "scan.pdf").write_bytes(document.tobytes())
    (tmp_path / "page.pdf").write_bytes(b"<html><body>403</body></html>" * 50)
    with pytest.raises(ScannedPdf):
        await events_of(engine.summarize(PdfFile(tmp_path / "scan.pdf"), choice))
    with pytest.raises(NotAPdf):
        await events_of(engine.summarize(PdfFile(tmp_path / "page.pdf"), choice))


async def test_a_refused_key_stores_nothing_and_the_next_run_works(engine, choice, openai_server):
    openai_server.otherwise = failure(401, "Incorrect API key provided: sk-test")
    with pytest.raises(KeyRefused) as refused:
        await events_of(engine.summarize(ArxivId.parse("2403.07860"), choice))
    assert "sk-test" not in str(refused.value)
    openai_server.otherwise = obliging
    assert summary_in(await events_of(engine.summarize(ArxivId.parse("2403.07860"), choice)))
    kept = b"".join(path.read_bytes() for path in engine.store.folder.rglob("*") if path.is_file())
    assert b"sk-test" not in kept


async def test_stopping_hangs_up_on_the_model(engine, choice, openai_server):
    openai_server.otherwise = lambda body: replace(obliging(body), chunk_seconds=0.2)
    async with aclosing(engine.summarize(ArxivId.parse("2403.07860"), choice)) as events:
        async for event in events:
            if isinstance(event, Writing):
                break
    assert openai_server.chats[-1].hung_up.wait(5)


async def test_pages_and_crops_are_pictures(engine):
    paper = (await events_of(engine.opened(ArxivId.parse("2403.07860"))))[-1].paper
    image = await engine.page_image(paper.sha256, 1, dpi=72)
    assert image[:4] == b"RIFF" and image[8:12] == b"WEBP"


async def test_throttling_is_waited_out(engine, choice, arxiv):
    arxiv.play("api", Play(status=503), Play(status=503))
    assert summary_in(await events_of(engine.summarize(ArxivId.parse("2403.07860"), choice)))


async def test_a_summary_that_was_broken_off_is_shown_but_not_kept(engine, choice, openai_server):
    calls = []

    def dies(body):
        calls.append(body)
        return obliging(body) if len(calls) < 3 else failure(500)

    openai_server.otherwise = dies
    broken = summary_in(await events_of(engine.summarize(ArxivId.parse("2403.07860"), choice)))
    assert broken.overview.results and any(finding.kind == "interrupted" for finding in broken.findings)
    openai_server.otherwise = obliging
    events = await events_of(engine.summarize(ArxivId.parse("2403.07860"), choice))
    assert not events[-1].stored and summary_in(events).takeaways

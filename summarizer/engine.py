"""The one way that data flows: source → Paper → Summary → answers, for every view alike."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from summarizer.arxiv_api.gate import ArxivGate
from summarizer.chain import Language, summarize
from summarizer.chain.assembly import links_of
from summarizer.chain.prompts import digest as prompts_digest
from summarizer.errors import ArxivError, ArxivThrottled, ModelError, PaperNotFound, ScannedPdf, WrongPaper
from summarizer.events import ChatEvent, Event, Finished, Opened, Step, Written
from summarizer.identity import the_same_paper
from summarizer.line import Line
from summarizer.models import Message, Model, ModelChoice, Progress, open_model
from summarizer.paper import Box, Paper, Record
from summarizer.progress import Reported
from summarizer.reading.reader import Reader
from summarizer.source import ArxivId, PdfFile
from summarizer.store import Store, SummaryKey, reader_version
from summarizer.summary import FIELDS, Summary
from summarizer.views.markdown import lines_of

READ_SHARE, LOAD_SHARE = 0.15, 0.25
"""Shares of a whole run at which the paper is read, and at which the model is ready."""

CROP_DPI = 150
"""Of exported figures: sharp in print at column width."""


class Engine:
    """What all runs share: the store, the gate to arXiv, the reader, and the models that live in this process.

    Belongs to one event loop; use it as an async context manager. Nothing of a visitor is kept: a key lives in the
    ModelChoice of one call.
    """

    def __init__(self, store: Store | None = None, gate: ArxivGate | None = None, reader: Reader | None = None):
        self.store = store or Store()
        self.gate = gate or ArxivGate(self.store.folder)
        self.reader = reader or Reader()
        self._resident: dict[str, Model] = {}
        self._lines: dict[str, Line] = {}

    async def __aenter__(self) -> Engine:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the reader's process and the models."""
        for model in self._resident.values():
            await model.close()
        self._resident.clear()
        await self.reader.close()

    async def opened(self, source: ArxivId | PdfFile) -> AsyncGenerator[Step | Opened]:
        """The Paper of a source, after the Steps that led to it.

        Raises ArxivError, ReadingError (ScannedPdf if there is no text to read), DiskFull.
        """
        opening = self._from_arxiv(source) if isinstance(source, ArxivId) else self._from_file(source)
        async with aclosing(opening) as events:
            async for event in events:
                if isinstance(event, Opened) and event.paper.scan:
                    raise ScannedPdf
                yield event

    async def summarize(
        self, source: ArxivId | PdfFile, choice: ModelChoice, *, language: Language = "zh-Hans"
    ) -> AsyncGenerator[Event]:
        """All events from a source to its Summary, ending with Finished. Closing it stops reading and model at once."""
        async with aclosing(self.opened(source)) as opening:
            async for event in opening:
                yield _scaled(event, 0.0, READ_SHARE)
                if isinstance(event, Opened):
                    paper = event.paper
        async with aclosing(self.summarize_paper(paper, choice, language=language)) as events:
            async for event in events:
                yield _scaled(event, READ_SHARE, 1.0)

    async def summarize_paper(
        self, paper: Paper, choice: ModelChoice, *, language: Language = "zh-Hans"
    ) -> AsyncGenerator[Event]:
        """The events of a paper that is already open. The stored Summary comes back without a model being called."""
        key = self.summary_key(paper, choice, language)
        if stored := await asyncio.to_thread(self.store.summary, key):
            # The PDF may have been an upload then and come from arXiv now.
            summary = stored.model_copy(update={"record": paper.record, "links": links_of(paper)})
            for event in written_events(summary):
                yield event
            yield Finished(summary, stored=True)
            return
        async with aclosing(self.with_model(choice, lambda model: summarize(paper, model, language=language))) as run:
            async for event in run:
                if isinstance(event, Finished) and is_whole(event.summary):
                    await asyncio.to_thread(self.store.keep_summary, key, event.summary)
                yield event

    async def ask(
        self,
        paper: Paper,
        summary: Summary | None,
        question: str,
        choice: ModelChoice,
        history: Sequence[Message],
    ) -> AsyncGenerator[ChatEvent]:
        """The events of an answer to a question about a paper, ending with Answered."""
        from summarizer.chat.asking import ask

        async with aclosing(
            self.with_model(choice, lambda model: ask(paper, summary, question, model, history))
        ) as run:
            async for event in run:
                yield event

    async def in_chinese(self, paper: Paper, text: str, choice: ModelChoice) -> str:
        """A short English text of a paper, such as a caption, in Chinese, by the built-in model.

        Raises ModelError, WeightsError.
        """
        from summarizer.chain.sentences.sentences import text_in_chinese

        async def run(model: Model) -> AsyncGenerator[str]:
            yield (await text_in_chinese(model, text, paper))[0]

        async with aclosing(self.with_model(choice if choice.resident else ModelChoice(), run)) as events:
            return [event async for event in events if isinstance(event, str)][-1]

    async def with_model(self, choice: ModelChoice, run: Callable[[Model], AsyncGenerator]) -> AsyncGenerator:
        """The events of `run(model)`; the Steps of waiting and loading come first if the model lives in this process.

        Such a model is loaded once, and used by one run at a time. Raises ModelError, WeightsError, DiskFull.
        """
        if not choice.resident:
            model = await open_model(choice)
            try:
                async with aclosing(run(model)) as events:
                    async for event in events:
                        yield event
            finally:
                await model.close()
            return
        place = self._lines.setdefault(choice.name, Line()).joined()
        try:
            async with aclosing(place.waited()) as waiting:
                async for ahead in waiting:
                    yield Step(f"正在排队等待内置模型，前面还有 {ahead} 个任务", 0.0)
            loading = Reported(lambda progress: self._loaded(choice, progress))
            async with aclosing(loading.steps(0.0, LOAD_SHARE)) as steps:
                async for step in steps:
                    yield step
            async with aclosing(run(loading.result)) as events:
                async for event in events:
                    yield _scaled(event, LOAD_SHARE, 1.0)
        except ModelError:
            # The model in this process may be broken for good: the next run gets a new one.
            if broken := self._resident.pop(choice.name, None):
                await broken.close()
            raise
        finally:
            place.leave()

    async def page_image(
        self, paper_sha256: str, page: int, *, dpi: int, clip: Box | None = None, marks: Sequence[Box] = ()
    ) -> bytes:
        """A page (counted from 1), or the part in `clip`, as WebP with `marks` highlighted. Raises ReadingError."""
        path = await asyncio.to_thread(self.store.pdf, paper_sha256)
        if path is None:
            raise PaperNotFound("这篇论文的 PDF 已从缓存中清除，请重新打开它。")
        return await self.reader.render(path, page, dpi=dpi, clip=clip, marks=marks, form="webp")

    async def crops(self, summary: Summary) -> dict[str, bytes]:
        """The figures and tables of a summary's paper as WebP, by label."""
        return {
            figure.label: await self.page_image(summary.paper_sha256, figure.page, dpi=CROP_DPI, clip=figure.box)
            for figure in summary.figures
        }

    def summary_key(self, paper: Paper, choice: ModelChoice, language: Language) -> SummaryKey:
        """Under which the store keeps what `summarize_paper` writes."""
        address = f"@{urlsplit(choice.base_url).hostname}" if choice.base_url else ""
        return SummaryKey(paper.sha256, chain_version(), f"{choice.name}{address}", language)

    async def _from_arxiv(self, source: ArxivId) -> AsyncGenerator[Step | Opened]:
        asking = Reported(lambda progress: self._record(source, progress))
        async with aclosing(asking.steps(0.0, 0.3)) as steps:
            async for step in steps:
                yield step
        record = asking.result
        number = ArxivId.parse(record.arxiv_id or str(source))
        sha256 = await asyncio.to_thread(self.store.pdf_of, str(number))
        if sha256 is None:
            fetching = Reported(lambda progress: self._fetched(number, progress))
            async with aclosing(fetching.steps(0.3, 0.7)) as steps:
                async for step in steps:
                    yield step
            sha256 = fetching.result
        yield Step("正在阅读 PDF", 0.7)
        paper = await self._read(sha256)
        if not paper.scan and not the_same_paper(record, paper):
            await asyncio.to_thread(self.store.forget_pdf_of, str(number))
            raise WrongPaper
        yield Opened(paper.with_record(record))

    async def _from_file(self, source: PdfFile) -> AsyncGenerator[Step | Opened]:
        yield Step("正在阅读 PDF", 0.1)
        paper = await self._read(await asyncio.to_thread(self.store.keep_pdf, source.path))
        if paper.record.arxiv_id:
            asking = Reported(lambda progress: self._stamped(paper, progress))
            async with aclosing(asking.steps(0.5, 1.0)) as steps:
                async for step in steps:
                    yield step
            paper = asking.result
        yield Opened(paper)

    async def _record(self, source: ArxivId, progress: Progress) -> Record:
        if stored := await asyncio.to_thread(self.store.record, str(source)):
            return stored
        try:
            record = await self.gate.record(source, progress)
        except ArxivThrottled:
            # An old record is better than none: at worst a newer version is missed.
            if stored := await asyncio.to_thread(self.store.record, str(source), timedelta.max):
                return stored
            raise
        await asyncio.to_thread(self.store.keep_record, str(source), record)
        return record

    async def _fetched(self, number: ArxivId, progress: Progress) -> str:
        with tempfile.TemporaryDirectory(dir=self.store.folder, prefix="fetch-") as folder:
            path = Path(folder) / "paper.pdf"
            await self.gate.pdf(number, path, progress)
            return await asyncio.to_thread(self.store.keep_pdf, path, str(number))

    async def _read(self, sha256: str) -> Paper:
        if stored := await asyncio.to_thread(self.store.paper, sha256):
            return stored
        paper = await self.reader.read(await asyncio.to_thread(self.store.pdf, sha256))
        await asyncio.to_thread(self.store.keep_paper, paper)
        return paper

    async def _stamped(self, paper: Paper, progress: Progress) -> Paper:
        """The upload under arXiv's record where its first page carries an arXiv stamp and the titles agree."""
        try:
            record = await self._record(ArxivId.parse(paper.record.arxiv_id), progress)
        except ArxivError:
            # An upload can be read without arXiv; what its first page says stays, and is marked so.
            return paper
        return paper.with_record(record) if the_same_paper(record, paper) else paper

    async def _loaded(self, choice: ModelChoice, progress: Progress) -> Model:
        if choice.name not in self._resident:
            self._resident[choice.name] = await open_model(choice, progress)
        return self._resident[choice.name]


@cache
def chain_version() -> str:
    """Digest of all that a summary depends on beside paper, model and language: prompts, chain, checks and reader."""
    digest = hashlib.sha256(f"{prompts_digest()} {reader_version()}".encode())
    package = Path(__file__).parent
    for file in sorted([*package.glob("chain/**/*.py"), *package.glob("checking/**/*.py")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def is_whole(summary: Summary) -> bool:
    """Whether the run came to its end; one that a failing model broke off is shown but made anew the next time."""
    return not any(finding.kind == "interrupted" for finding in summary.findings)


def written_events(summary: Summary) -> list[Written]:
    """A finished summary as the events that would have written it."""
    lines = lines_of(summary)
    return [
        Written(field.name, lines[field.name])
        if field.kind == "line"
        else Written(field.name, points=summary.points(field.name))
        for field in FIELDS
    ]


def _scaled(event, low: float, high: float):
    """The event, a Step's fraction mapped from 0..1 to low..high."""
    return replace(event, fraction=low + (high - low) * event.fraction) if isinstance(event, Step) else event

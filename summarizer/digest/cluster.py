"""The papers of a digest on a Dask cluster; what comes back goes through the same state as on one machine.

arXiv is asked by this process alone, through its one gate: workers get the record, or the PDF's bytes. Each worker
reads its key from its own environment, under the name that the topic gives.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.digest.entries import Outcome
from summarizer.digest.labour import READ_AHEAD, choice_of
from summarizer.digest.state import Work
from summarizer.digest.topics import Topic
from summarizer.engine import Engine
from summarizer.errors import MissingPackage, PaperGlanceError, ScannedPdf, WrongPaper
from summarizer.events import Finished, Step
from summarizer.identity import the_same_paper
from summarizer.paper import Record
from summarizer.source import ArxivId

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 15
_LOST = "集群中断了这一篇的处理，下次运行会重试。"


class ClusterUnreachable(PaperGlanceError):
    sentence = "连接不上 Dask 调度器，请检查 --dask 的地址，以及调度器是否在运行。"


class ClusterLabour:
    """Papers done by the workers of a cluster, `jobs` at a time. What a worker that dies had is done by another."""

    def __init__(self, client: Client, engine: Engine, jobs: int):
        self._client = client
        self._engine = engine
        self._jobs = asyncio.Semaphore(jobs)
        self._fetching = asyncio.Semaphore(READ_AHEAD)

    @classmethod
    async def connected(cls, address: str, engine: Engine, jobs: int) -> ClusterLabour:
        """Connected to the scheduler at an address such as `tcp://127.0.0.1:8786`. Raises ClusterUnreachable."""
        try:
            from distributed import Client
        except ImportError:
            raise MissingPackage("缺少 Dask，请先执行 pip install -r requirements-cluster.txt。") from None
        try:
            client = await Client(address, asynchronous=True, timeout=CONNECT_SECONDS)
        except (OSError, ValueError, TimeoutError):
            raise ClusterUnreachable from None
        return cls(client, engine, jobs)

    async def close(self) -> None:
        await self._client.close()

    async def __call__(self, work: Work, record: Record, topic: Topic) -> AsyncGenerator[Step | Outcome]:
        """The Steps of one paper, then its Outcome."""
        if topic.depth == "list":
            yield Outcome()
            return
        async with self._jobs:
            pdf = None
            if topic.depth == "full":
                async with self._fetching:
                    yield Step("正在取 PDF", 0.0)
                    pdf = await self._pdf(record)
            yield Step("已交给集群", 0.2)
            # Not pure: the same paper may be asked for again after a failure.
            future = self._client.submit(
                outcome_json, record.model_dump_json(), topic.model_dump_json(), pdf, pure=False, retries=0
            )
            try:
                made = await future
            except PaperGlanceError:
                raise
            except Exception as error:
                raise PaperGlanceError(_LOST) from error
            finally:
                await future.cancel()
            yield Outcome.model_validate_json(made)

    async def _pdf(self, record: Record) -> bytes:
        store = self._engine.store
        sha256 = await asyncio.to_thread(store.pdf_of, record.arxiv_id)
        if sha256 is None:
            with tempfile.TemporaryDirectory(dir=store.folder, prefix="fetch-") as folder:
                path = Path(folder) / "paper.pdf"
                await self._engine.gate.pdf(ArxivId.parse(record.arxiv_id), path)
                sha256 = await asyncio.to_thread(store.keep_pdf, path, record.arxiv_id)
        return await asyncio.to_thread(store.pdf(sha256).read_bytes)


def outcome_json(record: str, topic: str, pdf: bytes | None) -> str:
    """What a worker does with one paper: its Outcome as JSON. Raises PaperGlanceError."""
    return asyncio.run(_outcome(Record.model_validate_json(record), Topic.model_validate_json(topic), pdf))


async def _outcome(record: Record, topic: Topic, pdf: bytes | None) -> str:
    from summarizer.chain import summarize
    from summarizer.digest.brief import brief
    from summarizer.models import open_model

    paper = await _paper(record, pdf) if pdf else None
    model = await open_model(choice_of(topic, os.environ))
    try:
        events = summarize(paper, model, language=topic.language) if paper else brief(record, model, topic.language)
        async with aclosing(events):
            async for event in events:
                last = event
    finally:
        await model.close()
    if isinstance(last, Finished):
        return Outcome(summary=last.summary, keywords=paper.keywords).model_dump_json()
    return Outcome(brief=last).model_dump_json()


async def _paper(record: Record, pdf: bytes):
    from summarizer.reading.reader import Reader

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{hashlib.sha256(pdf).hexdigest()}.pdf"
        path.write_bytes(pdf)
        async with Reader() as reader:
            paper = await reader.read(path)
    if paper.scan:
        raise ScannedPdf
    if not the_same_paper(record, paper):
        raise WrongPaper
    return paper.with_record(record)

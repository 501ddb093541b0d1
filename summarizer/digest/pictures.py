"""The figures of a post: which may be embedded, and their files beside it."""

from __future__ import annotations

import asyncio
import re
from contextlib import aclosing
from pathlib import Path

from summarizer.digest.entries import Outcome, Picture
from summarizer.digest.files import write_whole
from summarizer.digest.state import State, number_of
from summarizer.digest.topics import Figures
from summarizer.engine import CROP_DPI, Engine
from summarizer.paper import Record
from summarizer.source import ArxivId

_FREE = re.compile(r"^https?://creativecommons\.org/(?:licenses/by(?:-nc)?(?:-sa)?/|publicdomain/)")
"""Licences that allow a part of the work to be shown: all of Creative Commons but those without derivatives."""


def may_embed(licence: str) -> bool:
    """Whether a licence allows its paper's figures to be shown elsewhere, with the paper named."""
    return bool(_FREE.match(licence))


async def pictures(
    record: Record, outcome: Outcome, wanted: Figures, folder: Path, engine: Engine, state: State
) -> tuple[Picture, ...]:
    """The figures of a summarised paper, their files made in `folder` where they are missing and may be embedded."""
    if wanted == "none" or not outcome.summary:
        return ()
    embeds = wanted == "all" or may_embed(await _licence(record, engine, state))
    found = []
    for figure in outcome.summary.figures:
        file = f"{record.arxiv_id}-{figure.label}".replace("/", "-").replace(" ", "-").lower() + ".webp"
        file = re.sub(r"[^\w.-]", "-", file)
        if embeds and not await asyncio.to_thread((folder / file).exists):
            await _fetched(outcome.summary.paper_sha256, record, engine)
            image = await engine.page_image(outcome.summary.paper_sha256, figure.page, dpi=CROP_DPI, clip=figure.box)
            await asyncio.to_thread(write_whole, folder / file, image)
        found.append(Picture(label=figure.label, caption=figure.caption, page=figure.page, file=file if embeds else ""))
    return tuple(found)


async def _licence(record: Record, engine: Engine, state: State) -> str:
    if record.licence:
        return record.licence
    number = number_of(record)
    if (known := await asyncio.to_thread(state.licence, number)) is not None:
        return known
    licence = await engine.gate.licence(ArxivId.parse(record.arxiv_id))
    await asyncio.to_thread(state.keep_licence, number, licence)
    return licence


async def _fetched(sha256: str, record: Record, engine: Engine) -> None:
    """The PDF in the store, fetched again if it was cleared away."""
    if await asyncio.to_thread(engine.store.pdf, sha256) is None:
        async with aclosing(engine.opened(ArxivId.parse(record.arxiv_id))) as events:
            async for _ in events:
                pass

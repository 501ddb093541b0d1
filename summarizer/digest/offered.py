"""A digest for whoever has no folder of their own: a page or a program, which shows the events and gives out a zip."""

from __future__ import annotations

import asyncio
import hashlib
import io
import zipfile
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from summarizer.digest.entries import Day
from summarizer.digest.labour import LocalLabour
from summarizer.digest.options import JOBS
from summarizer.digest.run import DigestEvent, Order, Published, digest
from summarizer.digest.state import State
from summarizer.digest.topics import ModelSpec, Topic
from summarizer.engine import Engine
from summarizer.models import ModelChoice
from summarizer.views.feed import atom
from summarizer.views.site import index, page

FOLDER = "digest"
"""In the cache folder."""


@dataclass(frozen=True, slots=True)
class Zipped:
    """The last event: the post with its figures, as Markdown for a blog and as HTML for everyone."""

    name: str
    content: bytes


async def offered(
    topic: Topic, day: date, choice: ModelChoice, engine: Engine, *, days: int = 1, jobs: int = JOBS
) -> AsyncGenerator[DigestEvent | Zipped]:
    """The events of `digest`, then Zipped. Who asks for the same topic again gets what is already done.

    `choice` is the model, whatever the topic names. Closing it stops all papers; what is done is kept in the cache.
    Raises PaperGlanceError as `digest` does.
    """
    asked = hashlib.sha256(topic.model_dump_json(exclude={"model"}).encode()).hexdigest()[:16]
    folder = engine.store.folder / FOLDER / asked
    state = await asyncio.to_thread(State, folder / "state")
    # What is kept is kept under the model that wrote it.
    topic = topic.model_copy(update={"model": ModelSpec(name=choice.name, base_url=choice.base_url)})
    labour = LocalLabour(engine, state, choice, jobs)
    order = Order(topic, day, folder / "posts", days)
    try:
        async with aclosing(digest(order, labour, engine, state)) as events:
            async for event in events:
                yield event
                if isinstance(event, Published) and event.day.date == day:
                    yield Zipped(f"{event.day.stem}.zip", await asyncio.to_thread(archive, event.day, event.path))
    finally:
        await labour.close()
        state.close()


def archive(day: Day, post: Path) -> bytes:
    """A zip of a day: its post and figures, and the same as pages of plain HTML with a feed."""
    made = io.BytesIO()
    figures = {picture.file for entry in day.entries for picture in entry.pictures if picture.file}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr(f"posts/{post.name}", post.read_bytes())
        files.writestr(f"site/{day.stem}.html", page(day))
        files.writestr("site/index.html", index([day]))
        files.writestr("site/feed.xml", atom([day], ""))
        for name in sorted(figures):
            if (file := post.with_suffix("") / name).exists():
                for place in ("posts", "site"):
                    files.write(file, f"{place}/{day.stem}/{name}")
    return made.getvalue()

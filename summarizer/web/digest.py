"""The digest on the page: what a visitor asks for, and how a run stands, as HTML. No gradio in it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from markupsafe import Markup

from summarizer.digest.entries import Day
from summarizer.digest.offered import Zipped, offered
from summarizer.digest.run import DigestEvent, Doing, Done, Failed, Listed, Published, Searching, Tally
from summarizer.digest.state import number_of
from summarizer.digest.topics import ConfigError, Topic, checked
from summarizer.engine import Engine
from summarizer.models import ModelChoice
from summarizer.paper import Record
from summarizer.web.conversation import environment

FRAME_SECONDS = 0.3
"""Progress is shown at most that often."""

MOST_PAPERS = 20
"""In one digest of a visitor: a server is shared."""


@dataclass
class DigestRun:
    """One digest as it stands."""

    papers: tuple[Record, ...] = ()
    listed: bool = False
    doing: dict[str, str] = field(default_factory=dict)
    """What is being done with each paper, by number."""
    done: dict[str, str] = field(default_factory=dict)
    """The one sentence of each finished paper, empty if it is only listed."""
    failed: dict[str, str] = field(default_factory=dict)
    searching: str = ""
    tally: Tally | None = None
    day: Day | None = None

    def take(self, event: DigestEvent) -> None:
        match event:
            case Searching(text):
                self.searching = text
            case Listed(_, _, papers):
                self.papers, self.listed = papers, True
            case Doing(number, text, _):
                self.doing[number] = text
            case Done(number, outcome, _):
                written = outcome.summary or outcome.brief
                self.done[number] = written.one_sentence.text if written and written.one_sentence else ""
            case Failed(number, reason):
                self.failed[number] = reason
            case Tally():
                self.tally = event
            case Published(day, _):
                self.day = day


def digest_html(run: DigestRun) -> Markup:
    """The run as HTML: the papers with their states, the tally, and at the end why there are none."""
    return Markup(  # noqa: S704 - rendered with autoescape
        environment().get_template("digest.html").render(run=run, number_of=number_of)
    )


def topic_of_form(name: str, query: str, depth: str, language: str) -> Topic:
    """What a visitor typed, as a Topic. Raises ConfigError with a sentence for the visitor."""
    name, query = (name or "").strip(), (query or "").strip()
    if not query:
        raise ConfigError('请填写 arXiv 检索式，例如 cat:cs.CV AND all:"diffusion model"。')
    values = {"name": name or query[:60], "query": query, "depth": depth, "language": language}
    return checked(Topic, values | {"max": MOST_PAPERS, "figures": "cc"})


def day_of_form(text: str) -> date:
    """The day a visitor typed (YYYY-MM-DD), or today (UTC). Raises ConfigError."""
    try:
        return date.fromisoformat(text.strip()) if (text or "").strip() else datetime.now(UTC).date()
    except ValueError:
        raise ConfigError("日期请写成 YYYY-MM-DD，例如 2024-03-13。") from None


async def digest_frames(
    engine: Engine, topic: Topic, day: date, choice: ModelChoice
) -> AsyncGenerator[tuple[Markup, Path | None]]:
    """HTML of the run as it goes on, at last with the zip's file, whose folder is the caller's to delete.

    Closing it stops the run. Raises PaperGlanceError.
    """
    run, shown_at = DigestRun(), 0.0
    async with aclosing(offered(topic, day, choice, engine)) as events:
        async for event in events:
            if isinstance(event, Zipped):
                path = Path(tempfile.mkdtemp(prefix="digest-")) / event.name
                path.write_bytes(event.content)
                yield digest_html(run), path
                continue
            run.take(event)
            if not isinstance(event, Doing) or time.monotonic() - shown_at > FRAME_SECONDS:
                shown_at = time.monotonic()
                yield digest_html(run), None

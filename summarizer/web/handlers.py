"""What the page does when a visitor sends, clicks, turns or exports: session and engine in, HTML out."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from summarizer.chain import Language
from summarizer.engine import Engine
from summarizer.errors import PaperGlanceError, SourceError
from summarizer.events import Answered, Answering, Finished, Opened, Step, Writing
from summarizer.line import Line
from summarizer.models import ModelChoice
from summarizer.source import source_of
from summarizer.web.conversation import conversation, empty_state
from summarizer.web.session import Exchange, OpenPaper, Session, View, figure_of
from summarizer.web.viewer import paper_chips, viewer
from summarizer.web.words import Words

log = logging.getLogger(__name__)

FRAME_SECONDS = 0.2
"""Streaming text is shown at most that often: more only costs the browser."""

UNEXPECTED = "程序内部出错，这个任务已停止；请重试，或者换一篇论文、换一个模型。"


@dataclass(frozen=True)
class Frame:
    """New HTML for parts of the page; None where nothing changed."""

    history: str | None = None
    live: str | None = None
    viewer: str | None = None
    papers: str | None = None


async def frames_of_message(
    engine: Engine,
    jobs: Line,
    session: Session,
    text: str,
    file: Path | None,
    choice: ModelChoice,
    language: Language,
    words: Words,
) -> AsyncGenerator[Frame]:
    """The frames of one message: a paper to summarise, or a question about the current paper. Raises nothing."""
    exchange = session.begin(text, file)
    session.running = True
    earlier = session.exchanges[:-1]
    place = jobs.joined()
    try:
        yield Frame(conversation(session, earlier, words), conversation(session, [exchange], words))
        async with aclosing(place.waited()) as waiting:
            async for ahead in waiting:
                exchange.take(Step(f"{words.queued} {ahead}", 0.0))
                yield Frame(live=conversation(session, [exchange], words))
        async with aclosing(_reply(engine, session, exchange, file, choice, language, words)) as frames:
            async for frame in frames:
                yield frame
    except PaperGlanceError as error:
        exchange.error = str(error)
    except Exception as error:  # noqa: BLE001 - a visitor is shown one sentence, whatever went wrong
        # Its text may hold what a visitor typed: only the kind and the place are logged.
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error("a reply failed: %s in %s line %s", type(error).__name__, place.filename, place.lineno)
        exchange.error = UNEXPECTED
    finally:
        place.leave()
        session.running = False
        exchange.stopped = exchange.running
    yield await whole(engine, session, words)


async def whole(engine: Engine, session: Session, words: Words) -> Frame:
    """The page as the session stands."""
    return Frame(
        history=conversation(session, session.exchanges, words) if session.exchanges else empty_state(words),
        live="",
        viewer=await viewer(session, engine, words),
        papers=paper_chips(session, words),
    )


async def _reply(
    engine: Engine,
    session: Session,
    exchange: Exchange,
    file: Path | None,
    choice: ModelChoice,
    language: Language,
    words: Words,
) -> AsyncGenerator[Frame]:
    current = session.current
    try:
        source = source_of(file) if file else source_of(exchange.words)
    except SourceError:
        if current is None or file or not exchange.words:
            raise
        events = _answer(engine, session, exchange, current, choice)
    else:
        events = engine.summarize(source, choice, language=language)
    shown_at = 0.0
    async with aclosing(events) as run:
        async for event in run:
            exchange.take(event)
            if isinstance(event, Opened):
                exchange.paper = session.open(event.paper).serial
                live = conversation(session, [exchange], words)
                yield Frame(live=live, viewer=await viewer(session, engine, words), papers=paper_chips(session, words))
            elif isinstance(event, Finished | Answered):
                if isinstance(event, Finished) and (paper := session.by_serial(exchange.paper)):
                    paper.summary = event.summary
            elif not isinstance(event, Step | Writing | Answering) or time.monotonic() - shown_at > FRAME_SECONDS:
                shown_at = time.monotonic()
                yield Frame(live=conversation(session, [exchange], words))


async def _answer(
    engine: Engine, session: Session, exchange: Exchange, current: OpenPaper, choice: ModelChoice
) -> AsyncGenerator:
    exchange.paper = current.serial
    history = session.history(current)
    async with aclosing(engine.ask(current.paper, current.summary, exchange.words, choice, history)) as events:
        async for event in events:
            yield event


def turn(session: Session, wish: Mapping[str, str]) -> None:
    """Changes what the right side shows: `switch`, `paper` with `page` and `ids`, `tab`, `turn` or `goto`.

    The wish comes from the browser: whatever does not fit is ignored.
    """
    wanted = session.by_serial(_number(wish.get("switch") or wish.get("paper")))
    if wanted:
        session.show(wanted)
    if session.current is None:
        return
    view = session.view
    if "tab" in wish:
        session.view = View(wish["tab"] if wish["tab"] in ("pages", "figures", "outline") else "pages", view.page)
    elif "turn" in wish:
        session.view = View("pages", view.page + (1 if wish["turn"] == "1" else -1))
    elif page := _number(wish.get("goto") or wish.get("page")):
        ids = tuple(number for part in (wish.get("ids") or "").split(",") if (number := _number(part)))
        session.view = View("pages", page, ids)
    session.view.page = max(1, min(session.view.page, len(session.current.paper.page_sizes)))


async def translate_caption(engine: Engine, session: Session, name: str, choice: ModelChoice) -> None:
    """Puts a figure's caption into Chinese and keeps it in the session. Raises ModelError, WeightsError."""
    if session.current is None or (figure := figure_of(session.current.paper, name)) is None:
        return
    paper = session.current.paper
    session.captions[paper.sha256, name] = await engine.in_chinese(paper, figure.caption, choice)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 7 else None

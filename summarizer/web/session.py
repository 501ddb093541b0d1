"""What one visitor's page holds: the conversation, the papers opened in it, and what the right side shows."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from summarizer.events import Answered, Answering, ChatEvent, Event, Finished, Opened, Step, Writing, Written
from summarizer.models import Message
from summarizer.paper import Figure, Paper
from summarizer.summary import FieldName, Summary

MAX_EXCHANGES = 60
"""Of a conversation; the oldest are let go, so that a page left open for days stays small."""

MAX_PAPERS = 12
"""Open at a time; the oldest is closed when another comes."""

MAX_IMAGES = 48
"""Rendered pages and crops kept for turning back, about 100 kB each."""

HISTORY_EXCHANGES = 6
"""Questions and answers that a follow-up question is understood from."""

Tab = Literal["pages", "figures", "outline"]


@dataclass
class Exchange:
    """One message of the visitor and the reply to it, growing while it streams."""

    words: str
    """What the visitor typed, or the name of the file."""
    file: Path | None = None
    """The uploaded PDF, if that was the message."""
    paper: int | None = None
    """Serial number of the paper that it is about."""
    step: Step | None = None
    opened: Paper | None = None
    writing: dict[FieldName, str] = field(default_factory=dict)
    written: dict[FieldName, Written] = field(default_factory=dict)
    summary: Summary | None = None
    answering: str = ""
    answered: Answered | None = None
    error: str = ""
    stopped: bool = False

    @property
    def running(self) -> bool:
        return not (self.summary or self.answered or self.error or self.stopped)

    def take(self, event: Event | ChatEvent) -> None:
        """Grows the reply by one event."""
        match event:
            case Step():
                self.step = event
            case Opened(paper):
                self.opened = paper
            case Writing(name, text):
                self.writing[name] = self.writing.get(name, "") + text
            case Written():
                self.writing.pop(event.field, None)
                self.written[event.field] = event
            case Finished(summary):
                self.summary = summary
            case Answering(text):
                self.answering += text
            case Answered():
                self.answered = event


@dataclass
class OpenPaper:
    serial: int
    """Counts from 1 over the life of the page."""
    paper: Paper
    summary: Summary | None = None


@dataclass
class View:
    """What the right side shows of the current paper."""

    tab: Tab = "pages"
    page: int = 1
    passages: tuple[int, ...] = ()
    """Ids of the marked passages."""


class Session:
    """Never holds a key. Lives as long as the page is open.

    No dataclass: gradio would write one out into the page's configuration.
    """

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.papers: list[OpenPaper] = []
        self.current: OpenPaper | None = None
        self.view = View()
        self.images: OrderedDict[tuple, str] = OrderedDict()
        """Rendered pictures as data addresses, by (sha256, page, box, dpi)."""
        self.captions: dict[tuple[str, str], str] = {}
        """Captions put into Chinese on request, by (sha256, label)."""
        self.running = False
        self._serials = 0

    def begin(self, text: str, file: Path | None = None) -> Exchange:
        """A new exchange at the end of the conversation."""
        exchange = Exchange(file.name if file else text.strip(), file)
        self.exchanges = [*self.exchanges, exchange][-MAX_EXCHANGES:]
        return exchange

    def open(self, paper: Paper) -> OpenPaper:
        """Makes the paper the current one; a paper that is open already keeps its number."""
        known = next((each for each in self.papers if each.paper.sha256 == paper.sha256), None)
        if known is None:
            self._serials += 1
            known = OpenPaper(self._serials, paper)
            self.papers = [*self.papers, known][-MAX_PAPERS:]
        known.paper = paper
        self.show(known)
        return known

    def show(self, paper: OpenPaper) -> None:
        """Turns the right side to a paper's first page, unless it is shown already."""
        if self.current is not paper:
            self.current = paper
            self.view = View()

    def by_serial(self, serial: int | None) -> OpenPaper | None:
        return next((paper for paper in self.papers if paper.serial == serial), None)

    def history(self, paper: OpenPaper) -> tuple[Message, ...]:
        """The last questions about a paper and their answers, as messages."""
        messages: list[Message] = []
        for exchange in self.exchanges:
            if exchange.paper == paper.serial and exchange.answered and not exchange.opened:
                messages.append({"role": "user", "content": exchange.words})
                answer = "".join(point.text for point in exchange.answered.points)
                messages.append({"role": "assistant", "content": answer})
        return tuple(messages[-2 * HISTORY_EXCHANGES :])

    def keep_image(self, key: tuple, address: str) -> None:
        """Remembers a rendered picture; the one used longest ago is forgotten."""
        self.images[key] = address
        self.images.move_to_end(key)
        while len(self.images) > MAX_IMAGES:
            self.images.popitem(last=False)


def figure_of(paper: Paper, label: str) -> Figure | None:
    return next((figure for figure in paper.figures if figure.label == label), None)

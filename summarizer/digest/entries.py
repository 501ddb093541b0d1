"""What a post is made of: frozen values, from what a model made of one paper to the whole day of a topic."""

from __future__ import annotations

from datetime import date, datetime

from summarizer.digest.topics import Blog, Depth, Topic
from summarizer.paper import Frozen, Record
from summarizer.summary import Finding, Point, Summary
from summarizer.usage import Usage


class Brief(Frozen):
    """What a model wrote of a paper whose abstract alone it was shown."""

    title_zh: str | None = None
    one_sentence: Point | None = None
    takeaways: tuple[Point, ...] = ()
    findings: tuple[Finding, ...] = ()
    model: str
    usage: Usage = Usage()


class Outcome(Frozen):
    """All that was made of one paper. Both empty: it is only listed."""

    brief: Brief | None = None
    summary: Summary | None = None
    keywords: tuple[str, ...] = ()
    """As the paper prints them."""

    @property
    def usage(self) -> Usage:
        written = self.summary or self.brief
        return written.usage if written else Usage()


class Picture(Frozen):
    """A figure of a paper in a post."""

    label: str
    caption: str
    page: int
    file: str = ""
    """Its name in the post's folder; empty: it is only linked."""


class Entry(Frozen):
    """A paper in a post."""

    record: Record
    outcome: Outcome
    pictures: tuple[Picture, ...] = ()


class Failure(Frozen):
    """A paper that could not be summarised, tried again the next run."""

    record: Record
    reason: str


class Listing(Frozen):
    """What arXiv said of one day of a topic."""

    since: datetime
    until: datetime
    """The window of submission: [since, until), UTC."""
    asked: datetime
    begun: datetime
    """When the day was first asked for: the post's time, so that writing it again changes nothing."""
    query: str
    found: int = 0
    """Papers in the window."""
    filtered: int = 0
    """Of those, left out by the topic's words."""
    elsewhere: tuple[date, ...] = ()
    """Days whose posts already have some of them."""
    more: bool = False
    """True if there were more than the topic's limit."""
    error: str = ""
    """Why arXiv gave nothing, in Chinese; empty if it answered."""


class Day(Frozen):
    """One day of a topic, ready to be written as a post."""

    topic: Topic
    date: date
    blog: Blog = Blog()
    listing: Listing
    entries: tuple[Entry, ...] = ()
    """Newest first."""
    failures: tuple[Failure, ...] = ()
    note: str = ""
    """Why there are no papers, one Chinese sentence; empty if there are some."""

    @property
    def stem(self) -> str:
        """Name of the post's file without its suffix, and of the folder of its figures."""
        return f"{self.date.isoformat()}-{self.topic.slug}"

    @property
    def depth(self) -> Depth:
        return self.topic.depth

    @property
    def models(self) -> tuple[str, ...]:
        """The models that wrote in it."""
        written = (entry.outcome.summary or entry.outcome.brief for entry in self.entries)
        return tuple(dict.fromkeys(each.model for each in written if each))

    @property
    def usage(self) -> Usage:
        return sum((entry.outcome.usage for entry in self.entries), Usage())

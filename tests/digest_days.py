"""Days of a digest made of given texts, for the views."""

from __future__ import annotations

from datetime import UTC, date, datetime

from summarizer.digest.entries import Brief, Day, Entry, Failure, Listing, Outcome, Picture
from summarizer.digest.topics import Blog, Topic
from summarizer.paper import Record
from summarizer.summary import Finding, Point
from tests.samples import SUMMARY

LISTING = Listing(
    since=datetime(2024, 3, 12, tzinfo=UTC),
    until=datetime(2024, 3, 14, tzinfo=UTC),
    asked=datetime(2024, 3, 14, 6, 30, 15, tzinfo=UTC),
    begun=datetime(2024, 3, 14, 6, 30, 15, tzinfo=UTC),
    query="cat:cs.DS",
    found=3,
)


def record(text: str, number: str = "2403.09001v1") -> Record:
    """A record all of whose texts are the given one."""
    return Record(
        title=text,
        authors=(text, "Li Wei"),
        origin="arxiv",
        arxiv_id=number,
        published=datetime(2024, 3, 13, 1, tzinfo=UTC),
        categories=("cs.DS",),
        abstract=f"{text}\n{text}",
        comment=text,
    )


def brief(text: str) -> Outcome:
    point = Point(text=text, passages=(1,), pages=(1,), flags=("number nowhere",))
    finding = Finding(kind="x", field="", detail=text)
    return Outcome(
        brief=Brief(title_zh=text, one_sentence=point, takeaways=(point, point), findings=(finding,), model=text),
        keywords=(text,),
    )


def whole(text: str) -> Outcome:
    """A whole summary under the record, all its prose the given text."""
    point = Point(text=text, passages=(2,), pages=(1, 2))
    return Outcome(
        summary=SUMMARY.model_copy(
            update={
                "title_zh": text,
                "methods": (point, point),
                "one_sentence": point,
                "takeaways": (point,) * 5,
                "keywords": (text,),
                "overview": SUMMARY.overview.model_copy(update={"results": (point, point)}),
            }
        ),
        keywords=(text,),
    )


def day(text: str, *, topic: str = "Quiet Sorting", depth: str = "full", **facts) -> Day:
    """A day with a whole summary, a brief and a failure, all in the given text."""
    pictures = (
        Picture(label="Figure 1", caption=text, page=2, file="2403.09001v1-figure-1.webp"),
        Picture(label="Table 1", caption=text, page=3),
    )
    return Day(
        **{
            "topic": Topic(name=topic, query="cat:cs.DS", depth=depth),
            "date": date(2024, 3, 13),
            "blog": Blog(author=text or "A"),
            "listing": LISTING,
            "entries": (
                Entry(record=record(text), outcome=whole(text), pictures=pictures),
                Entry(record=record(text, "2403.09002v1"), outcome=brief(text)),
            ),
            "failures": (Failure(record=record(text, "2403.09003v1"), reason=text),),
        }
        | facts
    )

"""Which papers belong to a day of a topic: first submitted in its window, or late for an earlier day's post."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from summarizer.arxiv_api.gate import ArxivGate
from summarizer.digest.entries import Listing
from summarizer.digest.state import State, number_of
from summarizer.digest.topics import Topic
from summarizer.errors import ArxivError
from summarizer.paper import Record

LISTING_SECONDS = 900
"""An answer of arXiv is good for so long: a run that was stopped does not ask again."""

MAX_LISTED = 2000
"""Papers asked for at most; arXiv gives no more in one answer."""

Progress = Callable[[str, float], None]


async def listed(
    topic: Topic, day: date, days: int | None, state: State, gate: ArxivGate, progress: Progress
) -> tuple[Listing, tuple[Record, ...]]:
    """What arXiv lists for a day, and the papers of its post; both are kept. arXiv's failure is in the Listing.

    The window is the `days` UTC days that end with `day`; None: the topic's whole look-back. Papers that arXiv shows
    late join the post too: those of the look-back's days that were asked for before and that are in no post.
    """
    asked = datetime.now(UTC)
    since = _midnight(day - timedelta(days=topic.look_back_days if days is None else days - 1))
    until = _midnight(day + timedelta(days=1))
    before = await asyncio.to_thread(state.listing, topic.name, day)
    fresh = (
        before is not None
        and not before.error
        and (before.query, before.since) == (topic.query, since)
        and asked - before.asked < timedelta(seconds=LISTING_SECONDS)
    )
    if not fresh:
        listing = Listing(
            since=since, until=until, asked=asked, begun=before.begun if before else asked, query=topic.query
        )
        await _ask(topic, day, listing, state, gate, progress)
    kept = await asyncio.to_thread(state.listing, topic.name, day)
    return kept, await asyncio.to_thread(state.listed, topic.name, day)


async def _ask(topic: Topic, day: date, listing: Listing, state: State, gate: ArxivGate, progress: Progress) -> None:
    known = await asyncio.to_thread(state.day_of, topic.name)
    covered = set(await asyncio.to_thread(state.days, topic.name)) - {day}
    back = _midnight(day - timedelta(days=topic.look_back_days))
    # Those that other posts have, or that the words leave out, take no place from the others.
    room = topic.max * (5 if topic.include or topic.exclude else 1) + len(known) + 1
    try:
        found = await gate.newest(topic.query, min(back, listing.since), listing.until, min(room, MAX_LISTED), progress)
    except ArxivError as error:
        listing = listing.model_copy(update={"error": str(error)})
        await asyncio.to_thread(state.keep_listing, topic.name, day, listing, (), topic.max)
        return
    # Of earlier days only what came too late for their own posts counts.
    inside = [
        record
        for record in found
        if record.published >= listing.since
        or (record.published.astimezone(UTC).date() in covered and known.get(number_of(record), day) == day)
    ]
    wanted = [record for record in inside if fits(record, topic)]
    free = [record for record in wanted if known.get(number_of(record), day) == day]
    listing = listing.model_copy(
        update={
            "found": len(inside),
            "filtered": len(inside) - len(wanted),
            "elsewhere": tuple(sorted({known.get(number_of(record), day) for record in wanted} - {day})),
            "more": len(free) > topic.max,
        }
    )
    await asyncio.to_thread(state.keep_listing, topic.name, day, listing, free, topic.max)


def fits(record: Record, topic: Topic) -> bool:
    """Whether title and abstract have one of the words to include (if any) and none of those to exclude."""
    text = " ".join(f"{record.title} {record.abstract}".split())
    return (not topic.include or any(_has(text, word) for word in topic.include)) and not any(
        _has(text, word) for word in topic.exclude
    )


def _has(text: str, word: str) -> bool:
    """Whole words, without case; `GAN` is not in `organ`, but `model` is in `models`."""
    pattern = r"\s+".join(re.escape(part) for part in word.split())
    return bool(pattern) and bool(re.search(rf"(?<!\w){pattern}(?:s|es)?(?!\w)", text, re.IGNORECASE))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

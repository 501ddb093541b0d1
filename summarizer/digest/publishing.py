"""A day's post on disk: written from the state in one piece, the same however often, and the site around all posts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path

from summarizer.digest.announcements import reason_for_none
from summarizer.digest.entries import Day, Entry, Failure, Outcome
from summarizer.digest.files import clear_parts, write_whole
from summarizer.digest.state import State
from summarizer.digest.work import work_of
from summarizer.errors import PaperGlanceError
from summarizer.paper import Record
from summarizer.views.hexo import post

NOT_DONE = "上次运行没有做完这一篇。"

MakeEntry = Callable[[date, Record, Outcome], Awaitable[Entry]]


async def published(order, day: date, entry: MakeEntry, state: State) -> tuple[Day, Path]:
    """The day as the state knows it, and the post that was written from it. Raises DiskFull."""
    ready = await _day(order, day, entry, state)
    path = order.folder / f"{ready.stem}.md"
    await asyncio.to_thread(_write, ready, path, state)
    return ready, path


async def _day(order, day: date, entry: MakeEntry, state: State) -> Day:
    topic = order.topic
    listing, records, kept = await asyncio.to_thread(
        lambda: (
            state.listing(topic.name, day),
            (found := state.listed(topic.name, day)),
            [
                (record, state.outcome(work_of(record, topic)), state.failure(work_of(record, topic)))
                for record in found
            ],
        )
    )
    entries, failures = [], []
    for record, outcome, reason in kept:
        if outcome is None:
            failures.append(Failure(record=record, reason=reason or NOT_DONE))
            continue
        try:
            entries.append(await entry(day, record, outcome))
        except PaperGlanceError as error:
            failures.append(Failure(record=record, reason=reason or str(error)))
    note = "" if records else reason_for_none(topic, day, listing, datetime.now(UTC))
    if records and listing.error:
        note = f"最近一次查询没有成功：{listing.error}"
    return Day(
        topic=topic,
        date=day,
        blog=order.blog,
        listing=listing,
        entries=tuple(entries),
        failures=tuple(failures),
        note=note,
    )


def _write(day: Day, path: Path, state: State) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with state.post_lock:
        clear_parts(path.parent)
        write_whole(path, post(day).encode())
        state.keep_post(day.topic.name, day.date, day.stem, day.model_dump_json().encode())


def write_site(state: State, posts: Path, site: Path, url: str) -> int:
    """Writes every post as plain HTML, an index and an Atom feed into `site`; how many posts. Raises DiskFull."""
    from summarizer.views.feed import atom
    from summarizer.views.site import index, page

    with state.post_lock:
        days = [Day.model_validate_json(setting) for _, _, _, setting in state.posts()]
        site.mkdir(parents=True, exist_ok=True)
        clear_parts(site)
        for day in days:
            write_whole(site / f"{day.stem}.html", page(day).encode())
            for entry in day.entries:
                for picture in entry.pictures:
                    source, to = posts / day.stem / picture.file, site / day.stem / picture.file
                    if picture.file and source.exists() and not to.exists():
                        write_whole(to, source.read_bytes())
        write_whole(site / "index.html", index(days).encode())
        write_whole(site / "feed.xml", atom(days, url).encode())
    return len(days)

"""The posts → an Atom feed (RFC 4287), one entry a post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from summarizer.digest.entries import Day
from summarizer.views.guarded import seen
from summarizer.views.hexo import overview_line, warning

MOST_POSTS = 50
FEED_TITLE = "论文日报 · PaperGlance"


def atom(days: Sequence[Day], url: str) -> str:
    """The feed of the newest posts; `url` is where the site stands, empty: links stay relative."""
    base = url.rstrip("/") + "/" if url else ""
    newest = sorted(days, key=lambda day: (day.date, day.topic.name), reverse=True)[:MOST_POSTS]
    updated = max((_time(day) for day in newest), default="1970-01-01T00:00:00Z")
    entries = "".join(_entry(day, base) for day in newest)
    links = "".join(
        f"<link rel={quoteattr(kind)} href={quoteattr(base + name)}/>"
        for kind, name in (("self", "feed.xml"), ("alternate", "index.html"))
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">\n'
        f"<id>{escape(base or 'urn:paperglance:digest')}</id>\n<title>{FEED_TITLE}</title>\n"
        f"<updated>{updated}</updated>\n<author><name>PaperGlance</name></author>\n{links}\n{entries}</feed>\n"
    )


def _entry(day: Day, base: str) -> str:
    titles = "".join(f"<li>{_text(entry.record.title)}</li>" for entry in day.entries)
    summary = f"<p>{_text(overview_line(day))}</p><p>{_text(day.note or warning(day))}</p><ol>{titles}</ol>"
    link = f"{base}{quote(day.stem)}.html"
    return (
        f"<entry><id>urn:paperglance:digest:{escape(quote(day.stem))}</id>"
        f"<title>{_text(f'{day.topic.name} {day.date}')}</title><updated>{_time(day)}</updated>"
        f"<link href={quoteattr(link)}/><category term={quoteattr(seen(day.topic.name))}/>"
        f'<content type="html">{escape(summary)}</content></entry>\n'
    )


def _text(text: str) -> str:
    return escape(seen(text))


def _time(day: Day) -> str:
    begun: datetime = day.listing.begun.astimezone(UTC)
    return f"{day.date}T{begun:%H:%M:%S}Z"

"""The posts → plain HTML pages that need no Hexo, no script and nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from summarizer.digest.entries import Day
from summarizer.summary import FIELD_BY_NAME
from summarizer.views.chart import bars
from summarizer.views.feed import FEED_TITLE
from summarizer.views.guarded import seen
from summarizer.views.hexo import FIGURES_TITLE, figure_path, keyword_counts, overview_line, warning
from summarizer.views.html import rich_text
from summarizer.views.words import FLAG_WORDS, GROUPS, MISSING, field_is_ordered


def page(day: Day) -> str:
    """One post as a page; its figures are in the folder of its name beside it."""
    counts, title = keyword_counts(day)
    return _template("post.html").render(
        day=day,
        warning=warning(day),
        overview=overview_line(day),
        chart=Markup(bars(counts, title)),  # noqa: S704 - made of escaped words
        chart_title=title,
        groups=[group for group in GROUPS if group[0] not in ("一句话总结", "要点")],
        fields=FIELD_BY_NAME,
        ordered=field_is_ordered,
        flags=FLAG_WORDS,
        missing=MISSING,
        figures_title=FIGURES_TITLE,
        figure_path=figure_path,
    )


def index(days: Sequence[Day]) -> str:
    """All posts, newest first, with a link to the feed."""
    newest = sorted(days, key=lambda day: (-day.date.toordinal(), day.topic.name))
    return _template("index.html").render(days=newest, title=FEED_TITLE, quote=quote)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("summarizer.views"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["rich"] = lambda text: rich_text(seen(text))
    environment.filters["seen"] = seen
    return environment.get_template(name)

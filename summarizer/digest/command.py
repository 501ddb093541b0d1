"""`python -m summarizer digest`: the runs one topic after another, and what is told while they go."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from contextlib import aclosing
from datetime import UTC, datetime

from summarizer.digest.labour import LocalLabour, choice_of
from summarizer.digest.options import JOBS
from summarizer.digest.publishing import write_site
from summarizer.digest.run import Doing, Done, Failed, Listed, Order, Published, Searching, Tally, digest
from summarizer.digest.state import State
from summarizer.digest.topics import Config, ConfigError, Topic, checked, config_of
from summarizer.engine import Engine
from summarizer.errors import PaperGlanceError
from summarizer.events import Step

STATE_FOLDER = ".paperglance"
"""In the posts' folder: Hexo and web servers leave names with a dot alone."""


async def run(options: argparse.Namespace, show, clear) -> int:
    """Runs every topic; exit status 1 if one could not be run or arXiv gave no list. `show` takes Steps."""
    config = config_of_options(options)
    if config.out is None:
        raise ConfigError("请用 --out 指定帖子写到哪个文件夹（或写在配置文件的 out 里）。")
    state = State(config.out / STATE_FOLDER)
    day, days = options.date or datetime.now(UTC).date(), options.days
    if days is None and options.date:
        days = 1
    status = 0
    try:
        async with Engine() as engine:
            for topic in config.topics:
                order = Order(topic, day, config.out, days, config.blog)
                try:
                    status |= await _topic(order, config.jobs or JOBS, options.dask, engine, state, show, clear)
                except PaperGlanceError as error:
                    clear()
                    _say(f"{topic.name}：{error}")
                    status = 1
        if config.site:
            count = await asyncio.to_thread(write_site, state, config.out, config.site, config.blog.url)
            _say(f"静态网页：{config.site / 'index.html'}（{count} 篇帖子）")
    finally:
        state.close()
    return status


async def _topic(order: Order, jobs: int, dask: str | None, engine: Engine, state: State, show, clear) -> int:
    choice = choice_of(order.topic, os.environ)
    if dask:
        from summarizer.digest.cluster import ClusterLabour

        labour = await ClusterLabour.connected(dask, engine, jobs)
    else:
        labour = LocalLabour(engine, state, choice, jobs)
    status, tally = 0, None
    try:
        async with aclosing(digest(order, labour, engine, state)) as events:
            async for event in events:
                match event:
                    case Searching(text):
                        show(Step(text, 0.0))
                    case Listed(topic, _, papers):
                        show(Step(f"{topic.name}：{len(papers)} 篇", 0.0))
                    case Doing(number, text, _):
                        show(_step(tally, f"{number} {text}"))
                    case Tally():
                        tally = event
                        show(_step(tally, ""))
                    case Failed(number, reason):
                        clear()
                        _say(f"{number} 失败：{reason}")
                    case Published(day, path):
                        clear()
                        told = f"{len(day.entries)} 篇" + (f"，{len(day.failures)} 篇失败" if day.failures else "")
                        reason = f"；{day.note}" if day.note else ""
                        sys.stdout.write(f"{path}（{told}{reason}）\n")
                        sys.stdout.flush()
                        status |= bool(day.listing.error) or (bool(day.failures) and not day.entries)
                    case Done():
                        pass
    finally:
        await labour.close()
    return int(status)


def config_of_options(options: argparse.Namespace) -> Config:
    """The configuration file with the options over it, or the one topic of the options. Raises ConfigError."""
    given = {
        name: value for name in ("depth", "max", "figures", "language") if (value := getattr(options, name)) is not None
    }
    if options.config:
        if options.topic or options.query or options.include or options.exclude:
            raise ConfigError("--config 已写明各个方向，不能再用 --topic、--query、--include、--exclude。")
        config = config_of(options.config)
        if options.base_url or options.model != "embedded":
            given["model"] = _model(options)
        config = config.model_copy(
            update={"topics": tuple(checked(Topic, topic.model_dump() | given) for topic in config.topics)}
        )
    else:
        if not (options.topic and options.query):
            raise ConfigError("请给出 --topic 和 --query，或者用 --config 指定配置文件。")
        one = {
            "name": options.topic,
            "query": options.query,
            "include": options.include,
            "exclude": options.exclude,
            "model": _model(options),
        }
        config = Config(topics=(checked(Topic, one | given),))
    over = {name: value for name in ("out", "site", "jobs") if (value := getattr(options, name)) is not None}
    return config.model_copy(update=over)


def _model(options: argparse.Namespace) -> dict:
    return {name: getattr(options, name) for name in ("base_url", "api_key_env", "context_tokens")} | {
        "name": options.model
    }


def _step(tally: Tally | None, text: str) -> Step:
    if tally is None:
        return Step(text, 0.0)
    ended, tokens = tally.done + tally.failed, tally.usage.prompt_tokens + tally.usage.completion_tokens
    parts = [f"{ended}/{tally.total} 篇", *([f"{tally.failed} 篇失败"] if tally.failed else []), f"{tokens:,} token"]
    return Step(" · ".join([*parts, *([text] if text else [])]), ended / max(1, tally.total), tally.seconds_left)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()

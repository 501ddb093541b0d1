"""Invented papers of a day, an endpoint that answers about them, and a digest run as a user runs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.arxiv_papers import ArxivPaper
from tests.obliging import obliging
from tests.openai_server import OpenAIServer, Reply

ROOT = Path(__file__).parents[1]
DAY = datetime(2024, 3, 13, tzinfo=UTC)


def numbered(count: int, day: datetime = DAY, first: int = 9001, **facts) -> list[ArxivPaper]:
    """Papers of a day, each told apart by a word of its abstract: `keyword-09001`."""
    return [
        ArxivPaper(
            f"2403.{serial:05}",
            title=f"Quiet Sorting, Part {serial}",
            printed_title=f"Quiet Sorting, Part {serial}",
            abstract=f"Sorting is loud. We sort quietly by keyword-{serial:05}. It is 3.2 times faster.",
            published=day + timedelta(hours=1, minutes=serial % 600),
            versions=1,
            **facts,
        )
        for serial in range(first, first + count)
    ]


def calls_by_paper(server: OpenAIServer) -> Counter[str]:
    """How many requests each paper's keyword was in."""
    return Counter(
        found[0]
        for request in list(server.chats)
        if (found := re.findall(r"keyword-(\d{5})", request.raw.decode("utf-8", "replace")))
    )


def slowly(seconds: float):
    """An obliging endpoint that thinks for so long."""
    return lambda body: replace(obliging(body), wait_seconds=seconds)


def briefly(body: dict) -> Reply:
    """A good answer to the request for a brief, whatever the paper."""
    text = (
        "### 中文标题\n安静排序\n### 一句话总结\n- 论文用安静排序降低噪声。[2]\n### 要点\n"
        "- 排序是吵闹的。[1]\n- 本文的排序很安静。[2]\n- 它比旧的办法快 3.2 倍。[3]\n"
        "- 作者提出新的排序办法。[2]\n- 噪声因此更小。[1][2]\n"
    )
    return Reply((text,))


def environment(folder: Path, arxiv) -> dict[str, str]:
    return {
        **os.environ,
        "PAPERGLANCE_CACHE": str(folder / "cache"),
        "PAPERGLANCE_ARXIV_API": arxiv.addresses.api,
        "PAPERGLANCE_ARXIV_WEB": arxiv.addresses.web,
        "DIGEST_KEY": "sk-only-here",
    }


def command(out: Path, server: OpenAIServer, *more: str) -> list[str]:
    """`python -m summarizer digest` for the topic and day of the numbered papers."""
    return [
        *(sys.executable, "-m", "summarizer", "digest", "--topic", "Quiet Sorting", "--query", "cat:cs.DS"),
        *("--date", "2024-03-13", "--out", str(out), "--model", "obliging", "--base-url", server.base_url),
        *("--api-key-env", "DIGEST_KEY", *more),
    ]


def done(arguments: Iterable[str], variables: dict[str, str], timeout: int = 120) -> subprocess.CompletedProcess:
    return subprocess.run(list(arguments), capture_output=True, text=True, env=variables, cwd=ROOT, timeout=timeout)

"""The digest as a page shows it, and what a visitor may type."""

from contextlib import aclosing

import pytest

from summarizer.arxiv_api.gate import ArxivGate
from summarizer.digest.topics import ConfigError
from summarizer.engine import Engine
from summarizer.models import ModelChoice
from summarizer.store import Store
from summarizer.web.digest import day_of_form, digest_frames, topic_of_form
from tests.digest_papers import DAY, briefly, numbered
from tests.openai_server import failure


async def test_frames_show_each_paper_and_end_with_a_zip(tmp_path, arxiv, openai_server):
    def sick(body):
        return failure(400, "no") if "keyword-09002" in str(body) else briefly(body)

    arxiv.papers.clear()
    arxiv.add(*numbered(3))
    openai_server.otherwise = sick
    store = Store(tmp_path / "cache")
    gate = ArxivGate(store.folder, at=arxiv.addresses, interval_seconds=0.01)
    topic = topic_of_form("", "cat:cs.DS", "abstract", "zh-Hans")
    choice = ModelChoice("obliging", openai_server.base_url)
    async with Engine(store, gate) as engine, aclosing(digest_frames(engine, topic, DAY.date(), choice)) as run:
        frames = [frame async for frame in run]
    last, path = frames[-1]
    assert path.suffix == ".zip" and path.stat().st_size > 1000 and all(zip is None for _, zip in frames[:-1])
    assert last.count("✓ 论文用安静排序降低噪声。") == 2 and last.count("✗ ") == 1 and "2/3 篇，1 篇失败" in last
    assert len(frames) > 4 and "正在查询 arXiv" in frames[0][0]


def test_what_is_typed_is_checked():
    assert day_of_form("2024-03-13") == DAY.date() and day_of_form("") is not None
    for call in (lambda: day_of_form("13.3.2024"), lambda: topic_of_form("x", " ", "full", "zh-Hans")):
        with pytest.raises(ConfigError, match="请"):
            call()
    assert topic_of_form("", "cat:cs.DS", "list", "zh-Hans").name == "cat:cs.DS"

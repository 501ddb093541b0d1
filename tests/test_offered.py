"""A digest for a page: its events, a zip at the end, and nothing done twice for the next visitor."""

import io
import zipfile
from contextlib import aclosing

from summarizer.arxiv_api.gate import ArxivGate
from summarizer.digest.offered import Zipped, offered
from summarizer.digest.run import Done, Published
from summarizer.digest.topics import Topic
from summarizer.engine import Engine
from summarizer.models import ModelChoice
from summarizer.store import Store
from tests.digest_papers import DAY, briefly, numbered


async def test_the_events_end_with_a_zip_and_the_next_visitor_pays_nothing(tmp_path, arxiv, openai_server):
    arxiv.papers.clear()
    arxiv.add(*numbered(2))
    openai_server.otherwise = briefly
    topic = Topic(name="安静 Sorting", query="cat:cs.DS")
    choice = ModelChoice("obliging", openai_server.base_url)
    store = Store(tmp_path / "cache")

    async def events():
        gate = ArxivGate(store.folder, at=arxiv.addresses, interval_seconds=0.01)
        async with Engine(store, gate) as engine, aclosing(offered(topic, DAY.date(), choice, engine)) as run:
            return [event async for event in run]

    first = await events()
    assert isinstance(first[-1], Zipped) and isinstance(first[-2], Published)
    assert first[-1].name == "2024-03-13-安静-Sorting.zip"
    with zipfile.ZipFile(io.BytesIO(first[-1].content)) as files:
        assert set(files.namelist()) == {
            *("posts/2024-03-13-安静-Sorting.md", "site/2024-03-13-安静-Sorting.html"),
            *("site/index.html", "site/feed.xml"),
        }
        assert files.read("posts/2024-03-13-安静-Sorting.md").decode().count("**Summary**") == 2
    called = len(openai_server.chats)
    second = await events()
    assert all(event.kept for event in second if isinstance(event, Done)) and len(openai_server.chats) == called

"""The digest as a user runs it: over a local arXiv and a local endpoint, all depths, again and after failures."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import SecretStr

from summarizer.arxiv_api.gate import ArxivGate
from summarizer.digest.labour import LocalLabour
from summarizer.digest.publishing import write_site
from summarizer.digest.run import Done, Failed, Listed, Order, Published, Tally, digest
from summarizer.digest.state import State
from summarizer.digest.topics import ModelSpec, Topic
from summarizer.engine import Engine
from summarizer.errors import KeyRefused
from summarizer.models import ModelChoice
from summarizer.store import Store
from tests.arxiv_server import Play
from tests.digest_papers import DAY, briefly, calls_by_paper, command, done, environment, numbered
from tests.obliging import obliging
from tests.openai_server import Reply, failure

TOPIC = Topic(name="Quiet Sorting", query="cat:cs.DS", model=ModelSpec(name="obliging"))
TODAY = DAY.date()


class Desk:
    """A digest with everything it needs on this machine."""

    def __init__(self, folder, arxiv, server):
        self.folder, self.arxiv, self.server = folder, arxiv, server
        self.out = folder / "posts"
        self.state = State(folder / "state")
        self.store = Store(folder / "cache")
        self.choice = ModelChoice("obliging", server.base_url, SecretStr("sk-test"))
        self.jobs = 4

    async def run(self, topic=TOPIC, day=TODAY, days=1, until=None):
        """The events of one run; `until(event)` true: stopped there."""
        gate = ArxivGate(self.store.folder, at=self.arxiv.addresses, interval_seconds=0.01)
        found = []
        async with Engine(self.store, gate) as engine:
            labour = LocalLabour(engine, self.state, self.choice, self.jobs)
            order = Order(topic, day, self.out, days)
            try:
                async with aclosing(digest(order, labour, engine, self.state)) as events:
                    async for event in events:
                        found.append(event)
                        if until and until(event):
                            break
            finally:
                await labour.close()
        return found

    async def posted(self, *arguments, **facts):
        """The last Published of a run."""
        return [event for event in await self.run(*arguments, **facts) if isinstance(event, Published)][-1]


@pytest.fixture
def desk(tmp_path, arxiv, openai_server):
    arxiv.papers.clear()
    openai_server.otherwise = briefly
    return Desk(tmp_path, arxiv, openai_server)


def ids(published):
    return [entry.record.arxiv_id for entry in published.day.entries]


async def test_a_day_becomes_a_post_newest_first(desk):
    desk.arxiv.add(
        *numbered(3), *numbered(2, DAY + timedelta(days=1), 9101), *numbered(1, DAY - timedelta(days=1), 9201)
    )
    events = await desk.run()
    assert isinstance(events[-1], Published) and len([e for e in events if isinstance(e, Done)]) == 3
    assert ids(events[-1]) == ["2403.09003v1", "2403.09002v1", "2403.09001v1"]
    tally = [event for event in events if isinstance(event, Tally)][-1]
    assert (tally.done, tally.failed, tally.total) == (3, 0, 3) and tally.usage.calls == 3 and tally.seconds_left == 0
    text = (desk.out / "2024-03-13-Quiet-Sorting.md").read_text()
    assert text.count("**Summary**") == 3 and "论文用安静排序降低噪声。" in text and "它比旧的办法快 3.2 倍。" in text


async def test_again_asks_nobody_and_changes_nothing(desk):
    desk.arxiv.add(*numbered(3))
    path = (await desk.posted()).path
    before, asked, called = path.read_bytes(), len(desk.arxiv.requests), len(desk.server.requests)
    events = await desk.run()
    assert all(event.kept for event in events if isinstance(event, Done))
    assert (path.read_bytes(), len(desk.arxiv.requests), len(desk.server.requests)) == (before, asked, called)


async def test_a_list_needs_no_model(desk):
    desk.arxiv.add(*numbered(2))
    published = await desk.posted(TOPIC.model_copy(update={"depth": "list"}))
    text = published.path.read_text()
    assert len(ids(published)) == 2 and "没有使用语言模型" in text and "**Summary**" not in text
    assert not desk.server.requests


async def test_full_reads_the_pdf_and_flags_what_is_unproven(desk):
    def bold(body):
        reply = obliging(body)
        return replace(reply, chunks=("".join(reply.chunks).replace("讲得很清楚", "提高了 98.7%"),))

    desk.server.otherwise = bold
    desk.arxiv.add(*numbered(2))
    published = await desk.posted(TOPIC.model_copy(update={"depth": "full"}))
    text = published.path.read_text()
    assert [entry.outcome.summary is not None for entry in published.day.entries] == [True, True]
    assert "⚠ 原文未见此数" in text and "[📄1](https://arxiv.org/pdf/2403.09002v1#page=1)" in text
    assert "（1）研究背景：" in text and len(desk.arxiv.asked("pdf")) == 2


async def test_late_papers_join_the_next_post_and_none_is_in_two(desk):
    await desk.run(day=date(2024, 3, 13))
    desk.arxiv.add(*numbered(2), *numbered(1, DAY + timedelta(days=1), 9101))
    second = await desk.posted(day=date(2024, 3, 14))
    assert ids(second) == ["2403.09101v1", "2403.09002v1", "2403.09001v1"]
    # A new version and a cross-list keep the number and the day of the first submission.
    desk.arxiv.papers.clear()
    desk.arxiv.add(*(replace(paper, versions=3, categories=("cs.LG", "cs.DS")) for paper in numbered(2)))
    third = await desk.posted(day=date(2024, 3, 15), days=3)
    assert ids(third) == [] and "都已收录在 2024-03-14 的日报里" in third.day.note


async def test_days_that_were_never_asked_for_stay_out_of_a_given_day(desk):
    desk.arxiv.add(*numbered(1), *numbered(1, DAY - timedelta(days=1), 9201))
    assert ids(await desk.posted(days=1)) == ["2403.09001v1"]


async def test_without_a_width_the_whole_look_back_is_taken(desk):
    desk.arxiv.add(
        *numbered(1), *numbered(1, DAY - timedelta(days=2), 9201), *numbered(1, DAY - timedelta(days=9), 9301)
    )
    assert ids(await desk.posted(days=None)) == ["2403.09001v1", "2403.09201v1"]


async def test_words_and_the_limit_choose(desk):
    desk.arxiv.add(*numbered(6))
    topic = TOPIC.model_copy(update={"exclude": ("keyword-09006", "part 9005"), "max": 2})
    published = await desk.posted(topic)
    assert ids(published) == ["2403.09004v1", "2403.09003v1"] and "上限" in published.path.read_text()
    none = await desk.posted(TOPIC.model_copy(update={"name": "Else", "include": ("noiseless",)}))
    assert ids(none) == [] and "检索到 6 篇论文，6 篇被包含词或排除词滤去" in none.day.note


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2024, 3, 16), "周末"), (date(2023, 11, 23), "感恩节"), (date(2024, 3, 12), "没有符合这个检索式")],
)
async def test_an_empty_day_says_why(desk, day, words):
    published = await desk.posted(day=day)
    assert words in published.day.note and words in published.path.read_text()


async def test_a_day_that_arxiv_has_not_published_yet_says_when(desk):
    today = datetime.now(UTC).date()
    assert "还没有公布" in (await desk.posted(day=today)).day.note


async def test_arxiv_down_is_told_and_mended_by_the_next_run(desk):
    desk.arxiv.add(*numbered(2))
    desk.arxiv.play("api", *[Play(status=500)] * 3)
    first = await desk.posted()
    assert "没有得到论文列表" in first.day.note and first.day.listing.error and not first.day.entries
    assert len(ids(await desk.posted())) == 2


async def test_failed_papers_stand_first_and_are_tried_again_even_the_next_day(desk):
    def sick(body):
        return failure(400, "no") if "keyword-09002" in str(body) else briefly(body)

    desk.server.otherwise = sick
    desk.arxiv.add(*numbered(3))
    events = await desk.run()
    assert [event.number for event in events if isinstance(event, Failed)] == ["2403.09002"]
    text = events[-1].path.read_text()
    assert text.index("处理失败") < text.index("## ") and text.count("**Summary**") == 2
    assert "- [Quiet Sorting, Part 9002](https://arxiv.org/abs/2403.09002v1)：" in text
    desk.server.otherwise = briefly
    before = calls_by_paper(desk.server)
    events = await desk.run(day=date(2024, 3, 14))
    assert [event.number for event in events if isinstance(event, Done)] == ["2403.09002"]
    assert "处理失败" not in (desk.out / "2024-03-13-Quiet-Sorting.md").read_text()
    assert calls_by_paper(desk.server) - before == {"09002": 1}


async def test_a_bad_answer_is_no_summary_and_is_asked_anew(desk):
    desk.server.otherwise = Reply(("I cannot help with that.",))
    desk.arxiv.add(*numbered(1))
    published = await desk.posted()
    assert not published.day.entries and "处理失败" in published.path.read_text()
    desk.server.otherwise = briefly
    assert len(ids(await desk.posted())) == 1


async def test_a_refused_key_stops_the_run_without_a_post(desk):
    desk.server.otherwise = failure(401, "bad key sk-test")
    desk.arxiv.add(*numbered(3))
    with pytest.raises(KeyRefused):
        await desk.run()
    assert not list(desk.out.glob("*.md"))
    desk.server.otherwise = briefly
    assert len(ids(await desk.posted())) == 3
    assert not any(b"sk-test" in path.read_bytes() for path in desk.folder.rglob("*") if path.is_file())


async def test_stopping_keeps_what_is_done_and_hangs_up(desk):
    desk.server.otherwise = lambda body: replace(briefly(body), wait_seconds=0.3)
    desk.arxiv.add(*numbered(6))
    desk.jobs = 1
    events = await desk.run(until=lambda event: isinstance(event, Done))
    assert not list(desk.out.glob("*.md"))
    before = calls_by_paper(desk.server)
    finished = f"{next(event.number for event in events if isinstance(event, Done)).partition('.')[2]}"
    assert len(ids(await desk.posted())) == 6
    assert calls_by_paper(desk.server)[finished] == before[finished] == 1


async def test_answers_of_a_paper_that_was_half_done_are_not_asked_for_again(desk):
    desk.server.otherwise = obliging
    desk.arxiv.add(*numbered(1))
    topic = TOPIC.model_copy(update={"depth": "full"})
    await desk.run(topic, until=lambda event: "结论" in getattr(event, "text", ""))
    asked = [request.raw for request in desk.server.chats]
    await desk.run(topic)
    again = [request.raw for request in desk.server.chats][len(asked) :]
    # The last one was hanging when the run was stopped; those before it were finished.
    assert asked and not set(asked[:-1]) & set(again)


async def test_two_runs_at_once_share_the_papers(desk):
    desk.server.otherwise = lambda body: replace(briefly(body), wait_seconds=0.1)
    desk.arxiv.add(*numbered(8))
    first, second = await asyncio.gather(desk.posted(), desk.posted())
    assert ids(first) == ids(second) and len(ids(first)) == 8
    assert calls_by_paper(desk.server) == {f"{serial:05}": 1 for serial in range(9001, 9009)}


async def test_two_topics_that_want_the_same_paper_share_its_brief(desk):
    desk.arxiv.add(*numbered(2))
    await desk.run()
    assert len(ids(await desk.posted(TOPIC.model_copy(update={"name": "Loud Sorting"})))) == 2
    assert set(calls_by_paper(desk.server).values()) == {1}


async def test_the_site_has_pages_an_index_and_a_feed(desk):
    from lxml import etree

    desk.arxiv.add(*numbered(2))
    await desk.run()
    await desk.run(day=date(2024, 3, 16))
    site = desk.folder / "site"
    assert write_site(desk.state, desk.out, site, "https://blog.example/d/") == 2
    index, page = (site / "index.html").read_text(), (site / "2024-03-13-Quiet-Sorting.html").read_text()
    assert 'href="2024-03-13-Quiet-Sorting.html"' in index and "周末" in index
    assert page.count("<h3>Summary</h3>") == 2 and "<script" not in page
    feed = etree.parse(str(site / "feed.xml")).getroot()
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert (
        feed.xpath("a:entry/a:link/@href", namespaces=atom)[1] == "https://blog.example/d/2024-03-13-Quiet-Sorting.html"
    )
    assert len(feed.xpath("a:entry/a:updated", namespaces=atom)) == 2


async def test_listed_papers_come_before_any_work(desk):
    desk.arxiv.add(*numbered(2))
    events = await desk.run()
    assert [len(event.papers) for event in events if isinstance(event, Listed)] == [2]


def test_the_command_line_writes_the_post_and_says_so(tmp_path, arxiv, openai_server):
    openai_server.otherwise = briefly
    arxiv.add(*numbered(2))
    ran = done(command(tmp_path / "out", openai_server, "--site", str(tmp_path / "site")), environment(tmp_path, arxiv))
    assert ran.returncode == 0, ran.stderr
    assert "2024-03-13-Quiet-Sorting.md（2 篇）" in ran.stdout and "2/2 篇" in ran.stderr
    assert "sk-only-here" not in ran.stdout + ran.stderr and (tmp_path / "site" / "index.html").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--topic", "x"), "--query"),
        (("--topic", "x", "--query", "cat:cs.DS"), "--out"),
        (("--config", "missing.toml"), "没有找到配置文件"),
    ],
)
def test_wrong_options_are_one_sentence(tmp_path, arxiv, arguments, words):
    import sys

    ran = done([sys.executable, "-m", "summarizer", "digest", *arguments], environment(tmp_path, arxiv))
    assert ran.returncode == 1 and words in ran.stderr.splitlines()[-1] and "Traceback" not in ran.stderr

"""The page's pure parts: session, HTML, settings; and the line as a visitor sees it. No browser."""

import asyncio
from contextlib import aclosing

import pytest
from pydantic import SecretStr

from summarizer.arxiv_api.gate import ArxivGate
from summarizer.engine import Engine
from summarizer.errors import KeyRefused, UsageLimit
from summarizer.events import Answered, Finished, Opened, Step, Writing, Written
from summarizer.line import Line
from summarizer.models import ModelChoice
from summarizer.store import Store
from summarizer.usage import Usage
from summarizer.web.conversation import conversation, empty_state
from summarizer.web.handlers import frames_of_message, turn
from summarizer.web.session import MAX_EXCHANGES, MAX_IMAGES, MAX_PAPERS, Session
from summarizer.web.settings import Offer, choice_of
from summarizer.web.words import EN, ZH, words_for
from tests.obliging import obliging
from tests.samples import PAPER, SUMMARY, point


def finished_session() -> Session:
    session = Session()
    exchange = session.begin("2403.07860")
    exchange.take(Opened(PAPER))
    exchange.paper = session.open(PAPER).serial
    for name in ("background", "results", "methods"):
        exchange.take(Written(name, points=SUMMARY.points(name)))
    exchange.take(Finished(SUMMARY))
    return session


def test_streaming_text_stands_until_the_field_is_written():
    session = Session()
    exchange = session.begin("x")
    exchange.take(Opened(PAPER))
    exchange.paper = session.open(PAPER).serial
    exchange.take(Writing("background", "排序"))
    exchange.take(Writing("background", "很吵"))
    assert "排序很吵" in conversation(session, [exchange], ZH) and exchange.running
    exchange.take(Written("background", points=(point("完成。", 2),)))
    html = conversation(session, [exchange], ZH)
    assert "排序很吵" not in html and "完成。" in html


def test_every_statement_has_its_mark_and_its_flag():
    html = conversation(session := finished_session(), session.exchanges, ZH)
    assert 'data-page="1" data-ids="3"' in html and 'data-page="2" data-ids="4"' in html
    assert "⚠ 原文未见此数" in html and "核对发现 1 处问题" in html
    assert "合并 &lt;b&gt;堆&lt;/b&gt;" in html


def test_what_the_browser_wishes_is_only_obeyed_where_it_fits():
    session = finished_session()
    for wish in ({}, {"turn": "1"}, {"goto": "99999999999"}, {"goto": "-1"}, {"paper": "7"}, {"tab": "<x>"}):
        turn(session, wish)
        assert 1 <= session.view.page <= 2 and session.view.tab in ("pages", "figures", "outline")
    turn(session, {"paper": "1", "page": "2", "ids": "4,x,,-3"})
    assert (session.view.page, session.view.passages) == (2, (4,))
    turn(Session(), {"tab": "figures"})


def test_a_session_stays_small():
    session = Session()
    for number in range(100):
        session.begin(str(number))
        session.open(PAPER.model_copy(update={"sha256": f"{number:064}"}))
        session.keep_image((number,), "data:")
    assert len(session.exchanges) == MAX_EXCHANGES and len(session.papers) == MAX_PAPERS
    assert len(session.images) == MAX_IMAGES and (99,) in session.images
    assert session.by_serial(100) is session.current and session.by_serial(1) is None


def test_the_history_of_a_question_is_of_its_paper():
    session = finished_session()
    paper = session.papers[0]
    other = session.open(PAPER.model_copy(update={"sha256": "0" * 64}))
    for words, about in (("一？", paper), ("二？", other)):
        exchange = session.begin(words)
        exchange.paper = about.serial
        exchange.take(Answered((point(f"答{words}", 2),), True, (2,), Usage()))
    assert [message["content"] for message in session.history(paper)] == ["一？", "答一？"]


def test_the_offer_is_limited_per_visitor_and_day():
    offer = Offer(ModelChoice("lent", "https://api.example.com/v1", SecretStr("sk-lent")), per_day=2)
    arguments = ("offered", "", "", "", "", None, offer)
    assert choice_of(*arguments, "1.2.3.4").name == choice_of(*arguments, "1.2.3.4").name == "lent"
    with pytest.raises(UsageLimit, match="明天"):
        choice_of(*arguments, "1.2.3.4")
    assert choice_of(*arguments, "5.6.7.8").name == "lent"
    assert "1.2.3.4" not in repr(vars(offer)) and "sk-lent" not in repr(offer)


def test_what_the_panel_means():
    assert choice_of("embedded", "", "", "", "", None, None, "") == ModelChoice()
    with pytest.raises(KeyRefused):
        choice_of("hub", "", "", "", " ", None, None, "")
    hub = choice_of("hub", "", "Qwen/x", "", "hf_abc", None, None, "")
    assert hub.base_url == "https://router.huggingface.co/v1" and hub.name == "Qwen/x"
    own = choice_of("endpoint", "其他地址 / other", "m", "http://127.0.0.1:1/v1", "", None, None, "")
    assert own.base_url == "http://127.0.0.1:1/v1" and own.api_key is None


def test_words_follow_the_browser():
    assert words_for("en-GB,en;q=0.9") is EN and words_for("zh-CN") is ZH and words_for("") is ZH
    assert "with the paper" in empty_state(EN) and 'data-send="1706.03762"' in empty_state(ZH)


async def test_visitors_wait_in_line_and_see_their_place(tmp_path, arxiv, openai_server):
    openai_server.otherwise = obliging
    choice = ModelChoice("obliging", openai_server.base_url)
    store = Store(tmp_path / "cache")
    jobs = Line(1)
    first = jobs.joined()
    async with Engine(store, ArxivGate(store.folder, at=arxiv.addresses, interval_seconds=0.01)) as engine:
        session = Session()
        frames = frames_of_message(engine, jobs, session, "2403.07860", None, choice, "zh-Hans", ZH)
        async with aclosing(frames):
            shown = [(await anext(frames)).live, (await anext(frames)).live]
            assert "正在排队，前面的任务数： 1" in shown[1] and not openai_server.requests
            asyncio.get_running_loop().call_later(0.05, first.leave)
            rest = [frame async for frame in frames]
    assert session.exchanges[0].summary.record.arxiv_id == "2403.07860v2"
    assert rest[-1].live == "" and "pg-line" in rest[-1].history and not session.running
    assert isinstance(session.exchanges[0].step, Step)

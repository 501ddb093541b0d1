"""Figures beside a post: all, only those whose licence allows it, or none; fetched once and never half written."""

from dataclasses import replace

import pytest

from summarizer.arxiv_api.gate import ArxivGate
from summarizer.digest.labour import LocalLabour
from summarizer.digest.pictures import may_embed
from summarizer.digest.run import Order, Published, digest
from summarizer.digest.state import State
from summarizer.digest.topics import ModelSpec, Topic
from summarizer.engine import Engine
from summarizer.models import ModelChoice
from summarizer.store import Store
from tests.digest_papers import DAY, numbered
from tests.obliging import obliging


def with_a_figure(paper):
    """The paper's PDF with a drawing and its caption on a page of its own."""
    import pymupdf

    from tests.arxiv_papers import drawn_pdf

    with pymupdf.open("pdf", drawn_pdf(paper, 1)) as document:
        page = document.new_page(1)
        for row in range(5):
            page.draw_rect((150 + 50 * row, 100, 185 + 50 * row, 260), color=(0, 0, 0.6), fill=(0.6, 0.8, 1))
        page.draw_line((140, 265), (420, 265), width=2)
        page.insert_text((150, 300), "Figure 1: The noise of five machines.", fontsize=10)
        page.insert_textbox((72, 330, 540, 500), "The figure above shows how loud each machine is. " * 8, fontsize=10)
        return replace(paper, pdf=document.tobytes())


@pytest.fixture
async def post(tmp_path, arxiv, openai_server):
    """Writes the post of a day whose papers are under a free and a closed licence, and gives its text and pictures."""
    openai_server.otherwise = obliging
    arxiv.papers.clear()
    free, closed = (with_a_figure(paper) for paper in numbered(2))
    arxiv.add(free, replace(closed, licence="http://arxiv.org/licenses/nonexclusive-distrib/1.0/"))
    store, state = Store(tmp_path / "cache"), State(tmp_path / "state")

    async def post(figures):
        topic = Topic(name="Quiet", query="cat:cs.DS", depth="full", figures=figures, model=ModelSpec(name="obliging"))
        choice = ModelChoice("obliging", openai_server.base_url)
        gate = ArxivGate(store.folder, at=arxiv.addresses, interval_seconds=0.01)
        async with Engine(store, gate) as engine:
            labour = LocalLabour(engine, state, choice, 2)
            order = Order(topic, DAY.date(), tmp_path / "posts", 1)
            events = [event async for event in digest(order, labour, engine, state)]
            await labour.close()
        assert isinstance(events[-1], Published)
        folder = tmp_path / "posts" / events[-1].day.stem
        return events[-1].path.read_text(), sorted(path.name for path in folder.glob("*"))

    return post


async def test_cc_embeds_what_is_free_and_links_the_rest(post, arxiv):
    text, files = await post("cc")
    assert files == ["2403.09001v1-figure-1.webp"]
    assert 'src="2024-03-13-Quiet/2403.09001v1-figure-1.webp"' in text
    assert text.count("点此查看论文截图") == 2 and '<a href="https://arxiv.org/pdf/2403.09002v1#page=2">' in text
    asked = len(arxiv.asked("abs"))
    await post("cc")
    assert asked == len(arxiv.asked("abs")) == 2, "a licence is asked for once"


async def test_all_and_none(post):
    text, files = await post("none")
    assert files == [] and "点此查看论文截图" not in text
    text, files = await post("all")
    assert len(files) == 2 and text.count("<img ") == 2 and text.count('loading="lazy"') == 2


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("http://creativecommons.org/licenses/by/4.0/", True),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/", True),
        ("http://creativecommons.org/publicdomain/zero/1.0/", True),
        ("http://creativecommons.org/licenses/by-nc-nd/4.0/", False),
        ("http://arxiv.org/licenses/nonexclusive-distrib/1.0/", False),
        ("", False),
    ],
)
def test_licences(licence, allowed):
    assert may_embed(licence) == allowed

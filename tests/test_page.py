"""The page in a real browser: `python -m pytest -m browser`. Needs Chromium (Debian: apt-get install chromium)."""

import itertools
import re
from dataclasses import replace

import pytest

from tests.arxiv_papers import DEMO, ArxivPaper, drawn_pdf
from tests.arxiv_server import ArxivServer
from tests.obliging import obliging
from tests.openai_server import failure, running_openai_server
from tests.visits import browser, served_page

pytestmark = pytest.mark.browser

PATIENCE_MS = 45_000
NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def chromium():
    with browser() as made:
        yield made


@pytest.fixture(scope="module")
def stand_ins():
    """One local arXiv and one local endpoint for all tests of this file."""
    arxiv = ArxivServer()
    arxiv.add(*DEMO)
    arxiv.start()
    with running_openai_server() as openai_server:
        yield arxiv, openai_server
    arxiv.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("page")


@pytest.fixture(scope="module")
def site(folder, stand_ins):
    """The page over them; its operator offers the local endpoint."""
    arxiv, openai_server = stand_ins
    with served_page(
        folder,
        PAPERGLANCE_ARXIV_API=arxiv.addresses.api,
        PAPERGLANCE_ARXIV_WEB=arxiv.addresses.web,
        PAPERGLANCE_OFFER_URL=openai_server.base_url,
        PAPERGLANCE_OFFER_MODEL="obliging",
        PAPERGLANCE_OFFER_KEY="sk-operator",
        PAPERGLANCE_OFFER_PER_DAY="100",
    ) as address:
        yield address


@pytest.fixture
def openai_server(stand_ins):
    """The endpoint, which answers everything unless a test says otherwise."""
    server = stand_ins[1]
    server.otherwise = obliging
    server.requests.clear()
    return server


@pytest.fixture
def new_paper(stand_ins):
    """Puts a paper on arXiv that nobody has read yet."""

    def new_paper(**facts) -> ArxivPaper:
        paper = ArxivPaper(f"2402.{next(NUMBERS):05}", **facts)
        stand_ins[0].add(paper)
        return paper

    return new_paper


@pytest.fixture
def visit(chromium, site, openai_server):
    """Opens the page as a new visitor; afterwards nothing may have been asked of anyone but the page itself."""
    contexts, outside, broken = [], [], []

    def visit(path: str = "/", **context):
        contexts.append(chromium.new_context(locale=context.pop("locale", "zh-CN"), **context))
        tab = contexts[-1].new_page()
        tab.set_default_timeout(PATIENCE_MS)
        tab.on("request", lambda request: outside.append(request.url) if _is_outside(request.url, site) else None)
        tab.on("pageerror", lambda error: broken.append(str(error)))
        tab.on("dialog", lambda dialog: (broken.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        tab.goto(site + path, wait_until="domcontentloaded")
        tab.wait_for_selector("#pg-box textarea")
        tab.wait_for_selector(".pg-empty, .pg-exchange")
        return tab

    yield visit
    for context in contexts:
        context.close()
    assert not outside and not broken


def _is_outside(url: str, site: str) -> bool:
    return not url.startswith((site, site.replace("http", "ws", 1), "data:", "blob:"))


@pytest.fixture
def pdf(tmp_path, new_paper):
    path = tmp_path / "upload.pdf"
    path.write_bytes(drawn_pdf(new_paper(), 2))
    return path


def say(tab, text: str) -> None:
    tab.fill("#pg-box textarea", text)
    tab.press("#pg-box textarea", "Enter")


def drop(tab, path) -> None:
    tab.set_input_files("#pg-box input[type=file]", path)
    tab.wait_for_selector("#pg-box .thumbnail-item, #pg-box .thumbnail-wrapper")
    tab.press("#pg-box textarea", "Enter")


def wait_for_summary(tab, number: int = 1) -> None:
    tab.wait_for_function(f"document.querySelectorAll('#pg-history .pg-line').length >= {number}")


def use_endpoint(tab, address: str, key: str) -> None:
    tab.click("#pg-panel .toggle-button")
    tab.check("#pg-kind input[value=endpoint]")
    tab.click("#pg-provider input")
    tab.get_by_role("option", name="其他地址").click()
    tab.fill("#pg-address textarea, #pg-address input", address)
    tab.fill("#pg-model textarea, #pg-model input", "obliging")
    tab.fill("#pg-key input", key)


def test_a_pasted_link_becomes_cards_and_a_mark_shows_its_passage(visit, new_paper):
    tab = visit()
    say(tab, f"https://arxiv.org/abs/{new_paper().number}")
    tab.wait_for_selector("#pg-live .pg-step")
    wait_for_summary(tab)
    text = tab.inner_text("#pg-history")
    assert "Ada Müller，Li Wei，Søren Åkesson" in text and "据首页识别" not in text
    for heading in ("摘要", "方法", "结论", "一句话总结", "要点"):
        assert tab.locator(f'#pg-history .pg-card[data-card="{heading}"]').count() == 1
    mark = tab.locator("#pg-history .pg-card .pg-mark").last
    page = mark.get_attribute("data-page")
    mark.click()
    tab.wait_for_selector(f'.pg-viewer[data-page="{page}"] .pg-lit')
    assert tab.locator(".pg-page img").evaluate("image => image.naturalWidth") > 800


def test_text_streams_before_the_summary_is_done(visit, new_paper, openai_server):
    openai_server.otherwise = lambda body: replace(obliging(body), chunk_seconds=0.05)
    tab = visit()
    say(tab, new_paper().number)
    tab.wait_for_selector("#pg-live .pg-writing")
    tab.wait_for_selector("#pg-live .pg-card")
    assert tab.locator("#pg-history .pg-line").count() == 0
    wait_for_summary(tab)


def test_an_upload_is_read_and_every_export_downloads(visit, pdf):
    tab = visit()
    drop(tab, pdf)
    wait_for_summary(tab)
    starts = {"markdown": "# Quiet", "json": "{", "html": "<!doctype", "obsidian": "---"}
    starts |= {"bibtex": "@misc", "ris": "TY"}
    for form, start in starts.items():
        with tab.expect_download() as download:
            tab.click(f'#pg-history [data-export="{form}"]')
        content = download.value.path().read_text()
        assert content.startswith(start), form
        assert "sk-operator" not in content
        assert download.value.suggested_filename.startswith("2402.0")


def test_stop_frees_the_model_and_the_next_paper_follows(visit, new_paper, openai_server, pdf):
    openai_server.otherwise = lambda body: replace(obliging(body), chunk_seconds=0.3)
    tab = visit()
    say(tab, new_paper().number)
    tab.wait_for_selector("#pg-live .pg-writing")
    tab.press("#pg-box textarea", "Escape")
    tab.wait_for_selector("#pg-history .pg-stopped")
    assert openai_server.chats[-1].hung_up.wait(5)
    openai_server.otherwise = obliging
    drop(tab, pdf)
    wait_for_summary(tab)


def test_questions_are_answered_from_the_paper(visit, new_paper):
    tab = visit()
    say(tab, new_paper().number)
    wait_for_summary(tab)
    tab.locator("#pg-history .pg-suggested .pg-chip").first.click()
    tab.wait_for_function("document.querySelectorAll('#pg-history .pg-exchange').length == 2")
    assert tab.locator("#pg-history .pg-exchange").last.locator(".pg-mark").count() >= 1


def test_two_papers_in_one_conversation_can_be_switched(visit, new_paper):
    tab = visit()
    say(tab, new_paper().number)
    wait_for_summary(tab)
    say(tab, new_paper(title="Loud Sorting", printed_title="Loud Sorting").number)
    wait_for_summary(tab, 2)
    assert "Loud" in tab.inner_text("#pg-papers .pg-current")
    tab.click('#pg-papers [data-switch="1"]')
    tab.wait_for_function("document.querySelector('#pg-papers .pg-current').innerText.startsWith('1.')")


def test_the_viewer_turns_goes_and_lists(visit, new_paper):
    tab = visit()
    say(tab, new_paper().number)
    wait_for_summary(tab)
    tab.click('.pg-viewer [data-turn="1"]')
    tab.wait_for_selector('.pg-viewer[data-page="2"]')
    tab.locator("#pg-viewer .pg-page").click()
    tab.keyboard.press("ArrowLeft")
    tab.wait_for_selector('.pg-viewer[data-page="1"]')
    tab.fill(".pg-goto", "2")
    tab.press(".pg-goto", "Enter")
    tab.wait_for_selector('.pg-viewer[data-page="2"]')
    tab.click('.pg-viewer [data-tab="outline"]')
    tab.click('.pg-outline button:has-text("Introduction")')
    tab.wait_for_selector('.pg-viewer[data-page="1"] .pg-page')


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("你好", "没有认出论文"),
        ("https://example.com/a.pdf", "其他网站"),
        ("2403.99999", "没有这个编号"),
        ("2403.08001", "撤回"),
    ],
)
def test_bad_input_is_one_sentence_with_a_way_to_try_again(visit, words, sentence):
    tab = visit()
    say(tab, words)
    error = tab.wait_for_selector("#pg-history .pg-error")
    assert sentence in error.inner_text() and "Traceback" not in tab.inner_text("body")
    assert tab.locator("#pg-history .pg-error [data-retry]").count() == 1


def test_try_again_after_a_failure(visit, new_paper, openai_server):
    openai_server.otherwise = failure(500)
    tab = visit()
    say(tab, new_paper().number)
    tab.wait_for_selector("#pg-history .pg-error")
    openai_server.otherwise = obliging
    tab.click("#pg-history [data-retry]")
    wait_for_summary(tab)


def test_a_renamed_web_page_is_no_pdf(visit, tmp_path):
    path = tmp_path / "page.pdf"
    path.write_bytes(b"<html><script>alert(1)</script></html>" * 20)
    tab = visit()
    drop(tab, path)
    assert "不是 PDF" in tab.wait_for_selector("#pg-history .pg-error").inner_text()


def test_a_deep_link_opens_its_paper_and_only_ids_count(visit, new_paper):
    tab = visit(f"/?arxiv={new_paper().number}")
    wait_for_summary(tab)
    tab = visit("/?arxiv=https://example.com/x.pdf")
    tab.wait_for_selector("#pg-history .pg-error")


def test_a_hostile_paper_cannot_script_the_page(visit, new_paper, openai_server):
    nasty = "<img src=x onerror=alert(1)> {{7*7}} ${alert(3)} Title"
    paper = new_paper(title=nasty, printed_title=nasty, authors=(("Eve", "<b onclick=alert(5)>X</b>"),))
    image = "<img src=http://evil.example/a.png onerror=alert(6)>"
    beacon = r"![b](http://evil.example/b.png) $\text{<svg onload=alert(7)>}$"

    def evil(body: dict) -> str:
        text = "".join(obliging(body).chunks)
        return text.replace("讲得", image + "讲得").replace("补充", beacon + "补充")

    openai_server.otherwise = evil
    tab = visit()
    say(tab, paper.number)
    wait_for_summary(tab)
    assert tab.locator("#pg-history img, #pg-history script, #pg-history svg, #pg-history [onerror]").count() == 0
    assert "{{7*7}}" in tab.inner_text("#pg-history h2")
    hrefs = tab.eval_on_selector_all("#pg-history a", "links => links.map(link => link.href)")
    assert all(re.match(r"https://(arxiv\.org|github\.com)/", href) for href in hrefs)


def test_two_visitors_with_their_own_keys_do_not_meet(visit, new_paper, openai_server, folder):
    one, two = visit(), visit()
    names = ("Strings of Pearls", "Terns of the Arctic")
    for tab, key, name in ((one, "sk-visitor-one", names[0]), (two, "sk-visitor-two", names[1])):
        use_endpoint(tab, openai_server.base_url, key)
        say(tab, new_paper(title=name, printed_title=name).number)
    wait_for_summary(one)
    wait_for_summary(two)
    assert names[1] not in one.inner_text("body") and names[0] not in two.inner_text("body")
    assert {request.headers["authorization"] for request in openai_server.chats} == {
        "Bearer sk-visitor-one",
        "Bearer sk-visitor-two",
    }
    for tab in (one, two):
        kept = tab.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])")
        assert "sk-visitor" not in kept
        assert "sk-visitor" not in tab.inner_text("body")
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"sk-visitor" not in kept


def test_the_check_button_says_what_is_wrong(visit, openai_server):
    openai_server.otherwise = failure(401)
    tab = visit()
    use_endpoint(tab, openai_server.base_url, "sk-bad")
    tab.click("#pg-check")
    tab.wait_for_function("document.querySelector('#pg-verdict').innerText.includes('401')")


def test_on_a_phone_the_paper_is_a_drawer(visit, new_paper):
    tab = visit(viewport={"width": 390, "height": 844}, is_mobile=True)
    say(tab, new_paper().number)
    wait_for_summary(tab)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not tab.locator("#pg-right").is_visible()
    tab.locator("#pg-history .pg-card .pg-mark").first.click()
    tab.wait_for_selector("#pg-right .pg-lit", state="visible")
    tab.click("#pg-right [data-close]")
    tab.wait_for_selector("#pg-right", state="hidden")


def test_dark_and_english(visit):
    tab = visit("/?__theme=dark", locale="en-US")
    assert "with the paper" in tab.inner_text(".pg-empty")
    assert "dark" in tab.get_attribute("body", "class").split()
    colour = tab.evaluate("getComputedStyle(document.querySelector('.pg-empty h1')).color")
    assert min(int(number) for number in re.findall(r"\d+", colour)[:3]) > 180


def test_a_digest_is_made_and_downloaded(visit):
    tab = visit()
    tab.click("#pg-digest .toggle-button")
    tab.fill("#pg-digest-query textarea, #pg-digest-query input", "cat:hep-th")
    tab.fill("#pg-digest-day textarea, #pg-digest-day input", "1999-01-01")
    tab.click("#pg-digest-start")
    tab.wait_for_function("document.querySelector('#pg-digest-state').innerText.includes('Strings without Noise')")
    tab.wait_for_selector("#pg-digest-zip:not([disabled])")
    with tab.expect_download() as download:
        tab.click("#pg-digest-zip")
    assert download.value.suggested_filename.endswith(".zip") and download.value.path().stat().st_size > 1000

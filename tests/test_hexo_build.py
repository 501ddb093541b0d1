"""Digest posts in a real blog: Hexo from the npm registry builds them, and a browser shows what they say."""

import re
import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from summarizer.digest.topics import Blog
from summarizer.views.guarded import seen
from summarizer.views.hexo import post
from tests.digest_days import day
from tests.nasty import NASTY

SITE = Path(__file__).parent / "hexo"
PLAIN = "A plain text with $a_i^* < b_{{j}}$, then $\\mathcal{O}(n \\log n)$ and $\\{x_1, x_2\\}$."

pytestmark = [pytest.mark.hexo, pytest.mark.timeout(600)]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, form, *values):
        pass


@pytest.fixture(scope="module")
def blog(tmp_path_factory):
    """The address of a built blog: one post a nasty text, one with everything; and the folder it was built in."""
    import pymupdf

    if not shutil.which("npm"):
        pytest.skip("needs node and npm")
    site = tmp_path_factory.mktemp("blog")
    shutil.copytree(SITE, site, dirs_exist_ok=True)
    ran("npm", "install", "--no-audit", "--no-fund", "--loglevel=error", at=site)
    shutil.copytree(site / "node_modules/katex/dist", site / "source/katex")
    posts = site / "source/_posts"
    posts.mkdir(parents=True)
    days = {number: day(text, topic=f"Nasty {number}") for number, text in enumerate(NASTY)}
    days["plain"] = day(PLAIN, topic="扩散模型 Plain", blog=Blog(author="Ada"))
    days["own"] = day(PLAIN, topic="Own place", blog=Blog(permalink=""))
    picture = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 60, 40), False)
    picture.clear_with(120)
    for each in days.values():
        (posts / f"{each.stem}.md").write_text(post(each), encoding="utf-8")
        folder = posts / each.stem
        folder.mkdir()
        for entry in each.entries:
            for shown in entry.pictures:
                if shown.file:
                    (folder / shown.file).write_bytes(webp(picture))
    built = ran("npx", "hexo", "generate", "--bail", at=site)
    assert not re.search(r"ERROR|FATAL|Error:", built), built
    handler = partial(_Quiet, directory=str(site / "public"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", site, days
    server.shutdown()


def ran(*command: str, at: Path) -> str:
    done = subprocess.run(command, cwd=at, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def webp(picture) -> bytes:
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.frombytes("RGB", (picture.width, picture.height), picture.samples).save(made, "WEBP")
    return made.getvalue()


@pytest.fixture(scope="module")
def page():
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("needs Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        opened = browser.new_page(locale="zh-CN")
        opened.outside = []
        opened.on("request", lambda request: opened.outside.append(request.url))
        opened.on("dialog", lambda dialog: opened.outside.append("a dialog"))
        yield opened
        browser.close()


def test_every_post_is_built_and_listed(blog):
    _, site, days = blog
    index = (site / "public/index.html").read_text()
    assert index.count('class="post"') == len(days)
    for each in days.values():
        if each.blog.permalink:
            assert (site / f"public/2024/03/{each.stem}.html").exists()


def test_formulas_are_set_and_figures_and_the_folded_block_are_seen(blog, page):
    address, _, days = blog
    page.goto(f"{address}/2024/03/{days['plain'].stem}.html")
    page.wait_for_selector("#content .katex")
    assert page.title() == "扩散模型 Plain" and page.inner_text("time") == "2024-03-13 06:30:15"
    assert page.inner_text("a.tag") == "扩散模型 Plain"
    sources = page.eval_on_selector_all(".katex annotation", "all => all.map(each => each.textContent)")
    assert {"a_i^* < b_{ {j} }", "\\mathcal{O}(n \\log n)", "\\{x_1, x_2\\}"} <= {each.strip() for each in sources}
    assert page.locator(".katex-error").count() == 0 and page.locator("#content em").count() == 0
    folded = page.locator("details", has_text="点此查看论文截图").first
    image = folded.locator("img").first
    assert not image.is_visible() and image.get_attribute("loading") == "lazy"
    folded.locator("summary").click()
    page.wait_for_function("[...document.querySelectorAll('details img')].some(each => each.naturalWidth === 60)")
    assert image.is_visible()
    assert "（1）研究背景：" in page.inner_text("#content")
    takeaways = page.locator("p:has-text('Key Takeaways') + ol").first
    assert takeaways.locator("li").count() == 5 and page.locator("#content svg rect").count() > 0
    assert page.locator("nav a").count() >= 3
    assert [url for url in page.outside if not url.startswith(address)] == []


def test_figures_are_found_under_the_blogs_own_permalink_scheme_too(blog, page):
    """Where a config says so, the post keeps the blog's own address, and its figures are copied beside it."""
    address, site, days = blog
    folder = next((site / "public/2024/03/13").glob("*Own-place"))
    page.goto(f"{address}/2024/03/13/{folder.name}/")
    page.locator("details summary", has_text="点此查看论文截图").first.click()
    page.wait_for_function("[...document.querySelectorAll('details img')].some(each => each.naturalWidth === 60)")
    assert days["own"].blog.permalink == ""


@pytest.mark.parametrize("number", range(len(NASTY)))
def test_a_nasty_text_shows_as_it_is(blog, page, number):
    address, _, days = blog
    page.outside.clear()
    page.goto(f"{address}/2024/03/{days[number].stem}.html")
    page.wait_for_function("() => !!window.renderMathInElement")
    shown = seen(NASTY[number])
    headings = page.locator("#content h2")
    assert headings.count() == 2
    if "$" not in shown or number in PRICES:
        for text in (headings.first.inner_text(), page.locator("#content ol li").first.inner_text()):
            assert shown.replace(" ", "") in text.replace(" ", "").replace("\u00a0", "").replace("\n", "")
    assert (
        page.locator("#content script, #content img[onerror], #content em, #content del, #content table").count() == 0
    )
    assert page.locator("#content h2 a[href^='javascript'], #content li a[href*='evil']").count() == 0
    assert page.locator("details").count() == 4 - 1 and page.locator("#content h1").count() == 1
    assert [url for url in page.outside if not url.startswith(address)] == []


PRICES = [number for number, text in enumerate(NASTY) if "$5" in text]

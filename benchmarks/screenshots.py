"""Makes the README's screenshots: `python benchmarks/screenshots.py [--model embedded] [--out .github/screenshots]`.

The real page with the built-in model in the system's Chromium, over a local arXiv with a drawn paper.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from PIL import Image

from tests.arxiv_papers import DEMO
from tests.arxiv_server import ArxivServer
from tests.visits import browser, served_page

ROOT = Path(__file__).parents[1]
SUMMARY_MS = 600_000
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def shots(site: str, model: str) -> dict[str, bytes]:
    """PNG pictures of the main states, by name."""
    taken = {}
    with browser() as chromium:
        tab = chromium.new_context(locale="zh-CN", viewport=DESKTOP).new_page()
        tab.goto(site, wait_until="domcontentloaded")
        tab.wait_for_selector(".pg-empty")
        tab.wait_for_timeout(1500)
        taken["empty"] = tab.screenshot()
        tab.click("#pg-panel .toggle-button")
        tab.check(f"#pg-kind input[value={model}]")
        tab.click("#pg-panel .toggle-button")
        tab.fill("#pg-box textarea", DEMO[0].number)
        tab.press("#pg-box textarea", "Enter")
        tab.wait_for_selector("#pg-history .pg-line", timeout=SUMMARY_MS)
        tab.locator('#pg-history [data-card="摘要"] .pg-mark').last.click()
        tab.wait_for_selector(".pg-lit")
        tab.wait_for_timeout(1500)
        tab.locator("#pg-scroll").evaluate("element => element.scrollTo(0, 0)")
        taken["desktop"] = tab.screenshot()
        link = f"{site}/?arxiv={DEMO[0].number}&__theme="
        tab = chromium.new_context(locale="zh-CN", viewport=DESKTOP).new_page()
        tab.goto(link + "dark", wait_until="domcontentloaded")
        tab.wait_for_selector("#pg-history .pg-line", timeout=SUMMARY_MS)
        tab.wait_for_timeout(1500)
        taken["dark"] = tab.screenshot()
        phone = chromium.new_context(locale="zh-CN", viewport=PHONE, is_mobile=True, device_scale_factor=2)
        tab = phone.new_page()
        tab.goto(link + "light", wait_until="domcontentloaded")
        tab.wait_for_selector("#pg-history .pg-line", timeout=SUMMARY_MS)
        tab.wait_for_timeout(1500)
        tab.locator("#pg-scroll").evaluate("element => element.scrollTo(0, 0)")
        taken["phone"] = tab.screenshot()
        tab.locator("#pg-history .pg-card .pg-mark").first.click()
        tab.wait_for_selector("#pg-right .pg-lit", state="visible")
        tab.wait_for_timeout(1500)
        taken["phone-paper"] = tab.screenshot()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=("embedded", "embedded-small"), default="embedded")
    parser.add_argument("--out", type=Path, default=ROOT / ".github" / "screenshots")
    options = parser.parse_args()
    arxiv = ArxivServer()
    arxiv.add(*DEMO)
    arxiv.start()
    variables = {"PAPERGLANCE_ARXIV_API": arxiv.addresses.api, "PAPERGLANCE_ARXIV_WEB": arxiv.addresses.web}
    with tempfile.TemporaryDirectory() as folder, served_page(Path(folder), **variables) as site:
        taken = shots(site, options.model)
    arxiv.stop()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, png in taken.items():
        path = options.out / f"{name}.webp"
        Image.open(io.BytesIO(png)).save(path, quality=82, method=6)
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()

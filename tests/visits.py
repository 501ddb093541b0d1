"""The real page in another process, and real browsers that visit it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
START_SECONDS = 90
BROWSER_FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]


@contextmanager
def served_page(folder: Path, **variables: str) -> Iterator[str]:
    """The address of `python app.py` with its own cache in `folder`, and `variables` in its environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_TEMP_DIR": str(folder / "uploads"),
        "PAPERGLANCE_CACHE": str(folder / "cache"),
        **variables,
    }
    address = f"http://127.0.0.1:{port}"
    with (folder / "page.log").open("w") as log:
        process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(address, process, folder / "page.log")
            yield address
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def browser() -> Iterator:
    """The system's Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER_FLAGS)
        yield made
        made.close()


def _wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < START_SECONDS:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"the page did not start:\n{log.read_text()}")

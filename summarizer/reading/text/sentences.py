"""Where sentences end, in English and in Chinese."""

from __future__ import annotations

import re

_ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        """
    e.g i.e et al cf vs viz resp approx ca fig figs eq eqs eqn eqns sec secs sect sects ref refs tab tabs thm lem
    prop cor def rem ex app appx appendix ch chap chaps vol vols no nos pp pt pts ed eds dr prof mr mrs ms st jr sr
    dept univ inst lab inc ltd corp co dist est etc a.k.a aka w.r.t w.l.o.g wlog s.t i.i.d iid u.s u.k u.s.a p.m a.m
    ph.d b.sc m.sc jan feb mar apr jun jul aug sep sept oct nov dec min max avg std var freq temp conc mol wt sp spp
    var subsp cv incl excl esp orig max seq alg algs lett phys rev proc trans conf int symp acad natl sci nat rep
    arxiv obs def hyp assn deg art par para obj gen esq
    """,
    )
)
"""Words that a full stop follows within a sentence (`etc` not before a capitalised word)."""
_ENDS_TOO = frozenset(
    re.findall(
        r"\S+",
        """
    etc al jr sr inc ltd corp co min max u.s u.k u.s.a ph.d no
    """,
    )
)
"""Those that may also be a sentence's last word; decided by what comes next."""
_STARTERS = frozenset(
    re.findall(
        r"\S+",
        """
    The This These Those That It Its We Our In On At For From To By With Without As An And But However Moreover
    Furthermore Thus Hence Therefore Then There Here When While Where Although Though Since Because If To Such Both
    Each All Some Many Most Another Other They Their He She His Her You I Given Using Based Finally First Second
    Third Next Note Recall Let Suppose Consider Also Additionally Instead Indeed Similarly Specifically Recently
    Several Various Previous Prior Existing Unlike Despite After Before During Under Over Not No One Two
    """,
    )
)
_END = re.compile(r"[.!?]+[\"'”’)\]}»]*[⁰¹²³⁴⁵⁶⁷⁸⁹⁻,–]*(?=\s)|[。！？]+[”’）》」』]*|[;；](?=\s*\x00)")
_OPENING = "\"'“‘(["
_LAST_WORD = re.compile(r"[^\s(\[“\"'‘—–/,]*$")
_CITATION_TAIL = re.compile(r"\s*\[[\d,\s–-]+\](?=\s+[A-Z])")


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of a running text, white space left out."""
    bounds: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if not _is_end(text, start, match.start(), end):
            continue
        _add(bounds, text, start, end)
        start = end
    _add(bounds, text, start, len(text))
    return bounds


def _add(bounds: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        bounds.append((start, end))


def _is_end(text: str, start: int, stop: int, end: int) -> bool:
    """Whether the mark at `stop` (and what clings to it, up to `end`) ends the sentence that began at `start`."""
    if text[stop] in "。！？":
        return True
    rest = text[end : end + 40].lstrip()
    if not rest:
        return True
    follower = rest.lstrip(_OPENING)[:1] or rest[0]
    if follower.islower() and not re.match(r"[a-z]+[A-Z]", rest):
        return False
    if follower in ",;:)]}=+<>≤≥":
        return False
    if text[stop] in "!?":
        return True
    if _open_bracket(text, stop):
        return False
    word = _LAST_WORD.search(text[max(0, stop - 30) : stop])[0]
    bare = word.strip("()[]").lower()
    next_word = re.match(r"[\"'“‘(\[]*(\w+)", rest)
    if bare == "etc" and re.match(r"[\"'“‘(\[]*[A-Z][a-z]", rest):
        return True
    if bare in _ABBREVIATIONS:
        return bare in _ENDS_TOO and bool(next_word) and next_word[1] in _STARTERS
    if len(bare) == 1 and bare.isalpha():
        # An initial, unless a starter follows: "as in case A. The …".
        if word.isupper() or "." in word:
            return bool(next_word) and next_word[1] in _STARTERS and next_word[1] != "I"
        return True
    if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", bare):
        return bool(next_word) and next_word[1] in _STARTERS
    if follower.isdigit() and re.fullmatch(r"\d+|[ivx]+", bare):
        return False
    # A number with which the sentence would begin is that of a list item.
    return not (re.fullmatch(r"\d{1,2}", bare) and text[start:stop].strip() == word)


def _open_bracket(text: str, stop: int) -> bool:
    """Whether a short parenthesis is open at `stop`: its full stops do not end the sentence around it."""
    near = text[max(0, stop - 120) : stop]
    opened = max(near.rfind("("), near.rfind("["))
    if opened < 0 or max(near.rfind(")"), near.rfind("]")) > opened:
        return False
    ahead = text[stop : stop + 160]
    closes = re.search(r"[)\]]", ahead)
    opens = re.search(r"[(\[]", ahead)
    if not closes or (opens and opens.start() < closes.start()):
        return False
    # A sentence that stands in brackets as a whole ends within them.
    before = near[:opened].rstrip()
    return bool(before) and before[-1] not in ".!?"

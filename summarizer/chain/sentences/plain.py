"""A paper's sentence made ready for a model that translates it: no citations, links or asides to figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from summarizer.checking.masks import evened

LONG_WORDS = 45
"""A small model loses the thread of longer sentences; they are cut at a clause."""

_YEAR = r"(?:19|20)\d\d[a-z]?"
_AUTHORS = r"[A-ZÀ-Þ][\w.'’-]*(?:,?\s(?:et\sal\.?|and|&|[A-ZÀ-Þ][\w.'’-]*))*"
_CITED = (
    rf"(?:(?:see|see\salso|e\.g\.?|i\.e\.?|cf\.?|in),?\s)?{_AUTHORS},?\s\(?{_YEAR}\)?"
    rf"(?:,\s?(?:{_YEAR}|[a-z]\b))*(?:,\sp+\.\s?\d+)?"
)
_LABELLED = rf"(?:[\w.+-]+(?:\s[\w.+-]+){{0,3}}\s?[–—:-]\s)?{_CITED}"
"""`RTE-1 – Dagan et al., 2006`: what the citation stands for is named before it."""
_TAG = r"[A-Z][A-Za-z+]{1,6}\d\d[a-z]?"
_CITATIONS = re.compile(
    rf"""(?x)
    \s?\[\s?[1-9]\d{{0,3}}(?:\s?[,;–-]\s?[1-9]\d{{0,3}})*\s?\]
  | \s?\[{_TAG}(?:,\s?{_TAG})*\]
  | \s?\((?-x:{_LABELLED})(?:\s?[;,]\s(?-x:{_LABELLED}))*\)
  | \s?\[(?-x:{_CITED})(?:\s?[;,]\s(?-x:{_CITED}))*\]
  | (?<=\bal\.)\s?,?\s?[(\[]{_YEAR}(?:,\s?{_YEAR})*[)\]]
  | (?<=[A-Za-z])\s\({_YEAR}\)
    """
)
_NAMELESS = re.compile(
    r"(?i)\b(in|by|from|of|to|and|with|see)((?:\srefs?\.?)?\s?\[\s?[1-9]\d{0,3}(?:\s?[,;–-]\s?\d{1,4})*\s?\])"
)
"""A citation that stands for a noun."""
_MARK = re.compile(r"(?:(?<=[a-z]{3})|(?<=[a-z]\))|(?<=[a-z][,.;]))[⁰¹²³⁴-⁹]+(?:[,⁻–-][⁰¹²³⁴-⁹]+)*")
"""A raised number after a word: a footnote or a citation."""
_LINK = re.compile(
    r"(?:\s(?:at|from|via|on|in|under))?(?:\sthe\slink)?:?\s?[(<]?\b(?:https?://|www\.)[^\s)>]+?[)>]?(?=[.,;]?(?:\s|$))"
)
_ASIDE = re.compile(
    r"\s?\((?:see\s(?:also\s)?|cf\.\s?|e\.g\.,?\s)?(?:sup(?:plementary|p\.)\s)?"
    r"(?:fig(?:ure)?s?|tab(?:le)?s?|eqs?|equations?|sec(?:t(?:ion)?)?s?|appendi(?:x|ces)|theorems?|lemmas?|algorithms?|§+)\.?\s?[^()]{0,40}\)",
    re.IGNORECASE,
)
_SYMBOL = r"[(\[{]*[A-Za-zΑ-Ωα-ω]?\d{0,3}[A-Za-z]?[)\]}]*"
_ELLIPSIS = re.compile(
    rf"(?<!\w){_SYMBOL}(?:\s?,\s?{_SYMBOL}){{0,3}}\s?,\s?(?:\.\s?\.\s?\.|[…⋯])\s?,\s?{_SYMBOL}(?!\w)"
)
"""A list of symbols: `x1, ..., xn` is one formula, `x1,…,xn`."""
_HEAD = re.compile(r"^(?:\(\d{1,2}\)|\d{1,2}\))\s(?=[A-Za-z])|^[A-Z][a-z]+\s(?=We\s[a-z])")
"""A list number, or a heading that runs into its first sentence."""
_ITEM = re.compile(r"(?<![\w(.,])(\d{1,2}|[ivx]{1,4}|[a-e])\)(?=\s)")
"""The number of a listed item, `2)`: a bracket without a partner is taken for a mistake."""
_SHARE = re.compile(r"(?<![\d.,/-])(\d{1,3}(?=\sout\s)|1(?=\sin\s))\s(?:out\sof|in)\s(?:the\s)?(\d{1,3})(?=\s[a-z])")
"""`11 out of 12 users`: told apart, a small model turns the two numbers round."""
_SCALED = re.compile(
    r"(?<![\d.])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)[\s-](thousand|million|billion|trillion)\b(?!s)", re.IGNORECASE
)
_POWERS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_CLAUSE = re.compile(
    r"(?<=[;:])\s+|(?<=,)\s+(?=(?:and|but|while|whereas|which|where|because|since|although|so|thus|yet|with|thereby)\b)"
)
_COMMA = re.compile(r"(?:(?<=,)\s+|\s+(?=(?:after|before|without)\s\w+ing\b))(?![^()]*\))")
_MIN_CLAUSE_WORDS = 6


def plain_sentence(text: str) -> str:
    """The sentence without citations, links and bracketed pointers, on one line, with 1.5 billion as 15 亿."""
    line = re.sub(r"[\ufb00-\ufb06\U0001d400-\U0001d7ff]", lambda match: unicodedata.normalize("NFKC", match[0]), text)
    line = re.sub(r"\s+", " ", evened(line).replace("\u00ad", "")).strip()
    line = _ELLIPSIS.sub(lambda match: re.sub(r"\.\.\.|⋯", "…", re.sub(r"\s", "", match[0])), _HEAD.sub("", line))
    if line.count(")") > line.count("("):
        line = _ITEM.sub(r"(\1)", line)
    line = _NAMELESS.sub(r"\1 earlier work", line)
    for pattern in (_CITATIONS, _ASIDE, _LINK, _MARK):
        line = pattern.sub("", line)
    line = _SHARE.sub(r"\1/\2", line)
    line = re.sub(r"(?<=\d)\s([kM])(?=\s[a-z]+s\b)", r"\1", line)
    line = re.sub(r"(?<=\d)[\s-]?per\s?cent\b", "%", line)
    line = _SCALED.sub(lambda match: chinese_scale(match[1], match[2]), line)
    line = re.sub(r"\s+([,.;:)])", r"\1", re.sub(r"\s{2,}", " ", line))
    return re.sub(r"\(\s*\)|\[\s*\]", "", line).strip()


def chinese_scale(digits: str, scale: str) -> str:
    """The number with 万 or 亿: `1.5`, `billion` is `15 亿`."""
    value = Decimal(digits.replace(",", "")).scaleb(_POWERS[scale.lower()])
    for unit, power in (("万亿", 12), ("亿", 8), ("万", 4)):
        if value >= Decimal(10) ** power:
            return f"{value.scaleb(-power).normalize():f} {unit}"
    return f"{value.normalize():f}"


def clauses(sentence: str, long_words: int = LONG_WORDS) -> tuple[str, ...]:
    """The sentence whole if it is no longer than that, else its clauses, none of them shorter than a few words.

    A clause that is still too long is cut at its commas.
    """
    if len(sentence.split()) <= long_words:
        return (sentence,)
    parts: list[str] = []
    for clause in _joined(_CLAUSE.split(sentence), long_words):
        long = len(clause.split()) > long_words
        parts += _joined(_COMMA.split(clause), long_words) if long else [clause]
    return tuple(parts)


def _joined(pieces: Iterable[str], long_words: int) -> list[str]:
    """The pieces with short ones put to their neighbours, and no bracket cut in two."""
    parts: list[str] = []
    for piece in pieces:
        if parts and (
            len(parts[-1].split()) < _MIN_CLAUSE_WORDS
            or len(piece.split()) < _MIN_CLAUSE_WORDS
            or len(f"{parts[-1]} {piece}".split()) <= long_words // 2
            or parts[-1].count("(") > parts[-1].count(")")
        ):
            parts[-1] = f"{parts[-1]} {piece}"
        else:
            parts.append(piece)
    return parts

"""A model's words as plain prose: what may not reach a page is taken out before anything is checked."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff0-\uffff\U000e0000-\U000e0fff\ud800-\udfff\ue000-\uf8ff]"
)
"""Control and bidirectional characters, zero-width characters, tags, private use and lone surrogates."""
_THOUGHT = re.compile(r"(?is)<(think|thinking|thought|reasoning|reflection)\b[^>]*>.*?(?:</\1\s*>|\Z)")
_THOUGHT_END = re.compile(r"(?is)\A.*</(?:think|thinking|thought|reasoning|reflection)\s*>")
_ACTIVE = re.compile(
    r"(?is)<(script|style|iframe|object|svg|template|noscript|form)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)"
)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:-]*(?:\s[^<>]*)?/?>")
_TAG_START = re.compile(r"<(?=[A-Za-z/!?|｜])")
_SPECIAL_TOKEN = re.compile(
    r"<\|[^|<>\n]{0,40}\|?>|<[｜|][^<>\n]{0,40}[｜|]>|</?s>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>"
)
_ROLE = re.compile(
    r"(?im)^\s*(?:#{0,6}\s*)?\**(?:user|assistant|system|human|ai|用户|助手|系统|助理|模型回答)\**\s*[:：]\**\s*"
    r"|^\s*(?:assistant|user|system)\s*$"
)
_IMAGE = re.compile(r"!\[[^\]\n]{0,300}\](?:\([^)\n]{0,2000}\)?|\[[^\]\n]{0,80}\])?")
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\([^)\n]{0,2000}\)")
_REFERENCE_LINK = re.compile(r"(?m)^\s*\[[^\]\n]{1,80}\]:\s*\S+.*$")
_URL = re.compile(
    r"(?ai)<?(?:(?:https?|ftp):/{0,2}|(?<![a-z])(?:file|javascript|data|vbscript|mailto):)[^\s<>\"'\u0080-\uffff]*>?"
    r"|(?<![a-z0-9])www\.[^\s<>\"'\u0080-\uffff]+"
    r"|(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,5}(?:(?:com|org|net|cn|edu|gov|xyz)\b|(?:io|ai|co|dev|app|me|info)/)"
    r"[^\s<>\"'\u0080-\uffff]*"
)
_URL_REMAINS = re.compile(r"[（(]\s*(?:链接|网址|地址|代码|项目主页|见|详见|URL)?\s*[:：]?\s*[)）]")
_FENCE = re.compile(r"(?m)^\s*(?:```|~~~)[\w+-]*\s*$")
_EMPHASIS = re.compile(r"(\*\*\*|\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_CODE = re.compile(r"`([^`\n]*)`")
_LIST_MARK = re.compile(
    r"""(?x)^\s*(?:>\s*)*(?:
        [-*+•·●○▪◦–—]\s+ | [•·●○▪◦]\s*
      | [(（]\s*\d{1,2}\s*[)）]\s*[:：、.]?\s* | \d{1,2}\s*(?:[、)）:：]|\.(?!\d))\s*
      | [(（]\s*[一二三四五六七八九十]{1,2}\s*[)）]\s*[:：、]?\s* | [一二三四五六七八九十]{1,2}、\s*
      | [①-⑳❶-❿]\s*[:：、]?\s* | [(（]?[ivx]{1,4}[)）]\s+ | [a-h][)）]\s+
    )"""
)
_HEADING_MARK = re.compile(r"^\s*#{1,6}\s*")
_MATH = re.compile(r"\$\$.{1,500}?\$\$|\$[^$\n]{1,500}?\$|\\\(.{1,500}?\\\)|\\\[.{1,500}?\\\]", re.DOTALL)
_SPACES = re.compile(r"[ \u00a0\u2000-\u200a\u3000]{3,}")
"""Also keeps patterns that begin with spaces from trying each of thousands."""
_CJK = re.compile(r"[\u4e00-\u9fff]")
_HIDE = {ord("["): "\ue000", ord("]"): "\ue001"}
_SHOW = {0xE000: "[", 0xE001: "]"}
_CHINESE_GAPS = re.compile(r"(?<=[\u4e00-\u9fff，。；：、）」])\s+(?=[\u4e00-\u9fff，。；：、（「])")


def without_thoughts(text: str) -> str:
    """An answer without the thinking before it, closed or not."""
    text = _THOUGHT.sub("", text)
    return _THOUGHT_END.sub("", text)


def plain(text: str) -> str:
    """The text without thoughts, markup, scripts, links, images, special tokens, role marks and hidden characters.

    Lines stay lines and mathematics between delimiters stays as it is.
    """
    text = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode("utf-8"))
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\t", " ")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
    )
    text = _SPACES.sub("  ", _INVISIBLE.sub("", text))
    text = without_thoughts(text)
    # Twice: an entity can hide a tag, and what is cut out can join into another.
    for _ in range(2):
        text = _outside_math(text, lambda part: _unmarked(html.unescape(part)))
    text = _INVISIBLE.sub("", text)
    return _ROLE.sub("", text)


def statement(line: str) -> str:
    """One line of plain text as a sentence of its own: without list number, heading mark, emphasis and table bars."""
    line = _HEADING_MARK.sub("", line.strip().strip("|").strip().lstrip("> "))
    while (shorter := _HEADING_MARK.sub("", _LIST_MARK.sub("", line, count=1))) != line:
        line = shorter
    line = _outside_math(
        line, lambda part: _CODE.sub(r"\1", _EMPHASIS.sub(r"\2", part)).replace("**", "").replace("`", "")
    )
    line = _CHINESE_GAPS.sub("", line)
    return with_balanced_math(re.sub(r"\s{2,}", " ", line).strip())


def with_balanced_math(text: str) -> str:
    """The text with math delimiters that open and close and braces that match; broken formulas become plain words."""
    kept = []
    at = 0
    for match in _MATH.finditer(text):
        kept += [_unmath(text[at : match.start()]), match[0] if _balanced(match[0]) else _unmath(match[0])]
        at = match.end()
    return "".join((*kept, _unmath(text[at:])))


def simplified(text: str) -> str:
    """The text in Simplified Chinese."""
    return _outside_math(text, _converter("t2s").convert)


def traditional(text: str) -> str:
    """The text in the Traditional characters of Taiwan, words unchanged."""
    return _outside_math(text, _converter("s2tw").convert)


def without_brackets_in_math(text: str) -> str:
    """The text, character for character, with the square brackets of formulas in private characters.

    `$[0, 1]$` cites nothing; `with_brackets` puts them back.
    """
    return _MATH.sub(lambda match: match[0] if _CJK.search(match[0]) else match[0].translate(_HIDE), text)


def with_brackets(text: str) -> str:
    """The text with its brackets back."""
    return text.translate(_SHOW)


def math_free(text: str) -> str:
    """The text with formulas taken out, for counting words."""
    return _MATH.sub(" ", text)


@cache
def _converter(name: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(name)


def _unmarked(text: str) -> str:
    text = _ACTIVE.sub("", text)
    text = _SPECIAL_TOKEN.sub("", text)
    text = _IMAGE.sub("", text)
    text = _REFERENCE_LINK.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub("", text)
    text = _URL.sub("", text)
    text = _URL_REMAINS.sub("", text)
    # What still looks like the beginning of a tag stays a sign to read.
    text = _TAG_START.sub("＜", text)
    return _FENCE.sub("", text)


def _outside_math(text: str, change) -> str:
    parts, at = [], 0
    for match in _MATH.finditer(text):
        # A formula that holds markup is none: $<img src=x>$.
        if _TAG.search(match[0]) or _URL.search(match[0]) or _ACTIVE.search(match[0]) or len(match[0]) > 400:
            continue
        parts += [change(text[at : match.start()]), match[0]]
        at = match.end()
    return "".join((*parts, change(text[at:])))


def _balanced(formula: str) -> bool:
    depth = 0
    for token in re.findall(r"\\.|[{}]", formula):
        depth += (token == "{") - (token == "}")  # noqa: S105
        if depth < 0:
            return False
    begins, ends = formula.count(r"\begin{"), formula.count(r"\end{")
    lefts, rights = len(re.findall(r"\\left\b", formula)), len(re.findall(r"\\right\b", formula))
    body = formula.strip("$").strip()
    # Chinese between delimiters that are not each other's: `$ 开销为 $`.
    stray = _CJK.search(re.sub(r"\\(?:text|mathrm|mbox)\s*\{[^{}]*\}", "", formula))
    return depth == 0 and begins == ends and lefts == rights and bool(body) and not stray


def _unmath(text: str) -> str:
    """Text whose math delimiters are gone; a dollar sign before an amount becomes one that opens no formula."""
    text = re.sub(r"\$\$|\\[()\[\]]", "", text)
    return re.sub(r"\$(?=\s?\d)", "＄", text).replace("$", "")

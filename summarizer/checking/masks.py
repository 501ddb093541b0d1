"""Text with those digits blanked that state nothing: of names, references, lists and citations."""

from __future__ import annotations

import re
from decimal import Decimal

_ALIKE = str.maketrans(
    {
        **{chr(0xFF01 + i): chr(0x21 + i) for i in range(94) if chr(0xFF01 + i) not in "，；"},
        **dict.fromkeys("\u00a0\u2002\u2003\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t\n\r", " "),
        **dict.fromkeys("\u2010\u2011\u2212\ufe63", "-"),
        "【": "[",
        "】": "]",
        "〔": "[",
        "〕": "]",
        "⁄": "/",
    }
)
"""One character for one, so that spans stay true; a raised minus stays with its raised digits."""

BLANK = "\x00"

_INDEX = r"\d+(?:\.\d+)*(?:\([a-z]\)|[a-z](?![A-Za-z]))?"
_LIST_OF_INDICES = rf"\(?{_INDEX}\)?(?:\s?(?:,|、|和|及|与|至|到|~|-|–|and|or|to|&)\s?\(?{_INDEX}(?![\d.]*\s?%)\)?)*"
_REFERENCES = re.compile(
    rf"""(?aix)
    (?:\b(?:fig(?:ure)?s?|tab(?:le)?s?|eqs?|eqns?|equations?|sections?|sects?|secs?|algorithms?|algs?|appendi(?:x|ces)|
        theorems?|thms?|lemmas?|corollar(?:y|ies)|propositions?|definitions?|chapters?|lines?|pages?|pp?|refs?|steps?|
        stages?|phases?|rows?|columns?)\.?|§§?|图表|图|表|公式|式|算法|附录|章节|定理|引理|命题|推论|定义|步骤|阶段|参考文献|文献)
        \s?\#?\s?(?-i:[A-Z]\.?)?{_LIST_OF_INDICES}(?![\d.]*\s?(?:[%‰倍万亿个张条种项类]|\d))
  | 第\s?(?:{_INDEX}|[一二三四五六七八九十]+)\s?(?:[-–~至到、和]\s?(?:第\s?)?(?:{_INDEX}|[一二三四五六七八九十]+)\s?)*
        (?:小?节|章|页|部分|步|阶段|行|列|式|图|表|段|点|条|方面|[,，、:.])
  | (?:步骤|阶段|任务|模块|附录)[一二三四五六七八九十](?![个种类项])
    """
)
_CITATIONS = re.compile(
    r"""(?x)
    \[\s?(?:\^?\s?[1-9]\d{0,3}\s?(?:[-–~]\s?\d{1,4}\s?)?)(?:[,;，；、]\s?[1-9]\d{0,3}\s?(?:[-–~]\s?\d{1,4}\s?)?)*\]
  | \((?:[^()]{0,80}?[A-Za-z.]{2,}[^()\d]{0,20},?\s)(?:19|20)\d\d[a-z]?\)
  | (?<=[A-Za-z.等人])\s?\((?:19|20)\d\d[a-z]?\)
    """
)
_LISTING = re.compile(
    r"""(?x)
    (?:^|(?<=[;:。；：,，]))\s*(?:\(\s?\d{1,2}\s?\)|\d{1,2}\s?(?:[、)]|\.(?!\d)))
  | \(\s?\d{1,2}\s?\)
  | ^\s*\(?[一二三四五六七八九十]{1,3}\s?[、.)]
    """
)
_NAME = re.compile(r"(?<![A-Za-z0-9\\])[A-Za-z](?:[A-Za-z0-9]|[-_@'’](?=[A-Za-z0-9])|(?<=\d)\.(?=\d))*")
_DIGIT_FIRST = re.compile(
    r"(?<![A-Za-z0-9.])\d+(?:\.\d+)?(?![eE][-+]?\d)-?([A-Za-z][A-Za-z0-9]*)(?:-[A-Za-z][A-Za-z0-9]*)*"
)
_UNIT = re.compile(
    r"""(?x)
    [KkMBTG]|bn|[xX]|[mun]?s|hr?s?|mins?|d|[kKMGT][bB]|[MG]iB|[kMGT]?Hz|fps|FPS|px|[nmcku]?m|[km]?g|[kM]?W|m?V|m?A
    |k?J|[kMGT]?eV|bits?|dBm?|[MGT]?FLOP[sS]|st|nd|rd|th|pp|mAh|m?L|pts?|fold|[GMK]bps
    """
)
"""Letters that follow a number without making a name of it."""
_TIMES_AHEAD = re.compile(r"[xX]\d")
_SIZED = re.compile(r"^(.*?)[-_]?(\d+(?:\.\d+)?)([KMB]?)$")
_SIZES = {"": 0, "K": 3, "M": 6, "B": 9}


def evened(text: str) -> str:
    """The text, character for character, with full-width forms, rare spaces and minus signs made plain."""
    return text.translate(_ALIKE)


def masked(text: str) -> str:
    """The evened text with those digits blanked that state nothing."""
    plain = evened(text)
    for pattern in (_REFERENCES, _CITATIONS, _LISTING):
        plain = pattern.sub(_blank, plain)
    plain = _NAME.sub(lambda match: _blank(match) if _is_numbered_name(match, plain) else match[0], plain)
    return _DIGIT_FIRST.sub(lambda match: _blank(match) if _is_digit_name(match) else match[0], plain)


def names_with_numbers(text: str) -> list[tuple[str, Decimal, Decimal, str, int, int]]:
    """Of each name that ends in a number: its letters in lower case, value, value without K, M or B, name, span."""
    plain = evened(text)
    found = []
    for match in _NAME.finditer(plain):
        parts = _SIZED.match(match[0])
        if parts and parts[1] and _is_numbered_name(match, plain):
            bare = Decimal(parts[2])
            found.append((parts[1].lower(), bare.scaleb(_SIZES[parts[3]]), bare, match[0], *match.span()))
    return found


def _blank(match: re.Match) -> str:
    return BLANK * len(match[0])


def _is_numbered_name(match: re.Match, plain: str) -> bool:
    after = plain[match.end() : match.end() + 2].lstrip()
    return any(character.isdigit() for character in match[0]) and after[:1] not in ("%", "‰", "倍")


def _is_digit_name(match: re.Match) -> bool:
    letters = match[1]
    hyphened = "-" in match[0]
    if hyphened:
        return letters == "D"  # 3-D is a name, 8-bit and 12-layer state a number
    return not _UNIT.fullmatch(letters) and not _TIMES_AHEAD.match(letters)

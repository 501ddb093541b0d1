"""Numbers written as words: 三百二十, 百分之五, 三分之一, twenty-one, two million."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

_DIGIT = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_NUMERAL = r"[零〇一二两三四五六七八九十百千万亿]{1,24}(?:点[零〇一二三四五六七八九]{1,12})?"
_SHARE = re.compile(
    rf"(?<![零〇一二两三四五六七八九十百千万亿])(?P<below>百|千|万|{_NUMERAL})分之\s?(?P<above>\d+(?:\.\d+)?|{_NUMERAL})(?P<second>\s?[到至~–-]\s?(?:百分之\s?)?(?:\d+(?:\.\d+)?|{_NUMERAL}))?"
)
_TENTHS = re.compile(r"([二两三四五六七八九])成(?=[，。；、,.;以左多的]|$)")
_CHINESE = re.compile(_NUMERAL)
_MEASURE = re.compile(
    r"\s?(?:个|种|类|项|组|次|条|篇|款|层|步|阶段|大(?!量|小|多|致)|部分|方面|点(?!云|积)|位(?!置|移|于)|名|倍|年|月|天|小时|分钟|秒|块|张|轮|折|"
    r"套|份|家|例|段|台|件|幅|公开|数据集|基准|模型|模块|任务|指标|领域|语言|路|级|元(?!组)|版|只|座|颗|帧|头|支|处(?!理)|者(?!之))"
)
_NOT_COUNTED = re.compile(
    r"二(?:次|元|级|位|者|分)|(?:两|三|二)者|十分(?!之|钟)|两(?:端|侧|极)|"
    r"三(?:元组|角|维|方(?![面向案法程]))"
)
_MEASURE_CHARACTERS = 4

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_UNITS_EN = {word: value for value, word in enumerate(_SMALL)}
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TENS_EN = {word: value * 10 for value, word in enumerate(_TENS, 2)}
_SCALES_EN = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ORDINALS = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
"""Without second, which is also a unit of time."""
_ORDINALS_EN = {word: value for value, word in enumerate(_ORDINALS, 3)}
_FRACTIONS_EN = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourths": 4, "fifth": 5, "fifths": 5}
_WORD_EN = "|".join((*_UNITS_EN, *_TENS_EN))
_FRACTION_EN = re.compile(rf"(?ai)\b(an?|{_WORD_EN})[\s-]({'|'.join(_FRACTIONS_EN)})\b")
_ENGLISH = re.compile(
    rf"(?ai)\b(?:{_WORD_EN})(?:[\s-](?:and\s)?(?:{_WORD_EN}|{'|'.join(_SCALES_EN)}))*\b"
    r"(?P<unit>[\s-](?:percent(?:age points?)?|per cent|times|fold)\b)?"
)
_ORDINAL_EN = re.compile(rf"(?ai)\b(?:{'|'.join(_ORDINALS_EN)})\b")
_LARGEST_COUNT = 10

WordUnit = Literal["", "percent", "permille", "times", "year", "ordinal", "count"]


def number_words(plain: str) -> Iterator[tuple[Decimal, WordUnit, int, int]]:
    """Value, unit and span of each number written as words; one and 一 state no number by themselves."""
    taken: list[tuple[int, int]] = []

    def free(start: int, end: int) -> bool:
        return all(end <= first or last <= start for first, last in taken)

    for found in (_shares(plain), _chinese(plain), _english(plain)):
        for value, unit, start, end in found:
            if free(start, end):
                taken.append((start, end))
                yield value, unit, start, end


def chinese_value(numeral: str) -> Decimal:
    """The value of a Chinese numeral: 三百二十 is 320, 二〇二三 is 2023, 三点五 is 3.5."""
    whole, _, fraction = numeral.partition("点")
    if all(character in _DIGIT for character in whole):
        value = Decimal("".join(str(_DIGIT[character]) for character in whole) or "0")
    else:
        value = Decimal(_structured(whole))
    if fraction:
        value += Decimal("0." + "".join(str(_DIGIT[character]) for character in fraction))
    return value


def _structured(numeral: str) -> int:
    total = section = digit = 0
    last = 1
    for character in numeral:
        if character in _DIGIT:
            digit, last = _DIGIT[character], 1 if character in "零〇" else last
        elif character in _POWERS:
            section, digit, last = section + (digit or 1) * _POWERS[character], 0, _POWERS[character]
        else:
            factor = _MYRIADS[character]
            # 万亿: the second multiplies all before it.
            total = (
                (total + section + digit or 1) * factor if factor > 10**4 else total + (section + digit or 1) * factor
            )
            section, digit, last = 0, 0, factor
    # 三百二 says 320.
    return total + section + digit * (last // 10 if last > 10 else 1)


def _decimal(words: str) -> Decimal:
    return Decimal(words) if words[0].isdigit() else chinese_value(words)


def _shares(plain: str) -> Iterator[tuple[Decimal, WordUnit, int, int]]:
    for match in _SHARE.finditer(plain):
        above = _decimal(match["above"])
        if match["below"] in ("百", "千"):
            unit: WordUnit = "percent" if match["below"] == "百" else "permille"
            yield above, unit, match.start(), match.end("above")
            if match["second"]:
                words = re.sub(r"^\s?[到至~–-]\s?(?:百分之\s?)?", "", match["second"])
                yield _decimal(words), unit, match.end() - len(words), match.end()
        elif below := chinese_value(match["below"]):
            yield above / below, "", *match.span()
    for match in _TENTHS.finditer(plain):
        yield Decimal(_DIGIT[match[1]] * 10), "percent", *match.span()
    for match in re.finditer(r"一半|减半|半数", plain):
        yield Decimal("0.5"), "times", *match.span()
    for match in re.finditer(r"翻[倍番]|加倍|一倍", plain):
        yield Decimal(2), "times", *match.span()


def _chinese(plain: str) -> Iterator[tuple[Decimal, WordUnit, int, int]]:
    for match in _CHINESE.finditer(plain):
        numeral, before = match[0], plain[match.start() - 1 : match.start()]
        if (
            before in ("数", "几", "上", "成", "多", "分", "十")
            or before.isdigit()
            or (before and before in "万亿千百")
        ):
            continue
        if _NOT_COUNTED.match(plain, match.start()) or plain[match.end() : match.end() + 1] in ("几", "分"):
            continue
        measured = _MEASURE.match(plain, match.end())
        if before == "第":
            if numeral != "一":
                yield chinese_value(numeral), "ordinal", *match.span()
            continue
        if len(numeral) == 1:
            if numeral not in "一万亿千百零〇" and measured:
                unit: WordUnit = "times" if measured[0].strip() == "倍" else "count"
                yield chinese_value(numeral), unit, *match.span()
            continue
        if numeral == "万一" or (numeral[0] in "千万" and plain[match.end() : match.end() + 1] in ("不", "别", "要")):
            continue
        if set(numeral) <= {"一", "二", "三", "千", "万", "百"} and re.fullmatch(r"一[一二三]|万千|千百", numeral):
            continue
        value = chinese_value(numeral)
        after = plain[match.end() : match.end() + 2].lstrip()
        unit = "times" if after[:1] == "倍" else "year" if after[:1] == "年" and 1900 <= value < 2100 else ""
        yield value, "count" if not unit and value <= _LARGEST_COUNT else unit, *match.span()


def _english(plain: str) -> Iterator[tuple[Decimal, WordUnit, int, int]]:
    for match in _FRACTION_EN.finditer(plain):
        above = 1 if match[1].lower() in ("a", "an") else _english_value([match[1].lower()])
        if match[2].lower() not in ("third", "fourth", "fifth") or above == 1:
            yield Decimal(above) / _FRACTIONS_EN[match[2].lower()], "", *match.span()
    for match in _ENGLISH.finditer(plain):
        words = plain[match.start() : match.start("unit") if match["unit"] else match.end()]
        value = _english_value(re.split(r"[\s-]+", words.lower()))
        unit: WordUnit = ""
        if match["unit"]:
            unit = "percent" if "cent" in match["unit"].lower() else "times"
        elif value <= _LARGEST_COUNT:
            unit = "count"
        if not (value == 1 and unit == "count"):
            yield Decimal(value), unit, *match.span()
    for match in _ORDINAL_EN.finditer(plain):
        yield Decimal(_ORDINALS_EN[match[0].lower()]), "ordinal", *match.span()


def _english_value(words: list[str]) -> int:
    total = section = 0
    for word in words:
        if word in _UNITS_EN:
            section += _UNITS_EN[word]
        elif word in _TENS_EN:
            section += _TENS_EN[word]
        elif word == "hundred":
            section = (section or 1) * 100
        elif word in _SCALES_EN:
            total, section = total + (section or 1) * _SCALES_EN[word], 0
    return total + section

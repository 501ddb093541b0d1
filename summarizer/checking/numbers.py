"""Numbers as Chinese and English print them, normalised so that 1.2万, 12,000, 12K and 1.2e4 are one value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from summarizer.checking.masks import evened, masked, names_with_numbers
from summarizer.checking.words import number_words

Unit = Literal["", "percent", "permille", "times", "year", "ordinal", "count", "name", "mark", "pair", "word"]
"""`count`: a small whole number written as a word. Only on the side of a source: `name` (the number of GPT-4), `mark`
(a number in round brackets), `pair` (an enumeration: `A, B, and C` says 三种) and `word` (both, dozens)."""


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal
    """Magnitude after all scale words; the sign is dropped since prose says it in words (降低 3.2)."""
    unit: Unit
    words: str
    """As printed."""
    start: int
    end: int
    """Span in the text given; `end` is exclusive."""
    mantissa: Decimal
    """Before the scale word: 25.6 of 25.6M."""
    name: str = ""
    """The Latin word right before it, lower case: `llama` of Llama 2."""


_LARGEST_EXPONENT = 40
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SCALES = {
    "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
    "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "bn": 9,
    "K": 3, "k": 3, "M": 6, "B": 9, "G": 9, "T": 12,
}  # fmt: skip
_LETTER_SCALES = frozenset("KkMBGT")

_DIGITS = re.compile(
    r"""
    (?<![\d.])
    (?P<mantissa>\d{1,3}(?:(?:,|\{,\})\d{3})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
    (?P<power>
        \s?(?:[×x*·⋅]|\\times|\\cdot)\s?10\s?(?:\^\s?\{?\s?(?P<caret>[-+]?\d{1,3})\s?\}?|(?P<raised>[⁻⁺]?[⁰¹²³⁴-⁹]+)|(?P<flat>-\d{1,2}(?!\d)))
      | [eE](?P<e>[-+]?\d{1,3})(?![A-Za-z\d])
      | \^\s?\{?\s?(?P<of>[-+]?\d{1,3})\s?\}?
      | (?P<of_raised>[⁻⁺]?[⁰¹²³⁴-⁹]+)
    )?
    \$?
    (?P<scale>
        [\s-]?(?:trillion|billion|million|thousand|hundred)s?\b
      | \s?(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千(?![克米瓦赫字卡])|百(?!分))
      | (?:bn|[KkMBGT])(?![A-Za-z0-9]) | \s k (?=\s[a-z]) | \s M (?=\s[a-z]+s\b)
    )?
    (?P<unit>
        \s?\\?%|[\s-]?per\s?cent(?:age)?(?:[\s-]points?)?|\s?pp\b|\s?个?百分点
      | \s?‰
      | \s?(?:×|\\times)(?!\s?[\d.A-Za-z])|\s?[xX](?![A-Za-z0-9])(?!\s?\d)|\s?倍|[\s-]?fold\b|\s?times\b
      | (?:st|nd|rd|th)\b
      | \s?年
    )?
    """,
    re.VERBOSE | re.ASCII,  # a word ends where Chinese begins
)
_AND = re.compile(r",?\s(?:and|or)\s|(?<=\S)[和与及](?=\S)")
_COMMA = re.compile(r",\s|、")
_SENTENCE_END = re.compile(r"[;。；]|\.\s")
_LIST_CHARACTERS = 400
_LONGEST_LIST = 10
_RANGE = re.compile(r"\s?\$?\s?(?:-{1,2}|–|—|~|〜|∼|到|至|to)\s?\$?\s?$")
_LATIN_BEFORE = re.compile(r"([A-Za-z][A-Za-z0-9]*)[\s-]?$")


def numbers_in(text: str) -> tuple[Number, ...]:
    """The numbers that a text states, in order.

    Left out are numbers that state nothing: those of names (GPT-4, 3D), of sections, figures, tables and equations, of
    lists and citations, and the words one and 一. The ends of a range share its unit and scale.
    """
    plain = masked(text)
    digits, words = _digit_numbers(plain, text), _word_numbers(plain, text)
    # 百分之 3 holds a digit, 3 千万 a numeral: neither is a number of its own.
    shares = [word for word in words if any(character.isdigit() for character in word.words)]
    digits = [digit for digit in digits if not any(_overlap(digit, share) for share in shares)]
    words = [word for word in words if word in shares or not any(_overlap(word, digit) for digit in digits)]
    found = [*digits, *words]
    return tuple(sorted(found, key=lambda number: number.start))


@lru_cache(maxsize=20_000)
def printed_in(source: str) -> tuple[Number, ...]:
    """Every number that a source can be read as printing.

    More generous than `numbers_in`, for PDFs lose superscripts (`× 104`, `10−3`) and split decimals (`28. 4`), names
    carry sizes (LLaMA-7B), and both, pair or twice say 2.
    """
    found = list(numbers_in(source))
    found += (
        Number(value, "name", words, start, end, mantissa, name)
        for name, value, mantissa, words, start, end in names_with_numbers(source)
    )
    for text, readings in ((evened(source), _DIGIT_READINGS), (masked(source), _WORD_READINGS)):
        for pattern, unit, value_of in readings:
            for match in pattern.finditer(text):
                value = value_of(match)
                found.append(Number(value, unit, match[0], *match.span(), value))
    found += _enumerations(masked(source))
    return tuple(found)


def stands(number: Number, printed: Number) -> bool:
    """Whether a number of a source says the stated number: the same value, or the same share as % and as a fraction."""
    if printed.unit == "name":
        sized = printed.mantissa != printed.value
        return number.value == printed.value and (sized or (number.name != "" and number.name == printed.name))
    if printed.unit == "pair":
        return number.unit == "count" and 2 <= number.value <= printed.value
    if printed.unit == "word" and number.unit in ("percent", "permille", "year"):
        return False
    if number.value == printed.value:
        return True
    for share, plain in ((number, printed), (printed, number)):
        if share.unit in ("percent", "permille"):
            fraction = share.value / (100 if share.unit == "percent" else 1000)
            other = plain.value / {"percent": 100, "permille": 1000}.get(plain.unit, 1)
            # 100 % is not said by any 1 in the text, 50 % is by 0.5.
            if fraction == other and (plain.unit in ("percent", "permille", "times") or 0 < other < 1):
                return True
    # A column headed "Params (M)" prints 25.6 where the sentence has to say 25.6M.
    return (
        number.words.rstrip("%")[-1:] in _LETTER_SCALES
        and number.mantissa == printed.value
        and len(number.mantissa.normalize().as_tuple().digits) >= 3
    )


def unsupported(text: str, sources: Iterable[str]) -> tuple[Number, ...]:
    """The numbers that a text states and none of the sources prints."""
    printed = [number for source in sources for number in printed_in(source)]
    return tuple(number for number in numbers_in(text) if not any(stands(number, other) for other in printed))


def surplus(text: str, sources: Sequence[str]) -> tuple[Number, ...]:
    """The numbers that a text states more often than the sources print them, those never printed included."""
    left = [number for source in sources for number in printed_in(source)]
    extra = []
    for number in numbers_in(text):
        said = next((other for other in left if stands(number, other)), None)
        if said is None:
            extra.append(number)
        else:
            left.remove(said)
    return tuple(extra)


def missing(text: str, source: str) -> tuple[Number, ...]:
    """The numbers that a source states and a text does not say, each counted as often as it stands."""
    left = list(printed_in(text))
    lost = []
    for number in numbers_in(source):
        said = next((other for other in left if stands(number, other) or stands(other, number)), None)
        if said is None:
            lost.append(number)
        else:
            left.remove(said)
    return tuple(lost)


def _overlap(one: Number, other: Number) -> bool:
    return one.start < other.end and other.start < one.end


def _digit_numbers(plain: str, text: str) -> list[Number]:
    found: list[Number] = []
    joined: list[bool] = []
    for match in _DIGITS.finditer(plain):
        mantissa = Decimal(match["mantissa"].replace("{,}", "").replace(",", ""))
        value = _powered(mantissa, match)
        end = match.end()
        if value is None:
            value, end = mantissa, match.end("mantissa")
        scale = (match["scale"] or "").strip(" -\t\n").removesuffix("s")
        if scale and end == match.end():
            value = value.scaleb(_SCALES[scale])
        before = _LATIN_BEFORE.search(plain[max(0, match.start() - 40) : match.start()])
        found.append(
            Number(
                value, _unit(match, value), text[match.start() : end].rstrip(), match.start(), end, mantissa,
                before[1].lower() if before else "",
            )
        )  # fmt: skip
        gap = plain[found[-2].end : match.start()] if len(found) > 1 else ""
        joined.append(bool(gap and len(gap) <= 6 and _RANGE.match(gap)))
    # 3–5% and 1–2 million say their unit once, at the end.
    for i in range(len(found) - 1, 0, -1):
        low, high = found[i - 1], found[i]
        if joined[i] and not low.unit and low.value == low.mantissa:
            factor = high.value / high.mantissa if high.mantissa and low.mantissa <= high.mantissa else Decimal(1)
            found[i - 1] = replace(low, unit=high.unit, value=low.value * factor)
    return found


def _powered(mantissa: Decimal, match: re.Match) -> Decimal | None:
    """The value with its power of ten, the plain mantissa without one, None if what follows is no power."""
    if match["power"] is None:
        return mantissa
    if (raised := match["of"] or match["of_raised"]) is not None:
        exponent = int(raised.translate(_SUPERSCRIPTS))
        if mantissa not in (2, 10) or abs(exponent) > _LARGEST_EXPONENT:
            return None
        return mantissa**exponent
    exponent = int((match["caret"] or match["raised"] or match["flat"] or match["e"]).translate(_SUPERSCRIPTS))
    return mantissa.scaleb(exponent) if abs(exponent) <= _LARGEST_EXPONENT else None


def _unit(match: re.Match, value: Decimal) -> Unit:
    unit = (match["unit"] or "").strip(" -\\")
    if not unit:
        return ""
    if unit == "年":
        return "year" if 1900 <= value < 2100 and value == int(value) else ""
    if unit in ("st", "nd", "rd", "th"):
        return "ordinal"
    if unit == "‰":
        return "permille"
    return "percent" if unit[0] == "%" or "cent" in unit or unit == "pp" or "百分点" in unit else "times"


def _word_numbers(plain: str, text: str) -> list[Number]:
    return [Number(value, unit, text[start:end], start, end, value) for value, unit, start, end in number_words(plain)]


def _enumerations(plain: str) -> list[Number]:
    """For each `and`, up to how many things it joins."""
    found = []
    for match in _AND.finditer(plain):
        before = _SENTENCE_END.split(plain[max(0, match.start() - _LIST_CHARACTERS) : match.start()])[-1]
        items = Decimal(min(len(_COMMA.split(before)) + 1, _LONGEST_LIST))
        found.append(Number(items, "pair", match[0], *match.span(), items))
    return found


def _fixed(value: str) -> Callable[[re.Match[str]], Decimal]:
    return lambda match: Decimal(value)


_Reading = tuple[re.Pattern[str], Unit, Callable[[re.Match[str]], Decimal]]

_DIGIT_READINGS: tuple[_Reading, ...] = (
    (re.compile(r"(?<!\d)\d{1,9}(?:\s?[.]\s|\s[.]\s?)\d{1,9}(?!\d)"), "", lambda m: Decimal(re.sub(r"\s", "", m[0]))),
    (re.compile(r"\d{1,3}(?:,\s\d{3})+(?!\d)"), "", lambda m: Decimal(re.sub(r"[\s,]", "", m[0]))),
    (
        re.compile(r"(?<![\d.])(\d{1,9}(?:\.\d{1,9})?)\s?[×x·⋅]\s?10\s?(\d{1,2})(?!\d)"),
        "",
        lambda m: Decimal(m[1]).scaleb(int(m[2])),
    ),
    (re.compile(r"(?<![\d.])10\s?-\s?(\d{1,2})(?![\d.])"), "", lambda m: Decimal(1).scaleb(-int(m[1]))),
    (re.compile(r"[(（]\s?(\d{1,2})\s?[)）]"), "mark", lambda m: Decimal(m[1])),
)
"""What broken digits of a PDF can mean."""

_WORD_READINGS: tuple[_Reading, ...] = (
    (re.compile(r"(?ai)\b(?:one|single|a|an|unique|sole)\b|一"), "word", _fixed("1")),
    (
        re.compile(
            r"(?ai)\b(?:both|pairs?|paired|dual|twofold|two-fold|second|bi(?:nary|lingual|modal|lateral))\b|双|两"
        ),
        "word",
        _fixed("2"),
    ),
    (re.compile(r"(?ai)\b(?:twice|doubl(?:e|es|ed|ing))\b|翻倍|翻番|加倍"), "times", _fixed("2")),
    (re.compile(r"(?ai)\b(?:triplets?|tri(?:ads?|lingual|modal)|ternary)\b|三"), "word", _fixed("3")),
    (re.compile(r"(?ai)\b(?:tripl(?:e|es|ed|ing)|thrice)\b"), "times", _fixed("3")),
    (re.compile(r"(?ai)\bquadrupl(?:e|es|ed|ing)\b"), "times", _fixed("4")),
    (re.compile(r"(?ai)\btenfold\b|\border of magnitude\b"), "times", _fixed("10")),
    (re.compile(r"(?ai)\b(?:half|halv(?:e|es|ed|ing))\b|一半|减半|半数"), "times", _fixed("0.5")),
    (re.compile(r"(?ai)\bdecades?\b"), "word", _fixed("10")),
    (re.compile(r"(?ai)\bdozens?\b"), "word", _fixed("12")),
    (re.compile(r"(?ai)\bcentur(?:y|ies)\b"), "word", _fixed("100")),
    (re.compile(r"(?ai)\b(?:a |per )?hundreds?\b"), "word", _fixed("100")),
    (re.compile(r"(?ai)\bthousands?\b"), "word", _fixed("1000")),
    (re.compile(r"(?ai)\bmillions?\b"), "word", _fixed("1000000")),
    (re.compile(r"(?ai)\bbillions?\b"), "word", _fixed("1000000000")),
    (re.compile(r"(?ai)\btrillions?\b"), "word", _fixed("1000000000000")),
    (re.compile(r"(?ai)\b(?:versus|vs\.?|while|whereas|than)\b"), "pair", _fixed("2")),
)
"""What words that are no numerals say."""

"""What is wrong with the Chinese version of one English sentence, as far as code can tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple

from summarizer.chain.sentences.kept import WORD, Amount, terms
from summarizer.chain.sentences.losses import losses, lost_names
from summarizer.checking.numbers import Number, missing, numbers_in, printed_in, surplus, unsupported
from summarizer.checking.pairing import contradicted, reversed_direction


class Fault(NamedTuple):
    kind: Literal[
        "empty",
        "cut",
        "language",
        "loop",
        "length",
        "brackets",
        "number",
        "term",
        "negation",
        "turned",
        "direction",
        "omission",
        "choice",
    ]
    reason: str
    """One Chinese clause, as a model and a reader can be told it."""
    hint: tuple[str, str] | None = None
    """Words of the source and their Chinese, for the next try."""


SLIGHT = frozenset({"choice"})
"""Kinds that ask for another try, and are no reason to doubt what is shown."""
DOUBTFUL = SLIGHT | {"length", "direction", "omission", "brackets"}
"""Kinds after which the Chinese is still worth more to a reader than English, with a word of warning."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MIN_CHARACTERS_PER_WORD = 0.75
_MAX_CHARACTERS_PER_WORD = 3.2
_SLACK_CHARACTERS = 8
_AGAIN = re.compile(r"((?=[^，]*[A-Za-z])[A-Za-z0-9\u4e00-\u9fff -]{3,24}?)\1{2}")
_TWICE = re.compile(r"([\u4e00-\u9fff，、（]{12,40}).*\1")
_TWICE_EN = re.compile(r"(?i)\b((?:[\w-]+\s){3}[\w-]+)\b.*\b\1\b")
_BRACKETS = ("（）", "“”", "《》", "()", "[]")

_NUMERALS = {
    "0": "零|0", "2": "[两二双对2]", "3": "[三3]", "4": "[四4]", "5": "[五5]", "6": "[六6]", "7": "[七7]",
    "8": "[八8]", "9": "[九9]", "10": "十|10",
}  # fmt: skip
_NOT = re.compile(
    r"(?i)\b(?:not(?! only| least| limited to)|never|neither|cannot|without|unable|fail(?:s|ed|ing)? to"
    r"|no(?! more than| fewer| less))\b|n't\b"
)
_NOT_ZH = re.compile(r"[不没无未非否]|缺|难以|失败|免|以外|之外|除|摆脱|而是|从来|尚")
_ANY_NOT = re.compile(
    r"""(?ix)\b(?:no|not|non|nor|none|never|neither|without|lack\w*|absen\w+|cannot|few|fewer|hardly|rare\w*
    |rather|instead|only|despite|regardless|difficult\w*|hard\w*|challeng\w*|limit\w*|free|avoid\w*|prevent\w*|eliminat\w*|remov\w*|fail\w*
    |exclud\w*|dispens\w*|eschew\w*|away|loss\w*|lost|miss\w*|less|beyond|unless|far|too|struggl\w*|poor\w*|contrary
    |independen\w*|arbitrar\w*|any|infinit\w*|zero|ignor\w*|neglect\w*|but|except\w*|deni\w*|refus\w*|reject\w*|cease\w*
    |impossib\w*|impract\w*|imperf\w*|insuffic\w*|ineffic\w*|ineffect\w*|inab\w*|incap\w*|incomp\w*|incons\w*|infeas\w*
    |intract\w*|inval\w*|inaccess\w*|invis\w*|irre\w+|illegal\w*|dis\w{4,}|non-?\w+|un(?!der|i[tqfv]|til)\w{3,}
    |\w+-(?:free|agnostic|independent)|\w+less)\b|n't\b"""
)
_NEGATED_ZH = re.compile(r"无法|不能|不会|不可(?!或缺|忽)|没有|并不|并非|并未|未能|不是|不存在|不需|无需|不具")

_SCARCE = re.compile(r"(?i)\b(?<!a )(?:little|few|minimal|limited)\b")
_NONE_ZH = re.compile(r"(?<!几乎)(?<!基本)(?<!基本上)(?:不需|无需|没有|不用|不要求)")

_LESS_EN = re.compile(
    r"(?i)\b(?:lower|fewer|smaller|reduc\w+|decreas\w+|declin\w+|drop(?:s|ped)?|worse|degrad\w+|slower|inferior|shrink\w*"
    r"|cheaper|less(?! than)|diminish\w*)\b"
)
_MORE_EN = re.compile(
    r"(?i)\b(?:higher|greater|larger|more(?! than)|increas\w+|improv\w+|better|exceed\w*|outperform\w*|surpass\w*"
    r"|faster|gains?|superior\w*|enhanc\w+|stronger)\b"
)
_LESS_ZH = re.compile(
    r"[低少减降劣慢弱缩省损衰压削]|(?<![误方准偏残])差|[变更较最越]小|小于|下滑|便宜|恶化|退化|不[如及太够]|不那么"
)
_MORE_ZH = re.compile(r"[高多增优好超快胜强升加大赢扩长更越]|改[善进]|领先|突破")
_USUAL = {
    "lower": "更低", "fewer": "更少", "smaller": "更小", "slower": "更慢", "worse": "更差", "less": "更少",
    "cheaper": "更便宜",
    "reduc": "降低", "decreas": "减少", "declin": "下降", "drop": "下降", "degrad": "变差", "higher": "更高",
    "greater": "更大",
    "larger": "更大", "better": "更好", "faster": "更快", "stronger": "更强", "increas": "增加", "improv": "提高",
    "outperform": "优于", "exceed": "超过", "surpass": "超过",
}  # fmt: skip
_RISE = re.compile(r"(?i)\b(?:increas\w+|improv\w+|gains?|higher|enhanc\w+)\b")
_FALL = re.compile(r"(?i)(?<!dimensionality )\b(?:reduc(?:es?|ed|ing|tions?)|decreas\w+|declin\w+|drop(?:s|ped)?)\b")
_FALL_ZH = re.compile(r"[低少减降落衰]|(?<!压)缩|下滑|更小|变小|削|退化")
"""Where a sentence has both, what rises must not take what falls with it."""
_BY = re.compile(
    r"(?i)\b(?:exceed\w*|outperform\w*|surpass\w*|beat\w*)\b[^.;]{0,80}?"
    r"\bby\s(?:up to\s|over\s|about\s|around\s|more than\s|nearly\s|[~∼≈])?\d"
)
_BY_ZH = re.compile(r"(?:超过|超越|超出|优于|高于|胜过)了?[^，。；]{1,40}?的\s?[约近]?\s?\d")

_WORDINGS: tuple[tuple[re.Pattern[str], re.Pattern[str] | None, re.Pattern[str] | None], ...] = tuple(
    (re.compile(rf"(?i)\b(?:{english})\b"), wanted and re.compile(wanted), wrong and re.compile(wrong))
    for english, wanted, wrong in (
        (r"unsupervised", r"无监督|非监督|自监督|没有监督", None),
        (r"ternary", None, r"二值|二元|二进制"),
        (r"fine-grained", None, r"粗粒度"),
        (r"coarse-grained", None, r"细粒度"),
        (r"lossless", r"无损", None),
        (r"lossy", None, r"无损"),
        (r"lower bounds?", None, r"上界"),
        (r"upper bounds?", None, r"下界"),
        (r"minimi[sz]\w+", None, r"最大化"),
        (r"maximi[sz]\w+", None, r"最小化"),
        (r"billions?", None, r"(?<!十)(?<!百)(?<!千)(?<!\d)(?<!\d )亿|百万|千万"),
        (r"millions?", None, r"(?<!\d)(?<!\d )亿"),
        (r"at least", r"至少|不少于|最少|以上|起码|不低于", None),
        (r"at most", r"至多|最多|不超过|以内|以下|不多于", None),
        (r"positive\w*", None, r"负相关|消极"),
        (r"negative\w*", None, r"正相关|积极"),
    )
)
"""English words, what their Chinese has to hold, and what turns them round."""


def faults(
    english: str, chinese: str, allowed: Iterable[str], amounts: Iterable[Amount], *, end: str = "。"
) -> tuple[Fault, ...]:
    """All that is wrong with a Chinese version of a plain English sentence; empty if nothing was found.

    `allowed` are the Latin terms that may stand in it, `amounts` the numbers and formulas that have to.
    """
    text = chinese.strip()
    characters = len(_CHINESE.findall(text))
    if characters < 2:
        return (Fault("empty", "没有译成中文"),)
    found = [
        *_form_faults(english, text, characters, end),
        *_latin_faults(text, allowed),
        *_number_faults(english, text, amounts),
        *_meaning_faults(english, text),
    ]
    return tuple(found)


def unused(told: Iterable[tuple[str, str]], chinese: str) -> tuple[Fault, ...]:
    """A slight fault for each term that was told and is said otherwise: often the sign of a wrong word, not always."""
    return tuple(
        Fault("choice", f"“{term}”应译为“{said}”", (term, said))
        for term, said in told
        if not all(part in chinese for part in said.split("……"))
    )


def _form_faults(english: str, text: str, characters: int, end: str) -> list[Fault]:
    found = []
    if end and not text.endswith(end):
        found.append(Fault("cut", "句子没有写完"))
    if (
        re.search(r"([\u4e00-\u9fff，、]{2,20}?)\1{2,}|([\u4e00-\u9fff]{3,})[（“]即?\2[）”]", text)
        or max(_grams(text).values(), default=0) > 2
        or _AGAIN.search(text)
        or (_TWICE.search(text) and not _TWICE_EN.search(english))
    ):
        found.append(Fault("loop", "同样的话重复出现"))
    words = len(english.split())
    latin = len(WORD.findall(re.sub(r"[\u4e00-\u9fff]", " ", text)))
    said = characters + 2 * latin
    if said < _MIN_CHARACTERS_PER_WORD * words - 1 or said > _MAX_CHARACTERS_PER_WORD * words + _SLACK_CHARACTERS:
        found.append(Fault("length", "译文太短，漏了内容" if said < 2 * words else "译文太长，多了内容"))
    if any(text.count(pair[0]) != text.count(pair[1]) for pair in _BRACKETS):
        found.append(Fault("brackets", "括号或引号不成对"))
    return found


def _grams(text: str) -> Counter[str]:
    runs = re.findall(r"[\u4e00-\u9fff]{7,}", text)
    return Counter(run[i : i + 7] for run in runs for i in range(len(run) - 6))


def _latin_faults(text: str, allowed: Iterable[str]) -> list[Fault]:
    known = {word[0].casefold() for term in allowed for word in (*WORD.finditer(term), (term,))}
    unknown = [
        word[0] for word in WORD.finditer(re.sub(r"[\u4e00-\u9fff]", " ", text))
        if re.search(r"[A-Za-z]", word[0]) and word[0].casefold() not in known
        and not all(part.casefold() in known or part.isdigit() for part in re.split(r"[-–/.&+_'’@]", word[0]) if part)
    ]  # fmt: skip
    return [Fault("term", f"{'、'.join(unknown[:3])} 不是原句里要保留的词")] if unknown else []


def _number_faults(english: str, text: str, amounts: Iterable[Amount]) -> list[Fault]:
    found = []
    invented = unsupported(text, [english])
    # 两个 for `two` may be said again, with what is counted; digits that come twice are given to two things.
    if extra := [each for each in surplus(text, [english]) if each in invented or re.search(r"\d", each.words)]:
        found.append(Fault("number", f"数字 {'、'.join(number.words for number in extra)} 多于原句"))
    for number in missing(text, english):
        if re.search(r"\d", number.words):
            found.append(Fault("number", f"漏了数字 {number.words}"))
        elif not _is_said(number, text):
            found.append(Fault("omission", f"漏了“{number.words}”"))
    for number in numbers_in(text):
        if number.unit == "times" and number.words[0].isdigit() and not _is_multiple(number, english):
            found.append(Fault("number", f"{number.words} 在原句中不是倍数"))
    squeezed = re.sub(r"\s", "", text)
    gone = [each.printed for each in amounts if not any(re.sub(r"\s", "", form) in squeezed for form in each.forms)]
    if gone and not any(fault.kind == "number" for fault in found):
        found.append(Fault("number", f"漏了 {'、'.join(gone)}"))
    if pairs := contradicted(text, english):
        found.append(Fault("number", f"{pairs[0].name} 与 {pairs[1].name} 的数字对调了"))
    return found


def _is_said(number: Number, text: str) -> bool:
    """Whether a small number written as a word stands in the text at all, as in 四轻子 for four-lepton."""
    said = _NUMERALS.get(str(number.value)) if number.words.isalpha() else None
    return said is not None and bool(re.search(said, text))


def _is_multiple(number: Number, english: str) -> bool:
    """Whether a number of times is one in the source too: 3×, threefold, a factor of 3."""
    same = [other for other in printed_in(english) if other.value == number.value]
    return any(
        other.unit in ("times", "word", "count")
        or re.search(r"(?i)(?:factors?|speed-?ups?|ratios?)\s(?:\w+\s){0,3}$|[×x*]\s?$", english[: other.start])
        or re.match(r"\s?-?(?:[×x*]|fold|times|orders?)", english[other.end :])
        for other in same
    )


def _said_usually(word: str) -> tuple[str, str] | None:
    return next(((word, said) for start, said in _USUAL.items() if word.lower().startswith(start)), None)


def _meaning_faults(english: str, text: str) -> list[Fault]:
    found = []
    if _NOT.search(english) and not _NOT_ZH.search(text):
        found.append(Fault("negation", "漏了原句的否定"))
    if _NEGATED_ZH.search(text) and not _ANY_NOT.search(english):
        found.append(Fault("negation", "原句没有否定"))
    elif (scarce := _SCARCE.search(english)) and not _NOT.search(english) and _NONE_ZH.search(text):
        found.append(Fault("negation", f"“{scarce[0]}”不等于没有", (scarce[0], "很少的")))
    less, more = _LESS_EN.search(english), _MORE_EN.search(english)
    if less and not more and not _LESS_ZH.search(text):
        found.append(Fault("direction", f"漏了“{less[0]}”的方向", _said_usually(less[0])))
    if more and not less and not _MORE_ZH.search(text):
        found.append(Fault("direction", f"漏了“{more[0]}”的方向", _said_usually(more[0])))
    if (fall := _FALL.search(english)) and _RISE.search(english) and not _FALL_ZH.search(text):
        found.append(Fault("turned", f"漏了“{fall[0]}”的方向", (fall[0], "降低")))
    if _BY.search(english) and _BY_ZH.search(text):
        found.append(Fault("turned", "“by”后的数字是差值"))
    if number := reversed_direction(text, english):
        found.append(Fault("turned", f"{number.words} 前的升降说反了"))
    found += [
        Fault(
            "omission" if loss.grave else "choice",
            f"漏了“{loss.english}”（{loss.chinese}）",
            (loss.english, loss.chinese),
        )
        for loss in losses(english, text)
    ]
    found += [Fault("omission", f"漏了“{name}”", (name, name)) for name in lost_names(english, text, terms(english))]
    for pattern, wanted, wrong in _WORDINGS:
        if (match := pattern.search(english)) and wanted and not wanted.search(text):
            found.append(Fault("omission", f"“{match[0]}”译得不对"))
        elif match and wrong and wrong.search(text):
            found.append(Fault("turned", f"“{match[0]}”译得不对"))
    return found

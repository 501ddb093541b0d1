"""Words that carry what a sentence claims, and are easily lost in translation: comparison, hedge, limit, rank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Loss(NamedTuple):
    english: str
    """As the sentence prints it."""
    chinese: str
    """How it may be said."""
    grave: bool
    """Whether the sentence claims something else without it."""


def losses(english: str, chinese: str) -> Iterator[Loss]:
    """The words of a plain English sentence that nothing in its Chinese version says."""
    for i, (pattern, said, usual) in enumerate(_RULES):
        if (match := pattern.search(english)) and not said.search(chinese):
            yield Loss(match[0].strip(), match.expand(usual).strip(), i < _GRAVE)


def easily_lost(english: str) -> Iterator[tuple[str, str, int]]:
    """Words that a small model often loses and so is told beforehand: as printed, their Chinese, their place."""
    for pattern, _, usual in _RULES[:_TOLD]:
        for match in pattern.finditer(english):
            yield match[0].strip(), match.expand(usual).strip(), match.start()


_AMOUNT = r"((?:[$€£]\s?)?\d[\d.,]*(?<=\d)\s?%?)"
_RULES: tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?i){english}"), re.compile(said), usual)
    for english, said, usual in (
        (rf"\b(?:over|more than|in excess of)\s{_AMOUNT}", r"超|多于|大于|高于|以上|不止|逾|余|多[个种年]", r"超过 \1"),
        (rf"\b(?:less than|fewer than|under|below)\s{_AMOUNT}", r"不到|少于|小于|低于|以下|以内|不足|未", r"不到 \1"),
        (
            rf"(?:\b(?:about|approximately|around|roughly)\s|[~∼≈]\s?){_AMOUNT}",
            r"约|近|左右|上下|差不多|大致|大概|[~∼≈]",
            r"约 \1",
        ),
        (rf"\b(?:nearly|almost)\s{_AMOUNT}", r"近|几乎|差不多|将近", r"近 \1"),
        (r"\b(?<!a )(?:very )?little (?=[a-z])", r"少|低|小|不多|有限|几乎|极|微|难|不大|不太|甚|缺|短|薄", "很少的"),
        (r"\b(?<!a )(?:few|hardly|scarcely|barely|rarely|seldom)\b", r"少|几乎|难|罕|稀|微|勉强|不多|缺", "很少"),
        (r"\bother\b[^,;.]{0,40}\bthan\b", r"除|外|别的|不同于|而非|而不是|比", "除……以外"),
        (r"(?<!rather )(?<!other )\bthan\b(?! (?:or|[\d~∼≈]))", r"比|于|超|不如|不及|胜|逊|较|而不是|而非|优", "比"),
        (r"\b(?:compared|relative) (?:to|with|against)\b", r"比|较|于|对照|相对", "与……相比"),
        (r"\bnot (?:all|every)\b", r"并非|不是所有|不是每|不全|未必|不都|不一定|非所有|不能对所有|部分", "并非所有"),
        (r"\bnot (?:always|necessarily)\b", r"并非|未必|不一定|不总|不是总|并不|不见得", "不一定"),
        (r"\b(?:the|our) first\b(?! (?:of|author))", r"第一|首|最早|先|前|初|率|1", "首个"),
        (
            r"\b(?:(?<!second-)best|worst|highest|lowest|largest|smallest|fastest|greatest|strongest"
            r"|most(?! (?:of|commonly|often|frequently|widely|likely|cases|notably|recently)\b))\b",
            r"最|极|首|顶|大多|大部分|多数|主要|大都|尤",
            "最",
        ),
        (r"\b(?:may|might)\b", r"可能|或许|也许|可以|会|能|或|未必|不一定", "可能"),
        (r"\b(?<!not )(?:only|solely|merely|exclusively)\b", r"仅|只|唯|单|才|完全|全[都靠]|专", "仅"),
        (r"\bnot only\b", r"不仅|不但|不只|除|不光", "不仅"),
        (r"\b(?:although|though|despite)\b", r"尽管|虽|但|然而|不过|却|仍|而|无论|即使", "尽管"),
        (r"\bhowever,", r"但|然而|不过|却|可是|而", "然而"),
        (r"\brespectively\b", r"分别|各|依次", "分别"),
        (r"\b(?:only if|if|unless)\b", r"如果|若|当|时|假如|是否|则|要是|只有|除非|的话|只要|能否|有没有", "如果"),
        (r"\b(?:instead of|rather than)\b", r"而不是|而非|代替|取代|替代|不|而|非", "而不是"),
        (r"\bunlike\b", r"不同|相反|相比|不像|异|对比|反|而", "与……不同"),
        (r"\bminimal\b", r"最[小少低]|极[小少低]|很[小少低]|少量|微|尽量|尽可能|简单|几乎", "极少的"),
        (r"\bexcept\b", r"除|外|非", "除……以外"),
        (r"\b(?:novel|new)\b(?!-)(?! York| Zealand)", r"新", "新的"),
        (r"\b(?:potentially|promising)\b", r"潜|可能|有望|前景|希望|前途|会", "可能"),
        (r"\b(?:difficult|hard to|challenging)\b", r"难|挑战|困|艰|不易|复杂|棘手", "困难"),
    )
)  # fmt: skip
_TOLD = 6
"""Rules, from the first, whose words are told before they are lost."""
_GRAVE = len(_RULES) - 3


def lost_names(english: str, chinese: str, terms: Iterable[str]) -> tuple[str, ...]:
    """The names of models, data sets and metrics among a sentence's terms that its Chinese version leaves out.

    Names are terms with a digit or an acronym; one in brackets only abbreviates what stands before.
    """
    said = re.sub(r"\s", "", chinese).casefold()
    return tuple(
        term
        for term in terms
        if re.search(r"[A-Za-z].*\d|[A-Z]{2}", term)
        and not re.search(r"[a-z]{2,}-|-[a-z]{2,}", term)
        and term.casefold().removesuffix("s") not in said
        and not re.search(rf"\(\s?{re.escape(term)}|{re.escape(term)}\s\(", english)
    )

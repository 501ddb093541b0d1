"""What of an English sentence stays as printed in its Chinese version: names, acronyms, numbers, formulas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ0-9Α-Ωα-ωℓ"
_RAISED = "⁰¹²³⁴-⁹⁺⁻"
WORD = re.compile(rf"[{_LETTER}]+[{_RAISED}]*(?:[-–/.&+_'’@][{_LETTER}]+[{_RAISED}]*)*\+{{0,2}}\*?")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?"
_AMOUNT = re.compile(
    rf"(?<![\w.])[$€£]?(?:[~∼≈<>≤≥±]\s?|[+-])?{_NUMBER}(?:\s?(?:万亿|亿|万)|(?:[KkMBGT]|[KkMGT]i?[Bb]|[kMGT]?Hz|[kMG]?W|[kMGT]?eV)(?![A-Za-z\d]))?(?:\s?%|\s?[×x](?![A-Za-z×]|\s?\d)|[-\s]?fold\b)?"
    rf"(?:\s?(?:±|×|[-–—~∼:/])\s?{_NUMBER}(?:[KkMBGT](?![A-Za-z\d]))?(?:\s?%|\s?[×x](?!\w))?)*(?:\^\{{?[-+]?\d+\}}?|[{_RAISED}]+)?"
)
_BOUNDS = (
    ("over|more than|in excess of|exceeding", ("超过 N", "超过了 N", "超出 N", "大于 N", "多于 N", "高于 N")),
    ("less than|fewer than|under|below", ("不到 N", "不足 N", "小于 N", "少于 N", "低于 N", "N 以下", "N 以内")),
    ("about|approximately|around|roughly", ("约 N", "约为 N", "大约 N", "大约为 N", "N 左右", "近 N")),
    ("nearly|almost|close to", ("近 N", "将近 N", "接近 N", "几乎 N")),
    ("at least|no less than|no fewer than", ("至少 N", "不少于 N", "N 以上", "不低于 N")),
    ("at most|no more than|not more than", ("最多 N", "至多 N", "不超过 N")),
    ("up to", ("最多 N", "多达 N", "高达 N", "至多 N", "最高 N", "最大 N", "最长 N", "最高达 N", "可达 N", "达 N")),
)
"""Words before a number that are said together with it, for a small model leaves them out: over 2 is 超过 2."""
_BOUND_WORDS = "|".join(words for words, _ in _BOUNDS)
_BOUND = re.compile(rf"(?i)\b({_BOUND_WORDS})\s(?:an?\s)?$")
_BOUNDED = re.compile(rf"(?i)({_BOUND_WORDS})\s(?:an?\s)?(?=[$€£]?\d)")
_FORMULA_SIGN = re.compile(r"[=<>≤≥≈≃∼~±×÷∈∉⊂⊆∪∩∑∏∫∂∇√∞→⇒↦↔∝⊗⊕∥|^Α-Ωα-ω∗·…]|\w\(\w|\S\s[-+]\s\S|^[A-Za-zΑ-Ωα-ω]\d?,\w$")
_FORMULA_WORD = re.compile(
    r"""(?x)
    [([{|∥]*(?:\d*√?[A-Za-zℓ](?:_\{?\w{1,3}\}?|\d|(?<=[a-z])[A-Z])?['′*]?|log|ln|exp|min|max|arg|sin|cos|lim|poly|[Α-Ωα-ω]\w{0,2}|\d[\d.,]*[⁰¹²³⁴-⁹⁺⁻]*%?|
    [-+=<>≤≥≈≃∼~±×÷∈∉⊂⊆∪∩∑∏∫∂∇√∞→⇒↦↔∝⊗⊕∥|^∗·/−*]+|[A-Z]{2}|\dℓ|(?:[A-Za-zÀ-ÿΑ-Ωα-ωℓ]{1,2}|log|Pr|poly)\([^()]{0,24}\)?|
    \w{1,4}(?:,\w{1,4})*,…,\w{1,4}|[A-Za-zΑ-Ωα-ω]\d?,\w|
    [^\sa-zA-Z]*[=<>≤≥∈^±×][^\sa-zA-Z]*|\w{1,3}[=<>≤≥^]\S+)[)\]}|∥,;]*
    """
)
_RELATIONS = "=<>≤≥≈≃+*·∈∉⊂⊆∪∩→⇒↦↔∝|/- ,;"
"""At the edge of a formula these join it to a word, and the word is no part of it."""
_TRANSLATED = re.compile(r"[a-z]{3,}|[A-Z][a-z]+(?:ed|ing|ness|[Aa]ware)")
"""Parts of a hyphenated word that Chinese has words for, as in AI-Assisted."""
_PLURAL = re.compile(r"^([A-Z]{2,}[A-Z0-9-]*)s$")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")
_SIZE = re.compile(
    r"\d+(?:\.\d+)?[KkMBGT]?(?:[-–]\d+(?:\.\d+)?)?(?:[KkMBGT]|[KkMGT]i?[Bb]|[kMGT]?Hz|[kMG]?W|[kMGT]?eV)$"
)
_POWER = re.compile(r"\d+(?:\.\d+)?[eE][-+]?\d+$")
_COUNTED = re.compile(r"\d+(?:\.\d+)?(?:[-–]\d+(?:\.\d+)?)?-[a-z]{2,}(?:-[a-z]+)*$")
_UNIT_LETTERS = re.compile(r"\d+(?:\.\d+)?(?:[-–]\d+(?:\.\d+)?)?(?:[munpµ]?s|[nmcku]?m|[kmµ]?g|x|h|min|fold|pp)$")


class Amount(NamedTuple):
    """A number or formula that has to be said exactly as often as the source prints it."""

    printed: str
    forms: tuple[str, ...]
    """How Chinese may write it; the printed form among them."""
    count: int


def amounts(sentence: str) -> tuple[Amount, ...]:
    """The numbers, ranges and formulas of a plain sentence, in order of their first place."""
    found: list[str] = []
    taken: list[tuple[int, int]] = []
    for start, end in _formula_spans(sentence):
        taken.append((start, end))
        found.append(sentence[start:end])
    words = [match.span() for match in WORD.finditer(sentence) if _is_name(match[0])]
    for match in _AMOUNT.finditer(sentence):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        text = match[0].strip()
        inside_word = any(first <= start < last for first, last in words)
        if inside_word or any(start < last and first < match.end() for first, last in taken):
            continue
        text = text.lstrip("+") if text[0] == "+" else text.lstrip("-") if _joins(sentence, start) else text
        bound = _BOUND.search(sentence[:start]) if text[0] in "$€£" or text[0].isdigit() else None
        found.append(f"{bound[0]}{text}" if bound and not _lasts(bound[1], sentence[match.end() :]) else text)
    counts = Counter(found)
    ordered = sorted(counts, key=sentence.find)
    return tuple(Amount(text, _forms(text), counts[text]) for text in ordered)


def terms(sentence: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """The words of a plain sentence that may stand in Chinese text: acronyms, CamelCase, words with digits, names."""
    known = frozenset(names)
    found: list[str] = []
    for match in WORD.finditer(sentence):
        word = match[0].rstrip("'’.")
        word = re.sub(r"['’]s$", "", word)
        parts = re.split(r"[-–/]", word)
        lower = [
            part for part in parts if re.fullmatch(r"[a-z]{3,}|[A-Z][a-z]+(?:ed|ing|ness|[Aa]ware|[Bb]ased)", part)
        ]
        if len(parts) > 1 and lower and not (re.search(r"\d", word) and len(lower) < len(parts)):
            found += [part for part in parts if _is_name(part) or part in known]
        elif _COUNTED.match(word) or _ORDINAL.match(word):
            continue
        elif _is_name(word) or word in known or (len(parts) > 1 and all(part in known for part in parts)):
            found.append(word)
            if plural := _PLURAL.match(word):
                found.append(plural[1])
    return tuple(dict.fromkeys(found))


def _is_name(word: str) -> bool:
    if not re.search(r"[A-Za-zΑ-Ωα-ω]", word):
        return False
    if any(pattern.match(word) for pattern in (_ORDINAL, _COUNTED, _UNIT_LETTERS, _SIZE, _POWER)):
        return False
    if re.search(rf"[\d{_RAISED}]", word) or re.search(r"[A-Za-z].*[A-Z]", word):
        return True
    return bool(re.fullmatch(r"[b-zB-HJ-Z]|[Α-Ωα-ω]\w?|(?!vs|th|nd|rd|st)[bcdfghj-np-tv-xz]{2,3}", word))


def _joins(sentence: str, start: int) -> bool:
    """Whether the minus before a number is a hyphen."""
    return start > 0 and sentence[start - 1].isalnum()


def _lasts(bound: str, after: str) -> bool:
    """Whether `over 3` begins a span of time, not a bound."""
    return bound.lower() == "over" and bool(
        re.match(r"[\s-](?:years|decades|centuries|months|weeks|days|hours)\b", after)
    )


def _forms(text: str) -> tuple[str, ...]:
    if bound := _BOUNDED.match(text):
        said = next(said for words, said in _BOUNDS if re.fullmatch(words, bound[1].lower()))
        forms = _forms(text[bound.end() :])
        return tuple(way.replace("N", form) for form in forms for way in said)
    forms = [text]
    if match := re.fullmatch(rf"({_NUMBER}(?:[-–]{_NUMBER})?)(?:\s?[×x]|[-\s]?fold)", text):
        forms = [f"{match[1]} 倍", f"{match[1]}倍", f"{match[1]}×"]
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+", text):
        forms.append(text.replace(",", ""))
    elif match := re.fullmatch(rf"[$€£]\s?({_NUMBER}.*)", text):
        unit = {"$": "美元", "€": "欧元", "£": "英镑"}[text[0]]
        forms = [f"{match[1]} {unit}", f"{match[1]}{unit}"]
    elif match := re.fullmatch(rf"({_NUMBER}\s?%?)\s?[-–—]\s?({_NUMBER}\s?%?)", text):
        forms += [f"{match[1]}–{match[2]}", f"{match[1]} 至 {match[2]}", f"{match[1]}至{match[2]}"]
    if "%" in text and " %" in text:
        forms.append(text.replace(" %", "%"))
    return tuple(dict.fromkeys(forms))


def _formula_spans(sentence: str) -> list[tuple[int, int]]:
    """Runs of words that are mathematics: no English word in them and a relation or operator among them."""
    spans: list[tuple[int, int]] = []
    run: list[re.Match[str]] = []

    def close() -> None:
        while run and re.fullmatch(r"[aAI,;]|[A-Za-z][,;]", run[0][0]):
            run.pop(0)
        while run and re.fullmatch(r"[aAI]", run[-1][0]):
            run.pop()
        if run:
            start, end = run[0].start(), run[-1].end()
            text = sentence[start:end].rstrip(",;.")
            cut = len(text) - len(text.lstrip(_RELATIONS))
            start, text = start + cut, text.strip(_RELATIONS).rstrip("×± ")
            if text.startswith("(") and text.endswith(")") and _opens(text[1:-1]):
                start, text = start + 1, text[1:-1]
            if _opens(text) and _FORMULA_SIGN.search(text) and not re.fullmatch(rf"[~∼<>≈≤≥±]?\s?{_NUMBER}%?", text):
                spans.append((start, start + len(text)))
        run.clear()

    for match in re.finditer(r"\S+", sentence):
        word = match[0].rstrip(".")
        if _FORMULA_WORD.fullmatch(word):
            run.append(match)
            if match[0][-1] in ",;)]" and _opens(sentence[run[0].start() : match.end()]):
                close()
        else:
            close()
    close()
    return [span for span in spans if span[1] - span[0] > 1]


def _opens(text: str) -> bool:
    return all(text.count(left) == text.count(right) for left, right in ("()", "[]", "{}"))

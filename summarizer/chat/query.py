"""What a question about a paper asks for: its concepts in English words, whatever language it is in, and its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from summarizer.chain.prompts import FOLDER
from summarizer.chat.dictionary import longest_word
from summarizer.paper import Passage

_TOKEN = re.compile(r"[a-z][a-z0-9]*(?:['’][a-z]+)?|\d+(?:\.\d+)?|[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-./+][A-Za-z0-9]+)*|\d+(?:\.\d+)?%?")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ASKING = re.compile(
    "这篇|这个|那个|本文|文中|文章|论文|作者们?|他们|我们|请问|请|什么样|什么|哪一|哪些|哪个|哪种|哪几|哪里|哪|怎么样|怎样|"
    "怎么|如何|是否|有没有|能不能|可不可以|可以|是不是|为何|多少|几种|几个|吗|呢|吧|啊|的|了|是|在|和|与|或|及|对|把|被|将|从|"
    "到|用|做|有|中|的时候|时候|一共|总共|来自|应当|应该|最初|最后|进一步|另外|需要|觉得|认为|出现|属于|成为|变|"
    "里|上|下|最|更|都|也|还|就|才|会|能|要|让|给|以|其|它们?|该|此|那么?|这|之|所|得|地|时|进行|具体|主要|介绍|一下|说明|解释"
)
_ENGLISH_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an the of in on for to and or with by is are was were be been that this these those we our it its as from "
        "at do does did what which who whom how why when where paper authors author they their there can could "
        "would should about into than then so such has have had not any some you me tell please",
    )
)
_AMOUNT = re.compile(
    r"(?<![\[\w.])\d[\d,.]*(?![\d\]])|\b(?:two|three|four|five|six|seven|eight|nine|"
    r"ten|twelve|twenty|hundred|thousand)\b",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"\b(?:defined? as|denote|called|refers? to|term|definition|which is the|we call|is the)\b", re.IGNORECASE
)
_REASON = re.compile(
    r"\b(?:because|since|due to|therefore|thus|so that|reason|in order to|hence|leads? to|"
    r"to (?:avoid|prevent|reduce|counteract|focus|improve|address)|otherwise|cause[sd]?)\b",
    re.IGNORECASE,
)
_INTENTS: tuple[tuple[str, str], ...] = (
    (
        "limit",
        "局限|不足之处|不足|缺点|缺陷|未来工作|下一步|未解决|展望|limitations?|drawbacks?|future work|shortcomings?|"
        "weakness(?:es)?",
    ),
    ("innovation", "贡献|创新|新意|contributions?|novelty"),
    ("past_methods", "以往的?方法|已有的?方法|现有方法|之前的方法|传统方法|相关工作|prior work|existing methods"),
    ("background", "背景|动机|background|motivation"),
    ("significance", "意义|启示|应用价值|significance|implications?"),
    ("performance", "性能如何|效果如何|结果如何|实验结果|主要结果|提升了?多少|main results"),
    ("workload", "数据集|实验规模|样本量|datasets?\\b"),
    ("one_sentence", "主要讲|讲了什么|做了什么|目标是什么|目的是什么|解决什么问题|(?:paper|work) about|main idea"),
)


_DURATION = ("time", "long", "duration", "hours", "days", "minutes", "weeks", "took")
_ENGLISH_HINTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"how long\b|多久|多长时间", _DURATION),
    (r"\bwhere\b.*data|数据(?:来源|从哪)", ("dataset", "collected", "source", "corpus")),
    (r"\bhardware\b|硬件|显卡", ("GPU", "GPUs", "CPU", "machine", "cluster", "TPU")),
)
"""What a question word stands for in the passage that answers it."""
_WEAK_WEIGHT = 0.3
"""Of words that stand everywhere, such as `use` or `because`."""

_LONGEST_TERM_WORDS = 3
_DICTIONARY_WEIGHT = 0.7
"""Of a general dictionary's words, which mean other things too."""


class Concept(NamedTuple):
    """One thing that a question asks about, with the English words for it; any of them will do."""

    words: tuple[str, ...]
    weight: float = 1.0
    sure: bool = True
    """False: another word may be what a paper prints, so that its absence says little."""


class Listed(NamedTuple):
    """What the project's own lists know of a Chinese question."""

    concepts: tuple[Concept, ...]
    unknown: str
    """The Chinese that they have no word for."""


def concepts_of(question: str) -> tuple[Concept, ...]:
    """The concepts of a question in any language, by the project's own lists; Latin words are taken as they are."""
    hints = [Concept(words) for pattern, words in _ENGLISH_HINTS if re.search(pattern, question, re.IGNORECASE)]
    rest = re.sub("|".join(pattern for pattern, _ in _ENGLISH_HINTS), " ", question, flags=re.IGNORECASE)
    latin = [Concept((word,)) for word in _LATIN.findall(rest) if word.lower() not in _ENGLISH_STOP]
    return (*latin, *listed_concepts(rest).concepts, *hints)


def unlisted(question: str) -> bool:
    """Whether a question has Chinese words that the project's lists have no English for."""
    return any(len(word) > 1 for word in listed_concepts(question).unknown.split())


def chinese_pairs(question: str) -> tuple[Concept, ...]:
    """The Chinese words of a question as pairs of characters, for papers in Chinese."""
    return tuple(Concept((pair,)) for pair in tokens(_ASKING.sub(" ", question)) if _CHINESE.match(pair))


def listed_concepts(question: str) -> Listed:
    """English for a Chinese question by the project's own lists, then by a dictionary; longest words first."""
    listed, longest = _glossary()
    found, unknown = [], []
    at = 0
    while at < len(question):
        for size in range(min(longest, len(question) - at), 0, -1):
            if concept := listed.get(question[at : at + size]):
                found.append(concept)
                unknown.append(" ")
                at += size
                break
        else:
            asking = _ASKING.match(question, at)
            entry = longest_word(question, at)
            if entry and len(entry[0]) == 2 and (asking or any(word in listed for word in _starting(question, at + 1))):
                entry = None  # 多少|人参|加: the words beside it are surer
            if entry and not (asking and asking.end() > at + 1):
                found.append(Concept(entry[1], _DICTIONARY_WEIGHT, sure=False))
                unknown.append(" ")
                at += len(entry[0])
            elif asking:
                unknown.append(" ")
                at = asking.end()
            else:  # a word that nobody listed
                unknown.append(question[at] if _CHINESE.match(question[at]) else " ")
                at += 1
    return Listed(tuple(c for c in dict.fromkeys(found) if c.words), " ".join("".join(unknown).split()))


def _starting(question: str, at: int) -> tuple[str, ...]:
    return tuple(question[at : at + size] for size in range(2, 6))


@cache
def _glossary() -> tuple[dict[str, Concept], int]:
    """The concept of each Chinese word, and the length of the longest."""
    found: dict[str, Concept] = {}
    for line in (FOLDER / "terms.md").read_text("utf-8").splitlines():
        english, sign, chinese = line.partition(" = ")
        if sign and re.fullmatch(r"[\u4e00-\u9fff]{2,}", chinese) and len(english.split()) <= _LONGEST_TERM_WORDS:
            known = found.get(chinese, Concept(()))
            found[chinese] = Concept((*known.words, english))
    for line in (FOLDER / "search_terms.txt").read_text("utf-8").splitlines():
        if match := re.fullmatch(r"(\S+) ([=~]) (.+)", line):
            known = found.get(match[1], Concept(()))
            found[match[1]] = Concept((*known.words, *match[3].split()), 1.0 if match[2] == "=" else _WEAK_WEIGHT)
    return found, max(map(len, found))


def only_of_a_kind(question: str) -> bool:
    """Whether a question asks for limits, results and the like of the paper and for nothing in particular."""
    rest = question
    for _, pattern in _INTENTS:
        rest = re.sub(pattern, " ", rest, flags=re.IGNORECASE)
    if rest == question:
        return False
    particular = any(concept.weight == 1.0 for concept in concepts_of(rest))
    return not particular and len(listed_concepts(rest).unknown) <= 1


def kinds_asked(question: str) -> tuple[str, ...]:
    """Names of the Leanings that a question is after: limits, results and the like."""
    return tuple(name for name, pattern in _INTENTS if re.search(pattern, question, re.IGNORECASE))


def fits_question_word(question: str) -> Callable[[Passage], bool]:
    """Whether a passage is such as the question word asks for: a number for how many, a reason for why."""
    for pattern, fits in _QUESTION_WORDS:
        if re.search(pattern, question, re.IGNORECASE):
            return fits
    return lambda passage: False


_QUESTION_WORDS: tuple[tuple[str, Callable[[Passage], bool]], ...] = (
    (
        r"多少|几[个种条块次层天人颗名]|多[大长久快高]|how (?:many|much|long|large|fast)",
        lambda passage: bool(_AMOUNT.search(passage.text)),
    ),
    (r"什么[是叫]|是什么意思|定义|what is meant|defin", lambda passage: bool(_DEFINITION.search(passage.text))),
    (r"为什么|为何|原因|\bwhy\b", lambda passage: bool(_REASON.search(passage.text))),
    (r"怎么|怎样|如何|\bhow\b", lambda passage: passage.role in ("method", "aim")),
)


def merged(asked: Iterable[Concept]) -> dict[frozenset[str], Concept]:
    """Each concept by the stems of its words; one that another one holds counts once."""
    found: dict[frozenset[str], Concept] = {}
    for concept in sorted(asked, key=lambda each: each.weight):
        stems = frozenset(tokens(" ".join(concept.words)))
        if stems:
            found[stems] = concept
    return {
        stems: concept
        for stems, concept in found.items()
        if not any(stems < other and found[other].weight >= concept.weight for other in found)
    }


def is_chinese(question: str) -> bool:
    return len(_CHINESE.findall(question)) >= 2


def tokens(text: str) -> list[str]:
    """Words in lower case without endings and without stop words; Chinese in pairs of characters."""
    found: list[str] = []
    before = ""
    for word in _TOKEN.findall(text.lower()):
        if _CHINESE.match(word):
            if before:
                found.append(before + word)
            before = word
            continue
        before = ""
        if word not in _ENGLISH_STOP:
            found.append(stem(word))
    return found


_PLURALS = (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", ""))
_ENDINGS = tuple("ational isation ization ation ment ness ible able ings ing ive ion ed er or ly al ic e y".split())  # noqa: SIM905
_SHORTEST_STEM = 4


@cache
def stem(word: str) -> str:
    """An English word without the endings that a question and a paper may differ in."""
    if not word.endswith(("ss", "us", "is")) and len(word) > 3:
        for plural, singular in _PLURALS:
            if word.endswith(plural):
                word = word.removesuffix(plural) + singular
                break
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= (3 if ending in ("ing", "ed", "e") else _SHORTEST_STEM):
            word = word.removesuffix(ending)
            break
    if len(word) > _SHORTEST_STEM and word.endswith(("iz", "is")):
        word = word[:-2]
    return word[:-1] if len(word) >= _SHORTEST_STEM and word[-1] == word[-2] != "s" else word

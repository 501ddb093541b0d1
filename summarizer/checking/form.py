"""Whether a statement has the form of a finished sentence in the wanted language, whatever it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from typing import Literal, NamedTuple

from summarizer.checking.text import math_free
from summarizer.summary import FIELDS

Language = Literal["zh-Hans", "zh-Hant", "en"]


class Defect(NamedTuple):
    """Why a statement cannot be shown as it is."""

    kind: Literal["placeholder", "refusal", "prompt text", "language", "loop", "cut", "empty", "too long", "no text"]
    reason: str
    """One Chinese clause: what is wrong, as a model or a reader is told it."""


_LONGEST_CHARACTERS = 500
_SHINGLE = 8
"""Characters of a piece of the prompt that no answer repeats by chance."""
_ECHO_SHARE = 0.5
_PLACEHOLDER = re.compile(
    r"""(?ax)
    [\[【<{][^\]】>}\n]{0,3}(?:领域|创新点|方法|模型|数据集|任务|结果|指标
        |数值|名称|单位|关键词|标题|作者|内容|填写|待|此处|插入|描述|性能|工作量|意义|背景|具体)[^\]】>}\n]{0,12}[\]】>}]
  | (?<![A-Za-z])(?i:todo|tbd|tba|fixme|lorem|ipsum|n/a|placeholder|undefined|nan|null)(?![A-Za-z])
  | (?<![A-Za-z])(?:[xX]{2,}|[yY]{3,})(?![A-Za-z])|×{2,}|\*{3,}|_{3,}|\?{3,}|？{3,}|〇〇|○○+|某某
  | \{\{.*?\}\}|\{%.*?%\}|%[sd]\b|\$\{[^}]*\}
  | 待补充|待填写|待定(?=[。，；]|$)|此处(?:填写|省略|插入)|请(?:在此)?(?:填写|补充|插入)
  | 略[。）)]*$|同上[。]?$|见上文[。]?$
    """
)
_REFUSAL = re.compile(
    r"""(?aix)
    作为(?:一个|一名)?\s?(?:人工智能|AI|大?语言模型|智能助手|助手)
  | 我(?:只)?是(?:一个|一名|由)?\s?(?:人工智能|AI|大?语言模型|智能助手|助手)
  | (?:很|非常)?抱歉|对不起
  | 我(?:无法|不能|没法|没有办法|不可以)(?:提供|完成|访问|阅读|回答|总结|协助|帮助|打开|确定|查看|生成)
  | 根据(?:我的|您的|你的)(?:知识|要求|请求|指示)|我的(?:训练|知识)(?:数据|截止)|如果(?:您|你)(?:有|需要|能)
  | 请(?:您|提供)(?:更多|论文|全文|完整)|希望(?:这|以上|对)(?:.{0,10})(?:帮助|有用)
  | ^(?:好的|当然|没问题|以下是|下面是|我将|让我|首先，我(?:需要|来))(?:.{0,40})[:：，。！]?$
  | \bas\s(?:an?\s)?(?:AI|language\smodel|assistant|large\slanguage)
  | \bI(?:'|’)?m\ssorry|\bI\s(?:apologi[sz]e|cannot|can't|am\sunable|am\san?\sAI)
  | \b(?:sure|certainly|of\scourse)[,!.]\s|\bhere\s(?:is|are)\s(?:the|a|your)\b|\blet\sme\sknow\b
    """
)
_ADDRESS = re.compile(r"(?:审稿|阅读|评审)(?:人|模型)?请|请(?:给出|给予)(?:正面|积极|高分)")
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_FUNCTION_WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "is",
        "are",
        "we",
        "to",
        "in",
        "for",
        "with",
        "that",
        "by",
        "on",
        "this",
        "our",
        "as",
        "which",
        "was",
    ]
)
_PHRASES = re.compile(r"(?i)state[- ]of[- ]the[- ]art|out[- ]of[- ]the[- ]box|bag[- ]of[- ]the")
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,]+[A-Za-z][A-Za-z'’-]*)+")
_LONGEST_ENGLISH_WORDS = 7
_OTHER_SCRIPTS = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\u0900-\u097f]{3}")
_MOJIBAKE = re.compile(r"\ufffd|[ÃÂâåæçèé][\u0080-\u00bf\u2018-\u203a]|(?:锟斤拷|烫烫|屯屯)|[ÃÂ][^\sA-Za-z]")
_ENDS = re.compile(r"[。！？!?.…][）)”」』\"']*$")
_DANGLING = re.compile(
    r"(?:[，、：:,（(《“—-]|\.{2,}|…+"
    r"|(?:的|和|与|及|或|在|对|把|将|被|是|为|从|向|以|于|并|而|且|但|如|通过|基于|使用|采用|以及|例如|包括|称为))$"
)


def defects(text: str, language: Language, prompt_shingles: Collection[str] = ()) -> tuple[Defect, ...]:
    """What is wrong with the form of one statement; empty if nothing is.

    `prompt_shingles` are pieces of what the model was told, from `shingles`.
    """
    bare = math_free(text).strip()
    letters = len(_CHINESE.findall(bare)) + len(_LATIN_WORD.findall(bare))
    if letters < 2:
        return (Defect("empty", "没有内容"),)
    found = []
    if match := _PLACEHOLDER.search(bare):
        found.append(Defect("placeholder", f"含有占位符“{match[0]}”"))
    if match := _REFUSAL.search(bare) or _ADDRESS.search(bare):
        found.append(Defect("refusal", f"“{match[0][:20]}”是对话用语，不是论文内容"))
    if _letters(bare) in _HEADINGS or (prompt_shingles and _echoed(bare, prompt_shingles)):
        found.append(Defect("prompt text", "重复了任务说明，不是论文内容"))
    if _looped(bare):
        found.append(Defect("loop", "同一段文字反复出现"))
    if len(text) > _LONGEST_CHARACTERS:
        found.append(Defect("too long", f"一条超过 {_LONGEST_CHARACTERS} 个字"))
    if reason := _wrong_language(bare, language):
        found.append(Defect("language", reason))
    if _DANGLING.search(text):
        found.append(Defect("cut", "句子没有写完"))
    return tuple(found)


def ended(text: str, language: Language) -> str:
    """The statement with its full stop."""
    if not text or _ENDS.search(text) or _DANGLING.search(text):
        return text
    stop = "." if language == "en" else "。"
    return text.rstrip("；;") + stop


def shingles(text: str) -> frozenset[str]:
    """All pieces of a few characters of a text, spaces and marks left out."""
    letters = _letters(text)
    return frozenset(letters[i : i + _SHINGLE] for i in range(len(letters) - _SHINGLE + 1))


def alike(one: str, other: str) -> bool:
    """Whether two statements say the same in nearly the same characters."""
    first, second = _letters(one), _letters(other)
    if first == second:
        return True
    pairs, others = (Counter(word[i : i + 2] for i in range(len(word) - 1)) for word in (first, second))
    total = max(sum(pairs.values()), sum(others.values()))
    return total > 10 and sum((pairs & others).values()) >= 0.92 * total and _digits(one) == _digits(other)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


_HEADINGS = frozenset(_letters(field.heading) for field in FIELDS)


def _echoed(text: str, prompt: Collection[str]) -> bool:
    own = shingles(text)
    return len(own) >= 2 and sum(piece in prompt for piece in own) >= _ECHO_SHARE * len(own)


def _looped(text: str) -> bool:
    if re.search(r"(.{2,40}?)\1{4,}", text) or re.search(r"(.{12,200}?)[，。；、\s]*\1[，。；、\s]*\1", text):
        return True
    if len(text) < 80:
        return False
    pieces = [text[i : i + 6] for i in range(len(text) - 5)]
    return len(set(pieces)) < 0.45 * len(pieces)


def _wrong_language(text: str, language: Language) -> str | None:
    chinese = len(_CHINESE.findall(text))
    words = _LATIN_WORD.findall(text)
    if _MOJIBAKE.search(text):
        return "编码错乱"
    if _OTHER_SCRIPTS.search(text):
        return "混入了其他语言"
    if language == "en":
        return "不是英文" if chinese > len(words) else None
    common = [word for word in words if len(word) > 2 and word.islower()]  # names are no English prose
    if chinese < 4 or chinese < 1.5 * len(common):
        return "不是中文"
    for match in _LATIN_RUN.finditer(_PHRASES.sub("", text)):
        run = _LATIN_WORD.findall(match[0])
        if len(run) > _LONGEST_ENGLISH_WORDS or (len(run) > 2 and sum(word in _FUNCTION_WORDS for word in run) >= 2):
            return f"夹有没有翻译的英文“{match[0][:40]}”"
    return None

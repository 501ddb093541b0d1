"""The one-line fields: Chinese title, institution, keywords, checked against what the paper prints."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from summarizer.checking.form import defects
from summarizer.checking.grounds import Grounds
from summarizer.checking.instructions import speaks_to_a_model
from summarizer.checking.numbers import unsupported
from summarizer.checking.points import Problem
from summarizer.checking.terms import terms_in
from summarizer.checking.text import plain, simplified, statement
from summarizer.summary import FieldName

_LONGEST_TITLE_CHARACTERS = 120
_LONGEST_KEYWORD_CHARACTERS = 60
_MOST_KEYWORDS = 8
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class CheckedLine(NamedTuple):
    line: str
    """Empty if nothing of it holds."""
    problems: tuple[Problem, ...]


def checked_line(field: FieldName, line: str, grounds: Grounds, prompt: Collection[str] = ()) -> CheckedLine:
    """One of the line fields after its checks; `prompt` are the shingles of what the model was told."""
    line = simplified(statement(plain(line).replace("\n", " ")))
    if not line:
        return CheckedLine("", ())
    if any(defect.kind == "prompt text" for defect in defects(line, "zh-Hans", prompt)):
        return _line_or("", "prompt text", "重复了任务说明")
    return _CHECKS[field](line, grounds)


def _title(line: str, grounds: Grounds) -> CheckedLine:
    paper = grounds.paper
    reason = ""
    if wrong := [defect for defect in defects(line, "zh-Hans") if defect.kind not in ("cut", "language")]:
        reason = wrong[0].reason
    elif len(_CHINESE.findall(line)) < 2:
        reason = "不是中文"
    elif len(line) > _LONGEST_TITLE_CHARACTERS:
        reason = "太长，不是题目的译文"
    elif speaks_to_a_model(line):
        reason = "是给模型的指令"
    elif terms := [term for term in terms_in(line) if term not in grounds.vocabulary]:
        reason = f"名称 {'、'.join(terms)} 在论文里找不到"
    elif numbers := unsupported(line, (paper.record.title, paper.abstract, paper.record.abstract)):
        reason = f"数字 {numbers[0].words} 不在原题里"
    return _line_or(line, "title", reason)


def _affiliation(line: str, grounds: Grounds) -> CheckedLine:
    """The Chinese name, if the English name behind it is the printed one."""
    printed = grounds.paper.affiliation
    if printed is None:
        return CheckedLine("", ())
    match = re.fullmatch(r"(.+?)\s*[（(]\s*(.+?)\s*[)）]", line)
    if not match:
        return _line_or("", "affiliation", "没有写成“中文名（首页原文）”")
    chinese, english = match[1].strip(), match[2]
    ours, theirs = (re.sub(r"\W+", "", name).casefold() for name in (printed.name, english))
    if not theirs or (theirs not in ours and ours not in theirs):
        return _line_or("", "affiliation", f"“{english[:40]}”不是首页印出的单位")
    if not _CHINESE.search(chinese) or re.search(r"[\d<>{}\[\]]", chinese) or len(chinese) > 40:
        return _line_or("", "affiliation", "没有中文名")
    return CheckedLine(chinese, ())


def _keywords(line: str, grounds: Grounds) -> CheckedLine:
    kept, problems = [], []
    for word in re.split(r"[、；;，,\n]+(?![^（(]*[)）])", line):
        word = word.strip(" .。")
        if not word:
            continue
        unknown = [term for term in terms_in(word) if term not in grounds.vocabulary]
        wrong = [
            defect for defect in defects(word + "词语", "zh-Hans") if defect.kind in ("placeholder", "refusal", "loop")
        ]
        if wrong or len(word) > _LONGEST_KEYWORD_CHARACTERS:
            problems.append(Problem("keyword", word[:20], wrong[0].reason if wrong else "太长，不是关键词", True))
        elif unknown:
            problems.append(Problem("unknown term", word[:20], f"名称 {'、'.join(unknown)} 在论文里找不到", True))
        elif word not in kept:
            kept.append(word)
    most = max(_MOST_KEYWORDS, len(grounds.paper.keywords))
    return CheckedLine("、".join(kept[:most]), tuple(problems))


def _line_or(line: str, kind: str, reason: str) -> CheckedLine:
    if not reason:
        return CheckedLine(line, ())
    return CheckedLine("", (Problem(kind, line[:20], reason, True),))


_CHECKS = {"title_zh": _title, "affiliation": _affiliation, "keywords": _keywords}

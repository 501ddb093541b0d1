# ruff: noqa: E501 - lists of words and patterns are read best as long lines
"""Names of sections: what they are numbered with, what they are usually called, and what they are for."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from summarizer.paper import SectionRole

Kind = Literal["arabic", "roman", "letter", "chinese"]

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_CHINESE = {char: value for value, char in enumerate("零一二三四五六七八九十")}

_NUMBERED = re.compile(
    r"""^(?:
        (?P<word>appendix|appendices|annex|section|chapter|part|supplement(?:ary)?|附录)\s*(?P<wordnumber>[A-Z]\b|\d+(?:\.\d+)*\b|[IVXLC]+\b|[一二三四五六七八九十])?\s*[.:：—–-]?\s*
      | §?\s*(?P<arabic>\d{1,2}(?:\.\d{1,2}){0,3})(?:\s*[.:)、|]\s*|\s+)
      | (?P<roman>[IVXLC]{1,6})(?:\s*[.:)、]\s*|\s+)
      | (?P<letter>[A-Z](?:\.\d{1,2}){0,3})(?:\s*[.:)、]\s*|\s+)
      | (?P<chinese>第?[一二三四五六七八九十]{1,3}(?:[章节]\s*|\s*[、.．]\s*))
    )(?P<title>\S.*)?$""",
    re.VERBOSE | re.IGNORECASE,
)


class Numbered(NamedTuple):
    """A heading taken apart."""

    kind: Kind | None
    number: str
    """As printed, without a closing dot; empty if none."""
    values: tuple[int, ...]
    """(3, 1) for `3.1`; (4,) for `IV`; (1,) for `A`."""
    title: str
    appendix: bool
    """Whether the word Appendix stands before it."""


def taken_apart(text: str) -> Numbered:
    """Number and title of a heading. A Roman numeral that is also a letter (`C`, `I`) comes out as Roman."""
    plain = Numbered(None, "", (), text.strip(), False)
    match = _NUMBERED.match(text.strip())
    if not match:
        return plain
    title = (match["title"] or "").strip()
    if re.match(r"[AI]\s+[a-z]", text.strip()):  # an article, or the writer: `A first example`
        return plain
    if match["word"]:
        number = match["wordnumber"] or ""
        if match["word"].lower() in ("section", "chapter", "part", "supplement", "supplementary") and not number:
            return plain
        appendix = match["word"].lower().startswith(("appendi", "annex", "附录", "supplement"))
        if appendix and not number and title and title[:1].islower():
            return plain
        if not number:
            return Numbered(None, "", (), text.strip(), appendix)
        kind: Kind = "arabic" if number[:1].isdigit() else "letter"
        return Numbered(kind, number, _values(number), title or f"{match['word']} {number}", appendix)
    if match["arabic"]:
        return Numbered("arabic", match["arabic"], _values(match["arabic"]), title, False) if title else plain
    if match["roman"] and match["roman"].isupper() and title:
        value = _roman(match["roman"])
        if value:
            return Numbered("roman", match["roman"], (value,), title, False)
        single = len(match["roman"]) == 1
        return Numbered("letter", match["roman"], _values(match["roman"]), title, False) if single else plain
    if match["letter"] and match["letter"].isupper() and title:
        return Numbered("letter", match["letter"], _values(match["letter"]), title, False)
    if match["chinese"] and title:
        number = re.sub(r"[第章节、.．\s]", "", match["chinese"])
        return Numbered("chinese", number, (_chinese(number),), title, False)
    return plain


def _values(number: str) -> tuple[int, ...]:
    """The numbers of `3.1` or `B.2`; letters count from 1."""
    return tuple(int(part) if part.isdigit() else ord(part[0].upper()) - 64 for part in number.split(".") if part)


def _roman(numeral: str) -> int:
    """The value of a Roman numeral in its regular form, else 0."""
    total = 0
    for char, following in zip(numeral, numeral[1:] + " ", strict=True):
        value = _ROMAN[char]
        total += -value if _ROMAN.get(following, 0) > value else value
    return total if 0 < total < 90 and numeral == _as_roman(total) else 0


def _as_roman(value: int) -> str:
    out = ""
    for amount, sign in ((90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while value >= amount:
            out += sign
            value -= amount
    return out


def _chinese(number: str) -> int:
    if number == "十":
        return 10
    if number.startswith("十"):
        return 10 + _CHINESE.get(number[1:], 0)
    if "十" in number:
        tens, _, ones = number.partition("十")
        return 10 * _CHINESE.get(tens, 1) + (_CHINESE.get(ones, 0) if ones else 0)
    return _CHINESE.get(number, 0)


def folded(text: str) -> str:
    """Lower case letters, digits and Chinese characters alone."""
    text = unicodedata.normalize("NFKD", text)
    return re.sub(r"[\W_]+", "", "".join(char for char in text if not unicodedata.combining(char))).lower()


_ROLES: tuple[tuple[SectionRole, str], ...] = (
    ("abstract", r"(?:extended)?abstract|summary|摘要|内容提要"),
    ("references", r"references?(?:andnotes|cited|list)?|bibliography|literature(?:cited)?|workscited|参考文献|引用文献|methodsreferences"),
    ("limitations", r".*limitations?.*|threatstovalidity|.*局限.*"),
    ("acknowledgement", r"acknowledge?ments?.*|acknowledge?|致谢|authors?contributions?.*|creditauthor.*|funding.*|.*conflicts?ofinterests?.*|competing.*interests?.*|declarations?(?:of.*)?|dataavailability.*|codeavailability.*|(?:dataandcode|codeanddata)availability.*|availabilityof.*|disclosures?.*|ethic.*|broaderimpacts?.*|impactstatement|reproducibility.*|supportinginformation.*|supplement(?:ary|al).*|additionalfiles?.*|additionalinformation|onlinecontent|author(?:s)?information|authordetails|orcid.*|consent.*|notes?|作者贡献.*|利益冲突.*|基金.*"),
    ("introduction", r"(?:extended|general)?introduction.*|引言|前言|绪论|概述|序言|overview|motivation.*"),
    ("related work", r".*relatedworks?.*|.*previouswork.*|.*priorwork.*|(?:technical|theoretical)?backgrounds?.*|literaturereview|(?:a)?reviewof.*|stateoftheart|.*相关工作.*|.*研究现状.*|文献综述"),
    ("conclusion", r".*conclusions?(?!s?of).*|conclud.*|.*futurework.*|(?:summary|discussion|outlook)(?:and.*)?|.*outlook|discussions?.*|.*futuredirections?|closingremarks|结束语|结论.*|总结.*|结语|小结|讨论.*|.*展望"),
    ("experiments", r".*experiment(?:s|al)?(?!design).*|.*results?.*|.*evaluations?.*|.*ablations?.*|.*(?:performance|empirical|simulation|benchmark).*|casestud.*|findings|analys[ie]s.*|applications?.*|examples?|.*实验.*|.*结果.*|.*评估.*|.*评价.*|.*仿真.*"),
    ("method", r".*methods?.*|.*methodolog.*|.*approach.*|.*models?.*|.*algorithms?.*|.*architecture.*|.*framework.*|.*implementations?.*|.*systems?.*|.*theor(?:y|em|etical).*|preliminar.*|.*formulation.*|.*design.*|.*procedures?.*|materials.*|.*data(?:sets?)?|.*setup|.*notation.*|.*方法.*|.*模型.*|.*算法.*|.*设计.*|.*材料.*|.*原理.*"),
)  # fmt: skip
_ROLE_PATTERNS = tuple((role, re.compile(pattern)) for role, pattern in _ROLES)

_KNOWN = re.compile(
    r"""(?:extended|general)?introduction|background|motivation|overview|preliminaries|relatedworks?|previouswork|literaturereview|backgroundandrelatedwork
    |(?:materials?and)?methods?(?:andmaterials?)?|methodology|onlinemethods|starmethods|experimentalsection|experimentalprocedures?|experimental
    |methodsandmaterials|subjectsandmethods|patientsandmethods|theory|approach|model|themodel|method|algorithm|data|datasets?|observations?
    |experiments?|experimentalresults?|experimentsandresults|results?|resultsanddiscussions?|findings|evaluation|analysis|simulations?
    |discussions?|discussionsandconclusions?|discussionandconclusions?|conclusions?|conclusionsand.*|conclusionand.*|concludingremarks|summary|summaryand.*|futurework|limitations?
    |acknowledge?ments?|acknowledge?|references?(?:andnotes|cited)?|bibliography|literaturecited|appendix|appendices|supportinginformation
    |supplementary(?:information|materials?|data)|authorcontributions?|contributions|authorscontributions|funding|conflictsofinterest|conflictofinterest
    |competing(?:financial)?interests?|declarationof(?:competing)?interests?|dataavailability(?:statement)?|codeavailability|ethicsstatement|ethicsapproval.*
    |additionalinformation|broaderimpacts?|reproducibilitystatement|creditauthorshipcontributionstatement|abbreviations|declarations|disclosures?
    |引言|前言|绪论|相关工作|方法|实验|实验结果.*|结果|结果与.*|讨论|结论|结束语|总结.*|参考文献|致谢|附录|材料与方法""",
    re.VERBOSE,
)
_END_MATTER = re.compile(
    r"""acknowledge?ments?.*|acknowledge?|references?(?:andnotes|cited|list)?|bibliography|literaturecited|appendix.*|appendices|supportinginformation|supplementary.*
    |author(?:s)?contributions?.*|funding(?:information|statement|sources)?|conflicts?ofinterests?.*|competing(?:financial)?interests?.*|declarationof.*interests?|declarations?
    |dataavailability.*|codeavailability.*|dataandcodeavailability.*|ethics(?:statement|approval).*|additionalinformation|broaderimpacts?.*|reproducibilitystatement|creditauthor.*
    |abbreviations|disclosures?|limitations|impactstatement|onlinecontent|orcids?.*|notes|参考文献|致谢|附录.*|作者贡献.*|利益冲突.*""",
    re.VERBOSE,
)


def role_of(title: str) -> SectionRole:
    """What a section is for, by its name alone."""
    name = folded(title)
    for role, pattern in _ROLE_PATTERNS:
        if pattern.fullmatch(name):
            return role
    return "other"


def is_known(title: str) -> bool:
    """Whether a title is one that papers of every field use."""
    return bool(_KNOWN.fullmatch(folded(title)))


def is_end_matter(title: str) -> bool:
    """Whether a title is one of those at a paper's end, which are mostly not numbered."""
    return bool(_END_MATTER.fullmatch(folded(title)))


def is_references(title: str) -> bool:
    return role_of(title) == "references"

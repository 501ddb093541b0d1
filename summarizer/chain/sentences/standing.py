"""How well a sentence stands alone: what in it needs a neighbour, a figure, or a reader of the whole paper."""

from __future__ import annotations

import re

_SHORTEST_WORDS, _EASY_WORDS, _LONGEST_WORDS = 9, 35, 45
_BEARABLE_WORDS = 70
_TAIL = 12
"""Characters at a sentence's end."""
_LONGEST_LETTERS = 27
"""A longer word is several, printed without the spaces between them."""

_DANGLING = re.compile(
    r"(?:this|these|those|that|such|it|its|they|them|their|he|she|his|her|the (?:former|latter|above|same|resulting)|"
    r"as (?:we|shown|seen|described|discussed|noted|mentioned|stated|before)|here,|there,|thus|"
    r"hence|therefore|then|so|"
    r"consequently|in (?:such|these|those|that) \w+|"
    r"in this (?:case|way|section|example)|for (?:example|instance)|similarly|likewise|that said|"
    r"note that|recall|see|where|which|and|or|if so|in (?:contrast|other words)|as a result|"
    r"to (?:this end|do so|sum up)|"
    r"let|suppose|assume|if we|as expected|for this|instead|rather|another|one of (?:the )?these|"
    r"other|on the other hand|"
    r"specifically|to (?:address|solve|tackle|answer|overcome) th(?:is|ese|at))\b|"
    r"其中|它|这些?|该|因此|例如",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"th(?:is|ese) (?:paper|work|article|study|letter|report|thesis|survey|review|research|essay)|"
    r"th(?:is|ese) (?:\w+ )?(?:results?|findings?|evidence|observations?)\b|该?本",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"(?:however|moreover|furthermore|in addition|additionally|also|but|yet|finally|lastly|"
    r"second(?:ly)?|third(?:ly)?|"
    r"besides|meanwhile|nevertheless|nonetheless|in fact|indeed|as a consequence|in particular|"
    r"by contra\w+|next|subsequently|again|"
    r"in the (?:next|following|previous)|unfortunately|still|conversely|on the one hand|"
    r"after (?:this|that))\b|然而|但|而且|此外|另外|同时",
    re.IGNORECASE,
)
"""A sentence that opens so goes on from another one."""
_LEANS = re.compile(
    r"\b(?:this|these|those|that|such|the (?:previous|above|aforementioned|latter|former)) "
    r"(?:question|problem|issue|case|reason|idea|trend|discrepanc\w+|task|tasks|problems|challenges?|cases|questions|"
    r"subsection|purpose|test|assumption|condition|figure|point|step|value|values|dataset|phenomen\w+|two)\b",
    re.IGNORECASE,
)
_POINTS_AWAY = re.compile(
    r"\b(?:fig(?:ure)?s?\.?|tables?|eqs?\.?|equations?|algorithm|lemma|theorems?|appendix|"
    r"sec(?:tion|t\.|s?\.)|chapter|"
    r"questions?|refs?\.)\s*[(\[]?\d|§\s*\d|\b(?:sections?|tables?) [ivx]+\b|\b(?:left|right)most\b|\bsubsections?\b|"
    r"\bthe (?:next|previous) section\b|\btwo tables\b|\bin the appendix\b|如[图表]|[图表]\s*\d|式\s*[(（]"
)
_BREAKS_OFF = re.compile(r"\b(?:following|below|above)\s*[:.]?$", re.IGNORECASE)
_ROADMAP = re.compile(
    r"(?:rest|remainder) of (?:this|the) (?:paper|article|work)|(?:is|are) organi[sz]ed as|"
    r"\bin (?:section|sec\.|§+)\s?[\divx]+[\w.]*,? (?:we|i)\b|\b(?:in|see) (?:section|sec\.) [ivx\d]+\.?$|"
    r"section \w+ (?:describes|presents|discusses|reviews|concludes|gives|introduces)|"
    r"\bwe (?:now |then )?(?:present|discuss|describe|outline|draw) (?:our |the |"
    r"some )?(?:limitations?|conclusions?)\b|"
    r"\bas follows\s*[:.]?$|\bin the next section|\b(?:in the )?sections that follow|"
    r"\b(?:shown|presented|described|discussed|given|reported|found|introduced|explained) in "
    r"(?:section|sec\.|§) ?[\divx]|"
    r"\bwe (?:will )?(?:finally |then )?(?:conclude|summari[sz]e) (?:our|the|this) (?:work|paper|article)\b|"
    r"\bwe will (?:later|next)\b|^here,? we (?:describe|discuss|review|list|collect|recall|give)\b|"
    r"\bprove (?:\w+ )*here\b|\blater sections\b|\bwill (?:start|begin) with\b|"
    r"our contributions? (?:in this \w+ )?(?:is|are)(?: as follows)?:?$|"
    r"本文的?(?:组织|结构)|第\s*[一二三四五六\d]+\s*[节章]",
)
_ROADMAP_WORDS = (
    "conclude",
    "summari",
    "sec",
    "§",
    "rest of",
    "remainder",
    "rgani",
    "contribution",
    "limitation",
    "conclusion",
    "follow",
    "here",
    "will ",
    "节",
    "章",
    "本文",
)
_NOT_THE_PAPER = re.compile(
    r"\b(?:supported (?:in part )?by|grants?\b|funded|funding|thanks?\b|grateful|acknowledge[sd]?\b|indebted|"
    r"permission|copyright|licen[cs]ed? under|all rights reserved|"
    r"corresponding author|equal contribution|e-?mail|arxiv|preprint|"
    r"accepted (?:for|at|by)|published (?:in|by)|received \d|minor updates|manuscript received|date of publication|"
    r"(?:first|present) version|closely related to|affiliation|conflicts? of interest|recommended for publication|"
    r"this work was (?:completed|done|performed) while|was responsible for|codebase|supplementary \w+ material|"
    r"submitted to|cc-by|received by the editors|subject classification|support for this work|has made use of|"
    r"pleased to|inspires? future work)|基金|收稿|通信作者|致谢",
)
_NOTATION = re.compile(
    r"\b(?:denotes?d?|we (?:let|write)|(?:is|are) (?:called|defined|said to be)|what we (?:will )?call|refers? to|"
    r"notations?|subscripts?|superscripts?|without loss of generality|if and only if we)\b|^Let\b",
)
_CODE = re.compile(
    r"[A-Za-z]\.[a-z]\w+\s?\(|\w_\w+|\w\(\w*\)|[{}]|==|::|;\s*$|\(\s*\)|= [A-Za-z]\w*\.[a-z]\w+|\.\s\w+ \("
)
_NUMBERED_HEADING = re.compile(r"\d+(?:\.\d+)+\s|\d+\s*[\u4e00-\u9fff]|[⁰¹²³⁴-⁹∗*†]")
_FORMULA = re.compile(r"[=<>≤≥∈∑∏∫√∂∇⊂∪∩→↦×·±∞≈≡∝∼^_{}|\\α-ωΑ-Ω𝐀-𝟿↔�]")
_CITED = re.compile(r"\[[\d,;\s–-]+\]|\([^()]*\b(?:19|20)\d\d[a-z]?[^()]*\)")
_SPLIT_END = re.compile(r"[.!?。！？．;；…)\]”\"'’』」]\s*$")
_TELLS_A_FIGURE = re.compile(
    r"(?:The )?(?:(?:left|right|top|bottom|upper|lower) )?(?:Fig|Figure|Table|Panel)s?\b|[图表]\s*\d"
)
_LOST_DIGITS = re.compile(r"\s\.\s+\w|(?<![\d\s])\s+%")
"""Numbers in a font that gives no letters leave their point or their sign behind."""
_SHOWN_ELSEWHERE = re.compile(
    r"\b(?:present|list|summari[sz]e|report|give|show|collect|plot)(?:s|ed|n)? (?:(?:the|our|all|these) )?(?:\w+ )?"
    r"in (?:the )?(?:fig|table|appendix)"
)
_CUT_END = re.compile(r"[,{(\[=]\s*\.\s*$")
"""The first dot of an ellipsis taken for the end."""
_LONG_WORD = re.compile(rf"[a-z%\d]{{{_LONGEST_LETTERS},}}", re.IGNORECASE)


def standing(text: str, length: int, *, in_abstract: bool, theorem: bool) -> float:
    """0 for a sentence of `length` words that stands alone, less for each thing that needs what is not shown."""
    loss = 0.0
    lower = text.lower()
    if _DANGLING.match(text) and not _OWN.match(text):
        loss += 0.6 if in_abstract else 2.0
    elif _JOINED.match(text):
        loss += 0.3 if in_abstract else 0.7
    if _LEANS.search(text):
        loss += 0.3 if in_abstract else 0.8
    if not theorem:
        loss += 1.2 if _POINTS_AWAY.search(lower) or _BREAKS_OFF.search(text[-_TAIL:]) else 0.0
        loss += 1.2 if _NOTATION.search(text) else 0.0
        loss += 1.5 if _TELLS_A_FIGURE.match(text) or _SHOWN_ELSEWHERE.search(lower) else 0.0
    if any(word in lower for word in _ROADMAP_WORDS) and _ROADMAP.search(lower):
        loss += 5.0
    if _NOT_THE_PAPER.search(lower):
        loss += 5.0
    if length < _SHORTEST_WORDS:
        loss += 0.4 * (_SHORTEST_WORDS - length)
    loss += 0.04 * max(0, length - _EASY_WORDS) + 0.06 * max(0, length - _LONGEST_WORDS)
    if length > _BEARABLE_WORDS:
        loss += 1.0
    bare = _CITED.sub("", text)
    loss += min(4.0, max(0, len(_FORMULA.findall(bare)) - 1) * 0.35)
    loss += 0.3 * max(0, len(_CITED.findall(text)) - 2)
    loss += 3.0 if "�" in text or _LOST_DIGITS.search(text) else 0.0
    loss += 1.2 if _LONG_WORD.search(text) and "http" not in text else 0.0
    if not _SPLIT_END.search(text) or _CUT_END.search(text):
        loss += 2.0
    if any(text.count(left) != text.count(right) for left, right in ("()", "[]", "{}")):
        loss += 1.0
    if text[:1].islower() or (not text[:1].isalnum() and text[:1] not in "“\"'(（《"):
        loss += 1.5
    if len(_CODE.findall(text)) > 1:
        loss += 3.0
    if _NUMBERED_HEADING.match(text):
        loss += 3.0
    if text.endswith(("?", "？")):
        loss += 1.2
    if sum(map(str.isalpha, text)) < 0.6 * len(text.replace(" ", "")):
        loss += 1.5
    return -loss

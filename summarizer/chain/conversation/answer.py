"""A model's answer, however it is laid out, as drafts of fields."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from summarizer.chain.conversation.headings import field_named, group_named, heading_of, item_of, unknown_heading
from summarizer.checking.points import Draft
from summarizer.checking.text import plain, statement, with_brackets, without_brackets_in_math, without_thoughts
from summarizer.summary import FIELD_BY_NAME, FieldName

CITATION = re.compile(
    r"\s?[\[［【]\s?(?:(?:段落?|passages?|ids?|P|p|#|\^|§|编号)\s?[=:：]?\s?)?"
    r"(?P<ids>\d{1,40}(?:\s?(?:[,，、;；]|-|–|—|~|～|至|到)\s?(?:段落?|P|p|#)?\s?\d{1,40})*)\s?(?:†[^\]】]*)?[\]］】]"
)
_OTHER_CITATION = re.compile(
    r"[（(]\s?(?:(?:见|参见|依据|来源|引自|来自)\s?)?(?:段落?|passages?|第)\s?(?P<ids>\d{1,5}(?:\s?[,，、和-]\s?\d{1,5})*)\s?(?:段|号)?\s?[）)]"
)
_ONE = CITATION.pattern.replace("(?P<ids>", "(?:")
_RUN = re.compile(rf"{_ONE}(?:\s?[,，、;；]?{_ONE})*")
_INNER_HEADING = re.compile(r"(?<=[；;。\]】])\s*(?=(?:意义|创新点|创新之处|性能|工作量|不足)\s?[：:])")
_WIDEST_RANGE = 6
_NOT_FOUND = re.compile(
    r"^[\W_]*(?:(?:本?论文|文中|原文|资料|段落)(?:中|里|内)?(?:没有|未(?:曾|见)?|并未)(?:找到|提及|提到|说明|写明|给出|涉及|包含)"
    r"|未(?:找到|提及|提到|说明)|not found in the paper|none|无|暂无|没有)(?:相关)?(?:内容|信息|说明)?[\W_]*$",
    re.IGNORECASE,
)
_JSON = re.compile(r"^\s*(?:```(?:json)?\s*)?(?=[{\[]\s*[\"'{\[\n])", re.IGNORECASE)
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}.*$")
_ID_LIMIT = 100_000
_ENDED = re.compile(r"[。！？.!?；;]$")
_FACTS = re.compile(
    r"^[\s#*>【\[（(•-]*(?:\d+[.、]\s*)?(?:全部|论文|第一)?(?:作者|链接|网址|代码|论文地址|项目地址|开源地址|发表|出版|日期|会议|期刊|页码|参考文献"
    r"|authors?|links?|urls?|code|github|date|published|venue|pages?|references|doi|arxiv)(?:列表|信息|时间|链接)?[\s*】\]）)]*[:：]",
    re.IGNORECASE,
)
"""Lines that give what is never the model's word."""


@dataclass
class Answer:
    """What an answer says of each field."""

    drafts: dict[FieldName, list[Draft]] = field(default_factory=dict)
    lines: dict[FieldName, str] = field(default_factory=dict)
    absent: set[FieldName] = field(default_factory=set)
    """Fields of which the model says that the paper has nothing."""

    def within(self, ids: Collection[int]) -> Answer:
        """The same answer without citations of other passages."""
        drafts = {
            name: [
                draft._replace(passages=tuple(number for number in draft.passages if number in ids)) for draft in each
            ]
            for name, each in self.drafts.items()
        }
        return Answer(drafts, self.lines, self.absent)


def answer_of(text: str, expected: Sequence[FieldName]) -> Answer:
    """The drafts of the expected fields in an answer.

    Reads the fixed headings in any dress, the numbered items of older digests (`(1)：…` under 摘要 or 结论), tables and
    JSON. What stands before the first heading is dropped, unless one field alone was asked for and no heading is found.
    When a field is written twice, the second time is dropped.
    """
    pieces = _from_json(text, expected)
    if pieces is None:
        # Older digests put innovation, performance and workload on one line.
        pieces = list(_from_lines(_INNER_HEADING.sub("\n", plain(text)), expected))
    answer = Answer()
    for name, lines in _merged(pieces).items():
        lines = [line for line in lines if line.strip()]
        if not lines:
            continue
        if all(_NOT_FOUND.match(CITATION.sub("", line)) for line in lines):
            answer.absent.add(name)
        elif FIELD_BY_NAME[name].kind == "line":
            answer.lines[name] = _line(name, lines)
        else:
            drafts = [draft for line in lines for draft in drafts_of(line)]
            answer.drafts[name] = _joined(drafts) if name == "one_sentence" else drafts
    return answer


def drafts_of(line: str) -> list[Draft]:
    """The statements of one line, each with the ids cited behind it; one statement may be several sentences."""
    drafts, at = [], 0
    line = without_brackets_in_math(_OTHER_CITATION.sub(lambda match: f"[{match['ids']}]", line))
    for run in _RUN.finditer(line):
        text = statement(line[at : run.start()])
        after = line[run.end() :]
        # `…[3]。` cites as `…。[3]` does; in mid-sentence a citation belongs to the whole sentence.
        stop = re.match(r"\s*[。！？.!?；;]", after)
        ids = cited_ids(run[0])
        if stop:
            text, at = (text if _ENDED.search(text) else text + stop[0].strip()), run.end() + stop.end()
        else:
            at = run.end()
        if drafts and (not text.strip("，。；、,.; ") or not _ENDED.search(drafts[-1].text)):
            last = drafts[-1]
            drafts[-1] = Draft(_glued(last.text, text), tuple(dict.fromkeys((*last.passages, *ids))))
        else:
            drafts.append(Draft(text, ids))
    rest = statement(line[at:])
    if rest.strip("，。；、,.;:： |"):
        if drafts and not _ENDED.search(drafts[-1].text):
            drafts[-1] = Draft(_glued(drafts[-1].text, rest), drafts[-1].passages)
        else:
            drafts.append(Draft(rest, ()))
    return [Draft(with_brackets(text), ids) for text, ids in drafts if text.strip("，。；、,.;:： |-*#")]


def cited_ids(text: str) -> tuple[int, ...]:
    """The passage ids of citation marks, ranges written out, each once."""
    found: list[int] = []
    for match in CITATION.finditer(text):
        previous, joined = None, False
        for token in re.findall(r"\d+|[-–—~～至到]", match["ids"]):
            if not token.isdigit():
                joined = True
                continue
            number = int(token)
            if joined and previous is not None and previous < number <= previous + _WIDEST_RANGE:
                found += range(previous + 1, number)
            found.append(number)
            previous, joined = number, False
    return tuple(dict.fromkeys(number for number in found if number < _ID_LIMIT))


def without_citations(text: str) -> str:
    """The text without citation marks."""
    return with_brackets(_OTHER_CITATION.sub("", CITATION.sub("", without_brackets_in_math(text))))


_Piece = tuple[FieldName, list[str]]


def _from_lines(text: str, expected: Sequence[FieldName]) -> Iterator[_Piece]:
    fields = [name for name in expected if FIELD_BY_NAME[name].kind == "points"]
    current: FieldName | None = None
    group: tuple[FieldName, ...] = ()
    lines: list[str] = []
    seen = False
    for line in text.splitlines():
        if _TABLE_RULE.match(line) and "|" in line:
            continue
        if heading := heading_of(line, expected):
            if current:
                yield current, lines
            seen = True
            lines = [heading.rest] if heading.rest.strip() else []
            if len(heading.fields) == 1:
                current = heading.fields[0]
                group = group if current in group else ()
            else:
                current, group = None, heading.fields
                if lines:
                    current = group[0] if group[0] in expected else None
            continue
        if group and (item := item_of(line)) and item[0] <= len(group) and group[item[0] - 1] in expected:
            if current:
                yield current, lines
            inner = heading_of(item[1], expected)
            named = inner is not None and len(inner.fields) == 1 and bool(inner.rest.strip())
            current, lines = (inner.fields[0], [inner.rest]) if named else (group[item[0] - 1], [item[1]])
            continue
        if _FACTS.match(line):
            continue
        if unknown_heading(line):
            if current:
                yield current, lines
            current, lines, group = None, [], ()
            continue
        lines.append(line)
    if current:
        yield current, lines
    elif not seen and len(fields) == 1 and len(expected) == 1:
        yield fields[0], [line for line in text.splitlines() if line.strip()]


def _from_json(text: str, expected: Sequence[FieldName]) -> list[_Piece] | None:
    """The fields of a JSON answer; None if the answer is none."""
    if not _JSON.match(text := without_thoughts(text)):
        return None
    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=0)
    body = re.sub(r"\s*```\s*$", "", text[start:].strip())
    try:
        value = _json_value(body)
    except (ValueError, RecursionError):
        return None
    pieces = list(_json_fields(value, expected))
    if not pieces and len(expected) == 1 and isinstance(value, list):
        pieces = [(expected[0], _json_lines(value))]
    return [(name, [plain(line) for line in lines]) for name, lines in pieces] or None


def _json_value(body: str) -> object:
    try:
        return json.loads(body, strict=False)
    except ValueError:
        from json_repair import repair_json

        return repair_json(body, return_objects=True)


def _json_fields(value: object, expected: Sequence[FieldName]) -> Iterator[_Piece]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            name = field_named(str(key), expected)
            if name:
                yield name, _json_lines(inner)
            elif isinstance(inner, Mapping | list) and (group_named(str(key), expected) or isinstance(inner, Mapping)):
                yield from _json_fields(inner, expected)
    elif isinstance(value, list):
        for inner in value:
            yield from _json_fields(inner, expected)


def _json_lines(value: object) -> list[str]:
    if isinstance(value, str):
        return value.splitlines()
    if isinstance(value, Mapping):
        text = next((str(value[key]) for key in ("text", "内容", "content", "point", "sentence") if key in value), None)
        ids = next(
            (value[key] for key in ("passages", "citations", "ids", "sources", "段落", "引用") if key in value), None
        )
        if text is not None:
            numbers = re.findall(r"\d+", json.dumps(ids)) if ids is not None else []
            return [text + (f"[{','.join(numbers)}]" if numbers else "")]
        return [line for inner in value.values() for line in _json_lines(inner)]
    if isinstance(value, list):
        if value and all(isinstance(inner, str) and len(inner) < 30 for inner in value):
            return ["\n".join(value)] if any(CITATION.search(inner) for inner in value) else ["、".join(value)]
        return [line for inner in value for line in _json_lines(inner)]
    return []


def _merged(pieces: Sequence[_Piece]) -> dict[FieldName, list[str]]:
    """The first writing of each field that has any content."""
    merged: dict[FieldName, list[str]] = {}
    for name, lines in pieces:
        if not any(line.strip() for line in merged.get(name, ())):
            merged[name] = [part for line in lines for part in line.splitlines()]
    return merged


def _line(name: FieldName, lines: Sequence[str]) -> str:
    texts = [statement(without_citations(line)).strip("《》“”\" '") for line in lines]
    texts = [text for text in texts if text]
    if name == "keywords":
        return "、".join(text.rstrip("。.；;") for text in texts)
    return texts[0].rstrip("。") if texts else ""


def _joined(drafts: Sequence[Draft]) -> list[Draft]:
    if not drafts:
        return []
    ids = dict.fromkeys(number for draft in drafts for number in draft.passages)
    return [Draft("".join(draft.text for draft in drafts), tuple(ids))]


def _glued(first: str, second: str) -> str:
    return first + (" " if re.search(r"[A-Za-z0-9]$", first) and re.match(r"\w", second) else "") + second

"""The many ways in which models write the fixed headings."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from summarizer.checking.text import simplified
from summarizer.summary import FIELD_BY_NAME, FieldName

_SPELLINGS = Path(__file__).with_name("headings.txt").read_text("utf-8")
_ALIASES: dict[FieldName, tuple[str, ...]] = {
    match[1]: tuple(match[2].split(" | ")) for match in re.finditer(r"(?m)^(\w+): (.+)$", _SPELLINGS)
}
_GROUPS: dict[str, tuple[FieldName, ...]] = {
    match[1]: tuple(match[2].split()) for match in re.finditer(r"(?m)^([^#\n]+) = (.+)$", _SPELLINGS)
}
"""Headings over several fields, whose numbered items are the fields in this order."""

_DECORATION = r"[\s#*_>【\[〔「『《（(`|~=•·●○▪■◆★☆✦➤▶—–-]*"
_NUMBER = (
    r"(?:(?:\d{1,2}(?:\.\d{1,2})+\s|[(（]?\s*(?:\d{1,2}(?:\.\d{1,2})*|[一二三四五六七八九十]{1,3}|[ivxIVX]{1,4}|[a-hA-H])\s*[)）.、．:：]"
    r"|[①-⑳]|第[一二三四五六七八九十\d]+[部项点]分?[:：]?)\s*)?"
)
_LEAD = re.compile(rf"^{_DECORATION}{_NUMBER}{_DECORATION}{_NUMBER}{_DECORATION}")
_TAIL = r"[\s*_】\]〕」』》）)`|~#=—–-]*"
_COLON = re.compile(rf"^{_TAIL}(?P<colon>[:：]|——|--)\s*{_TAIL}(?P<rest>.*)$", re.DOTALL)
_GLOSS = re.compile(r"^\s*[（(/][^（()）\n]{1,40}[）)]?")
_ITEM = re.compile(
    r"^[\s>*•·-]*[（(]?\s*(?P<number>\d|[一二三四])\s*(?:[)）]|[.、．])\s*[:：、]?\s*(?P<rest>.*)$", re.DOTALL
)
_HEADING_LINE = re.compile(r"^\s*(?:#{1,6}\s*\S|\*\*[^*]+\*\*\s*[:：]?\s*$|【[^】]{1,20}】\s*[:：]?\s*$)")


class Heading(NamedTuple):
    """What a line opens."""

    fields: tuple[FieldName, ...]
    """One field, or the fields of a group."""
    rest: str
    """What stands behind the heading on the same line."""


def heading_of(line: str, expected: Collection[FieldName]) -> Heading | None:
    """The field or group that a line opens, if it opens one of those expected."""
    stripped = line.strip()
    if not stripped or not (lead := _LEAD.match(stripped)):
        return None
    body = stripped[lead.end() :]
    plain = simplified(body)
    marked = bool(_HEADING_LINE.match(stripped)) or "|" in stripped[:2]
    for name, fields in _names(tuple(expected)):
        if not plain.casefold().startswith(name):
            continue
        after = body[len(name) :]
        if gloss := _GLOSS.match(after):
            trimmed = after[gloss.end() :]
            after = trimmed if not trimmed.strip() or _COLON.match(trimmed) or not trimmed.strip(" *_#】|") else after
        if match := _COLON.match(after):
            return Heading(fields, match["rest"])
        if not re.fullmatch(_TAIL, after):
            # A table's row or a marked heading with its text behind it.
            if marked and (row := re.match(rf"^{_TAIL}\|\s*(?P<rest>.+)$", after)):
                return Heading(fields, row["rest"])
            continue
        return Heading(fields, "")
    return None


def unknown_heading(line: str) -> bool:
    """Whether a line is set as a heading at all: what follows belongs to none of the fields."""
    return bool(re.match(r"^\s*#{1,6}\s*\S", line)) and len(line.strip()) < 40


def item_of(line: str) -> tuple[int, str] | None:
    """Number and text of a numbered item such as `(1)：…`, from 1; None for any other line."""
    match = _ITEM.match(line.strip())
    if not match:
        return None
    number = match["number"]
    return ("一二三四".find(number) + 1 if number in "一二三四" else int(number)), match["rest"]


def field_named(name: str, expected: Collection[FieldName]) -> FieldName | None:
    """The one field that a key of a JSON answer names."""
    heading = heading_of(name.replace("_", " ") if name.replace("_", " ") != name else name, expected)
    if heading and len(heading.fields) == 1 and not heading.rest:
        return heading.fields[0]
    return next((field for field in expected if field == name.strip().casefold()), None)


def group_named(name: str, expected: Collection[FieldName]) -> bool:
    """Whether a key of a JSON answer names a group of the expected fields."""
    heading = heading_of(name, expected)
    return bool(heading and len(heading.fields) > 1)


def _names(expected: tuple[FieldName, ...]) -> list[tuple[str, tuple[FieldName, ...]]]:
    """All spellings, longest first; the fixed heading of an expected field wins over any alias."""
    named: dict[str, tuple[FieldName, ...]] = {}
    for name in expected:
        named.setdefault(FIELD_BY_NAME[name].heading, (name,))
    for name in expected:
        for alias in _ALIASES[name]:
            named.setdefault(alias, (name,))
    for alias, fields in _GROUPS.items():
        if any(field in expected for field in fields):
            named.setdefault(alias, fields)
    return sorted(named.items(), key=lambda item: -len(item[0]))

# ruff: noqa: E501 - lists of words and patterns are read best as long lines
"""Where the first author works when the lines under the names do not say: footnotes of the first page, the paper's end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.reading.front.names import EMAIL, institution, is_institution, surname_of
from summarizer.reading.text.rows import Row, is_cjk

END_ROWS = 60
"""How far from a paper's end addresses are looked for."""

_WITH = re.compile(
    r"(?:is|are|was|were)\s+(?:\w+\s+){0,2}?with\s+(?:(?-i:the)\s+)?(?P<place>.+?)(?:\.(?:\s|$)|;|\(e-?mail|\be-?mail|,?\s+and\s+(?:also\s+)?with)",
    re.I | re.S,
)
_FUNDING = re.compile(
    r"support|grant|fund|award|acknowledg|permission|licen[cs]e|copyright|©|\(c\)|\bc\s*⃝?\s*\d{4}|published by|received|recommended|editor|proceedings|conference",
    re.I,
)
_LEADING_ADDRESS = re.compile(r"(?i:e-?mail\s*:?\s*)?[\w.+-]+\s?@\s?[\w.-]+\w[,;]\s+")
"""An e-mail address before the institution in a footnote."""
_ADDRESS_LABEL = re.compile(r"\be-?mail(?:\s+address(?:es)?)?\s*:|\bcurrent address|\burl:", re.I)


def workplace_in_footnotes(paragraphs: Sequence[str], author: str, sign: str | None) -> str | None:
    """The institution that the first page's footnotes give for an author who carries `sign`."""
    surname = surname_of(author)
    stated = [(match["place"], text) for text in paragraphs for match in _WITH.finditer(text)]
    for place, text in stated:
        if surname and surname.lower() in text.lower() and (found := institution(place)):
            return found
    if sign:
        for text in paragraphs:
            match = re.search(
                rf"(?:(?:^|\s){re.escape(_raised(sign))}|^{re.escape(sign)})\s*(?:{_LEADING_ADDRESS.pattern}|(?=[A-Z]))",
                text,
            )
            if match:
                unit = re.split(r"(?:\.\s|\s(?=[¹²³⁴⁵⁶⁷⁸⁹])|\s[∗*†‡]|Correspond)", text[match.end() :])[0]
                if is_institution(unit) and (found := institution(unit)):
                    return found
    for place, _ in stated:
        if found := institution(place):
            return found
    for text in paragraphs:
        for sentence in re.split(r"(?<=[a-z])\.\s|\n", text):
            if (
                is_institution(sentence)
                and not _FUNDING.search(sentence)
                and len(sentence) < 250
                and (found := institution(sentence))
            ):
                return re.sub(r"^[\d¹²³⁴⁵⁶⁷⁸⁹∗*†‡§\s]+", "", found)
    return None


def workplace_at_the_end(rows: Sequence[Row]) -> tuple[str, tuple[Row, ...]] | None:
    """The institution of the first address behind the text, as mathematicians print it, and the rows of that address."""
    last = rows[-END_ROWS:]
    for index, row in enumerate(last):
        if row.page == 1 or not (_ADDRESS_LABEL.search(row.text) or (EMAIL.search(row.text) and len(row.text) < 90)):
            continue
        address: list[Row] = []
        for other in reversed(last[max(0, index - 4) : index]):
            if other.page != row.page or (address and address[0].box.y0 - other.box.y1 > 0.8 * other.size):
                break
            address.insert(0, other)
            if other.box.x0 > other.left + 4 and is_institution(" ".join(r.text for r in address)):
                break
        text = re.sub(r"-\s(?=[a-z])", "", "".join(_with_break(other) for other in address)).strip(" ,")
        found = institution(re.split(r"\.\s+(?=[A-Z][a-z]+ [A-Z])", text)[-1]) or institution(text)
        if found:
            return found, tuple(address)
    return None


def _with_break(row: Row) -> str:
    """The text of a row of an address and what parts it from the next: a comma behind a line that ends early."""
    text = row.text.strip()
    early = (
        row.width < 0.5 * (row.right - row.left) and text[-1:].isalnum() and not re.search(r"\b(?:of|and|the)$", text)
    )
    return f"{text}, " if early else f"{text} "


def english_beside(rows: Sequence[Row], chinese: str) -> str | None:
    """The English form of a Chinese institution, from a line of Latin letters of a bilingual title page."""
    if not is_cjk(chinese):
        return None
    for row in rows:
        if not is_cjk(row.text) and row.text.lstrip().startswith(("(", "（")) and is_institution(row.text):
            found = institution(row.text)
            if found:
                return found
    return None


def _raised(sign: str) -> str:
    return sign.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))

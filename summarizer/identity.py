"""Whether a PDF is the paper that a record describes: the first page's title and authors against the record's."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz

from summarizer.latex import as_printed
from summarizer.paper import Paper, Record

FIRST_PAGES = 2
"""Where title and authors stand: on the first page, or on the second behind a cover."""

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
"""Letters with strokes, which Unicode does not take apart."""

_SMALL_WORDS = frozenset(("and", "are", "can", "for", "from", "how", "the", "via", "with", "without"))
"""Words of titles that tell nothing; those of one and two letters are left out too."""


def the_same_paper(record: Record, paper: Paper) -> bool:
    """Whether the record's title and authors are those of the paper's first pages.

    Case, accents, hyphens, line breaks, LaTeX and small errors of the text layer do not count. A title that differs
    by a word or a subtitle, as titles do between versions, passes if the authors agree. A paper without any text
    (a scan) contradicts nothing and passes.
    """
    page = " ".join((paper.record.title, *paper.page_texts[:FIRST_PAGES]))
    wanted, recognised, printed = _words(record.title), _words(paper.record.title), _words(page)
    if not printed or not wanted:
        return True
    title, title_here, text = "".join(wanted), "".join(recognised), "".join(printed)
    if title == title_here or (len(title) >= _LONG_TITLE and title in text):
        return True
    authors = _share_of_authors(record, printed)
    if authors is None:
        return _likeness(title, title_here, text) >= _ALMOST_EQUAL
    if authors >= _SOME:
        return _likeness(title, title_here, text) >= _LIKE or _shares_words(wanted, recognised)
    return False


_LONG_TITLE = 25
"""Letters of a title that no other paper's first page holds by chance."""

_ALMOST_EQUAL, _LIKE = 93, 85
"""Of 100: letters in common, in order; without authors to compare, and with them."""

_SOME = 0.3
"""Of the record's authors. The text layer may spoil some names, and a version may add some."""


def _likeness(title: str, title_here: str, text: str) -> float:
    return max(fuzz.ratio(title, title_here), fuzz.partial_ratio(title, text) if len(text) >= len(title) else 0.0)


def _shares_words(one: list[str], other: list[str]) -> bool:
    """Whether most of the telling words of the shorter title, and at least two, are in the longer one."""
    first, second = ({word for word in words if len(word) > 2} - _SMALL_WORDS for words in (one, other))
    common = len(first & second)
    return common >= 2 and common >= 0.6 * min(len(first), len(second))


def _share_of_authors(record: Record, printed: list[str]) -> float | None:
    """Share of the record's authors whose family name is printed; None if the names cannot be compared."""
    names = [words[-1] for author in record.authors if (words := _words(author))]
    if not names or not any(name.isascii() for name in names):
        return None
    # Marks of footnotes and affiliations stick to names; a text layer may have lost the spaces between long ones.
    words, text = {word.rstrip("0123456789") for word in printed}, "".join(printed)
    return sum(name in words or (len(name) > 4 and name in text) for name in names) / len(names)


def _words(text: str) -> list[str]:
    """Letters and digits only, without case, accents and hyphens; LaTeX as it would be printed."""
    if re.search(r"[\\${}]", text):
        text = as_printed(text)
    text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    # Neither a hyphen at the end of a line nor one within a word is worth a difference.
    text = re.sub(r"[-\u00ad\u2010-\u2015\u2212'’`]\s*", "", text)
    return re.findall(r"[^\W_]+", text)

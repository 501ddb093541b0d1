"""Record → BibTeX and RIS, for reference managers."""

from __future__ import annotations

import re

from pylatexenc.latexencode import unicode_to_latex

from summarizer.paper import Record


def _key(record: Record) -> str:
    surname = re.sub(r"\W", "", _taken_apart(record.authors[0])[1]) if record.authors else "anon"
    word = next(iter(re.findall(r"[^\W\d_]{4,}", record.title)), "paper")
    return f"{surname}{record.published.year if record.published else ''}{word}".lower()


def bibtex(record: Record) -> str:
    """The record as one BibTeX entry: `@misc` with arXiv's own eprint fields, `@unpublished` for an upload."""
    fields = {
        "title": f"{{{unicode_to_latex(record.title)}}}",
        "author": unicode_to_latex(" and ".join(_for_bibtex(author) for author in record.authors)),
    }
    if record.published:
        fields["year"] = str(record.published.year)
    if record.arxiv_id:
        fields |= {"eprint": record.arxiv_id, "archivePrefix": "arXiv"}
        if record.categories:
            fields["primaryClass"] = record.categories[0]
        fields["url"] = f"https://arxiv.org/abs/{record.arxiv_id}"
    if record.doi:
        fields["doi"] = record.doi
    if not record.arxiv_id:
        fields["note"] = "Recognised on the first page of a PDF"
    kind = "misc" if record.arxiv_id else "unpublished"
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{kind}{{{_key(record)},\n{lines}\n}}\n"


def ris(record: Record) -> str:
    """The record as one RIS entry (type ELEC for a preprint, UNPB otherwise), as Zotero and EndNote import it."""
    lines = [("TY", "ELEC" if record.arxiv_id else "UNPB"), ("TI", record.title)]
    lines += [("AU", _last_name_first(author)) for author in record.authors]
    if record.published:
        lines += [("PY", str(record.published.year)), ("DA", f"{record.published:%Y/%m/%d}")]
    if record.abstract:
        lines.append(("AB", " ".join(record.abstract.split())))
    lines += [("KW", category) for category in record.categories]
    if record.doi:
        lines.append(("DO", record.doi))
    if record.arxiv_id:
        lines += [("UR", f"https://arxiv.org/abs/{record.arxiv_id}"), ("PB", "arXiv"), ("AN", record.arxiv_id)]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*lines, ("ER", "")])


def _taken_apart(name: str) -> tuple[str, str, str]:
    """Given names, surname and suffix (`Jr.`, `III`), each empty if there is none."""
    match = re.fullmatch(r"(.*\S),?\s+([JS]r\.?|I{2,3}|IV)", name.strip())
    rest, suffix = (match[1].rstrip(","), match[2]) if match else (name, "")
    *given, surname = rest.split() or [""]
    return " ".join(given), surname, suffix


def _for_bibtex(name: str) -> str:
    """The name as printed, or in BibTeX's form with commas if it has a suffix, which would be taken for the surname."""
    given, surname, suffix = _taken_apart(name)
    return f"{surname}, {suffix}, {given}" if suffix and given else name


def _last_name_first(name: str) -> str:
    given, surname, suffix = _taken_apart(name)
    return ", ".join(part for part in (surname, given, suffix) if part)

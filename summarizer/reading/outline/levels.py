"""Which of the rows that may be headings are, and how they are nested."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from summarizer.reading.outline.candidates import Heading
from summarizer.reading.outline.headings import Numbered, is_end_matter, is_known, is_references, role_of

LATER_TITLES = 0.3
"""A heading called References in the first part of a paper is not that of the reference list."""


def levelled(candidates: Sequence[Heading], rows: int) -> list[Heading]:
    """The headings among the candidates of a paper of so many rows, with their levels."""
    references = next((h.start for h in reversed(candidates) if is_references(h.parts.title)), None)
    early = [h for h in candidates if references is None or references < LATER_TITLES * rows or h.start < references]
    chain = _chain(early)
    if chain:
        return _numbered(candidates, chain, max(chain[-1].start, references or 0))
    return _unnumbered(candidates)


def _chain(candidates: Sequence[Heading]) -> list[Heading]:
    """The longest run of headings numbered 1, 2, 3 … in one style; empty if there is none to be trusted."""
    groups: dict[tuple, list[Heading]] = defaultdict(list)
    for heading in candidates:
        parts = heading.parts
        if parts.kind in ("arabic", "roman", "chinese") and len(parts.values) == 1 and not parts.appendix:
            groups[parts.kind, *heading.style[:2]].append(heading)
            groups[parts.kind, heading.font].append(heading)  # sizes of bitmap fonts are guessed
            groups[parts.kind,].append(heading)
    best: list[Heading] = []
    best_score = 0.0
    for key, members in groups.items():
        chain = _run(members)
        if not chain:
            continue
        named = sum(role_of(heading.parts.title) != "other" for heading in chain)
        looks = sum(heading.distinct for heading in chain) / len(chain)
        score = len(chain) + 0.6 * looks * min(len(chain), 4) + 2 * named
        score *= 1.0 if len(key) > 1 else 0.93
        if score > best_score:
            best, best_score = chain, score
    return best if _is_trusted(best, candidates) else []


def _is_trusted(chain: Sequence[Heading], candidates: Sequence[Heading]) -> bool:
    """Whether a run of numbers is that of sections and not of a list: by the names in it, and by those out of it."""
    known = sum(is_known(heading.parts.title) for heading in chain)
    named = sum(role_of(heading.parts.title) != "other" for heading in chain)
    others = sum(
        h.parts.kind is None and is_known(h.parts.title) and not is_end_matter(h.parts.title) and h.distinct >= 4
        for h in candidates
    )
    if others >= 2 and others > known:
        return False
    looks = sum(heading.distinct for heading in chain) / max(1, len(chain))
    return known > 0 or (len(chain) >= 3 and (named > 0 or looks >= 3))


def _run(members: Sequence[Heading]) -> list[Heading]:
    """The longest subsequence numbered n, n+1, … that starts at 0, 1 or 2, the best-looking of equals.

    One number may be missing: a heading that was not found must not cost those behind it.
    """
    best_to: dict[int, tuple[float, list[Heading]]] = {}
    for heading in members:
        value = heading.parts.values[0]
        worth = 1 + 0.15 * heading.distinct
        options = []
        if value <= 2:
            options.append((worth - (0.8 if value == 2 else 0.0), [heading]))
        for step, cost in ((1, 0.0), (2, 1.2)):
            if value - step in best_to:
                score, chain = best_to[value - step]
                options.append((score + worth - cost, [*chain, heading]))
        if not options:
            continue
        option = max(options, key=lambda pair: pair[0])
        if value not in best_to or option[0] > best_to[value][0]:
            best_to[value] = option
    return max(best_to.values(), key=lambda pair: pair[0], default=(0.0, []))[1]


def _numbered(candidates: Sequence[Heading], chain: Sequence[Heading], end: int) -> list[Heading]:
    """Headings where the main ones are numbered: the chain, its subsections, and what is set like the chain.

    `end` is the row behind which appendices are looked for.
    """
    main = {id(heading) for heading in chain}
    style = Counter(heading.style[:2] for heading in chain).most_common(1)[0][0]
    fonts = {heading.font for heading in chain}
    capitals = sum(heading.style[2] for heading in chain) > len(chain) / 2
    least = min(heading.distinct for heading in chain)
    kind = chain[0].parts.kind
    found: list[Heading] = []
    section: int | None = None
    letter = 0
    for heading in candidates:
        parts = heading.parts
        _, bold, upper = heading.style
        alike = heading.style[:2] == style and (heading.font in fonts or bold or (capitals and upper))
        if id(heading) in main:
            section, letter = parts.values[0], 0
            found.append(replace(heading, level=1))
        elif parts.appendix and (parts.number or alike) and (alike or bold or heading.distinct >= 3):
            section = None
            found.append(replace(heading, level=1))
        elif parts.kind == "arabic" and len(parts.values) > 1:
            if section is None or parts.values[0] == section:
                found.append(replace(heading, level=len(parts.values)))
        elif parts.kind == "letter" and len(parts.values) > 1:
            found.append(replace(heading, level=len(parts.values)))
        elif single := _single_letter(parts, kind, alike):
            if single.values[0] not in (1, letter + 1, letter + 2):
                continue
            appendix = alike and (kind == "arabic" or heading.start > end)
            if appendix or heading.distinct >= 2:
                letter = single.values[0]
                section = None if appendix else section
                found.append(replace(heading, parts=single, level=1 if appendix else 2))
        elif parts.kind is None and _is_unnumbered_main(heading, alike, least, capitals):
            found.append(replace(heading, level=1))
        elif parts.kind is None and heading.distinct >= 4 and bold:
            found.append(replace(heading, level=3))
        elif parts.kind == kind == "arabic" and alike and heading.start > end and heading.distinct >= least:
            found.append(replace(heading, level=1))
    return found


def _single_letter(parts: Numbered, kind: str | None, alike: bool) -> Numbered | None:
    """The parts with their number taken for a letter (`A`, and `C` or `I` that might be Roman), if it is one."""
    if len(parts.number) != 1 or parts.kind not in ("letter", "roman") or (parts.kind == kind and alike):
        return None
    return parts._replace(kind="letter", values=(ord(parts.number) - 64,))


def _is_unnumbered_main(heading: Heading, alike: bool, least: int, capitals: bool) -> bool:
    """Whether a heading without a number ranks with the numbered ones, as Acknowledgements and References do."""
    title = heading.parts.title
    if (
        alike
        and (heading.distinct >= least or is_known(title))
        and (capitals == heading.style[2] or is_end_matter(title))
    ):
        return True
    return is_end_matter(title) and heading.distinct >= 4


def _unnumbered(candidates: Sequence[Heading]) -> list[Heading]:
    """Headings without numbers: the style that most of the usual names are set in is the main one."""
    candidates = [heading for heading in candidates if heading.parts.kind is None or heading.parts.appendix]
    anchors: dict[tuple, float] = {}
    for heading in candidates:
        if is_known(heading.parts.title):
            weight = 0.3 if is_end_matter(heading.parts.title) else 1.0
            anchors[heading.style] = anchors.get(heading.style, 0.0) + weight
    if not anchors:
        return []
    main = max(anchors, key=lambda style: (anchors[style], style))
    fonts = {h.font for h in candidates if h.style == main and is_known(h.parts.title)}
    smaller = sorted({h.style[0] for h in candidates if h.style[0] < main[0]}, reverse=True)
    found = []
    for heading in candidates:
        title, size = heading.parts.title, heading.style[0]
        if (
            (heading.style == main and heading.font in fonts)
            or (is_end_matter(title) and heading.distinct >= 3)
            or (is_known(title) and heading.distinct >= 4 and size >= main[0] - 1)
        ):
            found.append(replace(heading, level=1))
        elif heading.distinct >= 3 and size <= main[0]:
            found.append(replace(heading, level=2 + (smaller.index(size) if size in smaller else 0)))
    return found

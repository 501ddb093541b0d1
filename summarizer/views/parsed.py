"""What was read of a paper, as one plain object: for scripts, and for scoring the reader."""

from __future__ import annotations

from summarizer.paper import Paper, Section


def parsed(paper: Paper) -> dict:
    """The paper as JSON-ready values, without the full text of its pages."""
    before = _before_references(paper)
    return {
        "title": paper.record.title,
        "authors": list(paper.record.authors),
        "abstract": paper.abstract,
        "arxiv_id": paper.record.arxiv_id,
        "affiliation": paper.affiliation.name if paper.affiliation else None,
        "keywords": list(paper.keywords),
        "code_urls": list(paper.code_urls),
        "pages": len(paper.page_sizes),
        "language": paper.language,
        "references": {"page": paper.references_page} if paper.references_page else None,
        "sections": [_section(section) for section in before],
        "appendices": [_section(section) for section in paper.sections[len(before) :]],
        "figures": [
            {
                "kind": figure.kind,
                "label": figure.label,
                "page": figure.page,
                "caption": figure.caption,
                "bbox": list(figure.box),
            }
            for figure in paper.figures
        ],
        "scan": paper.scan,
        "passages": [
            {
                "id": passage.id,
                "page": passage.page,
                "section": passage.section,
                "section_role": passage.section_role,
                "kind": passage.kind,
                "text": passage.text,
                "role": passage.role,
                "boxes": [[region.page, *region.box] for region in passage.regions],
            }
            for passage in paper.passages
        ],
        "hidden": [hidden.model_dump() for hidden in paper.hidden],
        "warnings": list(paper.warnings),
    }


def _before_references(paper: Paper) -> tuple[Section, ...]:
    """The sections up to the reference list; what comes behind it are appendices and supplements."""
    for index, section in enumerate(paper.sections):
        beyond = paper.references_page is not None and section.page > paper.references_page
        if section.role == "references" or beyond:
            return paper.sections[:index]
    return paper.sections


def _section(section: Section) -> dict:
    return {
        "title": section.title,
        "number": section.number,
        "level": section.level,
        "page": section.page,
        "role": section.role,
    }

"""The Summary, put together from what was written and what the paper itself prints."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from summarizer.checking.instructions import passages_to_a_model
from summarizer.checking.points import point_of
from summarizer.events import Written
from summarizer.paper import Paper, Record
from summarizer.summary import (
    FIELD_BY_NAME,
    FIELDS,
    POINT_FIELDS,
    AffiliationZh,
    Conclusion,
    Coverage,
    FieldName,
    Finding,
    Flag,
    Links,
    Overview,
    Point,
    Summary,
)
from summarizer.usage import Usage

_CODE_URL = re.compile(
    r"(?i)\bhttps?://(?:www\.)?(?:github\.com|gitlab\.com|huggingface\.co|bitbucket\.org|codeberg\.org|gitee\.com)"
    r"/[\w.-]+(?:/[\w.-]+)*"
)
_KEYWORD_LIMIT = 12
_FLAG_DETAILS: dict[Flag, str] = {
    "number elsewhere": "有数字不在所引段落里，但在论文别处出现。",
    "number nowhere": "有数字在论文里没有找到。",
    "unknown term": "有外文名称在论文里没有找到。",
    "no passage": "有陈述没有给出所依据的段落。",
    "untranslated": "有句子没有通过检查的译文，保留了原文。",
    "doubtful": "有句子的译文可能不准，请对照原文。",
    "weak support": "有陈述与所引段落对应较弱，请核对原文。",
}


def summary_of(
    paper: Paper,
    written: Mapping[FieldName, Written],
    *,
    coverage: Coverage,
    usage: Usage,
    model: str,
    findings: Iterable[Finding] = (),
) -> Summary:
    """The Summary of a paper from its last Written event of each field.

    Record, links, figures, the printed affiliation and the printed keywords are the paper's. Passages that do not exist
    are taken out and pages are looked up. Every flag, every empty field, hidden text and every warning of the reader
    has a finding; `findings` are those that the caller already has, with better words.
    """
    points = {field.name: _points(paper, written.get(field.name)) for field in POINT_FIELDS}
    lines = {name: event.line.strip() for name, event in written.items()}
    affiliation = _affiliation(paper, lines.get("affiliation", ""))
    keywords = _keywords(paper, lines.get("keywords", ""))
    cited = {number for each in points.values() for point in each for number in point.passages}
    cited.update(affiliation.passages if affiliation else ())
    known = list(findings)
    known += _flag_findings(points, known)
    empty = {name for name, each in points.items() if not each}
    empty |= {
        name
        for name, value in (
            ("title_zh", lines.get("title_zh")),
            ("affiliation", affiliation),
            ("keywords", keywords),
        )
        if not value
    }
    known += _missing(paper, empty, known)
    known += paper_findings(paper)
    return Summary(
        record=paper.record,
        title_zh=lines.get("title_zh") or None,
        affiliation=affiliation,
        keywords=keywords,
        links=links_of(paper),
        overview=Overview(**{name: points[name] for name in Overview.model_fields}),
        methods=points["methods"],
        conclusion=Conclusion(**{name: points[name] for name in Conclusion.model_fields}),
        one_sentence=points["one_sentence"][0] if points["one_sentence"] else None,
        takeaways=points["takeaways"],
        figures=paper.figures,
        evidence=tuple(passage for passage in paper.passages if passage.id in cited),
        findings=tuple(dict.fromkeys(known)),
        coverage=coverage,
        usage=usage,
        model=model,
        paper_sha256=paper.sha256,
    )


def coverage_of(paper: Paper, shown: Collection[int], note: str = "") -> Coverage:
    """What of a paper a model was shown: `shown` are the ids of passages."""
    shown = set(shown)
    every = dict.fromkeys(passage.section for passage in paper.passages if passage.section)
    read = dict.fromkeys(passage.section for passage in paper.passages if passage.section and passage.id in shown)
    return Coverage(
        pages=len(paper.page_sizes),
        passages=len(paper.passages),
        passages_read=len(shown & paper.passage_by_id.keys()),
        sections_read=tuple(read),
        sections_cut=tuple(title for title in every if title not in read),
        note=note,
    )


def links_of(paper: Paper) -> Links:
    """Where the paper and its code are, as arXiv and the paper say it."""
    record = paper.record
    number = record.arxiv_id
    return Links(
        arxiv=f"https://arxiv.org/abs/{number}" if number else None,
        pdf=f"https://arxiv.org/pdf/{number}" if number else None,
        code=tuple(dict.fromkeys((*paper.code_urls, *_record_code(record, paper.code_urls)))),
    )


def paper_findings(paper: Paper) -> tuple[Finding, ...]:
    """What the reader found that a user should know: what could not be read, hidden text, orders to a model."""
    found = [Finding(kind="reading", field="", detail=warning) for warning in paper.warnings]
    if paper.hidden:
        pages = "、".join(str(page) for page in sorted({hidden.page for hidden in paper.hidden}))
        size = f"{len(paper.hidden)} 处，共 {sum(hidden.characters for hidden in paper.hidden)} 个字符"
        found.append(
            Finding(
                kind="hidden text",
                field="",
                detail=f"第 {pages} 页有读者看不见的文字（{size}），没有交给模型。",
            )
        )
    if orders := passages_to_a_model(paper):
        pages = "、".join(str(page) for page in sorted({paper.passage_by_id[number].page for number in orders}))
        found.append(
            Finding(
                kind="instructions",
                field="",
                detail=f"第 {pages} 页有 {len(orders)} 段是写给语言模型的指令，没有交给模型，也不作为依据。",
            )
        )
    return tuple(found)


def _record_code(record: Record, known: Collection[str]) -> list[str]:
    """Code links of arXiv's abstract and comment that are not known in another spelling."""

    def plain(url: str) -> str:
        return re.sub(r"(?i)^https?://(www\.)?|\.git$|/$", "", url).lower()

    spelled = {plain(url) for url in known}
    found = (match[0].rstrip(".") for match in _CODE_URL.finditer(f"{record.abstract}\n{record.comment}"))
    return [url for url in found if plain(url) not in spelled]


def _points(paper: Paper, event: Written | None) -> tuple[Point, ...]:
    if event is None:
        return ()
    return tuple(
        point_of(paper, point.text, point.passages, point.flags) for point in event.points if point.text.strip()
    )


def _affiliation(paper: Paper, line: str) -> AffiliationZh | None:
    """The printed institution; the model only names it in Chinese."""
    if paper.affiliation is None:
        return None
    passage = paper.passage_by_id.get(paper.affiliation.passage)
    # A line may give both, as 微软研究院（Microsoft Research）; the English name stands in its own field.
    return AffiliationZh(
        zh=line.removesuffix(f"（{paper.affiliation.name}）") or paper.affiliation.name,
        en=paper.affiliation.name,
        passages=(passage.id,) if passage else (),
        pages=(passage.page,) if passage else (),
    )


def _keywords(paper: Paper, line: str) -> tuple[str, ...]:
    """The printed keywords, with the model's Chinese where it gives them as 排序（sorting）; else the model's own."""
    given = [word.strip(" .。") for word in re.split(r"[、；;，,\n]+(?![^（(]*[)）])", line)]
    given = list(dict.fromkeys(word for word in given if word))
    if not paper.keywords:
        return tuple(given[:_KEYWORD_LIMIT])
    translated = {}
    for word in given:
        if match := re.fullmatch(r"(.+?)\s?[（(]\s?(.+?)\s?[)）]", word):
            translated[match[2].casefold()] = f"{match[1]}（{match[2]}）"
    return tuple(translated.get(keyword.casefold(), keyword) for keyword in paper.keywords)


def _flag_findings(points: Mapping[FieldName, tuple[Point, ...]], known: Iterable[Finding]) -> list[Finding]:
    told = {(finding.kind, finding.field) for finding in known}
    flags = dict.fromkeys((flag, name) for name, each in points.items() for point in each for flag in point.flags)
    return [
        Finding(kind=flag, field=name, detail=f"“{FIELD_BY_NAME[name].heading}”：{_FLAG_DETAILS[flag]}")
        for flag, name in flags
        if (flag, name) not in told
    ]


def _missing(paper: Paper, empty: Collection[str], known: Iterable[Finding]) -> list[Finding]:
    told = {finding.field for finding in known if finding.kind == "missing"}
    found = []
    for field in FIELDS:
        if field.name not in empty or field.name in told:
            continue
        if field.name == "affiliation":
            detail = "首页上没有认出第一作者的单位。"
        else:
            detail = f"没有得到“{field.heading}”的内容。"
        found.append(Finding(kind="missing", field=field.name, detail=detail))
    return found

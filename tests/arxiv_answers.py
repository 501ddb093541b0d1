"""What arXiv says of a paper: Atom feeds of the query interface, and abstract pages, in their true shape."""

from __future__ import annotations

from html import escape

from tests.arxiv_papers import ArxivPaper


def feed(query: str, total: int, start: int, size: int, entries: str) -> str:
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/q7RwNUnpCHyCEFBVdpBYTiwrMP0</id>
  <title>arXiv Query: {escape(query)}</title>
  <updated>2024-03-14T00:00:00Z</updated>
  <link href="https://arxiv.org/api/query?search_query={escape(query)}" type="application/atom+xml"/>
  <opensearch:itemsPerPage>{size}</opensearch:itemsPerPage>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>{start}</opensearch:startIndex>
{entries}</feed>
"""


def error_feed(text: str = "incorrect id format for 2403.0786") -> bytes:
    """What the API answers, with status 200 or 400, when it does not understand."""
    return feed("", 1, 0, 1, error_entry(text)).encode()


def error_entry(text: str) -> str:
    return f"""  <entry>
    <id>http://arxiv.org/api/errors#{text.replace(" ", "_")}</id>
    <title>Error</title>
    <summary>{text}</summary>
    <updated>2024-03-14T00:00:00-04:00</updated>
    <link href="http://arxiv.org/api/errors#{text.replace(" ", "_")}" rel="alternate" type="text/html"/>
    <author><name>arXiv api core</name></author>
  </entry>
"""


def _comment(paper: ArxivPaper, version: int) -> str:
    if paper.withdrawn and version == paper.versions:
        return "This paper has been withdrawn by the author due to an error in Lemma 2"
    return paper.comment


def entry(paper: ArxivPaper, version: int) -> str:
    authors = "".join(
        f"    <author>\n      <name>{escape(given)} {escape(family)}</name>\n"
        f"      <arxiv:affiliation>{escape(paper.affiliation)}</arxiv:affiliation>\n    </author>\n"
        for given, family in paper.authors
    )
    optional = "".join(
        f"    <arxiv:{name}>{escape(value)}</arxiv:{name}>\n"
        for name, value in (
            ("comment", _comment(paper, version)),
            ("journal_ref", paper.journal_ref),
            ("doi", paper.doi),
        )
        if value
    )
    categories = "".join(
        f'    <category term="{category}" scheme="http://arxiv.org/schemas/atom"/>\n' for category in paper.categories
    )
    wrapped_title = escape(paper.title).replace(": ", ":\n  ")
    return f"""  <entry>
    <id>http://arxiv.org/abs/{paper.number}v{version}</id>
    <title>{wrapped_title}</title>
    <updated>{paper.updated(version):%Y-%m-%dT%H:%M:%SZ}</updated>
    <link href="http://arxiv.org/abs/{paper.number}v{version}" rel="alternate" type="text/html"/>
    <link href="http://arxiv.org/pdf/{paper.number}v{version}" rel="related" type="application/pdf" title="pdf"/>
    <summary>{escape(paper.abstract)}
</summary>
{categories}    <published>{paper.published:%Y-%m-%dT%H:%M:%SZ}</published>
{optional}    <arxiv:primary_category term="{paper.categories[0]}"/>
{authors}  </entry>
"""


def abstract_page(paper: ArxivPaper, version: int, dated: bool) -> str:
    shown = f"{paper.number}v{version}" if dated else paper.number
    authors = "".join(
        f'<meta name="citation_author" content="{escape(family)}, {escape(given)}" />\n'
        for given, family in paper.authors
    )
    names = {"cs.DS": "Data Structures and Algorithms", "cs.LG": "Machine Learning", "cs.CV": "Computer Vision"}
    subjects = "; ".join(f"{names.get(category, 'Other')} ({category})" for category in paper.categories)
    primary, _, others = subjects.partition("; ")
    history = "".join(
        f'<strong><a href="/abs/{paper.number}v{one}">[v{one}]</a></strong>\n'
        f"{paper.updated(one):%a, %d %b %Y %H:%M:%S} UTC (9,061 KB)"
        f"{' <em>(withdrawn)</em>' if paper.withdrawn and one == paper.versions else ''}<br/>\n"
        for one in range(1, paper.versions + 1)
    )
    comment = escape(_comment(paper, version))
    comments = f'<td class="tablecell label">Comments:</td><td class="tablecell comments mathjax">{comment}</td>'
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"/>
<title>[{shown}] {escape(paper.title)}</title>
<meta name="citation_title" content="{escape(paper.title)}" />
{authors}<meta name="citation_date" content="{paper.published:%Y/%m/%d}" />
<meta name="citation_online_date" content="{paper.updated(version):%Y/%m/%d}" />
<meta name="citation_pdf_url" content="http://www.arxiv.org/pdf/{shown}" />
<meta name="citation_arxiv_id" content="{paper.number}" />
<meta name="citation_abstract" content="{escape(" ".join(paper.abstract.split()))}" />
</head><body>
<h1 class="title mathjax"><span class="descriptor">Title:</span>{escape(paper.title)}</h1>
<table summary="Additional metadata"><tr>{comments}</tr><tr>
<td class="tablecell label">Subjects:</td>
<td class="tablecell subjects"><span class="primary-subject">{primary}</span>; {others}</td></tr><tr>
<td class="tablecell arxividv">(or <span class="arxivid"><a href="/abs/{paper.number}v{version}">\
arXiv:{paper.number}v{version}</a> [{paper.categories[0]}]</span> for this version)</td></tr></table>
<div class="abs-license"><a href="{paper.licence}" title="Rights to this article">view license</a></div>
<div class="submission-history"><h2>Submission history</h2> From: {escape(paper.authors[0][0])} [view email]<br/>
{history}</div></body></html>
"""

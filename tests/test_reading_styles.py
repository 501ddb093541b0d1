# ruff: noqa: E501 - drawings are read best as long lines
"""Papers of many publishers, drawn: front matter and headings come out as printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from summarizer.reading.document import paper_from_pdf
from tests.drawn import Drawing

ABSTRACT = (
    "We study how long notes are read and why so few are read to their end. "
    "A new way of marking what matters is proposed and tested with 120 readers. "
    "Reading time falls by 31.5% while nothing of importance is missed."
)


@dataclass(frozen=True)
class Expected:
    title: str
    authors: tuple[str, ...]
    sections: tuple[str, ...]
    affiliation: str | None = None
    abstract: str = ABSTRACT
    keywords: tuple[str, ...] = ()
    references: bool = True


STYLES: list[tuple[Callable[[], Drawing], Expected]] = []


def style(expected: Expected):
    def keep(draw: Callable[[], Drawing]) -> Callable[[], Drawing]:
        STYLES.append((draw, expected))
        return draw

    return keep


def references(d: Drawing, x: float, y: float, width: float, count: int = 9) -> None:
    for number in range(1, count + 1):
        y = d.text(
            x,
            y,
            width,
            f"[{number}] A. Author and B. Writer. On reading notes, part {number}. Journal of Notes, {1990 + number}.",
            9,
        )


def two_columns(
    d: Drawing, y: float, parts: list[tuple[Callable[[float, float], float], int]], *, left=54.0, right=318.0
) -> None:
    """Headings (drawn by a function of x and y) each with sentences below, from the left column into the right, then on."""
    top, x = y, left
    for number, (heading, sentences) in enumerate(parts):
        if y > 640:
            if x == left:
                x, y = right, top
            else:
                d.new_page()
                x, y, top = left, 72.0, 72.0
        y = heading(x, y + 14)
        y = d.filler(x, y + 4, 240, sentences, first=number)


@style(
    Expected(
        "Marking What Matters in Long Notes",
        ("Ada Berg", "Bo An", "Carla de la Cruz", "Jean-Luc O'Neill", "Mila Novak"),
        ("Introduction", "Related Work", "Method", "Conclusion"),
        "University of Toronto",
    )
)
def neurips() -> Drawing:
    d = Drawing()
    d.stamp("arXiv:2401.01234v2  [cs.CL]  5 Jan 2024")
    d.line(306, 110, "Marking What Matters in Long Notes", 17, "bold", centred=True)
    for x, name, place, mail in (
        (160, "Ada Berg^∗^", "University of Toronto", "ada@cs.toronto.edu"),
        (306, "Bo An", "Google Research", "boan@google.com"),
        (460, "Carla de la Cruz", "ETH Zurich", "cruz@ethz.ch"),
    ):
        d.line(x, 160, name, 10, "bold", centred=True)
        d.line(x, 172, place, 10, centred=True)
        d.line(x, 184, mail, 9, "sans", centred=True)
    for x, name, place, mail in (
        (230, "Jean-Luc O'Neill", "University of Toronto", "jl@cs.toronto.edu"),
        (380, "Mila Novak", "DeepMind", "mila@deepmind.com"),
    ):
        d.line(x, 208, name, 10, "bold", centred=True)
        d.line(x, 220, place, 10, centred=True)
        d.line(x, 232, mail, 9, "sans", centred=True)
    d.line(306, 270, "Abstract", 12, "bold", centred=True)
    y = d.text(144, 292, 324, ABSTRACT)
    for number, name in enumerate(("Introduction", "Related Work", "Method", "Conclusion"), 1):
        d.line(108, y + 20, str(number), 12, "bold")
        d.line(126, y + 20, name, 12, "bold")
        y = d.filler(108, y + 40, 396, 4, first=number)
        if number == 3:
            d.line(108, y + 16, "3.1", 10, "bold")
            d.line(131, y + 16, "Training Data", 10, "bold")
            y = d.filler(108, y + 32, 396, 3)
    d.line(108, 740, "∗Equal contribution.", 8)
    d.line(108, 752, "Preprint. Under review.", 8)
    d.new_page()
    d.line(108, 80, "References", 12, "bold")
    references(d, 108, 100, 396)
    return d


@style(
    Expected(
        "A Very Long Title about Marking That Does Not Fit on One Line of This Page",
        ("Ada Berg", "Bo An", "Li Wei"),
        ("Introduction", "Background", "Approach", "Experiments"),
        "Google Research",
    )
)
def icml() -> Drawing:
    d = Drawing()
    d.line(306, 95, "A Very Long Title about Marking That Does Not", 14, "bold", centred=True)
    d.line(306, 112, "Fit on One Line of This Page", 14, "bold", centred=True)
    d.line(306, 150, "Ada Berg^* 1^  Bo An^* 1 2^  Li Wei^2^", 10, "bold", centred=True)
    d.line(174, 190, "Abstract", 12, "bold", centred=True)
    y = d.text(74, 206, 196, ABSTRACT)
    heads = [
        lambda x, y, n=n, t=t: (d.line(x, y, f"{n}. {t}", 12, "bold"), y + 16)[1]
        for n, t in enumerate(("Introduction", "Background", "Approach", "Experiments"), 1)
    ]
    two_columns(d, y, [(head, 7) for head in heads])
    page = d.pdf[0]
    d.page = page
    d.line(54, 755, "^*^Equal contribution ^1^Google Research, Zurich ^2^Peking", 8)
    d.line(54, 764, "University, Beijing. Correspondence to: Ada Berg <ada@google.com>.", 8)
    d.new_page()
    d.line(54, 80, "References", 12, "bold")
    references(d, 54, 100, 240)
    return d


@style(
    Expected(
        "Marking What Matters in Long Notes",
        ("Ada Berg", "Bo An", "Li Wei", "Maria Rossi"),
        (
            "INTRODUCTION",
            "RELATED WORK",
            "A METHOD WITH A NAME THAT GOES OVER TWO ROWS",
            "CONCLUSION",
            "ACKNOWLEDGMENT",
        ),
        "Technical University of Munich",
        keywords=("reading", "note taking", "visual marks"),
    )
)
def ieee_conference() -> Drawing:
    d = Drawing()
    d.line(306, 90, "Marking What Matters in Long Notes", 24, centred=True)
    for x, name, dept, place, city in (
        (130, "1^st^ Ada Berg", "dept. of Informatics", "Technical University of Munich", "Munich, Germany"),
        (306, "2^nd^ Bo An", "School of Computing", "National University of Singapore", "Singapore"),
        (480, "3^rd^ Li Wei", "Key Lab of Vision", "Tsinghua University", "Beijing, China"),
    ):
        d.line(x, 130, name, 11, centred=True)
        d.line(x, 142, dept, 10, "italic", centred=True)
        d.line(x, 154, place, 10, "italic", centred=True)
        d.line(x, 166, city, 10, centred=True)
    d.line(306, 190, "4^th^ Maria Rossi", 11, centred=True)
    d.line(306, 202, "Politecnico di Milano", 10, "italic", centred=True)
    d.line(306, 214, "Milan, Italy", 10, centred=True)
    y = d.text(54, 250, 240, "Abstract: " + ABSTRACT, 9, "bold")
    y = d.text(54, y + 6, 240, "Index Terms: reading, note taking, visual marks", 9, "bold")

    def head(*rows: str):
        def draw(x: float, y: float) -> float:
            for row in rows:
                d.line(x + 120, y, row, 8.5, centred=True)
                y += 11
            return y

        return draw

    two_columns(
        d,
        y,
        [
            (head("I. INTRODUCTION"), 8),
            (head("II. RELATED WORK"), 8),
            (head("III. A METHOD WITH A NAME THAT", "GOES OVER TWO ROWS"), 8),
            (head("IV. CONCLUSION"), 4),
            (head("ACKNOWLEDGMENT"), 2),
        ],
    )
    d.new_page()
    d.line(174, 80, "REFERENCES", 8.5, centred=True)
    references(d, 54, 100, 240)
    return d


@style(
    Expected(
        "Marking Notes: A Study with Many Readers",
        ("Ada Berg", "Bo An"),
        ("INTRODUCTION", "METHOD", "RESULTS"),
        "University of Washington",
        keywords=("Reading", "Note taking", "Field study"),
    )
)
def acm_sigconf() -> Drawing:
    d = Drawing()
    d.line(306, 90, "Marking Notes: A Study with Many Readers", 17, "black", centred=True)
    for x, name, place, mail in (
        (200, "Ada Berg", "University of Washington", "ada@uw.edu"),
        (420, "Bo An", "Allen Institute for AI", "bo@allenai.org"),
    ):
        d.line(x, 120, name, 12, centred=True)
        d.line(x, 134, place, 10, centred=True)
        d.line(x, 146, "Seattle, WA, USA", 10, centred=True)
        d.line(x, 158, mail, 10, centred=True)
    d.line(54, 190, "ABSTRACT", 11, "black")
    y = d.text(54, 206, 240, ABSTRACT, 9)
    d.line(54, y + 12, "CCS CONCEPTS", 11, "black")
    y = d.text(54, y + 26, 240, "• Human-centered computing → Empirical studies in HCI.", 9)
    d.line(54, y + 12, "KEYWORDS", 11, "black")
    y = d.text(54, y + 26, 240, "Reading, Note taking, Field study", 9)
    d.line(54, y + 10, "ACM Reference Format:", 8, "bold")
    y = d.text(
        54,
        y + 20,
        240,
        "Ada Berg and Bo An. 2024. Marking Notes: A Study with Many Readers. In Proceedings of Notes 24. ACM, New York, NY, USA, 4 pages.",
        8,
    )
    names = ("INTRODUCTION", "METHOD", "RESULTS")
    heads = [
        lambda x, y, n=n, t=t: (d.line(x, y, str(n), 11, "black"), d.line(x + 16, y, t, 11, "black"), y + 14)[2]
        for n, t in enumerate(names, 1)
    ]
    two_columns(d, y, [(head, 9) for head in heads])
    d.new_page()
    d.line(54, 80, "REFERENCES", 11, "black")
    references(d, 54, 100, 240)
    return d


@style(
    Expected(
        "Marking What Matters",
        ("Ada Berg", "Bo An", "Günter Weiß"),
        ("Introduction", "Our System", "Conclusion"),
        "Saarland University",
        keywords=("Reading", "Note taking"),
    )
)
def springer_lncs() -> Drawing:
    d = Drawing()
    d.line(306, 90, "Marking What Matters", 14, "bold", centred=True)
    d.line(306, 120, "Ada Berg^1[0000-0002-1825-0097]^, Bo An^2^, and Günter Weiß^1^", 10, centred=True)
    d.line(306, 140, "^1^ Saarland University, 66123 Saarbrücken, Germany", 9, centred=True)
    d.line(306, 151, "ada@uni-saarland.de", 9, centred=True)
    d.line(306, 162, "^2^ Inria, Paris, France", 9, centred=True)
    y = d.text(164, 200, 284, "Abstract. " + ABSTRACT, 9)
    y = d.text(164, y + 8, 284, "Keywords: Reading · Note taking", 9)
    for number, name in enumerate(("Introduction", "Our System", "Conclusion"), 1):
        d.line(134, y + 20, f"{number}   {name}", 12, "bold")
        y = d.filler(134, y + 36, 344, 5, first=number)
    d.line(134, y + 20, "References", 12, "bold")
    d.new_page()
    for number in range(1, 8):
        d.line(
            134,
            70 + 14 * number,
            f"{number}. Author, A.: On reading notes, part {number}. Notes {number}, 1–9 (200{number})",
            9,
        )
    return d


@style(
    Expected(
        "Drying of grain under changing light",
        ("Ada Berg", "Bo An", "Li Wei"),
        ("Introduction", "Materials and methods", "Results and discussion", "Conclusions"),
        "University of Melbourne",
        keywords=("Grain", "Drying rate", "Light"),
    )
)
def elsevier() -> Drawing:
    d = Drawing()
    d.line(306, 60, "Contents lists available at ScienceDirect", 8, centred=True)
    d.line(306, 84, "Journal of Grain Science", 15, centred=True)
    d.line(306, 104, "journal homepage: www.example.com/locate/grain", 8, centred=True)
    d.line(43, 150, "Drying of grain under changing light", 14, "roman")
    d.line(43, 176, "Ada Berg^a,b,*^, Bo An^b^, Li Wei^a^", 11)
    d.line(
        43, 194, "^a^ School of Agriculture, University of Melbourne, Parkville, Victoria 3010, Australia", 7, "italic"
    )
    d.line(43, 203, "^b^ CSIRO Division of Plants, Canberra, ACT, Australia", 7, "italic")
    d.line(43, 235, "a r t i c l e   i n f o", 9)
    y = 252.0
    for text in ("Article history:", "Received 1 October 2003", "Accepted 3 January 2005"):
        d.line(43, y, text, 7)
        y += 10
    d.line(43, y + 10, "Keywords:", 7, "italic")
    for text in ("Grain", "Drying rate", "Light"):
        d.line(43, y + 20, text, 7)
        y += 10
    d.line(200, 235, "a b s t r a c t", 9)
    end = d.text(200, 252, 360, " ".join([ABSTRACT] * 4), 8.5)
    d.line(440, end + 2, "© 2005 Elsevier B.V. All rights reserved.", 7)
    names = ("Introduction", "Materials and methods", "Results and discussion", "Conclusions")
    heads = [lambda x, y, n=n, t=t: (d.line(x, y, f"{n}. {t}", 10, "bold"), y + 14)[1] for n, t in enumerate(names, 1)]
    two_columns(d, 390, [(head, 8) for head in heads], left=43, right=312)
    d.new_page()
    d.line(43, 80, "References", 10, "bold")
    for number in range(1, 9):
        d.line(
            43,
            80 + 14 * number,
            f"Author, A., Writer, B., 199{number}. On grain, part {number}. J. Grain {number}, 1–9.",
            8,
        )
    return d


@style(
    Expected(
        "Fields between cells change their timing",
        ("Ada Berg", "Bo An", "Christof Weiß"),
        ("RESULTS", "DISCUSSION", "METHODS"),
        "California Institute of Technology",
    )
)
def nature() -> Drawing:
    d = Drawing(594, 783)
    d.line(43, 60, "ARTICLES", 12, "black")
    d.line(43, 110, "Fields between cells change their timing", 22, "black")
    d.line(43, 135, "Ada Berg^1,2^, Bo An^3^ & Christof Weiß^1,4^", 11, "black")
    y = d.text(43, 160, 508, ABSTRACT, 9, "black")
    y = max(y + 10, 210.0)
    d.filler(43, y, 250, 14, 9)
    d.filler(303, y, 250, 5, 9)
    d.line(303, 430, "RESULTS", 9, "black")
    d.filler(303, 442, 250, 8, 9)
    d.text(43, 700, 250, "^1^California Institute of Technology, Pasadena, California, USA.", 6.5, "sans")
    d.text(43, 709, 250, "^2^Allen Institute, Seattle, USA. ^3^EPFL, Lausanne, Switzerland.", 6.5, "sans")
    d.new_page()
    d.line(43, 60, "DISCUSSION", 9, "black")
    d.filler(43, 72, 250, 16, 9)
    d.line(303, 60, "METHODS", 9, "black")
    y = d.filler(303, 72, 250, 8, 9) + 20
    for number in range(1, 10):
        d.line(
            303, y + 10 * number, f"{number}.  Author, A. & Writer, B. On cells. Nature {number}, 1–9 (199{number}).", 7
        )
    return d


@style(
    Expected(
        "Slow light in cold gases",
        ("Ada Berg", "Bo An"),
        ("INTRODUCTION", "METHOD", "CONCLUSION"),
        "Nanchang University",
    )
)
def revtex() -> Drawing:
    d = Drawing()
    d.line(306, 70, "Slow light in cold gases", 12, "bold", centred=True)
    d.line(306, 88, "Ada Berg^1,2^ and Bo An^1,*^", 10, centred=True)
    d.line(
        306, 100, "^1^Department of Physics, Nanchang University, Nanchang, 330031, China", 9, "italic", centred=True
    )
    d.line(306, 111, "^2^Center for Cold Gases, Baylor University, Waco, Texas 76798, USA", 9, "italic", centred=True)
    d.line(306, 123, "(Dated: April 21, 2023)", 9, centred=True)
    y = d.text(109, 140, 398, ABSTRACT + " " + ABSTRACT, 9)
    heads = [
        lambda x, y, t=t: (d.line(x + 120, y, t, 9, "bold", centred=True), y + 20)[1]
        for t in ("I.  INTRODUCTION", "II.  METHOD", "III.  CONCLUSION")
    ]
    two_columns(d, y + 10, [(head, 11) for head in heads])
    d.new_page()
    references(d, 54, 80, 240)
    return d


@style(
    Expected(
        "On Tilings and Their Moves",
        ("Ada Berg", "Bo An"),
        ("Introduction", "Moves", "Tilings"),
        "Indiana University",
    )
)
def amsart() -> Drawing:
    d = Drawing()
    d.line(306, 100, "ON TILINGS AND THEIR MOVES", 12, "bold", centred=True)
    d.line(306, 130, "ADA BERG AND BO AN", 10, centred=True)
    y = d.text(108, 160, 396, "Abstract. " + ABSTRACT, 10)
    d.line(306, y + 20, "Contents", 10, centred=True)
    for number, name in enumerate(("Introduction", "Moves", "Tilings"), 1):
        d.line(108, y + 24 + 12 * number, f"{number}.", 10)
        d.line(124, y + 24 + 12 * number, name, 10)
        d.line(495, y + 24 + 12 * number, str(number), 10)
    d.line(108, y + 72, "References", 10)
    d.line(495, y + 72, "9", 10)
    d.new_page()
    y = 80.0
    for number, name in enumerate(("Introduction", "Moves", "Tilings"), 1):
        d.line(306, y, f"{number}. {name}", 12, centred=True)
        y = d.filler(72, y + 20, 468, 6, 12, first=number) + 12
        if number == 2:
            y = d.text(72, y, 468, "Theorem 1. Every move that we have seen so far can be undone.", 12, "italic") + 16
    d.line(306, y + 10, "References", 12, centred=True)
    d.new_page()
    references(d, 72, 80, 468)
    d.line(84, 300, "Department of Mathematics, Indiana University, Bloomington, Indiana 47405, USA", 10)
    d.line(84, 314, "E-mail address: ada@indiana.edu", 10)
    return d


@style(
    Expected(
        "表示学习研究进展",
        ("刘知", "孙茂林", "林凯"),
        ("引言", "主要方法", "实验结果", "结束语"),
        "清华大学",
        abstract="人们构建的知识库通常被表示为网络形式，节点代表实体。最近，表示学习技术受到广泛关注。本文介绍该技术的最新进展，总结主要挑战，并展望未来的发展方向。",
        keywords=("知识表示", "表示学习", "知识图谱"),
    )
)
def chinese_journal() -> Drawing:
    d = Drawing(595, 842)
    d.line(297, 80, "表示学习研究进展", 18, "cjk", centred=True)
    d.line(220, 110, "刘知，孙茂林，林凯", 12, "cjk")
    d.line(190, 130, "（清华大学计算机科学与技术系，北京 100084）", 9, "cjk")
    abstract = STYLES_ABSTRACT_ZH
    y = d.text(60, 160, 470, "摘  要：" + abstract, 9, "cjk", leading=1.5)
    y = d.text(60, y + 4, 470, "关键词：知识表示；表示学习；知识图谱", 9, "cjk")
    body = "知识库把人类的知识组织成网络，为许多应用提供了基础。早期的方法只看单个词，无法利用上下文之间的联系。后来的研究把两者结合起来，取得了更好的效果。"
    for number, name in enumerate(("引言", "主要方法", "实验结果", "结束语"), 1):
        d.line(60, y + 20, f"{number}  {name}", 12, "cjk")
        y = d.text(60, y + 40, 470, body * 3, 10, "cjk", leading=1.5)
    d.line(60, y + 20, "参考文献", 12, "cjk")
    for number in range(1, 6):
        d.line(
            60,
            y + 24 + 14 * number,
            f"[{number}] 张三, 李四. 知识库研究[J]. 计算机学报, 201{number}, 30(1): 1-9.",
            8,
            "cjk",
        )
    return d


STYLES_ABSTRACT_ZH = "人们构建的知识库通常被表示为网络形式，节点代表实体。最近，表示学习技术受到广泛关注。本文介绍该技术的最新进展，总结主要挑战，并展望未来的发展方向。"


@style(
    Expected(
        "Heat stress and the leaves of wheat",
        ("Kayla Berg", "Md Ali Babar", "John E. Weiß"),
        ("Introduction", "Materials and methods", "Results", "Discussion", "Supporting information", "Acknowledgments"),
        "University of Florida",
    )
)
def plos() -> Drawing:
    d = Drawing()
    d.line(200, 95, "RESEARCH ARTICLE", 8, "sans")
    d.line(200, 120, "Heat stress and the leaves of wheat", 18, "sans")
    d.line(200, 145, "Kayla Berg^1^, Md Ali Babar^1*^, John E. Weiß^2^", 9, "black")
    d.line(
        200,
        160,
        "1 Agronomy Dept., University of Florida, Gainesville, FL, United States of America, 2 IROA,",
        8,
        "sans",
    )
    d.line(200, 169, "Ann Arbor, MI, United States of America", 8, "sans")
    d.line(200, 184, "* ababar@ufl.edu", 8, "sans")
    d.line(200, 220, "Abstract", 14, "sans")
    d.text(200, 240, 370, ABSTRACT + " " + ABSTRACT, 9.5, "sans", leading=1.45)
    for number, text in enumerate(
        (
            "OPEN ACCESS",
            "Citation: Berg K, Babar MA (2018) Heat",
            "stress and the leaves of wheat. PLoS",
            "ONE 13(6): e0197919. https://doi.org/",
            "Editor: Li Wei, Chinese Academy of",
            "Sciences, CHINA",
            "Received: January 4, 2018",
            "Accepted: May 10, 2018",
            "Published: June 13, 2018",
        )
    ):
        d.line(36, 240 + 11 * number, text, 7, "sans")
    y = 430.0
    for number, name in enumerate(
        ("Introduction", "Materials and methods", "Results", "Discussion", "Supporting information", "Acknowledgments")
    ):
        d.line(200, y, name, 13, "black")
        y = d.filler(200, y + 16, 370, 5, first=number) + 16
        if name == "Materials and methods":
            d.line(200, y, "Growth of the plants", 11, "bold")
            y = d.filler(200, y + 14, 370, 4) + 16
        if y > 640:
            d.new_page()
            y = 80.0
    d.line(200, y, "References", 13, "black")
    for number in range(1, 8):
        d.line(
            200,
            y + 4 + 12 * number,
            f"{number}.  Author A, Writer B. On wheat, part {number}. Plant J. 200{number}; 1: 1–9.",
            8,
        )
    return d


@style(
    Expected(
        "Latent Themes in Old Letters",
        ("David M. Berg", "Andrew Y. Ng", "Michael I. Jordan"),
        ("Introduction", "Notation", "Inference"),
        "University of California, Berkeley",
    )
)
def jmlr() -> Drawing:
    d = Drawing()
    d.line(90, 60, "Journal of Machine Learning Research 3 (2003) 993-1022", 8)
    d.line(306, 110, "Latent Themes in Old Letters", 14, "bold", centred=True)
    y = 140.0
    for name, mail, place in (
        (
            "David M. Berg",
            "BERG@CS.BERKELEY.EDU",
            "Computer Science Division, University of California, Berkeley, CA 94720, USA",
        ),
        (
            "Andrew Y. Ng",
            "ANG@CS.STANFORD.EDU",
            "Computer Science Department, Stanford University, Stanford, CA 94305, USA",
        ),
        (
            "Michael I. Jordan",
            "JORDAN@CS.BERKELEY.EDU",
            "Department of Statistics, University of California, Berkeley, CA 94720, USA",
        ),
    ):
        d.line(90, y, name, 11, "bold")
        d.line(380, y, mail, 9)
        d.line(90, y + 12, place, 9, "italic")
        y += 34
    d.line(90, y, "Editor: John Lafferty", 10, "bold")
    d.line(306, y + 30, "Abstract", 12, "bold", centred=True)
    y = d.text(110, y + 46, 390, ABSTRACT, 10)
    for number, name in enumerate(("Introduction", "Notation", "Inference"), 1):
        d.line(90, y + 24, f"{number}. {name}", 12, "bold")
        y = d.filler(90, y + 40, 430, 5, 11, first=number)
    d.new_page()
    d.line(90, 80, "References", 12, "bold")
    for number in range(1, 8):
        d.line(
            90,
            80 + 14 * number,
            f"A. Author and B. Writer. On letters, part {number}. Notes, {number}:1–9, 199{number}.",
            10,
        )
    return d


@style(
    Expected(
        "A cohort of sleepers and what became of them",
        ("Ada Berg", "Bo An", "Maria Rossi"),
        ("Introduction", "Methods", "Results", "Discussion", "Conclusions"),
        "Karolinska Institutet",
        abstract="Background: Sleep is short in many trades and nobody knows for how long. Methods: We asked 4,120 workers twice. Results: Those who slept for less than six hours fell ill 1.8 times as often. Conclusions: Short sleep should be asked for.",
        keywords=("Sleep", "Cohort", "Shift work"),
    )
)
def medical() -> Drawing:
    d = Drawing()
    d.line(54, 80, "A cohort of sleepers and what became of them", 16, "black")
    d.line(54, 104, "Ada Berg, MD, PhD^1^; Bo An, MSc^2^; Maria Rossi, MD^1^", 10)
    d.line(54, 120, "^1^Department of Medicine, Karolinska Institutet, Stockholm, Sweden", 8)
    d.line(54, 130, "^2^Inserm, Paris, France", 8)
    d.line(54, 160, "Abstract", 12, "black")
    y = 178.0
    for label, text in (
        ("Background", "Sleep is short in many trades and nobody knows for how long."),
        ("Methods", "We asked 4,120 workers twice."),
        ("Results", "Those who slept for less than six hours fell ill 1.8 times as often."),
        ("Conclusions", "Short sleep should be asked for."),
    ):
        end = d.line(54, y, f"{label}: ", 9, "black")
        d.line(end, y, text, 9)
        y += 14
    d.line(54, y + 8, "Keywords: Sleep, Cohort, Shift work", 9)
    y += 30
    for number, name in enumerate(("Introduction", "Methods", "Results", "Discussion", "Conclusions")):
        d.line(54, y, name, 12, "black")
        y = d.filler(54, y + 16, 500, 5, first=number) + 18
        if name == "Methods":
            y = d.text(54, y, 500, "1. The first list item says what was asked.", 10) + 4
            y = d.text(54, y, 500, "2. The second list item says when it was asked.", 10) + 4
            y = d.text(54, y, 500, "3. The third list item says who did not answer.", 10) + 18
    d.new_page()
    d.line(54, 80, "References", 12, "black")
    for number in range(1, 8):
        d.line(
            54, 80 + 14 * number, f"{number}. Author A, Writer B. On sleep, part {number}. Sleep. 200{number};1:1-9.", 9
        )
    return d


@style(
    Expected(
        "Search for Rare Decays of the Heavy Boson at 13 TeV",
        ("The ATLAS Collaboration",),
        ("Introduction", "Event selection", "Results"),
    )
)
def collaboration() -> Drawing:
    d = Drawing()
    d.line(306, 40, "EUROPEAN ORGANISATION FOR NUCLEAR RESEARCH (CERN)", 13, centred=True)
    d.line(430, 80, "CERN-EP-2020-001", 10)
    d.line(306, 160, "Search for Rare Decays of the Heavy Boson at", 17, "bold", centred=True)
    d.line(306, 180, "13 TeV", 17, "bold", centred=True)
    d.line(306, 220, "The ATLAS Collaboration", 13, centred=True)
    y = d.text(100, 260, 412, ABSTRACT, 10)
    d.new_page()
    y = 80.0
    for number, name in enumerate(("Introduction", "Event selection", "Results"), 1):
        d.line(72, y, str(number), 14, "black")
        d.line(96, y, name, 14, "black")
        y = d.filler(72, y + 20, 468, 6, 11, first=number) + 20
    d.line(72, y, "References", 14, "black")
    references(d, 72, y + 16, 468)
    return d


@style(
    Expected(
        "On the Nature of Proof",
        ("William Berg",),
        ("What is a proof?", "Who reads it?", "Some personal experiences"),
        abstract="",
        references=False,
    )
)
def essay() -> Drawing:
    d = Drawing()
    d.line(306, 100, "ON THE NATURE OF PROOF", 11, "bold", centred=True)
    d.line(306, 130, "WILLIAM BERG", 8, centred=True)
    y = d.filler(127, 150, 358, 10)
    for number, name in enumerate(("What is a proof?", "Who reads it?", "Some personal experiences"), 1):
        d.line(306, y + 14, f"{number}. {name}", 10, "bold", centred=True)
        y = d.filler(127, y + 34, 358, 8, first=number)
    return d


@pytest.mark.parametrize(("draw", "expected"), STYLES, ids=[draw.__name__ for draw, _ in STYLES])
class TestStyle:
    @pytest.fixture
    def paper(self, draw):
        return paper_from_pdf(draw().bytes())

    def test_front_matter(self, paper, expected):
        assert paper.record.title == expected.title
        assert paper.record.authors == expected.authors
        assert (paper.affiliation.name if paper.affiliation else None) == expected.affiliation
        assert paper.keywords == expected.keywords

    def test_abstract(self, paper, expected):
        assert paper.abstract.startswith(expected.abstract[:60])
        assert paper.abstract.endswith(expected.abstract[-40:])

    def test_sections(self, paper, expected):
        known = [s.title for s in paper.sections if s.level == 1 and s.role not in ("references", "appendix")]
        assert tuple(known) == expected.sections
        assert bool(paper.references_page) == expected.references

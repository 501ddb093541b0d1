"""Layouts of front matter and headings, drawn: blocks, departments, notices, bars, code."""

from __future__ import annotations

import pytest

from summarizer.paper import Paper
from summarizer.reading.document import paper_from_pdf
from summarizer.reading.front.names import institution, organisation, person, surname_of
from summarizer.reading.text.sentences import sentence_bounds
from tests.drawn import Drawing
from tests.test_reading_styles import ABSTRACT, references

TITLE = "Marking What Matters in Long Notes"


def front(
    lines: list[tuple[float, str]], *, abstract: str = ABSTRACT, keywords: str = "", notes: tuple[str, ...] = ()
) -> Drawing:
    """A first page with these centred lines in one style, each so far below the last, between title and abstract."""
    d = Drawing()
    d.line(306, 80, TITLE, 17, centred=True)
    y = 110.0
    for skip, text in lines:
        y += skip
        d.line(306, y, text, 12, centred=True)
    d.line(306, y + 40, "Abstract", 10, "bold", centred=True)
    y = d.text(120, y + 60, 372, abstract, 9)
    if keywords:
        y = d.text(90, y + 6, 430, keywords, 10)
    for number, name in enumerate(("Introduction", "Methods", "Results"), 1):
        d.line(90, y + 24, f"{number}. {name}", 13, "bold")
        y = d.filler(90, y + 40, 430, 3, 10, first=number)
    for index, note in enumerate(notes):
        d.line(100, 730 + 10 * index, note, 8)
    d.new_page()
    d.line(90, 80, "References", 13, "bold")
    references(d, 90, 100, 430)
    return d


def read(d: Drawing) -> Paper:
    return paper_from_pdf(d.bytes())


def affiliation(lines: list[tuple[float, str]], **more) -> str | None:
    found = read(front(lines, **more)).affiliation
    return found.name if found else None


class TestBlocks:
    def test_names_and_institutions_in_one_style_line_by_line(self):
        lines = [(0, "Ada Berg"), (14, "University of Oslo"), (14, "Carla de la Cruz"), (14, "ETH Zurich, Switzerland")]
        paper = read(front(lines))
        assert paper.record.authors == ("Ada Berg", "Carla de la Cruz")
        assert paper.affiliation.name == "University of Oslo"

    def test_blocks_of_one_style_that_stand_apart(self):
        lines = [
            *((0, "Ada Berg"), (14, "Department of Notes"), (14, "University of Oslo"), (14, "Oslo")),
            *((30, "Bo An"), (14, "Department of Letters"), (14, "Rice University"), (14, "Houston")),
            *((30, "Mila Novak Jr."), (14, "Institute of Reading"), (14, "Charles University"), (14, "Prague")),
        ]
        assert read(front(lines)).record.authors == ("Ada Berg", "Bo An", "Mila Novak Jr.")

    def test_an_address_that_could_be_a_name_is_none(self):
        lines = [(0, "Ada Berg"), (14, "University of Oslo"), (14, "Gaustad Hill"), (14, "Oslo, Norway")]
        assert read(front(lines)).record.authors == ("Ada Berg",)


class TestAffiliation:
    @pytest.mark.parametrize(
        ("below", "wanted"),
        [
            (("Computer Science Department", "Technion", "Haifa"), "Technion"),
            (("Department of Statistics", "Virginia Tech", "ada@vt.edu"), "Virginia Tech"),
            (("Institut für Statistik", "Universität München", "80539 München, Germany"), "Universität München"),
            (("Department of Notes", "Faculty of Letters", "University of Oslo"), "University of Oslo"),
            (("Institute for Advanced Study", "Princeton University"), "Institute for Advanced Study"),
            (("Department of Notes", "12 Long Street"), "Department of Notes"),
        ],
    )
    def test_the_institution_below_a_department_counts(self, below, wanted):
        assert affiliation([(0, "Ada Berg"), *((14, text) for text in below)]) == wanted

    def test_in_a_grid_an_organisation_counts_that_no_word_gives_away(self):
        d = front([(0, " "), (14, " ")])
        for x, name, place in ((200, "Ada Berg", "Debian Project"), (420, "Bo An", "Google, Inc")):
            d.pdf[0].insert_text((x - 40, 110), name, fontsize=12, fontname="tibo")
            d.pdf[0].insert_text((x - 40, 124), place, fontsize=11, fontname="tiro")
        paper = read(d)
        assert paper.record.authors == ("Ada Berg", "Bo An")
        assert paper.affiliation.name == "Debian Project"

    def test_long_affiliations_side_by_side_are_cut_where_the_names_are(self):
        d = front([(0, " "), (14, " ")])
        d.pdf[0].insert_text((150, 110), "Ada Berg", fontsize=12, fontname="tibo")
        d.pdf[0].insert_text((330, 110), "Bo An", fontsize=12, fontname="tibo")
        d.page = d.pdf[0]
        end = d.line(100, 124, "Charles University of Technology", 11)
        d.line(end + 9, 124, "National Centre of Letters", 11)
        assert read(d).affiliation.name == "Charles University of Technology"

    def test_an_organisation_under_the_authors_letter(self):
        lines = [(0, "Ada Berg^a^, Bo An^b^"), (20, "^a^Debian Project, 12 Long Street"), (14, "^b^University of Oslo")]
        assert affiliation(lines) == "Debian Project"

    def test_a_footnote_that_begins_with_an_address(self):
        notes = ("*email: ada@uio.no, Department of Notes, University of Oslo",)
        assert affiliation([(0, "Ada Berg^*^")], notes=notes) == "University of Oslo"

    @pytest.mark.parametrize(
        "text",
        [
            "the standard of this service is described here",
            "prospectively by the Information Service of Berlin",
            "The standard of the consortium is described here",
        ],
    )
    def test_running_text_names_no_institution(self, text):
        assert institution(text) is None

    def test_a_street_is_no_part_of_it(self):
        text = "Charles University of Technology 2-14 Long Street Prague"
        assert institution(text) == "Charles University of Technology"
        assert institution("Université Claude Bernard Lyon 1") == "Université Claude Bernard Lyon 1"

    def test_a_university_within_a_word(self):
        assert institution("Wirtschaftsuniversität Wien, Austria") == "Wirtschaftsuniversität Wien"

    def test_the_lines_of_an_address_at_the_end_are_kept_apart(self):
        d = Drawing()
        d.line(306, 80, TITLE, 17, "bold", centred=True)
        d.line(306, 110, "Ada Berg", 12, centred=True)
        d.line(90, 150, "1. Introduction", 13, "bold")
        d.filler(90, 170, 430, 12)
        d.new_page()
        d.line(90, 80, "References", 13, "bold")
        references(d, 90, 100, 430)
        for index, text in enumerate(("University of Oslo", "Long Street 12", "Oslo", "E-mail: ada@uio.no")):
            d.line(90, 300 + 12 * index, text, 10)
        assert read(d).affiliation.name == "University of Oslo"

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("Debian and R Projects; Chicago, IL, USA", "Debian and R Projects"),
            ("Student Member, IEEE", None),
            ("Assistant Professor", None),
            ("Los Angeles", None),
            ("12 Long Street", None),
            ("these words are running text", None),
        ],
    )
    def test_what_could_be_an_organisation(self, text, wanted):
        assert organisation(text) == wanted


class TestSuffix:
    @pytest.mark.parametrize("text", ["Robert W. Berg Jr.", "Robert W. Berg, Jr", "ROBERT W. BERG JR."])
    def test_it_belongs_to_the_name(self, text):
        assert person(text) == "Robert W. Berg Jr."

    def test_it_is_no_surname(self):
        assert surname_of("Robert W. Berg Jr.") == "Berg"
        assert surname_of("Robert Berg III") == "Berg"
        assert surname_of("Ivy Jr") == "Ivy"

    def test_it_is_no_name_of_its_own(self):
        assert read(front([(0, "Robert W. Berg, Jr., Bo An")])).record.authors == ("Robert W. Berg Jr.", "Bo An")


class TestAbstract:
    notice = "This is a preprint of an article to be published in the Journal of Notes. Copyright © 2009 A Press."

    def test_a_copyright_sign_at_the_start_of_a_row_does_not_end_a_sentence(self):
        words = "All the rows here were taken from letters that their readers had marked by hand with the usual sign"
        d = Drawing()
        d.line(306, 80, TITLE, 17, "bold", centred=True)
        d.line(306, 110, "Ada Berg", 12, centred=True)
        d.line(306, 150, "Abstract", 10, "bold", centred=True)
        y = d.text(120, 170, 372, ABSTRACT, 9)
        d.line(120, y, words, 9)
        d.line(120, y + 11, "© that is set by a machine, and were counted twice. Nothing else was done.", 9)
        d.line(90, y + 50, "1. Introduction", 13, "bold")
        d.filler(90, y + 70, 430, 12)
        assert read(d).abstract.endswith("and were counted twice. Nothing else was done.")

    def test_a_copyright_line_behind_the_abstract_ends_it(self):
        d = Drawing()
        d.line(306, 80, TITLE, 17, "bold", centred=True)
        d.line(306, 110, "Ada Berg", 12, centred=True)
        d.line(306, 150, "Abstract", 10, "bold", centred=True)
        y = d.text(120, 170, 372, ABSTRACT, 9)
        d.line(120, y, "© 2009 The Authors. Published by A Press.", 9)
        d.line(90, y + 50, "1. Introduction", 13, "bold")
        d.filler(90, y + 70, 430, 12)
        assert read(d).abstract.endswith(ABSTRACT[-30:])

    def test_a_notice_in_its_first_paragraph_is_no_part_of_it(self):
        d = Drawing()
        d.line(306, 80, TITLE, 17, "bold", centred=True)
        d.line(306, 110, "Ada Berg", 12, centred=True)
        d.line(306, 150, "Abstract", 10, "bold", centred=True)
        y = d.text(120, 170, 372, self.notice, 9)
        d.line(132, y, "Notes are long, and it is not known why so few of them are read to the end.", 9)
        y = d.text(120, y + 11, 372, ABSTRACT, 9)
        d.line(90, y + 50, "1. Introduction", 13, "bold")
        d.filler(90, y + 70, 430, 12)
        assert read(d).abstract.startswith("Notes are long, and")


class TestKeywords:
    def test_a_single_capital_letter_is_one(self):
        paper = read(front([(0, "Ada Berg")], keywords="Keywords: reading, R, notes, C++, k."))
        assert paper.keywords == ("reading", "R", "notes", "C++")

    def test_words_between_bars_need_no_label(self):
        line = "long notes and letters | statistical reading | marks of machines | simulation"
        paper = read(front([(0, "Ada Berg")], keywords=line))
        assert paper.keywords == ("long notes and letters", "statistical reading", "marks of machines", "simulation")
        assert paper.abstract.endswith(ABSTRACT[-30:])

    def test_a_formula_between_bars_is_none(self):
        paper = read(front([(0, "Ada Berg")], keywords="The rate p(a | b) is that of the notes that were read."))
        assert paper.keywords == ()


def test_a_title_with_wide_leading_and_a_footnote_sign_keeps_its_second_line():
    d = Drawing()
    d.line(306, 80, "Marking What Matters in the", 17, "bold", centred=True)
    d.line(306, 117, "Longest of All Notes^*^", 17, "bold", centred=True)
    d.line(306, 150, "Ada Berg", 12, centred=True)
    d.line(306, 190, "Abstract", 10, "bold", centred=True)
    y = d.text(120, 210, 372, ABSTRACT, 9)
    d.filler(90, y + 40, 430, 12)
    assert read(d).record.title == "Marking What Matters in the Longest of All Notes"


def test_a_title_at_the_height_of_the_header_that_repeats_it_is_kept():
    d = Drawing()
    d.line(306, 62, TITLE, 17, "bold", centred=True)
    d.line(306, 90, "Ada Berg", 12, centred=True)
    d.line(90, 130, "1. Introduction", 13, "bold")
    d.filler(90, 150, 430, 20)
    for page in range(1, 5):
        d.new_page()
        d.line(306, 60, TITLE, 10, "italic", centred=True)
        d.filler(90, 90 + 5 * page, 430, 20, first=page)
    paper = read(d)
    assert paper.record.title == TITLE
    assert sum(TITLE in passage.text for passage in paper.passages) == 1


def test_a_title_that_ends_with_the_year_of_a_paper_is_no_banner():
    d = Drawing()
    d.line(306, 80, "Supplementary Material for a Second Look at the Reading", 17, "bold", centred=True)
    d.line(306, 100, "of Long Notes in Berg (2009)", 17, "bold", centred=True)
    d.line(306, 130, "Ada Berg", 12, centred=True)
    d.line(90, 170, "1. Introduction", 13, "bold")
    d.filler(90, 190, 430, 12)
    assert read(d).record.title.endswith("of Long Notes in Berg (2009)")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We fit linear models, robust models, etc. Several examples follow.", 2),
        ("We fit linear models, robust models, etc. as before.", 1),
        ("We fit models (linear, robust, etc. Several more follow) to both.", 1),
    ],
)
def test_etc_ends_a_sentence_before_a_capital(text, count):
    assert len(sentence_bounds(text)) == count


class TestHeadings:
    def drawn(self, names: tuple[str, ...], listing: tuple[str, ...] = ()) -> Paper:
        d = Drawing()
        d.line(306, 80, TITLE, 17, "bold", centred=True)
        y = 110.0
        for number, name in enumerate(names, 1):
            d.line(90, y + 14, name, 13, "bold")
            y = d.filler(90, y + 34, 430, 3, first=number)
            for text in listing:
                d.line(90, y + 20, text, 10, "black")
                y = d.filler(90, y + 40, 430, 1, first=number)
        return read(d)

    def test_one_that_begins_with_code(self):
        names = ("1. Introduction", "2. log1p() and expm1() for small numbers", "3. Results", "4. Conclusion")
        sections = self.drawn(names).sections
        assert [section.title for section in sections][1] == "log1p() and expm1() for small numbers"

    def test_one_that_begins_with_an_article(self):
        names = ("Introduction", "A first function for notes", "Results", "Conclusion")
        assert [(s.number, s.title) for s in self.drawn(names).sections][1] == ("", "A first function for notes")

    def test_comments_of_a_listing_are_none(self):
        listing = ("// Declare loop counters", "# Preallocate storage", "R> library(notes)")
        sections = self.drawn(("Introduction", "Results", "Conclusion"), listing).sections
        assert [section.title for section in sections] == ["Introduction", "Results", "Conclusion"]

"""Letters, words and sentences: what stands between the glyphs of a PDF and a clean passage."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

import pytest

from summarizer.paper import Box, Section
from summarizer.reading.front.authors import authors_of
from summarizer.reading.front.names import institution, person
from summarizer.reading.outline.candidates import Heading
from summarizer.reading.outline.headings import role_of, taken_apart
from summarizer.reading.outline.sections import section_of
from summarizer.reading.page.pages import Span
from summarizer.reading.text.ligatures import with_ligatures
from summarizer.reading.text.prose import prose
from summarizer.reading.text.rows import Row
from summarizer.reading.text.sentences import sentence_bounds


def span(text: str, x: float = 0.0, *, y: float = 100.0, size: float = 10.0, raised: bool = False) -> Span:
    return Span(text, Box(x, y - size, x + 5 * len(text), y), size, "Times", False, False, raised, 0)


def row(text: str, y: float = 100.0) -> Row:
    return Row(1, [span(text, y=y)])


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_bounds(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We follow Smith et al. (2020) and use Fig. 3. It works.", 2),
        ("The gain is 3.5 points, i.e. more than before, cf. Sec. 2. Nothing else changed.", 2),
        ("J. W. Van Orden wrote it. W. Roberts read it.", 2),
        ("It holds for 0 < e < 1. We attempt more.", 2),
        ("We saw it (see Eq. (3) and Ref. [4]). Then it ended.", 2),
        ("Results improved by 4%.¹² Later work agrees.", 2),
        ("本文介绍最新进展，总结挑战。最近，该技术受到关注！结论如下", 3),
        ("Does it work? Yes! It does.", 3),
        ("Networks such as ResNet, VGG, etc. are used here.", 1),
        ("It runs on the U.S. power grid. The rest does not.", 2),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, count):
    assert len(sentences(text)) == count


class TestRow:
    def test_raised_digits_are_superscripts(self):
        assert Row(1, [span("10"), span("−22", 10, size=6, raised=True), span(" eV", 25)]).text == "10⁻²² eV"

    def test_small_high_digits_are_superscripts_without_a_flag(self):
        first = Span("1", Box(0, 92, 4, 97), 6.0, "Times", False, False, False, 0)
        assert Row(1, [first, span("Department", 4)]).text == "¹Department"

    def test_low_digits_stay_what_they_are_beside_a_blank_with_a_deep_box(self):
        low = Span("1", Box(5, 95, 9, 102), 7.0, "Times", False, False, False, 0)
        blank = Span(" ", Box(9, 90, 12, 110), 10.0, "Times", False, False, False, 0)
        assert Row(1, [span("β"), low, blank, span("= 0.9", 12)]).text == "β1 = 0.9"

    def test_a_gap_is_a_space_and_none_is_none(self):
        assert Row(1, [span("Departmen"), span("t", 45), span("of", 55)]).text == "Department of"

    def test_accents_set_apart_go_on_their_letters(self):
        assert row("F´ısica y Investigaci´on").text == "Física y Investigación"

    def test_full_width_letters_become_plain_and_chinese_marks_stay(self):
        assert row("Ｌｉｕ，２０１６").text == "Liu,2016"
        assert row("节点代表实体，连边．").text == "节点代表实体，连边。"

    def test_part_is_the_place_of_the_letters(self):
        box = row("abcdefghij").part(2, 4)
        assert (box.x0, box.x1) == (10.0, 20.0)


class TestProse:
    words: ClassVar = Counter({"training": 2, "state-of-the-art": 1, "well": 5, "known": 4, "english": 1})

    @pytest.mark.parametrize(
        ("first", "second", "whole"),
        [
            ("the train-", "ing set", "the training set"),
            ("our state-of-the-", "art result", "our state-of-the-art result"),
            ("a well-", "known fact", "a well-known fact"),
            ("the GPT-", "4 model", "the GPT-4 model"),
            ("English-", "to-German", "English-to-German"),
            ("one word", "after another", "one word after another"),
            ("人们构建的", "知识库", "人们构建的知识库"),
            ("soft gene\u00ad", "ration", "soft generation"),
            ("at https://github.com/jhu-", "lcsr/good_robot.", "at https://github.com/jhu-lcsr/good_robot."),
        ],
    )
    def test_words_are_whole_again_and_real_hyphens_stay(self, first, second, whole):
        assert prose([row(first), row(second, 112)], self.words).text == whole

    def test_regions_are_one_a_row(self):
        text = prose([row("one two"), row("three four", 112)], self.words)
        assert len(text.regions(4, 13)) == 2


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Aidan N. Gomez", "Aidan N. Gomez"),
        ("Łukasz Kaiser", "Łukasz Kaiser"),
        ("J. W. Van Orden", "J. W. Van Orden"),
        ("CARLA DE LA CRUZ", "Carla de la Cruz"),
        ("Weinan E", "Weinan E"),
        ("In So Kweon", "In So Kweon"),
        ("Mila Novak", "Mila Novak"),
        ("April Smith", "April Smith"),
        ("刘知远", "刘知远"),
        ("Google Brain", None),
        ("New York", None),
        ("San Francisco", None),
        ("Deep Learning", None),
        ("April 21, 2023", None),
        ("Equal contribution", None),
        ("清华大学", None),
    ],
)
def test_a_person_is_told_from_other_words(text, wanted):
    assert person(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Department of Computer Science, Stanford University", "Stanford University"),
        ("University of California, Berkeley, CA 94720 USA", "University of California, Berkeley"),
        ("School of Physics, University of Melbourne, P.O. Box 137, Victoria", "University of Melbourne"),
        ("Facebook AI Research, Paris", "Facebook AI Research"),
        (
            "Departamento de Física, Centro de Investigación y de Estudios Avanzados del IPN, 07000 México",
            "Centro de Investigación y de Estudios Avanzados del IPN",
        ),
        ("（清华大学计算机科学与技术系 北京 100084）", "清华大学"),
        ("中国科学院计算技术研究所 北京", "中国科学院计算技术研究所"),
        ("somewhere else", None),
    ],
)
def test_the_institution_of_an_affiliation(text, wanted):
    assert institution(text) == wanted


def test_names_with_signs_numbers_and_degrees():
    line = Row(
        1, [span("Ada Berg, MD, PhD"), span("1,*", 85, raised=True), span("; Bo An", 100), span("2", 135, raised=True)]
    )
    assert authors_of([line]).names == ("Ada Berg", "Bo An")


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        ("1 Introduction", "1", "Introduction"),
        ("3.1. Setup", "3.1", "Setup"),
        ("IV. RESULTS", "IV", "RESULTS"),
        ("A. Proofs", "A", "Proofs"),
        ("Appendix B. Full Results", "B", "Full Results"),
        ("二、相关工作", "二", "相关工作"),
        ("3D Reconstruction", "", "3D Reconstruction"),
        ("A Method for Notes", "A", "Method for Notes"),
    ],
)
def test_headings_are_taken_apart(text, number, title):
    assert taken_apart(text)[1:4:2] == (number, title)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Extended Introduction", "introduction"),
        ("Discussion and Related Work", "related work"),
        ("Conclusion and Future Work", "conclusion"),
        ("Limitations", "limitations"),
        ("Materials and methods", "method"),
        ("Experimental Results", "experiments"),
        ("参考文献", "references"),
        ("结束语", "conclusion"),
        ("Declaration of Interests", "acknowledgement"),
        ("Glossary", "other"),
    ],
)
def test_roles_by_name(title, role):
    assert role_of(title) == role


@pytest.mark.parametrize(
    ("number", "title", "holder", "role"),
    [
        ("4.1", "Faster Models", "experiments", "experiments"),
        ("2.2", "Standard Implementation", "related work", "related work"),
        ("3.2", "Analysis of the Cost", "method", "method"),
        ("1.2", "Related Work", "introduction", "related work"),
        ("8.4", "Limitations", "conclusion", "limitations"),
        ("3.4", "Summary", "other", "other"),
        ("3.1", "The Algorithm", "other", "method"),
        ("D.1", "Models of Measurement", "appendix", "appendix"),
        ("", "Discussion", "experiments", "conclusion"),
        ("7", "Summary", "method", "conclusion"),
    ],
)
def test_a_subsection_has_the_role_of_what_holds_it(number, title, holder, role):
    box = Box(0, 0, 10, 10)
    above = Section(title="Above", number="1", level=1, page=1, box=box, role=holder)
    line = row(f"{number} {title}".strip())
    heading = Heading(0, 1, taken_apart(line.text), (20.0, True, False), "Times", 2, level=2)
    assert section_of(heading, [line], False, [above]).role == role


def test_lost_ligatures_are_found():
    assert with_ligatures("e\ufffdective con\ufffdning \ufffd") == "effective confining \ufffd"

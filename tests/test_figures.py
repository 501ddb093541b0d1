"""Figures and tables of pages that the tests draw themselves."""

import time
from dataclasses import replace
from functools import cache
from itertools import cycle

import pymupdf
import pytest

from summarizer.paper import Box
from summarizer.reading.figures.figures import find_figures
from summarizer.reading.figures.labels import starts_of
from summarizer.reading.figures.sheets import sheets_of
from summarizer.reading.page.pages import PageContent, Paint, page_content

WORDS = (
    "we describe how the method of this paper finds what belongs together on a page and leaves out everything that is "
    "set beside it while the columns stay apart and every sentence goes on until its end is reached as readers expect"
)
LEADING = 12
FULL = (72, 540)
LEFT, RIGHT = (54, 296), (316, 558)


@cache
def width(text, size):
    return pymupdf.get_text_length(text, "tiro", size)


class Sheet:
    """A page on which running text, captions and drawings are set."""

    def __init__(self, document, width=612, height=792):
        self.page = document.new_page(width=width, height=height)
        self.words = cycle(WORDS.split())
        self.render_mode = 0

    def body(self, column, top, rows, size=10):
        """Rows of running text; returns the height below them."""
        for index in range(rows):
            words = [next(self.words).capitalize() if index == 0 else next(self.words)]
            room = column[1] - column[0] - width(words[0], size) - width("w" * 8, size)
            while room > 0:
                words.append(next(self.words))
                room -= width(f" {words[-1]}", size)
            self.text(column[0], top + index * LEADING, " ".join(words), size)
        return top + rows * LEADING

    def text(self, x, top, text, size=10, font="tiro", rotate=0):
        self.page.insert_text(
            (x, top + size), text, fontsize=size, fontname=font, rotate=rotate, render_mode=self.render_mode
        )

    def plot(self, box, label="Iterations"):
        """Axes, curves and tick labels inside the box."""
        x0, y0, x1, y1 = box
        self.page.draw_rect((x0 + 20, y0, x1, y1 - 20))
        for k in range(5):
            self.page.draw_line((x0 + 20, y0 + 5 * k + 10), (x1, y1 - 25 - 4 * k), width=0.8)
            self.text(x0 + 25 + k * (x1 - x0 - 60) / 4, y1 - 19, str(k * 10), 7, "helv")
        self.text((x0 + x1) / 2 - 15, y1 - 9, label, 7, "helv")

    def table(self, x0, x1, top, rows=4, cells=("Model", "Accuracy", "Loss"), rules=True):
        """Rows of cells; returns the height below them."""
        if rules:
            self.page.draw_line((x0, top - 2), (x1, top - 2), width=0.8)
        for row in range(rows):
            for index, cell in enumerate(cells):
                text = cell if row == 0 else f"{cell[:2]}{row}" if index == 0 else f"{row * 7 + index}.{index}"
                self.text(x0 + 4 + index * (x1 - x0) / len(cells), top + row * LEADING, text, 9)
        bottom = top + rows * LEADING + 2
        if rules:
            self.page.draw_line((x0, bottom), (x1, bottom), width=0.8)
        return bottom


@pytest.fixture
def document():
    with pymupdf.open() as made:
        yield made


def figures_of(document):
    with pymupdf.open(stream=document.tobytes()) as read:
        return find_figures([page_content(page) for page in read])


def holds(outer, inner, slack=1.0):
    return (
        outer[0] <= inner[0] + slack
        and outer[1] <= inner[1] + slack
        and outer[2] >= inner[2] - slack
        and outer[3] >= inner[3] - slack
    )


def test_a_drawing_above_its_caption_is_the_figure_and_running_text_is_not(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 8)
    drawing = (150, y + 12, 460, y + 180)
    sheet.plot(drawing)
    sheet.text(120, y + 190, "Figure 1: Training loss of the two models over", 9)
    sheet.text(120, y + 201, "the first hundred iterations.", 9)
    below = y + 225
    sheet.body(FULL, below, 10)
    (figure,) = figures_of(document)
    assert (figure.kind, figure.label, figure.page) == ("figure", "Figure 1", 1)
    assert figure.caption == "Training loss of the two models over the first hundred iterations."
    assert holds(figure.box, (170, y + 12, 460, y + 179))
    assert y <= figure.box.y0 and figure.box.y1 <= y + 192
    assert y + 188 < figure.caption_box.y0 and figure.caption_box.y1 < below


def test_a_sentence_that_begins_with_a_label_is_no_caption(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 6)
    sheet.text(72, y, "Figure 1 shows the loss and Table 2 summarizes what we found in the runs of both models.")
    y = sheet.body(FULL, y + LEADING, 5)
    sheet.text(72, y, "Fig. 3). This is why the sentence goes on after the label here as it does in all papers.")
    y = sheet.body(FULL, y + LEADING, 3)
    sheet.text(72, y, "Table 4. Then a new sentence follows that has nothing to do with a caption of this page.")
    sheet.body(FULL, y + LEADING, 6)
    assert figures_of(document) == ()


@pytest.mark.parametrize(
    ("printed", "label", "caption"),
    [
        ("Figure 3: A caption of some length.", "Figure 3", "A caption of some length."),
        ("Fig. 3. A caption of some length.", "Figure 3", "A caption of some length."),
        ("FIG. 3. (color online) A caption.", "Figure 3", "(color online) A caption."),
        ("Figure 3 | A caption of some length.", "Figure 3", "A caption of some length."),
        ("Figure B.9: A caption of some length.", "Figure B.9", "A caption of some length."),
        ("Figure 3.1: A caption of some length.", "Figure 3.1", "A caption of some length."),
        ("Figure S1. A caption of some length.", "Figure S1", "A caption of some length."),
        ("Figure A1: A caption of some length.", "Figure A1", "A caption of some length."),
        ("Supplementary Figure 2: A caption.", "Supplementary Figure 2", "A caption."),
        ("Scheme 2. A caption of some length.", "Scheme 2", "A caption of some length."),
        ("TABLE IV: A caption of some length.", "Table 4", "A caption of some length."),
        ("Table C.8: A caption of some length.", "Table C.8", "A caption of some length."),
        ("Tab. 12: A caption of some length.", "Table 12", "A caption of some length."),
    ],
)
def test_labels_are_read_in_their_canonical_form(document, printed, label, caption):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 6)
    sheet.plot((150, y + 10, 460, y + 150))
    sheet.text(150, y + 160, printed, 9)
    sheet.body(FULL, y + 190, 8)
    (figure,) = figures_of(document)
    assert (figure.label, figure.caption) == (label, caption)
    assert figure.kind == ("table" if label.startswith("Table") else "figure")


def test_a_bold_label_needs_no_sign_after_it(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 6)
    sheet.plot((150, y + 10, 460, y + 150))
    sheet.text(150, y + 160, "FIGURE 2", 9, "hebo")
    sheet.text(204, y + 160, "Growth of cells under light", 9)
    sheet.body(FULL, y + 190, 8)
    (figure,) = figures_of(document)
    assert (figure.label, figure.caption) == ("Figure 2", "Growth of cells under light")


def test_a_table_with_its_title_on_a_row_of_its_own(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 6)
    sheet.text(285, y + 10, "TABLE II", 8)
    sheet.text(230, y + 20, "RESULTS OF ALL OF THE MODELS", 8)
    bottom = sheet.table(180, 430, y + 38)
    sheet.body(FULL, bottom + 14, 8)
    (table,) = figures_of(document)
    assert (table.kind, table.label, table.caption) == ("table", "Table 2", "RESULTS OF ALL OF THE MODELS")
    assert holds(table.box, (180, y + 36, 430, bottom))
    assert table.box.y1 < bottom + 10


def test_a_table_without_rules_ends_where_running_text_begins(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 6)
    sheet.text(150, y + 10, "Table 1. Sizes of the sets.", 9)
    bottom = sheet.table(150, 450, y + 28, rows=5, rules=False)
    sheet.body(FULL, bottom + 14, 8)
    (table,) = figures_of(document)
    assert holds(table.box, (155, y + 30, 370, bottom - 4))
    assert table.caption == "Sizes of the sets." and table.box.y1 < bottom + 10


def test_tables_under_their_captions_are_not_taken_for_those_above(document):
    sheet = Sheet(document)
    y = 72
    tops = []
    for number in (1, 2, 3):
        sheet.text(150, y, f"Table {number}: Numbers of set {number}.", 9)
        tops.append(y + 18)
        y = sheet.table(150, 450, y + 18) + 16
    sheet.body(FULL, y, 12)
    tables = figures_of(document)
    assert [table.label for table in tables] == ["Table 1", "Table 2", "Table 3"]
    for table, top in zip(tables, tops, strict=True):
        assert abs(table.box.y0 - top) < 6 and table.box.y1 < top + 4 * LEADING + 8


def test_notes_under_a_table_belong_to_it(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 6)
    sheet.text(150, y + 10, "Table 1. Sizes of the sets.", 9)
    bottom = sheet.table(150, 450, y + 28)
    for index in range(3):
        sheet.text(
            152, bottom + 3 + 9 * index, "Numbers in the table are means over five runs of each of the models", 8
        )
    sheet.body(FULL, bottom + 50, 8)
    (table,) = figures_of(document)
    assert bottom + 26 < table.box.y1 < bottom + 48


def test_text_in_a_frame_is_the_figure(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 6)
    sheet.page.draw_rect((72, y + 10, 540, y + 92))
    sheet.body((80, 532), y + 16, 6)
    sheet.text(180, y + 100, "Figure 1: The prompt that the model is given.", 9)
    sheet.body(FULL, y + 130, 8)
    (figure,) = figures_of(document)
    assert holds(figure.box, (72, y + 10, 540, y + 92))
    assert y < figure.box.y0 + 2 and figure.box.y1 < y + 100


def test_figures_side_by_side_are_apart_and_parts_of_one_are_together(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 4)
    sheet.plot((72, y + 10, 295, y + 130))
    sheet.plot((317, y + 10, 540, y + 130))
    sheet.text(100, y + 138, "Figure 1: The left one.", 9)
    sheet.text(350, y + 138, "Figure 2: The right one.", 9)
    y = sheet.body(FULL, y + 165, 6)
    sheet.plot((72, y + 10, 295, y + 130))
    sheet.plot((317, y + 10, 540, y + 130))
    sheet.text(150, y + 134, "(a) Before", 9)
    sheet.text(400, y + 134, "(b) After", 9)
    sheet.text(200, y + 152, "Figure 3: Both of them.", 9)
    sheet.body(FULL, y + 180, 6)
    left, right, both = figures_of(document)
    assert left.box.x1 < 306 < right.box.x0
    assert left.caption == "The left one." and right.caption == "The right one."
    assert holds(both.box, (92, y + 10, 540, y + 142))


def two_columns(sheet, top=72, rows=50):
    sheet.body(LEFT, top, rows)
    sheet.body(RIGHT, top, rows)


def test_a_column_s_figure_leaves_the_other_column_alone(document):
    sheet = Sheet(document)
    y = sheet.body(LEFT, 72, 20)
    sheet.plot((*(LEFT[0], y + 8), *(LEFT[1], y + 140)))
    sheet.text(60, y + 148, "Fig. 1. A plot in the left column.", 8)
    sheet.body(LEFT, y + 172, 15)
    sheet.body(RIGHT, 72, 50)
    (figure,) = figures_of(document)
    assert figure.box.x1 < RIGHT[0] - 5 and holds(figure.box, (LEFT[0] + 20, y + 8, LEFT[1], y + 138))


def test_a_figure_across_the_columns_under_a_short_caption_at_the_left(document):
    sheet = Sheet(document)
    sheet.plot((54, 60, 558, 220))
    sheet.text(54, 226, "Fig. 1. Across.", 8)
    two_columns(sheet, 250, 36)
    second = Sheet(document)
    two_columns(second)
    (figure,) = figures_of(document)
    assert holds(figure.box, (74, 60, 558, 218))


def test_a_caption_beside_its_figure(document):
    sheet = Sheet(document)
    for index, text in enumerate(
        ("Figure 1: A caption", "that stands beside", "what it tells of, as", "some journals do.")
    ):
        sheet.text(54, 90 + 10 * index, text, 8)
    sheet.plot((200, 70, 558, 260))
    two_columns(sheet, 290, 34)
    (figure,) = figures_of(document)
    assert figure.caption == "A caption that stands beside what it tells of, as some journals do."
    assert holds(figure.box, (220, 70, 558, 258)) and figure.box.x0 > 140


def test_a_table_set_along_the_edge_of_a_page(document):
    sheet = Sheet(document)
    sheet.text(100, 600, "Table 3: A wide table that was turned to fit.", 9, rotate=90)
    for row in range(6):
        for cell in range(5):
            sheet.text(130 + 14 * row, 600 - 90 * cell, f"{row}.{cell}", 9, rotate=90)
    sheet.page.draw_line((125, 620), (125, 200))
    sheet.page.draw_line((215, 620), (215, 200))
    other = Sheet(document)
    other.body(FULL, 72, 40)
    (table,) = figures_of(document)
    assert table.label == "Table 3" and holds(table.box, (125, 200, 215, 620), slack=2)
    assert table.caption_box.x1 <= table.box.x0 + 2


def test_a_turned_page_gives_boxes_as_it_is_shown(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 8)
    sheet.plot((150, y + 12, 460, y + 180))
    sheet.text(150, y + 190, "Figure 1: Training loss.", 9)
    sheet.page.set_rotation(90)
    (figure,) = figures_of(document)
    assert (document[0].rect.width, document[0].rect.height) == (792, 612)
    assert holds(figure.box, (792 - y - 178, 170, 792 - y - 12, 460), slack=2)


def test_captions_in_two_languages_are_one(document):
    sheet = Sheet(document)
    y = 72
    for row in range(8):
        sheet.text(
            72,
            y + 16 * row,
            "本文提出一种方法用来找到属于同一个图的所有内容并把正文留在外面不受任何影响" + "的" * 8,
            10,
            "china-s",
        )
    y += 8 * 16
    sheet.plot((180, y + 10, 430, y + 150))
    sheet.text(240, y + 156, "图1 训练损失的变化", 8, "china-s")
    sheet.text(230, y + 168, "Fig. 1 Loss while training", 8)
    sheet.text(72, y + 190, "图1所示为训练损失的变化情况,可以看到损失一直在下降直到最后才不再变化", 10, "china-s")
    (figure,) = figures_of(document)
    assert figure.label == "Figure 1"
    assert figure.caption == "训练损失的变化 Loss while training"
    assert holds(figure.box, (200, y + 10, 430, y + 148)) and figure.box.y0 > y - 4


def test_a_continued_table_counts_once(document):
    for heading in ("Table 1. Names of all stars.", "Table 1 (continued)", "Table 1. Names of all stars."):
        sheet = Sheet(document)
        sheet.text(150, 72, heading, 8)
        y = sheet.table(150, 450, 92, rows=20)
        sheet.body(FULL, y + 20, 12)
    (table,) = figures_of(document)
    assert table.page == 1 and table.caption == "Names of all stars."


def test_a_supplement_may_number_its_figures_anew(document):
    for text in ("A plot of the loss.", "Another plot of the accuracy."):
        sheet = Sheet(document)
        y = sheet.body(FULL, 72, 6)
        sheet.plot((150, y + 10, 460, y + 150))
        sheet.text(150, y + 160, f"Figure 1: {text}", 8)
        sheet.body(FULL, y + 190, 20)
    assert [(figure.label, figure.page) for figure in figures_of(document)] == [("Figure 1", 1), ("Figure 1", 2)]


def test_extended_data_and_lists_of_figures_are_left_out(document):
    sheet = Sheet(document)
    sheet.text(72, 60, "List of Figures", 14)
    for number in range(1, 6):
        sheet.text(72, 90 + 14 * number, f"Figure {number}: The plot of number {number} {'. ' * 30} {number + 7}")
    second = Sheet(document)
    second.plot((150, 72, 460, 220))
    second.text(150, 230, "Extended Data Fig. 1 | What is left out.", 9)
    second.body(FULL, 260, 20)
    assert figures_of(document) == ()


def test_artwork_that_a_clip_hides_does_not_count(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 6)
    sheet.text(150, y + 160, "Figure 1: A part of a large picture.", 8)
    sheet.body(FULL, y + 190, 8)
    xref = document.get_new_xref()
    height = 792 - y
    document.update_object(xref, "<<>>")
    clipped = f"q 150 {height - 150} 300 140 re W n 0 0 612 792 re 0.8 0.9 1 rg f 20 20 m 600 700 l S Q"
    document.update_stream(xref, clipped.encode())
    document.xref_set_key(
        sheet.page.xref, "Contents", f"[{' '.join(f'{x} 0 R' for x in [*sheet.page.get_contents(), xref])}]"
    )
    (figure,) = figures_of(document)
    assert figure.box == pytest.approx((150, y + 10, 450, y + 150), abs=3)


def test_line_numbers_in_the_margin_are_no_part_of_a_figure(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 6)
    sheet.plot((150, y + 10, 460, y + 150))
    sheet.text(150, y + 160, "Figure 1: A plot.", 8)
    sheet.body(FULL, y + 190, 20)
    for number in range(60):
        sheet.text(30, 72 + LEADING * number, str(number + 1), 7)
    (figure,) = figures_of(document)
    assert figure.box.x0 > 140


def test_a_running_header_is_no_part_of_a_figure(document):
    for number in range(1, 5):
        sheet = Sheet(document)
        sheet.text(72, 40, "A Study of Figures")
        sheet.page.draw_line((72, 54), (540, 54))
        sheet.plot((150, 66, 460, 220))
        sheet.text(150, 230, f"Figure {number}: Plot of run {number}.", 8)
        sheet.body(FULL, 260, 20)
        sheet.text(300, 760, str(number))
    figures = figures_of(document)
    assert len(figures) == 4
    assert all(figure.box.y0 > 58 for figure in figures)


def test_a_caption_alone_on_its_page_is_still_reported(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 6)
    sheet.text(72, y + 20, "Figure 1: What an old manuscript shows on its last page.", 8)
    sheet.body(FULL, y + 60, 20)
    (figure,) = figures_of(document)
    assert figure.label == "Figure 1" and figure.box == figure.caption_box


def test_boxes_that_are_no_numbers_and_pages_without_end_do_no_harm(document):
    sheet = Sheet(document)
    sheet.plot((150, 72, 460, 220))
    sheet.text(150, 230, "Figure 1: A plot.", 9)
    with pymupdf.open(stream=document.tobytes()) as read:
        content = page_content(read[0])
    odd = float("nan"), float("inf"), -1e30
    paints = [Paint("path", Box(a, b, c, d)) for a in odd for b in odd for c in odd for d in odd]
    lines = [replace(line, box=Box(*odd, 3.0)) for line in content.lines]
    page = PageContent(1, 612, 792, (*content.lines, *lines), (*content.paints, *paints), ())
    assert [figure.label for figure in find_figures([page])] == ["Figure 1"]
    endless = PageContent(1, 1e6, 1e6, content.lines, (*content.paints, *paints), ())
    assert [figure.label for figure in find_figures([endless])] == ["Figure 1"]


def test_no_pages_and_empty_pages_have_no_figures(document):
    assert find_figures(()) == ()
    document.new_page()
    assert figures_of(document) == ()


def test_a_page_of_a_hundred_thousand_paints_takes_little_time(document):
    sheet = Sheet(document)
    sheet.text(150, 660, "Figure 1: Every point of the cloud.", 8)
    with pymupdf.open(stream=document.tobytes()) as read:
        content = page_content(read[0])
    dots = tuple(
        Paint("path", Box(100 + k % 400, 100 + k // 400 * 2, 101 + k % 400, 101 + k // 400 * 2)) for k in range(100_000)
    )
    page = PageContent(1, 612, 792, content.lines, dots, ())
    start = time.process_time()
    (figure,) = find_figures([page])
    assert time.process_time() - start < 3
    assert holds(figure.box, (100, 100, 500, 599))


def test_a_heading_and_a_formula_beside_a_table_are_no_part_of_it(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 6)
    sheet.text(250, y + 8, "E = mc + q (1)")
    y = sheet.body(FULL, y + 30, 4)
    bottom = sheet.table(180, 430, y + 14)
    sheet.text(230, bottom + 8, "Table 1: Sizes of the sets.", 9)
    sheet.text(72, bottom + 34, "4 Results", 12, "tibo")
    sheet.body(FULL, bottom + 54, 10)
    second = Sheet(document)
    second.text(150, 72, "Table 2: Names of the sets.", 9)
    below = second.table(150, 450, 92)
    second.text(72, below + 10, "5 Discussion", 12, "tibo")
    second.body(FULL, below + 30, 10)
    above, under = figures_of(document)
    assert above.box == pytest.approx((180, y + 12, 430, bottom), abs=4)
    assert under.box == pytest.approx((150, 90, 450, below), abs=4)


def test_a_formula_above_a_figure_is_no_part_of_it(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 6)
    sheet.text(250, y + 8, "E = mc + q (1)")
    sheet.plot((150, y + 40, 460, y + 180))
    sheet.text(150, y + 190, "Figure 1: A plot.", 9)
    sheet.body(FULL, y + 215, 10)
    (figure,) = figures_of(document)
    assert y + 24 < figure.box.y0 < y + 41


def test_captions_above_their_figures(document):
    for number in (1, 2, 3):
        sheet = Sheet(document)
        y = sheet.body(FULL, 72, 4) if number == 1 else 72
        for part in "ab" if number == 2 else "a":
            sheet.text(150, y + 10, f"Figure {number if part == 'a' else 9}: Plot {part} of run {number}.", 9)
            sheet.plot((150, y + 26, 460, y + 150))
            y += 160
        sheet.body(FULL, y + 20, 10)
    figures = figures_of(document)
    assert [figure.label for figure in figures] == ["Figure 1", "Figure 2", "Figure 9", "Figure 3"]
    for figure in figures:
        assert 0 <= figure.box.y0 - figure.caption_box.y1 < 12
        assert figure.box.y1 - figure.box.y0 > 100


def test_a_figure_on_a_scan_is_where_no_text_stands(document):
    sheet = Sheet(document)
    white = pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, 60, 80), False)
    white.clear_with(255)
    sheet.page.insert_image(sheet.page.rect, pixmap=white)
    sheet.render_mode = 3
    y = sheet.body(FULL, 72, 10)
    sheet.text(150, y + 200, "Fig. 1. A drawing that is a part of the image of the page.", 9)
    sheet.body(FULL, y + 230, 10)
    (figure,) = figures_of(document)
    assert y - 4 < figure.box.y0 < y + 12 and figure.box.y1 > y + 190
    assert holds(figure.box, (100, y + 12, 450, y + 190))


def test_bold_references_in_the_text_are_no_captions(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 6)
    sheet.text(72, y + 6, "Figure 1", 10, "tibo")
    sheet.text(112, y + 6, "shows that the loss goes down in all of the runs that we have made so far.")
    y = sheet.body(FULL, y + 18, 5)
    sheet.plot((150, y + 10, 460, y + 150))
    sheet.text(150, y + 158, "Figure 1", 9, "tibo")
    sheet.text(188, y + 158, "| Loss of all runs.", 9)
    sheet.body(FULL, y + 190, 8)
    (figure,) = figures_of(document)
    assert figure.caption == "Loss of all runs." and figure.box.y0 > y


def test_a_picture_made_of_letters_is_a_figure(document):
    sheet = Sheet(document)
    y = sheet.body(FULL, 72, 6)
    for row, text in enumerate(("A --- B --- C", "|     |     |", "D --- E --- F")):
        sheet.text(230, y + 14 + 12 * row, text, 10, "cour")
    sheet.text(200, y + 60, "Figure 1. A commutative diagram.", 9)
    sheet.body(FULL, y + 90, 10)
    (figure,) = figures_of(document)
    assert holds(figure.box, (230, y + 16, 300, y + 48)) and figure.box.y0 > y


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("FIG. \x07. Energy of the states.", "Figure 7"),
        ("FIG. \x01\x02. Energy of the states.", "Figure 12"),
        ("Fig. 7.— Energy of the states.", "Figure 7"),
        ("Figure 7 – Energy of the states.", "Figure 7"),
        ("T ABLE VII. Energy of the states.", "Table 7"),
        ("Ｆｉｇ．７　Energy of the states.", "Figure 7"),
        ("Abbildung 7: Energie der Zustände.", "Figure 7"),
        ("表 7 状态的能量", "Table 7"),
        ("图 7 与其他方法的比较", "Figure 7"),
    ],
)
def test_signs_that_a_font_of_the_tests_lacks(document, printed, label):
    assert labels_under_a_plot(document, printed) == [label]


@pytest.mark.parametrize(
    "printed", ["图7所示为状态的能量", "图 7 给出了状态的能量", "图7和图8为状态的能量", "表7(a)中的状态"]
)
def test_chinese_sentences_that_begin_with_a_label_are_no_captions(document, printed):
    assert labels_under_a_plot(document, printed) == []


def labels_under_a_plot(document, printed):
    """Labels on a page whose only caption reads as `printed`."""
    sheet = Sheet(document)
    sheet.plot((150, 72, 460, 220))
    sheet.text(150, 230, "FIGURE", 9)
    sheet.body(FULL, 260, 20)
    with pymupdf.open(stream=document.tobytes()) as read:
        (page,) = sheets_of([page_content(read[0])])
    for row in page.rows:
        row.text = row.text.replace("FIGURE", printed)
    return [start.label for start in starts_of([page.rows], 10)]

"""A sentence is made ready for translation: citations, links and asides go, words and numbers stay."""

import pytest

from summarizer.chain.sentences.plain import LONG_WORDS, clauses, plain_sentence


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("Prior work [12] fails [3, 5–7].", "Prior work fails."),
        ("This was shown (Smith et al., 2015; Lee and Kim, 2016a).", "This was shown."),
        ("Entailment (RTE-1 – Dagan et al., 2006; RTE-2 – Bar-Haim et al., 2006) helps.", "Entailment helps."),
        ("It maps (x1, . . . , xn) to y1, y2, ..., ym.", "It maps (x1,…,xn) to y1,y2,…,ym."),
        ("(2) Sorting is slow.", "Sorting is slow."),
        ("Hardware We used 12 machines.", "We used 12 machines."),
        (
            "It has parts: 1) reading, and 2) writing (on paper).",
            "It has parts: (1) reading, and (2) writing (on paper).",
        ),
        ("Vaswani et al. (2017) use attention.", "Vaswani et al. use attention."),
        ("Known sketches [BBDS12, CT05] are dense.", "Known sketches are dense."),
        ("In [5], a proof is given.", "In earlier work, a proof is given."),
        ("The error falls (see Fig. 2).", "The error falls."),
        ("Code is available at https://example.org/a_b.", "Code is available."),
        ("Weak fields suffice⁴³, as cells won¹.", "Weak fields suffice, as cells won."),
        ("It costs 1.5 billion steps and 175 million bytes.", "It costs 15 亿 steps and 1.75 亿 bytes."),
        ("It takes just 1-20 k actions.", "It takes just 1-20k actions."),
        ("11 out of 12 users and 1 in 5 patients won.", "11/12 users and 1/5 patients won."),
        ("It grows by 12 percent.", "It grows by 12%."),
        ("It needs 𝑂(𝑁) steps\nin  all.", "It needs O(N) steps in all."),
    ],
)
def test_what_is_no_part_of_the_statement_goes(printed, plain):
    assert plain_sentence(printed) == plain


@pytest.mark.parametrize(
    "sentence",
    [
        "The interval [0, 1] is closed.",
        "Accuracy rises (from 61 to 64).",
        "The year (unlike 2019) was wet.",
        "Rates of 10⁻³ mm⁻¹ are low.",
        "We keep GPT-4 (175B parameters).",
        "The pair (n, 2k + 1) is odd.",
        "Pairs, triples, and so on.",
        "It rose to 12 in 20 steps.",
    ],
)
def test_what_belongs_to_the_statement_stays(sentence):
    assert plain_sentence(sentence) == sentence


def test_a_short_sentence_is_one_clause():
    assert clauses("We sort, and we merge.") == ("We sort, and we merge.",)


def test_a_long_sentence_is_cut_at_clauses_and_loses_no_word():
    first = "We sort the runs of every file on each of the machines with two heaps that live in fast memory"
    second = "while the slower disks keep what does not fit into the memory of the machine that has sorted it before"
    third = "which leaves the network free for the last of the three phases of the merge"
    sentence = f"{first}, {second}, {third}."
    assert len(sentence.split()) > LONG_WORDS
    parts = clauses(sentence)
    assert len(parts) > 1
    assert " ".join(parts) == sentence
    assert all(len(part.split()) < LONG_WORDS for part in parts)


def test_a_clause_that_is_still_long_is_cut_at_its_commas_but_not_in_brackets():
    sentence = (
        "On the long, windy northern route, our drone reaches its own top speed after climbing for all of two hours, "
        "a small fraction (that is, as little as a tenth of it all) of the energy of earlier drones."
    )
    parts = clauses(sentence, 16)
    assert [part.split()[0] for part in parts] == ["On", "our", "after", "a"]
    assert " ".join(parts) == sentence

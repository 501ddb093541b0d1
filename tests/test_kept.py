"""Which words and numbers of a sentence stay as printed."""

import pytest

from summarizer.chain.sentences.kept import amounts, terms
from summarizer.chain.sentences.names import names_of
from summarizer.chain.sentences.wording import terms_told
from summarizer.paper import Paper, Record
from tests.samples import passage


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("We test GPT-4 and ResNet-50 on NLP tasks.", ("GPT-4", "ResNet-50", "NLP")),
        ("An AI-assisted, open-source tool.", ("AI",)),
        ("The Johnson-Lindenstrauss lemma for FDCs.", ("Johnson-Lindenstrauss", "FDCs", "FDC")),
        ("Top-1 accuracy with k clusters and 3D shapes.", ("Top-1", "k", "3D")),
        ("The 5th of 12-layer models is new.", ()),
        ("AI-Assisted writing with IO-Awareness in pp collisions.", ("AI", "IO", "pp")),
        ("We introduce Adam.", ()),
    ],
)
def test_terms_are_acronyms_mixed_case_and_words_with_digits(sentence, kept):
    assert terms(sentence) == kept


def test_known_names_are_terms():
    assert terms("We introduce Adam, a method.", {"Adam"}) == ("Adam",)


@pytest.mark.parametrize(
    ("sentence", "printed"),
    [
        ("It rises from 28 to 28.4 BLEU.", ["28", "28.4"]),
        ("It gains 2 points here and 2 points there.", ["2"]),
        ("CIFAR-10 and GPT-4 hold no amount.", []),
        ("The mass is mH = 125.09 ± 0.21 GeV.", ["mH = 125.09 ± 0.21"]),
        ("A rate of 5 × 10⁻³ for all x ∈ R.", ["5 × 10⁻³", "x ∈ R"]),
        ("Between 10–20% of 35k items, 17B weights and 2GB.", ["10–20%", "35k", "17B", "2GB"]),
        ("About (∼ 10%) of a 12-layer model.", ["∼ 10%", "12"]),
        ("An error of O(n log n) in the 5th round.", ["O(n log n)", "5"]),
        ("It maps symbols (x1,…,xn) to z = (z1,…,zn).", ["x1,…,xn", "z = (z1,…,zn)"]),
        ("Collisions at √s = 7 and 8 TeV.", ["√s = 7", "8"]),
        ("The number of crossings of type (n, 2ℓ + 1) is ℓ(n - ℓ - 1).", ["n, 2ℓ + 1", "ℓ(n - ℓ - 1)"]),
        ("It gains over 2 points and up to $3,000 in over 5 years.", ["over 2", "up to $3,000", "5"]),
        ("It is 5-10x slower in 1-20k steps (length 1K-4K).", ["5-10x", "1-20k", "1K-4K"]),
        ("Both A0,f and 1,000 items of f(x, y).", ["A0,f", "1,000", "f(x, y)"]),
    ],
)
def test_amounts_are_numbers_and_formulas_outside_names(sentence, printed):
    assert [amount.printed for amount in amounts(sentence)] == printed


def test_an_amount_knows_how_often_it_is_printed_and_how_chinese_writes_it():
    (points,) = amounts("It gains 2 points here and 2 points there.")
    assert points.count == 2
    (factor,) = amounts("It is 10x faster.")
    assert "10 倍" in factor.forms
    (bound,) = amounts("It gains over 2 points.")
    assert {"超过 2", "大于 2"} <= set(bound.forms)
    assert "2" not in bound.forms
    (price,) = amounts("It costs $3,000.")
    assert "3,000 美元" in price.forms


def test_names_are_what_a_paper_never_writes_small():
    text = "We compare Adam with Adam, and Adam with stochastic descent, a Quiet method and a quiet one by Ruder."
    names = names_of(
        Paper(sha256="a" * 64, record=Record(title="Adam: A Method", origin="page 1"), passages=(passage(1, text),))
    )
    assert "Adam" in names.frequent
    assert "Ruder" in names.known - names.frequent
    assert "Quiet" not in names.known


def test_a_phrase_is_a_name_where_the_paper_never_writes_it_small():
    text = (
        "We use Plain Page, then Plain Page again, as Plain Page helps. It is Machine Learning, as Machine Learning "
        "is not Machine Learning as machine learning was. See also Quiet Heap (QH) and Quiet Heap (QH), or Quiet Heap "
        "(QH)."
    )
    names = names_of(
        Paper(sha256="a" * 64, record=Record(title="A Method", origin="page 1"), passages=(passage(1, text),))
    )
    assert {name for name in names.frequent if " " in name} == {"Plain Page"}
    assert ("Plain Page", "Plain Page") in terms_told("Readers like Plain Page.", names)

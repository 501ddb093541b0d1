"""Rhetorical roles: the order of an argument, sections of the body, speed, Chinese."""

import json
import random
import re
import time
from math import fsum

import pytest

from summarizer.paper import Box, Passage, Region
from summarizer.reading.roles.cues import HERE, _begun, english_cues, phrases, words
from summarizer.reading.roles.roles import ROLES, WEIGHTS, _scores, decoded, own_features, with_roles

PLACE = (Region(page=1, box=Box(0, 0, 1, 1)),)


def passages(*texts: str, section_role="abstract", kind="text"):
    return [Passage(id=n, text=t, regions=PLACE, section_role=section_role, kind=kind) for n, t in enumerate(texts, 1)]


def roles_of(*texts: str, language="en", **place) -> list[str]:
    return [passage.role for passage in with_roles(passages(*texts, **place), language)]


def test_an_abstract_is_read_as_an_argument():
    assert roles_of(
        "Bridges are inspected visually in most countries.",
        "However, visual inspection is expensive and misses cracks that remain hidden.",
        "In this paper, we propose a method that detects cracks with drones.",
        "The method is based on a convolutional network trained on 4,000 photographs.",
        "Experiments show that it outperforms inspectors by 12% in recall.",
        "These findings suggest that drones could help to keep bridges safe.",
        "Code is available at https://github.com/example/cracks.",
    ) == ["background", "gap", "aim", "method", "result", "significance", "other"]


def test_a_medical_abstract_without_we():
    assert roles_of(
        "Falls are a leading cause of injury in older adults.",
        "The aim of this study was to determine whether balance training prevents falls.",
        "A total of 240 participants were randomly assigned to training or usual care.",
        "Falls were reduced by 31% in the training group (P = 0.01).",
        "Balance training may be useful in primary care.",
    ) == ["background", "aim", "method", "result", "significance"]


def test_a_chinese_abstract():
    assert roles_of(
        "近年来，桥梁检测受到广泛关注．",
        "然而，人工检测费时费力，难以发现隐蔽裂缝．",
        "本文提出一种基于无人机的裂缝检测方法．",
        "该方法首先采集图像，然后利用卷积网络进行训练．",
        "实验结果表明，该方法的召回率提高了12%．",
        language="zh",
    ) == ["background", "gap", "aim", "method", "result"]  # fmt: skip


def test_the_same_words_mean_another_thing_after_the_aim():
    first, _, later, _ = roles_of(
        "We propose a compiler for sparse kernels.",
        "The compiler analyses the input once.",
        "We propose a module that encodes the pattern.",
        "On 400 matrices the compiler is 1.8 times faster than the library.",
    )
    assert (first, later) == ("aim", "method")


def test_sections_of_the_body_lean_towards_their_own_roles():
    plain = "The values are kept in a table with one row for each item."
    assert roles_of(plain, section_role="method") == ["method"]
    assert roles_of(plain, section_role="related work") == ["background"]
    assert roles_of("Table lookups took 12 ms, 30% less than before.", section_role="experiments") == ["result"]


def test_front_matter_captions_and_references_are_other():
    text = "We propose a method that outperforms all others."
    for place in ({"section_role": "references"}, {"section_role": "front", "kind": "front"}, {"kind": "caption"}):
        assert roles_of(text, **place) == ["other"]


@pytest.mark.parametrize("text", ["", "…", "1 2 3", "∑∫√", "a" * 5000, "我", "\u202e\x00"])
def test_any_text_gets_a_role(text):
    assert roles_of(text)[0] in ROLES
    assert roles_of(text, language="zh")[0] in ROLES


def test_no_passages_no_roles():
    assert with_roles([], "en") == ()
    assert decoded([]) == []


def test_nothing_but_the_role_is_changed():
    before = passages("We show that it works.", "It is known.")
    after = with_roles(before, "en")
    assert [p.model_copy(update={"role": "other"}) for p in after] == before


def test_a_description_of_software_has_no_results():
    assert "result" not in roles_of(
        "This article introduces a package for the analysis of tides.",
        "It reads the common formats and fits constituents by robust least squares.",
        "Standard errors are obtained by the bootstrap.",
        "Functions for plotting and for the export of tables are included.",
        "Its use is illustrated with data from two harbours.",
    )


def test_a_short_sentence_of_the_body_is_no_release_note():
    assert roles_of("Set the step to one.", section_role="method") == ["method"]
    assert roles_of("The code is available at https://example.org.", section_role="conclusion") == ["other"]


def test_a_long_paper_takes_no_time():
    body = passages(*["However, we show that the proposed method reduces the error by 12% on two data sets."] * 1000)
    with_roles(body[:2], "en")
    start = time.process_time()
    with_roles([p.model_copy(update={"section_role": "experiments"}) for p in body], "en")
    assert time.process_time() - start < 0.3  # measured: about 0.06; the bound only catches a return to slow matching


def test_words_that_occur_again_are_remembered_but_not_without_bound():
    english_cues(words("However, " * 3 + " ".join(f"word{n}" for n in range(50))))
    before = _begun.cache_info()
    english_cues(["however"] * 100)
    assert _begun.cache_info().misses == before.misses
    assert before.maxsize


def test_the_order_of_the_features_does_not_matter():
    held = json.loads(WEIGHTS.read_text("utf-8"))["features"]
    chance = random.Random(1)
    for _ in range(50):
        some = chance.sample(sorted(held), 25)
        assert _scores(frozenset(some)) == [fsum(held[name][at] for name in some) for at in range(len(ROLES))]


def test_the_weights_are_few_and_of_cues_that_exist():
    held = json.loads(WEIGHTS.read_text("utf-8"))
    groups = set(phrases(HERE / "cues.en.txt"))
    for name in held["features"]:
        if name.startswith(("cue ", "opening ")):
            cue = re.match(r"(?:cue|opening) (.*?)(?: (?:before|after) the aim| just before| comes next)?$", name)[1]
            assert cue in groups, name
    assert held["roles"] == list(ROLES)
    assert all(len(row) == len(ROLES) for row in held["features"].values())
    assert len(WEIGHTS.read_bytes()) < 20_000


def test_a_phrase_with_an_open_ending_has_a_stem_to_look_it_up():
    english, chinese = (phrases(HERE / f"cues.{language}.txt") for language in ("en", "zh"))
    for listed in english.values():
        for word in " ".join(listed).replace("|", " ").split():
            assert "*" not in word[:4], word
    assert set(chinese) <= set(english)


def test_phrases_are_found_by_whole_words():
    assert "aim noun" in english_cues(words("Our aim is clarity."))[0]
    assert "aim noun" not in english_cues(words("They claimed it."))[0]
    assert "contrast" in english_cues(words("However, it fails."))[1]
    assert "contrast" not in english_cues(words("It works well here, however."))[1]


def test_numbers_in_citations_are_no_results():
    assert "number" not in own_features("It was proposed earlier [12, 13] (Smith, 1999).")
    assert "quantity" in own_features("It rose by 3.2 %.")


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Flow was strongly reduced.", "passive"),
        ("Flow rose.", None),
        ("It is therefore, as before, clear.", None),
        ("P < 0.05 was reached.", "quantity"),
        ("A 3-fold rise.", "quantity"),
        ("Code: https://example.org/x", "url"),
        ("They had left.", "past"),
    ],
)
def test_what_a_sentence_shows(text, feature):
    assert feature is None or feature in own_features(text)
    if feature is None:
        assert not own_features(text) & {"passive", "quantity", "url"}

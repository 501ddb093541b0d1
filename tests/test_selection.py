"""Which sentences are chosen for the fields, on small papers of several kinds."""

import pytest

from summarizer.chain.sentences.candidates import candidates
from summarizer.chain.sentences.selection import MAX_DISTINCT, _best, chosen
from summarizer.paper import Box, Paper, Passage, Record, Region
from summarizer.reading.roles.roles import with_roles
from summarizer.summary import POINT_FIELDS

ABSTRACT = (
    "Bridges are inspected visually in most countries.",
    "However, existing inspection methods are expensive and miss cracks that remain hidden.",
    "In this paper, we propose CrackNet, a method that detects cracks in photographs taken by drones.",
    "CrackNet is based on a convolutional network trained on 4,000 photographs of 31 bridges.",
    "Experiments show that CrackNet outperforms human inspectors by 12.5% in recall.",
    "It runs at 25 frames per second on a small computer.",
    "These findings suggest that drones could help to keep bridges safe.",
)
INTRODUCTION = (
    "Bridges carry most of the traffic between cities and are essential to the economy.",
    "Previous methods rely on texture filters, which fail when the concrete is wet [3, 4].",
    "Our main contribution is the first detector of cracks that needs no manual labels.",
    "The rest of this paper is organised as follows.",
)
METHOD = (
    "First, the photographs are rectified with the known shape of the bridge.",
    "Then a network with twelve layers assigns a probability of damage to each pixel.",
    "Finally, neighbouring pixels are grouped into cracks and measured in millimetres.",
    "where x denotes the width of it.",
)
EXPERIMENTS = (
    "We evaluated CrackNet on 640 photographs from 12 bridges annotated by three engineers.",
    "As shown in Table 2, this leads to the same trend.",
    "The recall rises from 71.2% to 83.7% while precision stays at 90.1%.",
)
CONCLUSION = (
    "We have presented CrackNet, a detector of cracks that learns from unlabelled photographs.",
    "A limitation of CrackNet is that it cannot see cracks below paint, which remains to be addressed in future work.",
)
THANKS = ("This work was supported by the Bridge Foundation under grant 12.5.",)


def paper(*parts: tuple[str, tuple[str, ...]], language="en") -> Paper:
    passages = []
    for section_role, texts in parts:
        for text in texts:
            at = len(passages) + 1
            region = Region(page=at // 8 + 1, box=Box(0, at, 1, at + 1))
            passages.append(
                Passage(id=at, text=text, regions=(region,), section=section_role, section_role=section_role)
            )
    abstract = " ".join(text for role, texts in parts if role == "abstract" for text in texts)
    return Paper(
        sha256="0" * 64,
        record=Record(title="CrackNet: cracks of bridges from drones", origin="page 1"),
        language=language,
        abstract=abstract,
        passages=with_roles(passages, language),
    )


WHOLE = paper(
    ("abstract", ABSTRACT),
    ("introduction", INTRODUCTION),
    ("method", METHOD),
    ("experiments", EXPERIMENTS),
    ("conclusion", CONCLUSION),
    ("acknowledgement", THANKS),
)


def texts(picks, name) -> list[str]:
    return [passage.text for passage in picks.get(name, ())]


def test_every_field_gets_its_sentences():
    picks = chosen(WHOLE)
    assert {field.name for field in POINT_FIELDS} == set(picks)
    assert ABSTRACT[0] in texts(picks, "background")
    assert ABSTRACT[1] in texts(picks, "past_methods")
    assert ABSTRACT[2] in texts(picks, "method")
    assert ABSTRACT[4] in texts(picks, "results")
    assert texts(picks, "one_sentence") == [ABSTRACT[2]]
    assert ABSTRACT[6] in texts(picks, "significance")
    assert EXPERIMENTS[0] in texts(picks, "workload") or ABSTRACT[3] in texts(picks, "workload")


def test_the_numbers_of_the_results_are_chosen():
    picks = chosen(WHOLE)
    told = " ".join(texts(picks, "results") + texts(picks, "performance"))
    assert "12.5%" in told
    assert "83.7%" in told


def test_the_takeaways_tell_what_is_left():
    assert CONCLUSION[1] in texts(chosen(WHOLE), "takeaways")


def test_methods_stand_in_the_order_of_the_paper():
    ids = [passage.id for passage in chosen(WHOLE)["methods"]]
    assert ids == sorted(ids)
    assert 4 <= len(ids) <= 6


def test_sentences_that_do_not_stand_alone_are_left_out():
    every = {passage.text for some in chosen(WHOLE).values() for passage in some}
    assert not every & {INTRODUCTION[3], METHOD[3], EXPERIMENTS[1], THANKS[0]}


def test_a_field_tells_nothing_twice():
    doubled = paper(("abstract", ABSTRACT), ("conclusion", ABSTRACT))
    for name, some in chosen(doubled).items():
        assert len({passage.text for passage in some}) == len(some), name


def test_a_paper_without_abstract_and_with_unknown_sections():
    picks = chosen(paper(("other", INTRODUCTION + METHOD + EXPERIMENTS + CONCLUSION)))
    # Nothing in it tells what the work is good for: rather no sentence than a wrong one.
    assert {field.name for field in POINT_FIELDS} - set(picks) <= {"significance"}
    assert INTRODUCTION[1] in texts(picks, "past_methods")
    assert EXPERIMENTS[2] in texts(picks, "results") + texts(picks, "performance")


def test_theorems_are_the_results_of_a_paper_of_theorems():
    picks = chosen(
        paper(
            ("abstract", ("We study tilings of polygons by hexagons.",)),
            (
                "introduction",
                (
                    "Tilings have been studied for centuries.",
                    "Theorem 1.",
                    "Every polygon with an even number of sides has a tiling by hexagons.",
                    "The proof of Theorem 1 is given in Section 3.",
                ),
            ),
        )
    )
    assert texts(picks, "results")[0] == "Every polygon with an even number of sides has a tiling by hexagons."
    assert "Theorem 1." not in {passage.text for some in picks.values() for passage in some}


def test_a_chinese_paper():
    sentences = (
        "近年来，桥梁检测受到广泛关注。",
        "然而，现有的人工检测方法费时费力，难以发现隐蔽裂缝。",
        "本文提出一种基于无人机图像的裂缝检测方法。",
        "该方法首先采集图像，然后利用卷积网络进行训练。",
        "实验结果表明，该方法的召回率提高了12.5%。",
        "研究结果可为桥梁养护提供科学依据，具有良好的应用前景。",
    )
    picks = chosen(paper(("abstract", sentences), language="zh"))
    assert texts(picks, "background")[0] == sentences[0]
    assert texts(picks, "past_methods")[0] == sentences[1]
    assert sentences[2] in texts(picks, "one_sentence")
    assert texts(picks, "results")[0] == sentences[4]
    assert sentences[5] in texts(picks, "significance")


@pytest.mark.parametrize("copies", [1, 40])
def test_the_number_of_distinct_sentences_is_bounded(copies):
    body = tuple(
        f"In run {n}, method {chr(97 + n % 26)}{n} reached {n}.{n}% on data set {n} of kind {n * 7}."
        for n in range(10 * copies)
    )
    picks = chosen(paper(("abstract", ABSTRACT), ("experiments", body), ("conclusion", CONCLUSION)))
    assert len({passage.id for some in picks.values() for passage in some}) <= MAX_DISTINCT


def test_nothing_is_chosen_from_nothing():
    assert chosen(paper()) == {}
    assert chosen(paper(("references", ("Smith, J. We propose a method. 2001.",)))) == {}


def test_only_passages_of_the_paper_are_chosen():
    known = set(WHOLE.passages)
    assert all(passage in known for some in chosen(WHOLE).values() for passage in some)


def test_a_measured_value_is_a_result_though_it_looks_like_a_formula():
    value = "The combined crack width is w = 125.09 ± 0.21 (stat.) ± 0.11 (syst.) micrometres."
    picks = chosen(paper(("abstract", (*ABSTRACT[:4], value)), ("method", METHOD), ("experiments", EXPERIMENTS)))
    assert value in texts(picks, "results")


def test_the_aim_is_told_once_under_the_method():
    again = "In this work we propose CrackNet, a detector of cracks in photographs taken by drones."
    picks = chosen(paper(("abstract", ABSTRACT), ("introduction", (*INTRODUCTION, again)), ("method", METHOD)))
    assert len({ABSTRACT[2], again} & set(texts(picks, "method"))) == 1


def test_past_methods_are_the_work_of_others():
    own = "However, our method is difficult to run on small drones and CrackNet fails at night."
    picks = chosen(paper(("abstract", ABSTRACT), ("introduction", (own, *INTRODUCTION)), ("method", METHOD)))
    assert own not in texts(picks, "past_methods")
    assert INTRODUCTION[1] in texts(picks, "past_methods")


def test_open_ends_and_remarks_are_no_significance():
    open_end = "In future work, we plan to apply CrackNet to tunnels, which may be useful."
    remark = "The large network may be unnecessarily deep for the small data set."
    picks = chosen(
        paper(("abstract", ABSTRACT), ("experiments", (*EXPERIMENTS, remark)), ("conclusion", (*CONCLUSION, open_end)))
    )
    assert not {open_end, remark} & set(texts(picks, "significance"))
    assert open_end in texts(picks, "takeaways")


def test_an_unnamed_beginning_is_read_as_an_introduction():
    picks = chosen(paper(("abstract", ABSTRACT[2:5]), ("other", INTRODUCTION), ("method", METHOD)))
    assert INTRODUCTION[0] in texts(picks, "background")


def test_takeaways_differ():
    some = texts(chosen(WHOLE), "takeaways")
    assert 5 <= len(set(some)) == len(some) <= 8


def test_past_methods_tell_a_named_method_beside_what_is_wrong():
    named = "Miller et al. [7] proposed a detector of cracks that compares two photographs of a bridge."
    cited = "The use of salt in winter has been linked to corrosion [8]."
    related = ("related work", (cited, named))
    picks = chosen(paper(("abstract", ABSTRACT), ("introduction", INTRODUCTION[:1]), related, ("method", METHOD)))
    assert texts(picks, "past_methods") == [ABSTRACT[1], named]


def test_a_sentence_of_one_field_gives_way_in_a_field_of_another_kind():
    pool = candidates(WHOLE)
    free = _best(pool, "background", 1, {}, MAX_DISTINCT)
    taken = _best(pool, "background", 1, {"past_methods": free}, MAX_DISTINCT)
    assert free[0].passage.text == ABSTRACT[0]
    assert taken[0].passage.text == INTRODUCTION[0]


def test_what_follows_the_introduction_is_the_method_whatever_its_heading():
    picks = chosen(paper(("abstract", ABSTRACT[:3]), ("introduction", INTRODUCTION), ("other", METHOD)))
    assert METHOD[0] in texts(picks, "methods")
    assert METHOD[1] in texts(picks, "methods")


def test_without_a_word_on_the_workload_a_kindred_sentence_is_shown_again():
    odd = "Books compensate by giving samples of how to solve every type of homework problem."
    essay = (
        "This essay asks what the safety of a bridge means to those who cross it.",
        "We show that trust grows with what can be seen.",
    )
    picks = chosen(paper(("abstract", essay), ("other", (odd, "Trust is a matter of habit."))))
    (workload,) = texts(picks, "workload")
    assert workload in [*texts(picks, "method"), *texts(picks, "results")]
    assert workload != odd


def test_a_sentence_cut_at_an_ellipsis_or_that_points_ahead_is_left_out():
    cut = "For a positive number of drones we set the photographs of CrackNet to {1, ."
    ahead = "The results of our two detectors of cracks are presented in section 4, and we summarize our work."
    picks = chosen(paper(("abstract", ABSTRACT), ("introduction", (*INTRODUCTION, ahead)), ("method", (cut, *METHOD))))
    assert not {cut, ahead} & {passage.text for some in picks.values() for passage in some}

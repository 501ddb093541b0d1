"""The brief of an abstract: by a model that composes, and by one that only puts sentences into Chinese."""

from contextlib import aclosing

import pytest

from summarizer.digest.brief import brief, paper_of_abstract
from summarizer.digest.entries import Brief
from summarizer.errors import BadAnswer
from summarizer.models.scripted import ScriptedModel
from summarizer.paper import Record

RECORD = Record(
    title="Quiet Sorting",
    origin="arxiv",
    arxiv_id="2403.09001v1",
    abstract="Sorting is loud. We propose quiet sorting, which orders $n$ keys with two heaps.\n"
    "It is 3.2 times faster, e.g. on Fig. 3 of our benchmark.",
)
GOOD = (
    "### 中文标题\n安静排序\n### 一句话总结\n- 论文用两个堆安静地排序。[2]\n### 要点\n- 排序是吵闹的。[1]\n"
    "- 本文用两个堆给 $n$ 个键排序。[2]\n- 它比旧的办法快 3.2 倍。[3]\n"
)
CHINESE = {
    "Sorting is": "排序是吵闹的。",
    "We propose": "我们提出安静排序，用两个堆给 n 个键排序。",
    "Quiet": "安静排序",
}


async def made(model, language="zh-Hans", record=RECORD) -> Brief:
    async with aclosing(brief(record, model, language)) as events:
        return [event async for event in events][-1]


def test_the_abstract_is_cut_into_sentences_with_roles():
    passages = paper_of_abstract(RECORD).passages
    assert [passage.text.split()[0] for passage in passages] == ["Sorting", "We", "It"]
    assert passages[1].role == "aim" and passages[2].role == "result"


async def test_a_composing_model_is_asked_once(tmp_path):
    model = ScriptedModel([GOOD])
    found = await made(model)
    assert found.title_zh == "安静排序" and found.one_sentence.passages == (2,) and len(found.takeaways) == 3
    assert not any(point.flags for point in found.takeaways) and found.usage.calls == 1


async def test_a_number_that_the_abstract_does_not_print_is_flagged():
    found = await made(ScriptedModel([GOOD.replace("3.2", "9.7"), "（没有）"]))
    assert any("number nowhere" in point.flags for point in found.takeaways)


async def test_traditional_characters():
    found = await made(ScriptedModel([GOOD]), "zh-Hant")
    assert found.one_sentence.text == "論文用兩個堆安靜地排序。"


async def test_nothing_of_use_is_an_error_and_no_brief():
    with pytest.raises(BadAnswer):
        await made(ScriptedModel(["Sorry.", "Sorry."]))


def answering(call) -> str:
    sentence = call.messages[-1]["content"].strip().splitlines()[-1]
    return next((chinese for english, chinese in CHINESE.items() if english in sentence), "这句话在说别的东西。")


async def test_a_translating_model_gives_sound_sentences_only_the_aim_first():
    found = await made(ScriptedModel([answering] * 20, composes=False))
    assert found.one_sentence.text.startswith("我们提出安静排序") and found.one_sentence.passages == (2,)
    assert [point.text for point in found.takeaways] == ["排序是吵闹的。"]
    assert "1 句的译文没有通过核对" in found.findings[0].detail and found.title_zh == "安静排序"


async def test_a_translating_model_that_fails_every_sentence_gives_none():
    with pytest.raises(BadAnswer):
        await made(ScriptedModel([lambda call: "Not Chinese at all"] * 40, composes=False))


async def test_a_record_without_abstract_is_an_error():
    with pytest.raises(BadAnswer):
        await made(ScriptedModel([answering] * 20, composes=False), record=RECORD.model_copy(update={"abstract": ""}))

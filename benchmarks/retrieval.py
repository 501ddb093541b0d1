"""Measures whether a Chinese question finds its passage in an English paper.

    python benchmarks/retrieval.py --corpus ../shared/corpus                        by the list of terms alone
    python benchmarks/retrieval.py --corpus ../shared/corpus --model embedded       and with a model's search terms

Prints the share of questions whose passage is first, and among the first five; how many questions that a paper does
answer are refused, and how many that it does not answer are caught. `--papers FOLDER` keeps what was read, `--terms
FILE` the search terms that the models wrote (JSON), so that a run that was broken off goes on where it stood.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

from selection import paper_of

from summarizer.chat.asking import search_concepts
from summarizer.chat.query import Concept, concepts_of
from summarizer.chat.retrieval import Index, answers
from summarizer.models import Model, ModelChoice, open_model

SIZE = 5


class Asked(NamedTuple):
    paper: str
    question: str
    passages: tuple[str, ...]


def asked() -> list[Asked]:
    """The questions of questions.txt."""
    path = Path(__file__).with_name("questions.txt")
    rows = [
        [part.strip() for part in line.split("|")]
        for line in path.read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    return [Asked(paper, question, tuple(passages)) for paper, question, *passages in rows]


class Written:
    """Search terms by model and question, kept in a file if one is given."""

    def __init__(self, path: Path | None):
        self.path = path
        self.terms: dict[str, list[list[str]]] = json.loads(path.read_text("utf-8")) if path and path.exists() else {}

    async def of(self, model: Model, question: str) -> tuple[Concept, ...]:
        key = f"{model.name}: {question}"
        if key not in self.terms:
            concepts, _ = await search_concepts(model, question)
            self.terms[key] = [list(concept.words) for concept in concepts]
            if self.path:
                self.path.write_text(json.dumps(self.terms, ensure_ascii=False, indent=1), "utf-8")
        return tuple(Concept(tuple(words)) for words in self.terms[key])


async def measured(name: str, indexes: dict[str, Index], model: Model | None, written: Written, show: bool) -> None:
    first = top = refused = caught = answerable = 0
    seconds = []
    every = [each for each in asked() if each.paper in indexes]
    for each in every:
        start = time.perf_counter()
        # Asked of every question here; a chat asks only where the lists lack a word.
        supposed = await written.of(model, each.question) if model else ()
        found = indexes[each.paper].found(each.question, supposed=supposed, size=SIZE)
        seconds.append(time.perf_counter() - start)
        said = answers(found)
        words = " ".join(word for concept in (*concepts_of(each.question), *supposed) for word in concept.words)
        if not each.passages:
            caught += not said
            if show and said:
                print(f"  not caught {found[0].share:.2f} {each.paper}: {each.question} {words}")
            continue
        answerable += 1
        refused += not said
        hits = [any(f.passage.text.startswith(words) for words in each.passages) for f in found]
        first, top = first + hits[0], top + any(hits)
        if show and not (any(hits) and said):
            fate = "refused" if any(hits) else "missed "
            print(f"  {fate} {found[0].share:.2f} {each.paper}: {each.question} {words}")
            for f in found[:3]:
                print(f"      {f.score:.2f} {f.share:.2f} {f.passage.text[:110]}")
    print(
        f"{name}: first {first} of {answerable}, among the first {SIZE} {top} ({100 * top / answerable:.0f} %), "
        f"refused {refused}, caught {caught} of {len(every) - answerable}, "
        f"{sum(seconds) / len(seconds):.2f} s a question"
    )


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--papers", type=Path)
    parser.add_argument("--model", action="append", default=[], help="embedded, embedded-small; may be given twice")
    parser.add_argument("--terms", type=Path)
    parser.add_argument("--show", action="store_true", help="print what was missed")
    args = parser.parse_args()
    written = Written(args.terms)
    names = {each.paper for each in asked()}
    indexes = {n: Index(paper_of(args.corpus / "pdf" / f"{n}.pdf", args.papers)) for n in sorted(names)}
    for each in asked():
        for words in each.passages[:1]:
            if not any(p.text.startswith(words) for p in indexes[each.paper].passages):
                print(f"  no passage begins with “{words}” in {each.paper}")
    await measured("list of terms", indexes, None, written, args.show)
    for name in args.model:
        model = await open_model(ModelChoice(name))
        await measured(name, indexes, model, written, args.show)
        await model.close()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

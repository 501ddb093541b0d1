"""Trains and measures the rhetorical roles of sentences.

    python benchmarks/roles.py --labels ../shared/corpus/roles.json            leave-one-paper-out accuracy
    python benchmarks/roles.py --labels ../shared/corpus/roles.json --nested   the same, strengths chosen inside
    python benchmarks/roles.py --labels ../shared/corpus/roles.json --write    and writes the weights of the app
    python benchmarks/roles.py --test other.json                               accuracy of the weights of the app

A label file is a JSON list of {"id", "sentences": [{"text", "role"}]}. Our own sentences (abstracts.txt) are always
trained on; the weights are of generic cues, positions and tenses, none is of a word.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from summarizer.reading.roles import roles  # noqa: E402

LETTERS = {role[0].upper(): role for role in roles.ROLES}
Abstract = list[tuple[str, str]]
"""Sentences with their roles."""
_COPIES = 4
"""So many thinned copies of each abstract: with one alone, which sentences it lost moved the accuracy by 3 %."""
_ROUNDS = 80
"""Steps of L-BFGS; more change no prediction."""


@dataclass(frozen=True)
class Strengths:
    """What is not learned."""

    features: float = 1.0
    """L2 of the features."""
    transitions: float = 0.2
    """L2 of the transitions."""
    own: float = 0.7
    """Weight of our own abstracts against the labelled."""
    thinned: float = 0.1
    """Weight of each copy of an abstract that lost some sentences, against the whole one."""
    dropped: float = 0.25
    """Share of sentences that it loses: abstracts are not all complete, so the place alone must not decide."""
    rare: int = 20
    """Features seen less often are left out."""


def is_chinese(text: str) -> bool:
    return sum("一" <= c <= "鿿" for c in text) > len(text) / 3


def own_abstracts(path: Path = HERE / "abstracts.txt") -> list[Abstract]:
    """The abstracts written for this project."""
    body = "\n".join(line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    return [
        [(line[2:], LETTERS[line[0]]) for line in block.splitlines()]
        for block in body.strip().split("\n\n")
        if block.strip()
    ]


def labelled_abstracts(path: Path) -> tuple[list[str], list[Abstract]]:
    """The ids of a label file's papers and their abstracts."""
    papers = json.loads(path.read_text("utf-8"))
    return [p["id"] for p in papers], [[(s["text"], s["role"]) for s in p["sentences"]] for p in papers]


def chain_of(abstract: Abstract) -> list[roles.Features]:
    language = "zh" if is_chinese("".join(text for text, _ in abstract)) else "en"
    return roles.chain_features([roles.own_features(text, language) for text, _ in abstract])


def roles_of(abstract: Abstract) -> list[str]:
    return [role for _, role in abstract]


def thinned(abstracts: list[Abstract], share: float) -> list[Abstract]:
    """Copies that lost some of their sentences; the same ones in every run."""
    kept = []
    for abstract in abstracts:
        chance = random.Random(abstract[0][0])
        for _ in range(_COPIES):
            fewer = [sentence for sentence in abstract if chance.random() > share]
            if 0 < len(fewer) < len(abstract):
                kept.append(fewer)
    return kept


class Field:
    """A linear-chain conditional random field with L2 towards zero, fitted by L-BFGS.

    The sentences lie in one matrix, first those that open an abstract, then all second ones and so on, longest
    abstracts on top, so that each step of the chain is one slice.
    """

    def __init__(self, abstracts: list[Abstract], weights: list[float], strengths: Strengths):
        order = sorted(range(len(abstracts)), key=lambda at: -len(abstracts[at]))
        chains = [chain_of(abstracts[at]) for at in order]
        counts = Counter(feature for chain in chains for features in chain for feature in features)
        self.names = sorted(name for name, count in counts.items() if count >= strengths.rare)
        index = {name: at for at, name in enumerate(self.names)}
        lengths = np.array([len(chain) for chain in chains])
        self.widths = [int((lengths > t).sum()) for t in range(lengths[0])]
        ends = np.cumsum(self.widths)
        self.steps = [slice(int(end) - width, int(end)) for end, width in zip(ends, self.widths, strict=True)]
        self.roles = len(roles.ROLES)
        self.x, self.y = np.zeros((ends[-1], len(self.names))), np.zeros((ends[-1], self.roles))
        self.w = np.array([weights[at] for at in order])
        for row, (chain, at) in enumerate(zip(chains, order, strict=True)):
            for step, features, role in zip(self.steps, chain, roles_of(abstracts[at]), strict=False):
                self.x[step.start + row, [index[f] for f in features if f in index]] = 1
                self.y[step.start + row, roles.ROLES.index(role)] = self.w[row]
        self.pairs = sum(
            (self.y[before][: len(self.y[after])].T @ (self.y[after] > 0) for before, after in self._neighbours()),
            np.zeros((self.roles, self.roles)),
        )
        self.strengths = strengths

    def _neighbours(self):
        return list(zip(self.steps, self.steps[1:], strict=False))

    def split(self, flat):
        n, r = len(self.names), self.roles
        return flat[: n * r].reshape(n, r), flat[n * r : n * r + r * r].reshape(r, r), flat[n * r + r * r :]

    def loss(self, flat):
        e, a, s = self.split(flat)
        score = self.x @ e
        alpha, beta = score.copy(), np.zeros_like(score)
        alpha[self.steps[0]] += s
        for before, after in self._neighbours():
            reached = alpha[before][: self.widths[self.steps.index(after)]]
            alpha[after] += logsumexp(reached[:, :, None] + a, axis=1)
        total = np.empty(len(self.w))
        for step in self.steps:  # an abstract's last step comes last and stays
            total[: step.stop - step.start] = logsumexp(alpha[step], axis=1)
        pair = np.zeros_like(a)
        for before, after in reversed(self._neighbours()):
            width = after.stop - after.start
            onward = a + (score[after] + beta[after])[:, None, :]
            beta[before][:width] = logsumexp(onward, axis=2)
            both = np.exp(alpha[before][:width, :, None] + onward - total[:width, None, None])
            pair += (both * self.w[:width, None, None]).sum(0)
        totals, weights = (
            np.concatenate([values[:width] for width in self.widths])[:, None] for values in (total, self.w)
        )
        surplus = np.exp(alpha + beta - totals) * weights - self.y
        first = self.y[self.steps[0]].sum(0)
        features, transitions = self.strengths.features, self.strengths.transitions
        value = (
            self.w @ total
            - (self.y * score).sum()
            - (self.pairs * a).sum()
            - first @ s
            + features * (e**2).sum()
            + transitions * ((a**2).sum() + (s**2).sum())
        )
        change = self.x.T @ surplus + 2 * features * e
        across = pair - self.pairs + 2 * transitions * a
        start = surplus[self.steps[0]].sum(0) + 2 * transitions * s
        return value, np.concatenate([change.ravel(), across.ravel(), start])

    def fitted(self) -> dict:
        size = len(self.names) * self.roles + self.roles**2 + self.roles
        best = minimize(self.loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS})
        e, a, s = self.split(best.x)
        shown = lambda row: [round(float(v), 2) for v in row]  # noqa: E731
        return {
            "roles": list(roles.ROLES),
            "features": {name: shown(row) for name, row in zip(self.names, e, strict=True)},
            "after": [shown(row) for row in a],
            "first": shown(s),
        }


def trained(labelled: list[Abstract], own: list[Abstract], strengths: Strengths) -> dict:
    """The weights learned from both, each abstract whole and thinned."""
    parts = [
        (labelled, 1.0),
        (own, strengths.own),
        (thinned(labelled, strengths.dropped), strengths.thinned),
        (thinned(own, strengths.dropped), strengths.thinned * strengths.own),
    ]
    abstracts = [abstract for part, _ in parts for abstract in part]
    weights = [weight for part, weight in parts for _ in part]
    return Field(abstracts, weights, strengths).fitted()


def predicted(abstract: Abstract, weights: dict | None = None) -> list[str]:
    """The roles by these weights, or by those of the app."""
    if weights is not None:
        roles._weights = lambda: (weights["features"], weights["after"], weights["first"])
    return roles.decoded(chain_of(abstract))


def rights(abstracts: list[Abstract], weights: dict | None = None) -> int:
    return sum(g == p for each in abstracts for g, p in zip(roles_of(each), predicted(each, weights), strict=True))


def held_out(labelled: list[Abstract], own: list[Abstract], folds: int, strengths: Strengths):
    """For each fold in turn: the places of the labelled abstracts held out, and the weights without them."""
    for fold in range(folds):
        kept = [each for at, each in enumerate(labelled) if at % folds != fold]
        yield range(fold, len(labelled), folds), trained(kept, own, strengths)


def chosen(labelled: list[Abstract], own: list[Abstract], strengths: Strengths, folds: int = 5) -> Strengths:
    """The strengths that do best in a cross-validation of these papers alone."""

    def accuracy(tried: Strengths) -> int:
        return sum(rights([labelled[at] for at in out], w) for out, w in held_out(labelled, own, folds, tried))

    grid = [
        replace(strengths, features=f, thinned=t, own=o) for f, t, o in product((0.5, 1.0, 2.0), (0.0, 0.1), (0.4, 0.7))
    ]
    return max(grid, key=accuracy)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, help="labelled abstracts; without it only our own are used")
    parser.add_argument("--test", type=Path, help="labelled abstracts to test the weights of the app with")
    parser.add_argument("--folds", type=int, default=0, help="so many groups of papers held out in turn; 0: each alone")
    parser.add_argument("--nested", action="store_true", help="choose the strengths anew without the papers held out")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", action="store_true", help="print the sentences that come out wrong")
    for name, default in vars(Strengths()).items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    args = parser.parse_args()
    strengths = Strengths(**{name: getattr(args, name) for name in vars(Strengths())})
    if args.test:
        _, tested = labelled_abstracts(args.test)
        right, total = rights(tested), sum(map(len, tested))
        print(f"weights of the app on {len(tested)} papers: {right} of {total} right, {100 * right / total:.1f} %")
        return 0
    own = own_abstracts()
    ids, labelled = labelled_abstracts(args.labels) if args.labels else ([], [])
    if labelled:
        folds = min(args.folds or len(labelled), len(labelled))
        confusion: dict[str, Counter] = defaultdict(Counter)
        for fold in range(folds):
            out = range(fold, len(labelled), folds)
            kept = [each for at, each in enumerate(labelled) if at not in out]
            weights = trained(kept, own, chosen(kept, own, strengths) if args.nested else strengths)
            for at in out:
                for (text, gold), got in zip(labelled[at], predicted(labelled[at], weights), strict=True):
                    confusion[gold][got] += 1
                    if args.show and gold != got:
                        print(f"{ids[at][:16]:16} {gold[:6]:6} → {got[:6]:6} {text[:150]}")
        right, total = sum(row[gold] for gold, row in confusion.items()), sum(map(len, labelled))
        print(f"papers held out in {folds} folds: {right} of {total} right, {100 * right / total:.1f} %")
        for gold in roles.ROLES:
            print(f"  {gold:13}", dict(confusion[gold].most_common()))
        alone = rights(labelled, trained([], own, strengths))
        print(f"trained on our own abstracts alone: {100 * alone / total:.1f} %")
    right = sum(rights([own[at] for at in out], w) for out, w in _own_held_out(own, labelled, strengths))
    print(f"our own abstracts, held out in turn: {100 * right / sum(map(len, own)):.1f} %")
    if args.write:
        weights = trained(labelled, own, strengths)
        lines = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in weights["features"].items())
        rest = ",\n".join(f" {json.dumps(k)}: {json.dumps(weights[k])}" for k in ("roles", "after", "first"))
        roles.WEIGHTS.write_text("{\n" + rest + ',\n "features": {\n' + lines + "\n }\n}\n", "utf-8")
        print(f"written: {roles.WEIGHTS}")
    return 0


def _own_held_out(own: list[Abstract], labelled: list[Abstract], strengths: Strengths, folds: int = 10):
    for fold in range(folds):
        kept = [each for at, each in enumerate(own) if at % folds != fold]
        yield range(fold, len(own), folds), trained(labelled, kept, strengths)


if __name__ == "__main__":
    sys.exit(main())

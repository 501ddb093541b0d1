"""Trains and measures the rhetorical roles of sentences.

    python benchmarks/roles.py --labels ../shared/corpus/roles.json            leave-one-paper-out accuracy
    python benchmarks/roles.py --labels ../shared/corpus/roles.json --write    and writes the weights of the app

A label file is a JSON list of {"id", "sentences": [{"text", "role"}]}. Our own sentences (abstracts.txt) are always
trained on; the weights are of generic cues, positions and tenses, none is of a word.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
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


def chain_of(abstract: Abstract) -> list[frozenset[str]]:
    language = "zh" if is_chinese("".join(text for text, _ in abstract)) else "en"
    return roles.chain_features([roles.own_features(text, language) for text, _ in abstract])


class Field:
    """A linear-chain conditional random field with L2 towards zero, fitted by L-BFGS."""

    def __init__(self, chains, golds, weights, strength: float, transition_strength: float, rare: int):
        counts = Counter(feature for chain in chains for features in set(map(frozenset, chain)) for feature in features)
        self.names = sorted(name for name, count in counts.items() if count >= rare)
        index = {name: at for at, name in enumerate(self.names)}
        self.roles, longest = len(roles.ROLES), max(map(len, chains))
        shape = (len(chains), longest)
        self.x = np.zeros((*shape, len(self.names)))
        self.y, self.mask, self.w = np.zeros(shape, int), np.zeros(shape, bool), np.array(weights)[:, None]
        for row, (chain, gold) in enumerate(zip(chains, golds, strict=True)):
            for at, (features, role) in enumerate(zip(chain, gold, strict=True)):
                self.x[row, at, [index[f] for f in features if f in index]] = 1
                self.y[row, at], self.mask[row, at] = roles.ROLES.index(role), True
        self.strength, self.transition_strength = strength, transition_strength

    def split(self, flat):
        n, r = len(self.names), self.roles
        return flat[: n * r].reshape(n, r), flat[n * r : n * r + r * r].reshape(r, r), flat[n * r + r * r :]

    def loss(self, flat):
        e, a, s = self.split(flat)
        score, r = self.x @ e, self.roles
        rows, length = self.y.shape
        alpha = np.zeros((rows, length, r))
        alpha[:, 0] = score[:, 0] + s
        for t in range(1, length):
            step = logsumexp(alpha[:, t - 1, :, None] + a, axis=1) + score[:, t]
            alpha[:, t] = np.where(self.mask[:, t, None], step, alpha[:, t - 1])
        total = logsumexp(alpha[:, -1], axis=1)
        beta, pair = np.zeros((rows, length, r)), np.zeros((r, r))
        for t in range(length - 2, -1, -1):
            step = logsumexp(a + (score[:, t + 1] + beta[:, t + 1])[:, None, :], axis=2)
            beta[:, t] = np.where(self.mask[:, t + 1, None], step, 0)
            both = alpha[:, t, :, None] + a + (score[:, t + 1] + beta[:, t + 1])[:, None, :] - total[:, None, None]
            pair += (np.exp(both) * (self.mask[:, t + 1, None] * self.w)[:, :, None]).sum(0)
        belief = np.exp(alpha + beta - total[:, None, None]) * self.mask[..., None] * self.w[..., None]
        gold = np.eye(r)[self.y] * self.mask[..., None] * self.w[..., None]
        pairs = np.einsum(
            "bti,btj->ij",
            np.eye(r)[self.y[:, :-1]] * self.mask[:, 1:, None] * self.w[..., None],
            np.eye(r)[self.y[:, 1:]],
        )
        right = (gold * score).sum() + (pairs * a).sum() + (gold[:, 0] @ s).sum()
        value = (
            (self.w[:, 0] * total).sum()
            - right
            + self.strength * (e**2).sum()
            + self.transition_strength * ((a**2).sum() + (s**2).sum())
        )
        change = np.einsum("btf,btr->fr", self.x, belief - gold) + 2 * self.strength * e
        across = pair - pairs + 2 * self.transition_strength * a
        start = (belief - gold)[:, 0].sum(0) + 2 * self.transition_strength * s
        return value, np.concatenate([change.ravel(), across.ravel(), start])

    def fitted(self) -> dict:
        size = len(self.names) * self.roles + self.roles**2 + self.roles
        e, a, s = self.split(
            minimize(self.loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 120}).x
        )
        shown = lambda row: [round(float(v), 3) for v in row]  # noqa: E731
        return {
            "roles": list(roles.ROLES),
            "features": {name: shown(row) for name, row in zip(self.names, e, strict=True)},
            "after": [shown(row) for row in a],
            "first": shown(s),
        }


def trained(labelled: list[Abstract], own: list[Abstract], args) -> dict:
    abstracts = labelled + own
    weights = [1.0] * len(labelled) + [args.own_weight] * len(own)
    golds = [[role for _, role in abstract] for abstract in abstracts]
    return Field(
        [chain_of(a) for a in abstracts], golds, weights, args.strength, args.transition_strength, args.rare
    ).fitted()


def predicted(abstract: Abstract, weights: dict) -> list[str]:
    roles._weights = lambda: (weights["features"], weights["after"], weights["first"])
    return roles.decoded(chain_of(abstract))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, help="labelled abstracts; without it only our own are used")
    parser.add_argument("--strength", type=float, default=0.5, help="L2 of the features")
    parser.add_argument("--transition-strength", type=float, default=0.2)
    parser.add_argument(
        "--own-weight", type=float, default=0.7, help="weight of our own abstracts against the labelled"
    )
    parser.add_argument("--rare", type=int, default=6, help="features seen less often are left out")
    parser.add_argument("--folds", type=int, default=0, help="so many groups of papers held out in turn; 0: each alone")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", action="store_true", help="print the sentences that come out wrong")
    args = parser.parse_args()
    own = own_abstracts()
    papers = json.loads(args.labels.read_text("utf-8")) if args.labels else []
    labelled = [[(s["text"], s["role"]) for s in paper["sentences"]] for paper in papers]

    right = total = 0
    confusion: dict[str, Counter] = defaultdict(Counter)
    folds = min(args.folds or len(labelled), len(labelled))
    for fold in range(folds):
        weights = trained([each for at, each in enumerate(labelled) if at % folds != fold], own, args)
        for at in range(fold, len(labelled), folds):
            for (text, gold), got in zip(labelled[at], predicted(labelled[at], weights), strict=True):
                right, total = right + (gold == got), total + 1
                confusion[gold][got] += 1
                if args.show and gold != got:
                    print(f"{papers[at]['id'][:16]:16} {gold[:6]:6} → {got[:6]:6} {text[:150]}")
    if total:
        print(f"papers held out in {folds} folds: {right} of {total} right, {100 * right / total:.1f} %")
        for gold in roles.ROLES:
            print(f"  {gold:13}", dict(confusion[gold].most_common()))
    if labelled:
        weights = trained([], own, args)
        right = sum(g == p for a in labelled for (_, g), p in zip(a, predicted(a, weights), strict=True))
        print(f"trained on our own abstracts alone: {100 * right / total:.1f} %")
    if args.write:
        weights = trained(labelled, own, args)
        lines = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in weights["features"].items())
        rest = ",\n".join(f" {json.dumps(k)}: {json.dumps(weights[k])}" for k in ("roles", "after", "first"))
        roles.WEIGHTS.write_text("{\n" + rest + ',\n "features": {\n' + lines + "\n }\n}\n", "utf-8")
        print(f"written: {roles.WEIGHTS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

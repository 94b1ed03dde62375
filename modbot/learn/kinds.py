"""Learns which signs of a post speak for which kind of post: labelled posts in, a table of weights out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from modbot.detect.prerequisites.kind_weights import WeightTable
from modbot.prepare.post import prepare_post
from modbot.prepare.views import PreparedPost
from modbot.records import Post

KINDS = ("problem", "question", "answer", "discussion", "complaint", "removal", "other")
# How labelled sets call the kinds.
_NAMES = {
    "howto": "question", "unlawful": "question", "out_of_scope": "question", "reply": "answer",
    "announcement": "discussion", "feature_request": "discussion", "spam": "other",
}  # fmt: skip
# Chosen by leaving out one language at a time.
_EXAMPLE_WEIGHT = 0.6
_STRENGTH = 1.0
_SHARES = {"problem": 2.5}  # of the weight that each kind has in total
_RAREST = 2
Signs = Callable[[PreparedPost], Sequence[str]]


@dataclass(frozen=True, slots=True)
class KindExample:
    """A post whose kind is known; ``weight`` says how much it counts."""

    text: str
    kind: str
    weight: float = 1.0


def read_kind_examples(folder: Path) -> Iterator[KindExample]:
    """Yield the short posts written for this under ``models/kinds``: one file a language, posts by kind."""
    for path in sorted(folder.glob("*.yaml")):
        for kind, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for text in texts:
                yield KindExample(text, kind, _EXAMPLE_WEIGHT)


def take_labelled(rows: Iterable[dict[str, str]]) -> Iterator[KindExample]:
    """Yield the rows of labelled posts (``text``, ``post_type``) whose kind is one that is learnt."""
    for row in rows:
        kind = _NAMES.get(row["post_type"], row["post_type"])
        if kind in KINDS:
            yield KindExample(row["text"], kind)


def weigh_kinds(examples: Sequence[KindExample], list_signs: Signs) -> WeightTable:
    """Return the weights that tell the kinds of the examples apart; kinds count by their shares.

    ``list_signs``: reads the signs of a prepared post. The same examples give the same table.
    Raises ValueError for fewer than three kinds.
    """
    if len({example.kind for example in examples}) < 3:
        raise ValueError("three kinds at least")
    signs = [sorted(set(list_signs(prepare_post(Post(1, example.text))))) for example in examples]
    seen = Counter(sign for each in signs for sign in each)
    columns = {sign: column for column, sign in enumerate(sorted(s for s, count in seen.items() if count >= _RAREST))}
    rows = [(row, columns[sign]) for row, each in enumerate(signs) for sign in each if sign in columns]
    features = sparse.csr_matrix(
        (np.ones(len(rows)), tuple(np.array(rows).T)), shape=(len(examples), len(columns))
    )  # fmt: skip
    kinds = np.array([KINDS.index(example.kind) for example in examples])
    weights = np.array([example.weight for example in examples])
    for kind in set(kinds):
        weights[kinds == kind] *= 100.0 * _SHARES.get(KINDS[kind], 1.0) / weights[kinds == kind].sum()
    fitted = LogisticRegression(C=_STRENGTH, max_iter=3000).fit(features, kinds, sample_weight=weights)
    table = {sign: tuple(np.round(fitted.coef_[:, column], 2).tolist()) for sign, column in columns.items()}
    return WeightTable(
        kinds=tuple(KINDS[kind] for kind in fitted.classes_),
        bias=tuple(np.round(fitted.intercept_, 2).tolist()),
        weights=table,
    )


def write_weights(table: WeightTable, path: Path) -> None:
    """Write the table as the file that the reader of posts loads."""
    lines = [
        "# How much each sign of a post speaks for each kind of post, learnt from labelled posts: modbot models kinds.",
        "# A sign is a concept of the word lists, alone or with its place: opening, first or last sentence, often.",
        f"kinds: [{', '.join(table.kinds)}]",
        f"bias: [{', '.join(map(str, table.bias))}]",
        "weights:",
        *(f"  {sign}: [{', '.join(map(str, row))}]" for sign, row in table.weights.items()),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

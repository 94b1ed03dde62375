"""Prints the posts that rules and weights may be tuned on, one JSON object a line, for ``modbot models kinds``.

Those set apart are left out: ``python -m tests.golden.show_open > open.jsonl``.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.golden.sample import load_reports, load_rows

HERE = Path(__file__).parent
SENTENCES = HERE.parent / "detect" / "prerequisites" / "posts"


def list_open() -> Iterator[dict[str, str]]:
    """Yield text and kind of every post that was not set apart."""
    for row in [*load_rows(), *load_reports(), *load_reports("briefs")]:
        if row["half"] == "open":
            yield {"text": row["text"], "post_type": row["post_type"]}
    for line in (HERE / "support_posts.jsonl").read_text(encoding="utf-8").split("\n"):
        if line:
            row = json.loads(line)
            yield {"text": row["text"], "post_type": row["post_type"]}
    for path in sorted(SENTENCES.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield {"text": entry["text"], "post_type": entry["kind"]}


if __name__ == "__main__":
    for each in list_open():
        print(json.dumps(each, ensure_ascii=False))  # noqa: T201

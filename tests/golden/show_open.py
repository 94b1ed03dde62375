"""Prints the posts that rules and weights may be tuned on, one JSON object a line, for ``modbot models purposes``.

Those set apart are left out: ``python -m tests.golden.show_open > open.jsonl``.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.golden.sample import load_reports, load_rows

HERE = Path(__file__).parent
SENTENCES = HERE.parent / "detect" / "prerequisites" / "posts"


def list_open() -> Iterator[dict[str, Any]]:
    """Yield the labelled rows that were not set apart."""
    for row in [*load_rows(), *load_reports(), *load_reports("briefs")]:
        if row["half"] == "open":
            yield row | {"topics": sorted(row["topics"])}
    for line in (HERE / "support_posts.jsonl").read_text(encoding="utf-8").split("\n"):
        if line:
            yield json.loads(line)
    for path in sorted(SENTENCES.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield _label(entry, path.stem)


def _label(entry: dict[str, Any], language: str) -> dict[str, Any]:
    missing = entry.get("missing", [])
    kind, topics = entry["kind"], entry.get("topics", [])
    flags = {
        "vendor_complaint": kind == "complaint", "removal_request": kind == "removal", "out_of_scope": bool(topics)
    }  # fmt: skip
    return {
        "lang": language,
        "text": entry["text"],
        "post_type": kind,
        "labels": flags | {"missing_prerequisites": bool(missing)},
        "missing": missing,
        "missing_optional": entry.get("optional", []),
        "optional_categories": [],
        "oos_topics": topics,
    }


if __name__ == "__main__":
    for each in list_open():
        print(json.dumps(each, ensure_ascii=False))  # noqa: T201

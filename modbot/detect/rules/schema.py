"""The JSON Schema of rule files, so that editors complete and check while a rule is written."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from modbot.detect.rules.model import Rule

_BARE = {
    "Example": {"type": "string"},
    "Range": {"type": "number"},
}


def build_schema() -> dict[str, Any]:
    """Return the schema of a rule file: a list of rules."""
    schema = TypeAdapter(list[Rule]).json_schema(by_alias=True)
    for name, bare in _BARE.items():
        # Written short, as a bare text or number, these mean the same.
        schema["$defs"][name] = {"anyOf": [bare, schema["$defs"][name]]}
    for definition in schema["$defs"].values():
        for field in definition.get("properties", {}).values():
            _allow_bare_entry(field)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "modbot rules", **schema}


def _allow_bare_entry(field: dict[str, Any]) -> None:
    """Let one entry stand where a list of texts is expected."""
    if field.get("type") == "array" and field.get("items", {}).get("$ref") != "#/$defs/Condition":
        kept = {key: field.pop(key) for key in ("type", "items") if key in field}
        field["anyOf"] = [kept, kept["items"]]

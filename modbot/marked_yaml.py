"""YAML files read with the place of every value, so that each mistake can be pointed at.

Values stay text until a pydantic model turns them into types (``no`` stays the word "no"),
duplicate keys are refused, unknown keys get a suggestion.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from modbot.errors import ConfigError, Problem

ModelT = TypeVar("ModelT", bound=BaseModel)
Place = tuple[str | int, ...]
MAX_VALUES = 500_000
MAX_DEPTH = 40


class MarkedDocument:
    """A parsed YAML file: its plain ``data`` and the line and column of every value."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self._lines = text.splitlines()
        self._marks: dict[Place, tuple[int, int]] = {(): (1, 1)}
        self._scalars: dict[Place, yaml.ScalarNode] = {}
        self._duplicates: list[Problem] = []
        try:
            node = yaml.compose(text, Loader=yaml.CBaseLoader)
        except yaml.MarkedYAMLError as error:
            raise ConfigError([self._syntax_problem(error)]) from error
        except yaml.YAMLError as error:
            raise ConfigError([self.problem((), f"not readable as YAML: {error}")]) from error
        self.data: Any = self._build(node, ()) if node is not None else {}
        if self._duplicates:
            raise ConfigError(self._duplicates)

    def knows(self, place: Place) -> bool:
        """Return whether a value stands at ``place``."""
        return place in self._marks

    def problem(self, place: Place, message: str, suggestion: str = "") -> Problem:
        """Return a Problem at ``place`` (keys and indices from the root), or at its nearest known parent."""
        known = place
        while known not in self._marks:
            known = known[:-1]
        line, column = self._marks[known]
        return Problem(self.path, line, column, message, suggestion, self._source_line(line))

    def problem_inside(self, place: Place, offset: int, message: str, suggestion: str = "") -> Problem:
        """Return a Problem at character ``offset`` of the text at ``place``, where it stands plainly on one line."""
        node = self._scalars.get(place)
        written = node.value if node is not None else ""
        start = node.start_mark if node is not None else None
        line = self._source_line(start.line + 1) if start is not None else ""
        shown = line[start.column :] if start is not None else ""
        if shown.startswith("'"):
            offset, written = 1 + len(written[:offset].replace("'", "''")), "'" + written.replace("'", "''")
        elif shown.startswith('"'):
            offset, written = offset + 1, f'"{written}'
        if start is None or not shown.startswith(written):
            return self.problem(place, message, suggestion)
        return Problem(self.path, start.line + 1, start.column + 1 + offset, message, suggestion, line)

    def validate(self, model: type[ModelT], place: Place = ()) -> ModelT:
        """Return the document (or its part at ``place``) as ``model``; raises ConfigError, one Problem a fault."""
        data = self.data
        for step in place:
            data = data[step]
        try:
            return model.model_validate(data)
        except ValidationError as error:
            problems = [self._validation_problem(dict(item), model, place) for item in error.errors()]
            raise ConfigError(problems) from error

    def _source_line(self, line: int) -> str:
        return self._lines[line - 1] if 0 < line <= len(self._lines) else ""

    def _syntax_problem(self, error: yaml.MarkedYAMLError) -> Problem:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = " ".join(filter(None, [error.context, error.problem])) or "not readable as YAML"
        source = self._source_line(line)
        hint = "check indentation, colons and quotes"
        if "\t" in source[: len(source) - len(source.lstrip())]:
            message, hint = "a tab stands where only spaces may", "indent with spaces"
        return Problem(self.path, line, column, message, hint, source)

    def _build(self, node: yaml.Node, place: Place) -> Any:
        # Anchors can repeat a part without end, or inside itself: a few lines would fill the memory.
        if len(place) > MAX_DEPTH or len(self._marks) > MAX_VALUES:
            message = f"values stand more than {MAX_DEPTH} deep or are more than {MAX_VALUES}"
            raise ConfigError([self.problem(place[:2], message, "write it out without anchors, in several files")])
        self._marks.setdefault(place, (node.start_mark.line + 1, node.start_mark.column + 1))
        if isinstance(node, yaml.MappingNode):
            return self._build_mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._build(item, (*place, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            self._scalars[place] = node
        is_empty = node.value == "" and getattr(node, "style", None) in (None, "")
        return None if is_empty else node.value

    def _build_mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            here = (*place, key)
            if key in result:
                mark = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
                self._duplicates.append(
                    Problem(
                        self.path,
                        *mark,
                        f"“{key}” stands here a second time",
                        "keep one",
                        self._source_line(mark[0]),
                    )
                )
            self._marks[here] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            result[key] = self._build(value_node, here)
        return result

    def _validation_problem(self, item: dict[str, Any], model: type[BaseModel], root: Place) -> Problem:
        place: Place = (*root, *item["loc"])
        name = str(place[-1]) if place else ""
        if item["type"] == "extra_forbidden":
            close = difflib.get_close_matches(name, _all_field_names(model), n=1)
            hint = f"did you mean “{close[0]}”?" if close else "remove it or check the spelling"
            return self.problem(place, f"unknown key “{name}”", hint)
        if item["type"] == "missing":
            return self.problem(place, f"“{name}” is missing", f"add “{name}:”")
        if not place and item["type"] in {"model_type", "dict_type"}:
            return self.problem(place, "the file holds no keys with values", "begin with a key and a colon: “name:”")
        expected = item.get("ctx", {}).get("expected", "")
        if item["type"] in {"literal_error", "enum"} and expected:
            known = re.findall(r"'([^']+)'", expected)
            close = difflib.get_close_matches(str(item["input"]), known, n=1)
            hint = f"did you mean “{close[0]}”?" if close else f"write one of: {', '.join(known)}"
            return self.problem(place, f"“{name}” cannot be “{item['input']}”", hint)
        return self.problem(place, f"“{name}”: {item['msg'].removeprefix('Value error, ')}")


def _all_field_names(model: type[BaseModel], seen: set[type] | None = None) -> list[str]:
    """Names of the model's fields and of all models inside it: what a typo is compared with."""
    seen = seen if seen is not None else set()
    if model in seen:
        return []
    seen.add(model)
    names = [info.alias or name for name, info in model.model_fields.items()]
    for info in model.model_fields.values():
        for inner in _models_in(info.annotation):
            names += _all_field_names(inner, seen)
    return names


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in getattr(annotation, "__args__", ()) for model in _models_in(argument)]


def read_marked(path: Path) -> MarkedDocument:
    """Return the YAML file at ``path`` with marks; raises ConfigError when it cannot be read or parsed."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, UnicodeDecodeError):
            reason, hint = "not UTF-8 text", "save it as UTF-8"
        else:
            reason, hint = str(error.strerror), "check the path and its permissions"
        raise ConfigError([Problem(str(path), 1, 1, f"cannot be read: {reason}", hint)]) from error
    return MarkedDocument(str(path), text)


def read_model(path: Path, model: type[ModelT]) -> ModelT:
    """Return the YAML file at ``path`` as ``model``; raises ConfigError with file, line and column of each fault."""
    return read_marked(path).validate(model)

"""The house's own rules: who may know whom, how large a room may be, where a library may live."""

import ast
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "modbot"
FILES = sorted(HOUSE.rglob("*.py"))

# Rooms that may be used by anyone: plain nouns and tools without knowledge of moderation's steps.
OPEN = {"records", "errors", "clock", "marked_yaml", "__init__"}
MAY_KNOW = {
    "records": set(),
    "clock": set(),
    "errors": set(),
    "marked_yaml": {"errors"},
    "config": {"errors", "marked_yaml"},
    "prepare": {"records", "errors", "marked_yaml"},
    "detect": {"prepare", "records", "errors", "marked_yaml"},
    "flag": {"records", "errors", "marked_yaml"},
    "pipeline": {"prepare", "detect", "flag", "records", "errors"},
    "forum": {"records", "errors", "clock"},
    "store": {"records", "errors"},
    "check": {"pipeline", "prepare", "detect", "flag", "store", *OPEN},
    "enforce": {"flag", "forum", "store", *OPEN},
    "review": {"prepare", "flag", "enforce", "store", *OPEN},
    "receive": {"forum", "review", "store", *OPEN},
    "learn": {"pipeline", "prepare", "detect", "flag", "store", *OPEN},
    "forget": {"prepare", "store", *OPEN},
    "sandbox": {*OPEN},
    "equipment": {"config", "pipeline", "detect", "flag"},
    "post_lines": {"records"},
    "scan": {"post_lines", "pipeline", "prepare", "detect", "flag", *OPEN},
    "duties": {"check", "receive", "review", "enforce", "forget", "worker", *OPEN},
    "worker": {"config", "check", "receive", "enforce", "forget", "learn", "review", "store", *OPEN},
}
PURE = {"detect", "prepare", "flag", "pipeline"}
LIBRARY_ROOMS = {
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "pydiscourse": {"forum"},
    "requests": {"forum", "sandbox"},
    "apscheduler": {"worker"},
    "sklearn": {"detect", "learn"},
    "fastapi": {"web", "sandbox"},
    "starlette": {"web", "sandbox"},
    "typer": {"cli", "__main__"},
    "rich": {"cli", "__main__"},
}


def room_of(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imports_of(tree: ast.AST) -> list[str]:
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(f"{'.' * node.level}{node.module or ''}")
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_a_room_knows_only_the_rooms_it_may_know(path: Path) -> None:
    room = room_of(path)
    imported = imports_of(ast.parse(path.read_text()))
    assert not [name for name in imported if name.startswith(".")], "write whole import paths"
    known = {name.split(".")[1] for name in imported if name.startswith("modbot.")} - {room}
    if room in MAY_KNOW:
        assert known <= MAY_KNOW[room], f"{room} may not know {sorted(known - MAY_KNOW[room])}"
    if room not in {"web", "cli", "__main__"}:
        assert not known & {"web", "cli"}, "nobody knows web or cli"
    for library, rooms in LIBRARY_ROOMS.items():
        if any(name.split(".")[0] == library for name in imported):
            assert room in rooms, f"{library} lives in {sorted(rooms)}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 400
    assert len(path.relative_to(HOUSE).parts) <= 3, "folders are at most two deep"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, f"{node.name} is too long"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_imports_are_not_hidden(path: Path) -> None:
    tree = ast.parse(path.read_text())
    if path.name == "__init__.py":
        assert len(tree.body) == 1, "an __init__.py holds a docstring and nothing else"
    if room_of(path) in {"cli", "__main__"}:
        return
    hidden = [
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for name in imports_of(node)
        if name.split(".")[0] == "modbot"
    ]
    assert not hidden, f"hidden imports: {hidden}"


def test_pure_rooms_ask_neither_clock_nor_environment() -> None:
    for path in FILES:
        if room_of(path) in PURE:
            names = imports_of(ast.parse(path.read_text()))
            assert not {"os", "time", "modbot.clock", "random"} & set(names), path
    for path in FILES:
        if room_of(path) not in {"config", "web", "cli", "__main__"}:
            assert "os.environ" not in path.read_text(), f"{path}: secrets are read in config.py"


def test_no_room_has_a_name_that_says_nothing() -> None:
    for path in FILES:
        assert path.stem not in {"utils", "util", "helpers", "common", "base", "core", "manager", "misc"}, path


def test_the_house_has_no_cycles() -> None:
    graph = {
        ".".join(("modbot", *path.relative_to(HOUSE).with_suffix("").parts)): {
            name for name in imports_of(ast.parse(path.read_text())) if name.startswith("modbot")
        }
        for path in FILES
    }
    done: set[str] = set()

    def walk(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " → ".join((*way, module))
        if module in done:
            return
        for name in graph.get(module, ()):
            walk(name, (*way, module))
        done.add(module)

    sys.setrecursionlimit(5000)
    for module in graph:
        walk(module, ())

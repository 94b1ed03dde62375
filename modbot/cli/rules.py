"""``modbot rules``: check, list, try, explain, schema."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modbot.errors import ModbotError, NotFound

if TYPE_CHECKING:
    from modbot.cli.places import Places
    from modbot.detect.rules.files import RuleReader
    from modbot.detect.rules.ruleset import LoadedRule, RuleSet

app = typer.Typer(
    name="rules", help="Rules: check them, try them on old posts, ask why.", no_args_is_help=True, rich_markup_mode=None
)

SHOWN = 3  # excerpts of each kind of change
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
PostsFile = Annotated[
    str | None, typer.Option("--posts", help="Posts as JSON lines (.jsonl, .jsonl.gz, -) instead of the stored ones.")
]


@app.command("check")
def check(
    context: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; all packs by default.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check rules and their examples; list every problem with file, line and column. Exit code 1 if there is any.

    Example: modbot rules check config/rules/conduct
    """
    rules, problems = _reader(context, remembers=False).inspect(_existing(paths))
    if as_json:
        _write(
            {
                "rules": len(rules.rules),
                "problems": [
                    {
                        "path": p.path,
                        "line": p.line,
                        "column": p.column,
                        "message": p.message,
                        "suggestion": p.suggestion,
                    }
                    for p in problems
                ],
            }
        )
    else:
        for problem in problems:
            print(problem, file=sys.stderr)
        examples = sum(len(loaded.rule.match) + len(loaded.rule.no_match) for loaded in rules.rules)
        left = f"{len(problems)} problem{'s' * (len(problems) != 1)}" if problems else "no problems"
        print(f"{len(rules.rules)} rules, {examples} examples: {left}")
    if problems:
        raise typer.Exit(1)


@app.command("list")
def list_rules(
    context: typer.Context,
    status: Annotated[str | None, typer.Option(help="Only draft, shadow, live or retired ones.")] = None,
    category: Annotated[str | None, typer.Option(help="Only those of one category.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the rules: status, category, languages, examples.

    Example: modbot rules list --status shadow
    """
    chosen = [
        loaded
        for loaded in _read(context).rules
        if status in {None, loaded.rule.status} and category in {None, loaded.rule.category}
    ]
    if as_json:
        _write([_describe(loaded) for loaded in chosen])
        return
    rows = [("source", "status", "category", "languages", "examples")]
    for loaded in chosen:
        rule = loaded.rule
        examples = f"{len(rule.match)} match, {len(rule.no_match)} not"
        rows.append((loaded.source, rule.status, rule.category, " ".join(rule.languages) or "all", examples))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print(f"{len(chosen)} rules")


def _describe(loaded: LoadedRule) -> dict[str, Any]:
    rule = loaded.rule
    return {
        "source": loaded.source,
        "status": rule.status,
        "category": rule.category,
        "label": rule.label,
        "clauses": list(rule.clauses),
        "languages": list(rule.languages),
        "match": len(rule.match),
        "no_match": len(rule.no_match),
        "expires": rule.expires.isoformat() if rule.expires else None,
        "path": loaded.path,
    }


@app.command("try")
def try_rules(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file (or folder) of new or changed rules.")],
    posts: PostsFile = None,
    against: Annotated[
        Path | None, typer.Option(help="Compare with the rules of this file or folder; by default those in use.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Stored posts to try, newest first.")] = 100_000,
    as_json: AsJson = False,
) -> None:
    """Try rules on old posts: hits gained, lost and kept, cards a day, precision where people decided.

    Nothing is changed. Example: modbot rules try config/rules/conduct/new.yaml
    """
    from modbot.cli.rules_posts import open_posts
    from modbot.cli.rules_report import describe_replay, print_replay
    from modbot.equipment import build_denial, load_standards
    from modbot.learn.backtest import Opening, replay_rules

    places: Places = context.obj
    standards = load_standards(places.config)
    thresholds = {name: category.threshold for name, category in standards.policy.categories.items()}
    opening = Opening(thresholds, build_denial(standards, places.models))
    (path,) = _existing([file]) or [file]
    after = _reader(context).read([path])
    before = _rules_before(context, path, against)
    with open_posts(places, posts, limit) as (stored, judge):
        replay = replay_rules(after, before, stored, keep=SHOWN, judge=judge, opening=opening)
    if as_json:
        _write(describe_replay(replay))
    else:
        print_replay(replay, sys.stdout)


def _rules_before(context: typer.Context, path: Path, against: Path | None) -> RuleSet | None:
    """Return the rules to compare with: those named, or those in use unless it is them that are tried."""
    if against is not None:
        return _reader(context).read(_existing([against]))
    places: Places = context.obj
    if path.resolve().is_relative_to((places.config / "rules").resolve()):
        return None
    return _read(context)


@app.command("explain")
def explain_rule(
    context: typer.Context,
    rule: Annotated[str, typer.Argument(help="A rule's id, or pack/id.")],
    post: Annotated[str, typer.Argument(help="A stored post's id, a file (.jsonl: its first post), - or a text.")],
    as_json: AsJson = False,
) -> None:
    """Say why a rule holds for a post, or the first condition that failed and the nearest miss.

    Example: modbot rules explain conduct/insult-at-you-en 812
    """
    from modbot.cli.rules_posts import find_post
    from modbot.cli.rules_report import describe_explanation, print_explanation
    from modbot.detect.rules.explain import explain
    from modbot.equipment import build_denial, load_standards
    from modbot.prepare.post import prepare_post

    rules = _read(context)
    index = rules.find_rule(rule)
    if index is None:
        import difflib

        close = difflib.get_close_matches(rule, [loaded.rule.id for loaded in rules.rules], n=1)
        raise NotFound(f"there is no rule “{rule}”" + (f"; did you mean “{close[0]}”?" if close else ""))
    found, around = find_post(context.obj, post)
    prepared, category = prepare_post(found, around), rules.rules[index].rule.category
    explanation = explain(rules, index, prepared)
    places: Places = context.obj
    denied = explanation.holds and build_denial(load_standards(places.config), places.models)(prepared, category)
    if as_json:
        _write(describe_explanation(explanation) | {"denied": denied})
        return
    print_explanation(explanation, found, category, sys.stdout)
    if denied:
        print(f"  it would make no card, only count: what the post is for denies {category}")


@app.command("schema")
def write_schema(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write; standard output otherwise.")
    ] = None,
) -> None:
    """Write the JSON Schema of rule files, for editors.

    Example: modbot rules schema -o rules.schema.json
    """
    from modbot.detect.rules.schema import build_schema

    text = json.dumps(build_schema(), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


def _reader(context: typer.Context, *, remembers: bool = True) -> RuleReader:
    from modbot.equipment import build_rule_reader

    places: Places = context.obj
    return build_rule_reader(places.config, remembers=remembers)


def _read(context: typer.Context) -> RuleSet:
    return _reader(context).read()


def _existing(paths: list[Path] | None) -> list[Path] | None:
    for path in paths or ():
        if not path.exists():
            raise ModbotError(f"{path} does not exist")
    return paths or None


def _write(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))

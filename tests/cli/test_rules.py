"""``modbot rules``, as a person and as a program use it."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from modbot.cli.main import app
from modbot.errors import ConfigError, ModbotError
from modbot.marked_yaml import read_marked
from modbot.records import Post
from modbot.review.decide import Choice, decide
from modbot.store.store import Store
from tests.builders import a_flag, a_post
from tests.review.scene import EVE, a_desk

CONFIG = Path(__file__).parents[2] / "config"
RULE = """\
- id: insult
  status: live
  category: abuse
  label: abuse.insult
  phrases: [idiot]
  match: ["you [[idiot]]"]
  no_match: ["a kind word"]
"""
POSTS = [
    {"id": 1, "raw": "What an idiot!", "lang": "en"},
    {"id": 2, "raw": "Du Trottel", "lang": "de"},
    {"id": 3, "raw": "Thank you, it works.", "lang": "en"},
]


class Desk:
    """A configuration of its own, and the command line over it."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "config"
        shutil.copytree(CONFIG / "terms", self.config / "terms")
        for name in ("policy.yaml", "modbot.yaml"):
            shutil.copy(CONFIG / name, self.config / name)
        (self.config / "lists").mkdir()
        self.rules = self.config / "rules" / "conduct" / "a.yaml"
        self.rules.parent.mkdir(parents=True)
        self.rules.write_text(RULE)
        self.posts = folder / "posts.jsonl"
        self.posts.write_text("".join(json.dumps(post) + "\n" for post in POSTS))
        self.new = folder / "new.yaml"
        self.url = f"sqlite:///{folder / 'modbot.db'}"

    def run(self, *words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(app, ["--config", str(self.config), "rules", *words])
        assert result.exit_code == code, result.output + repr(result.exception)
        return result

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self.run(*words, "--json", code=code).stdout)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    desk = Desk(tmp_path)
    monkeypatch.setenv("MODBOT_STORE_URL", desk.url)
    return desk


def test_check_counts_what_is_in_order(desk: Desk) -> None:
    assert "1 rules, 2 examples: no problems" in desk.run("check").stdout


def test_check_lists_every_problem_and_fails(desk: Desk) -> None:
    desk.rules.write_text(RULE.replace("status: live", "status: on").replace("category: abuse", "category: abus"))
    result = desk.run("check", code=1)
    assert "a.yaml:2:3: “status” cannot be “on”" in result.stderr
    assert "write one of: draft, shadow, live, retired" in result.stderr
    problems = desk.json("check", str(desk.rules), code=1)["problems"]
    assert [(p["line"], p["column"]) for p in problems] == [(2, 3)]


def test_a_rule_set_with_a_mistake_is_not_listed_in_parts(desk: Desk) -> None:
    desk.rules.write_text(RULE.replace("[[idiot]]", "hero"))
    result = desk.run("list", code=1)
    assert isinstance(result.exception, ConfigError)


def test_list_tells_status_category_languages_and_examples(desk: Desk) -> None:
    (row,) = desk.json("list")
    assert (row["source"], row["status"], row["match"], row["no_match"]) == ("rules/conduct/insult", "live", 1, 1)
    assert "rules/conduct/insult" in desk.run("list").stdout
    assert desk.json("list", "--status", "draft") == []


def test_try_counts_gained_lost_and_kept_by_language(desk: Desk) -> None:
    desk.new.write_text(RULE.replace("[idiot]", "[trottel]").replace("[[idiot]]", "[[Trottel]]"))
    (rule,) = (replay := desk.json("try", str(desk.new), "--posts", str(desk.posts)))["rules"]
    assert (replay["posts"], replay["languages"]) == (3, {"en": 2, "de": 1})
    assert (rule["gained"]["count"], rule["lost"]["count"], rule["kept"]["count"]) == (1, 1, 0)
    assert rule["gained"]["languages"] == {"de": 1}
    assert rule["gained"]["examples"][0]["id"] == 2
    text = desk.run("try", str(desk.new), "--posts", str(desk.posts)).stdout
    assert "1 gained, 1 lost, 0 kept" in text
    assert "Trottel" not in text, "excerpts are blurred"


def test_try_forecasts_what_the_queue_will_get_and_how_sure_that_is(desk: Desk) -> None:
    desk.new.write_text(RULE.replace("phrases: [idiot]", "phrases: [trottel, idiot]"))
    week = [
        {"id": n, "raw": "What an idiot!" if n % 10 == 0 else "Du Trottel" if n % 10 == 5 else "Thank you.",
         "created_at": f"2026-01-{1 + n // 20:02}T{n % 20:02}:00:00Z"}
        for n in range(220)
    ]  # fmt: skip
    desk.posts.write_text("".join(json.dumps(post) + "\n" for post in week))
    replay = desk.json("try", str(desk.new), "--posts", str(desk.posts))
    assert replay["days"] == pytest.approx(10 + 19 / 24)
    before, after = replay["cards_per_day"]["before"], replay["cards_per_day"]["after"]
    assert before["value"] == pytest.approx(22 / replay["days"])
    assert after["value"] == pytest.approx(44 / replay["days"])
    assert before["low"] < before["value"] < before["high"] < after["high"]
    assert before["n"] == after["n"] == 220
    (rule,) = replay["rules"]
    assert rule["hits_per_day"] == after
    text = desk.run("try", str(desk.new), "--posts", str(desk.posts)).stdout
    assert "220 posts of 10.8 days" in text
    assert "cards a day from these rules alone: 2.0 (1.4–3.0) before, 4.1 (3.1–5.3) after" in text


def test_a_rule_too_weak_for_a_card_of_its_own_is_not_forecast_as_one(desk: Desk) -> None:
    desk.new.write_text(RULE.replace("status: live", "status: live\n  score: 0.3"))
    posts = [{"id": n, "raw": "idiot", "created_at": f"2026-01-0{n}T00:00:00Z"} for n in (1, 3)]
    desk.posts.write_text("".join(json.dumps(post) + "\n" for post in posts))
    replay = desk.json("try", str(desk.new), "--posts", str(desk.posts))
    assert (replay["cards_per_day"]["before"]["value"], replay["cards_per_day"]["after"]["value"]) == (1, 0)
    assert replay["rules"][0]["hits_per_day"]["value"] == 1


def test_try_tells_hits_that_live_would_only_be_counted(tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    raw = "Hat sich erledigt, den Beitrag mit den Zugangsdaten hat der Moderator gestern schon gelöscht. Danke!"
    posts.write_text(json.dumps({"id": 1, "raw": raw, "lang": "de"}) + "\n", encoding="utf-8")
    rules = str(CONFIG / "rules" / "removal")
    shown = CliRunner().invoke(app, ["--config", str(CONFIG), "rules", "try", rules, "--posts", str(posts)])
    assert "1 of them only counted, without a card: what the post is for denies removal_request" in shown.stdout
    why = CliRunner().invoke(app, ["--config", str(CONFIG), "rules", "explain", "delete-my-post-de", str(posts)])
    assert "would make no card, only count: what the post is for denies removal_request" in why.stdout


def test_try_tells_how_often_people_agreed(desk: Desk) -> None:
    with Store(desk.url) as store:
        store.migrate()
        for number, verdict in enumerate(["violation", "violation", "no_violation"], 1):
            flag = a_flag(store, a_post(number, raw="What an idiot!"))
            decide(a_desk(store), {flag.id: flag.version}, Choice(verdict, reason="seen"), EVE)
    (rule,) = desk.json("try", str(desk.rules))["rules"]
    assert rule["decided"] == {"right": 2, "wrong": 1}
    assert (rule["precision"]["value"], rule["precision"]["n"]) == (pytest.approx(2 / 3), 3)
    assert (round(rule["precision"]["low"], 2), round(rule["precision"]["high"], 2)) == (0.21, 0.94)
    assert "67% (21%–94%), n = 3" in desk.run("try", str(desk.rules)).stdout


def test_try_replays_stored_posts_against_decisions(desk: Desk) -> None:
    with Store(desk.url) as store:
        store.migrate()
        with store.transaction() as transaction:
            for post in POSTS:
                transaction.posts.receive(Post(post["id"], str(post["raw"])), datetime(2026, 1, 1, tzinfo=UTC))
    rules = desk.json("try", str(desk.rules))["rules"]
    assert rules[0]["is_new"]
    assert (rules[0]["gained"]["count"], rules[0]["decided"]) == (1, {"right": 0, "wrong": 0})


def test_try_without_stored_posts_says_what_to_do(desk: Desk) -> None:
    result = desk.run("try", str(desk.rules), code=1)
    assert isinstance(result.exception, ModbotError)
    assert "--posts" in str(result.exception)


def test_explain_points_to_the_evidence(desk: Desk) -> None:
    assert desk.json("explain", "insult", "what an idiot")["spans"] == [
        {"start": 8, "end": 13, "type": "", "field": "raw"}
    ]
    assert "holds" in desk.run("explain", "conduct/insult", str(desk.posts)).stdout


def test_explain_names_the_first_condition_that_failed_and_the_nearest_miss(desk: Desk) -> None:
    answer = desk.json("explain", "insult", "what an idoit")
    assert (answer["holds"], answer["why"]) == (False, "none of its words stands in the post")
    assert answer["nearest"]["phrase"] == "idiot"
    quoted = "he wrote:\n```\nint idiot = f(x); return idiot[0];\n```\n"
    assert "leaves out" in desk.json("explain", "insult", quoted)["hint"]
    desk.rules.write_text(RULE + "  author: {trust_level: {max: 1}}\n", encoding="utf-8")
    desk.rules.write_text(
        desk.rules.read_text().replace('["you [[idiot]]"]', "[{raw: idiot, author: {trust_level: 0}}]")
    )
    assert desk.json("explain", "insult", "idiot")["why"] == "author.trust_level is not known"


def test_explain_suggests_the_rule_that_was_meant(desk: Desk) -> None:
    result = desk.run("explain", "insulf", "x", code=1)
    assert "did you mean “insult”?" in str(result.exception)


def test_the_schema_fits_the_rules_and_refuses_typos(desk: Desk) -> None:
    schema = json.loads(desk.run("schema").stdout)
    validator = Draft202012Validator(schema)
    assert list(validator.iter_errors(read_marked(desk.rules).data)) == []
    assert list(validator.iter_errors([{"id": "x", "staus": "live"}]))


def test_the_schema_beside_the_rules_is_current(desk: Desk, tmp_path: Path) -> None:
    desk.run("schema", "-o", str(tmp_path / "schema.json"))
    current = (CONFIG / "rules" / "schema.json").read_text(encoding="utf-8")
    assert current == (tmp_path / "schema.json").read_text(encoding="utf-8"), "run: modbot rules schema -o …"

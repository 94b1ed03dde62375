"""What a rule means: words, views, distances, author and post, and what it claims."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from modbot.detect.rules.checks import Vocabulary
from modbot.detect.rules.detector import RuleDetector
from modbot.detect.rules.evaluate import Failure
from modbot.detect.rules.files import RuleReader, RuleSources
from modbot.detect.rules.ruleset import RuleSet
from modbot.prepare.post import prepare_post
from modbot.records import Author, Post, QuotablePost, Signal, Surroundings

VOCABULARY = Vocabulary(
    {"abuse": frozenset(), "spam": frozenset(), "personal_data": frozenset()}, frozenset({"FT-4.1b"})
)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Bench:
    """Reads rules from text and tries posts on them."""

    def __init__(self, folder: Path) -> None:
        (folder / "rules").mkdir()
        (folder / "lists").mkdir()
        self.folder = folder

    def read(self, body: str, example: str = "") -> RuleSet:
        head = "- id: tried\n  status: live\n  category: abuse\n"
        example = f"  match: [{example}]\n" if example else "  match: [{raw: idiot, title: idiot}]\n"
        (self.folder / "rules" / "test.yaml").write_text(head + body.rstrip("\n") + "\n" + example, encoding="utf-8")
        sources = RuleSources(self.folder / "rules", self.folder / "lists", VOCABULARY)
        return RuleReader(sources).read()

    def evidence(self, body: str, post: Post | str, example: str = "") -> list[str] | None:
        """Return the evidence the rule points to in the post; None if it stays silent."""
        post = Post(1, post) if isinstance(post, str) else post
        signals = RuleDetector(self.read(body, example)).detect(prepare_post(post))
        found = [[post.raw[s.start : s.end] if s.field == "raw" else post.title[s.start : s.end] for s in signal.spans]
                 for signal in signals]  # fmt: skip
        return found[0] if found else None

    def signal(self, body: str, post: Post, around: Surroundings = Surroundings()) -> Signal | None:  # noqa: B008
        return next(iter(RuleDetector(self.read(body)).detect(prepare_post(post, around))), None)

    def failure(self, body: str, post: Post, example: str = "") -> Failure:
        rules = self.read(body, example)
        result = rules.try_rule(0, rules.look_at(prepare_post(post)))
        assert isinstance(result, Failure)
        return result


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_signal_carries_what_the_rule_says(bench: Bench) -> None:
    body = "phrases: idiot\nlabel: abuse.insult\nclauses: FT-4.1b\nscore: 0.7\nseverity: P2\nreason: Insults somebody."
    signal = bench.signal("".join(f"  {line}\n" for line in body.splitlines()), Post(1, "what an IDIOT"))
    assert signal is not None
    assert (signal.source, signal.label, signal.clauses) == ("rules/test/tried", "abuse.insult", ("FT-4.1b",))
    assert (signal.score, signal.severity, signal.status, signal.reason) == (0.7, "P2", "live", "Insults somebody.")
    assert [(s.start, s.end, s.type, s.attribution) for s in signal.spans] == [(8, 13, "abuse.insult", "own")]


@pytest.mark.parametrize(
    ("status", "seen"), [("live", "live"), ("shadow", "shadow"), ("draft", None), ("retired", None)]
)
def test_only_live_and_shadow_rules_speak(bench: Bench, status: str, seen: str | None) -> None:
    rules = bench.read("  phrases: idiot")
    path = bench.folder / "rules" / "test.yaml"
    path.write_text(path.read_text().replace("status: live", f"status: {status}"))
    rules = RuleReader(RuleSources(bench.folder / "rules", bench.folder / "lists", VOCABULARY)).read()
    signals = list(RuleDetector(rules).detect(prepare_post(Post(1, "idiot"))))
    assert (signals[0].status if signals else None) == seen


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("idiot", "An IDIOT, idiots, idiot_", ["IDIOT"]),
        ("idiot*", "idiots idiotic", ["idiots", "idiotic"]),
        ("total idiot", "a total\n  idiot", ["total\n  idiot"]),
        ("straße", "Hauptstraße STRASSE Straße", ["STRASSE", "Straße"]),
        ("идиот", "Идиот! идиоты", ["Идиот"]),
        ("όχι", "Όχι τώρα", ["Όχι"]),
        ("c++", "c++ c+", ["c++"]),
        ("crétin", "Quel crétin, cre\u0301tin", ["crétin", "cre\u0301tin"]),
    ],
)
def test_phrases_are_whole_words_in_every_script(bench: Bench, phrase: str, text: str, found: list[str]) -> None:
    assert bench.evidence(f"  phrases: ['{phrase}']", text, f"'{phrase}'") == found


def test_the_folded_view_sees_through_disguise_and_points_to_the_raw_text(bench: Bench) -> None:
    assert bench.evidence("  view: folded\n  phrases: idiot", "you i.d.i.o.t here") == ["i.d.i.o.t"]
    assert bench.evidence("  view: folded\n  phrases: crétin", "CRETIN", "cretin") == ["CRETIN"]


def test_speech_rules_read_own_words_and_exposure_rules_all(bench: Bench) -> None:
    quoted = '[quote="bo, post:1, topic:2"]\nyou idiot\n[/quote]\nplease be kind'
    around = Surroundings(quotable=(QuotablePost("bo", "you idiot", 2, 1),))
    post = Post(1, quoted, post_number=2)
    assert bench.signal("  phrases: idiot", post, around) is None
    signal = bench.signal("  view: exposure\n  phrases: idiot", post, around)
    assert signal is not None
    assert [span.attribution for span in signal.spans] == ["quoted"]


def test_the_title_speaks_in_the_first_post_only(bench: Bench) -> None:
    first = Post(1, "nothing", title="An idiot asks", post_number=1)
    reply = Post(2, "nothing", title="An idiot asks", post_number=2)
    assert bench.evidence("  phrases: idiot", first) == ["idiot"]
    assert bench.evidence("  phrases: idiot", reply) is None
    assert bench.evidence("  view: title\n  phrases: idiot", Post(1, "idiot", title="no")) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("you are an idiot", ["idiot"]),
        ("what an idiot are you", ["idiot"]),
        ("the idiot on the other end of the line said so, do you know", None),
        ("Thank you. The idiot was me", None),
    ],
)
def test_near_asks_for_a_word_in_the_same_sentence_and_distance(
    bench: Bench, text: str, found: list[str] | None
) -> None:
    body = "  phrases: idiot\n  near: {phrases: [you], within: 20}"
    assert bench.evidence(body, text, "you idiot") == found


def test_near_knows_sides_and_not_near_excuses(bench: Bench) -> None:
    before = "  phrases: idiot\n  near: {phrases: [you], within: 20, side: before}"
    assert bench.evidence(before, "idiot you are", "you idiot") is None
    excused = "  phrases: kill\n  not_near: {phrases: [process, task], within: 10, side: after}"
    assert bench.evidence(excused, "kill the process, or I kill it", "kill him") == ["kill"]
    assert bench.evidence(excused, "kill the process", "kill him") is None


def test_several_excuses_each_have_their_own_distance(bench: Bench) -> None:
    body = """\
  phrases: are rats
  not_near:
    - {phrases: [not], within: 4, side: before}
    - {phrases: [who says], within: 60, side: before}"""
    assert bench.evidence(body, "not all is well, they are rats", "you are rats") == ["are rats"]
    assert bench.evidence(body, "whoever they are, not are rats", "you are rats") is None
    assert bench.evidence(body, "banned is who says of his own neighbours that they are rats", "you are rats") is None


def test_all_any_and_not_combine(bench: Bench) -> None:
    body = """\
  all:
    - phrases: [cheap, free]
    - any: [{phrases: casino}, {patterns: ['viagra|cialis']}]
  not:
    - phrases: removed"""
    example = "free casino"
    assert bench.evidence(body, "Free pills: CIALIS!", example) == ["Free", "CIALIS"]
    assert bench.evidence(body, "Free beer", example) is None
    assert bench.evidence(body, "Free casino spam removed", example) is None
    assert bench.failure(body, Post(1, "Free beer"), example) == Failure(
        ("all", 1, "any"), "none of the alternatives holds"
    )


def test_evidence_may_be_a_part_of_the_pattern(bench: Bench) -> None:
    body = "  view: exposure\n  patterns: ['password is (?P<evidence>\\S+)']"
    assert bench.evidence(body, "my password is hunter2 ok", "'password is x1'") == ["hunter2"]


def test_a_check_decides_which_places_count(bench: Bench) -> None:
    body = "  view: exposure\n  patterns: ['\\b[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){4,7}(?: ?\\d{1,3})?\\b']\n  check: iban"
    text = "DE89 3704 0044 0532 0130 00 but not DE88 3704 0044 0532 0130 00"
    assert bench.evidence(body, text, f"'{text}'") == ["DE89 3704 0044 0532 0130 00"]


def test_a_list_holds_phrases_and_hosts(bench: Bench) -> None:
    (bench.folder / "lists" / "bad.txt").write_text("# hosts\nbad.example\n")
    body = "  post: {link_host_lists: bad}"
    example = "'see https://bad.example/x'"
    assert bench.evidence(body, "go https://shop.bad.example/y", example) == []
    assert bench.evidence(body, "go https://notbad.example/y", example) is None
    assert bench.evidence("  lists: bad", "at bad.example", "bad.example") == ["bad.example"]


def test_the_links_view_points_to_the_link(bench: Bench) -> None:
    body = "  view: links\n  patterns: ['bit\\.ly/']"
    example = "'https://bit.ly/abc'"
    assert bench.evidence(body, "see [here](https://bit.ly/xyz) now", example) == ["[here](https://bit.ly/xyz)"]


@pytest.mark.parametrize(
    ("condition", "author", "holds"),
    [
        ("trust_level: {max: 1}", Author(trust_level=1), True),
        ("trust_level: {max: 1}", Author(trust_level=2), False),
        ("trust_level: {max: 1}", Author(), False),
        ("trust_level: 0", Author(trust_level=0), True),
        ("age_days: {max: 2}", Author(joined_at=NOW - timedelta(days=1)), True),
        ("age_days: {max: 2}", Author(joined_at=NOW - timedelta(days=3)), False),
        ("post_count: {min: 2}", Author(post_count=1), False),
        ("staff: false", Author(is_staff=True), False),
        ("groups: [partners]", Author(groups=("partners",)), True),
    ],
)
def test_author_conditions(bench: Bench, condition: str, author: Author, holds: bool) -> None:
    example = (
        "{raw: idiot, posted_at: 2026-01-02, author: {trust_level: 0, post_count: 5, groups: partners,"
        " joined_at: 2026-01-01}}"
    )
    post = Post(1, "idiot", author=author, posted_at=NOW)
    body = f"  phrases: idiot\n  author: {{{condition}}}"
    assert (bench.evidence(body, post, example) is not None) is holds


@pytest.mark.parametrize(
    ("condition", "post", "holds"),
    [
        ("first_post: true", Post(1, "idiot", Author(post_count=1)), True),
        ("first_post: true", Post(1, "idiot", Author(post_count=9)), False),
        ("has_links: true", Post(1, "idiot https://a.example"), True),
        ("has_links: true", Post(1, "idiot"), False),
        ("section: [lab]", Post(1, "idiot", section="lab"), True),
        ("audience: private", Post(1, "idiot"), False),
        ("length: {max: 10}", Post(1, "idiot" + "." * 10), False),
        ("post_number: 1", Post(1, "idiot", post_number=2), False),
    ],
)
def test_post_conditions(bench: Bench, condition: str, post: Post, holds: bool) -> None:
    rules = bench.read("  phrases: idiot")
    path = bench.folder / "rules" / "test.yaml"
    path.write_text(path.read_text().replace("  match", f"  post: {{{condition}}}\n  match"))
    rules = RuleReader(RuleSources(bench.folder / "rules", bench.folder / "lists", VOCABULARY)).inspect()[0]
    assert bool(rules.detect(prepare_post(post))) is holds


def test_languages_bind_only_where_the_language_is_sure(bench: Bench) -> None:
    body = "  phrases: idiot\n  languages: [de]"
    assert bench.evidence(body, Post(1, "idiot", language="de")) == ["idiot"]
    assert bench.evidence(body, Post(1, "idiot", language="fr")) is None


def test_a_hot_fix_ends_with_its_last_day(bench: Bench) -> None:
    body = "  phrases: idiot\n  expires: 2026-03-01"
    assert bench.evidence(body, Post(1, "idiot", posted_at=NOW)) == ["idiot"]
    assert bench.evidence(body, Post(1, "idiot", posted_at=NOW + timedelta(days=1))) is None


def test_segments_and_counts_narrow(bench: Bench) -> None:
    body = "  view: raw\n  phrases: idiot\n  segments: [code]"
    post = "idiot\n```\nfor idiot in range(3): print(idiot.x[0])\n```\n"
    assert bench.evidence(body, post, '"```\\nx = idiot.y[0]; return(x)\\n```"') == ["idiot", "idiot"]
    assert bench.evidence("  phrases: idiot\n  at_least: 3", "idiot idiot", "idiot idiot idiot") is None


def test_a_rule_that_runs_out_of_time_asks_for_a_person(bench: Bench) -> None:
    # Refused by the rule check, so it is put together by hand.
    rules = bench.read("  patterns: ['xa+(?:b|c)']", "xab")
    rule = rules.rules[0]
    slow = rule.rule.model_copy(update={"patterns": (r"x(?:a|aa)+(?<!a)$",)})
    slow_set = RuleSet([type(rule)(slow, rule.pack, rule.path, rule.index, "slow")], {})
    signals = slow_set.detect(prepare_post(Post(1, "x" + "a" * 5_000)))
    assert [(signal.status, "out of time" in signal.reason) for signal in signals] == [("hint", True)]


def test_a_hostile_post_takes_linear_time(bench: Bench) -> None:
    rules = bench.read("  phrases: idiot\n  near: {phrases: [you], within: 40}", "you idiot")
    prepared = prepare_post(Post(1, "you idiot " * 50_000))
    started = datetime.now(UTC)
    (signal,) = rules.detect(prepared)
    assert len(signal.spans) == 200
    assert datetime.now(UTC) - started < timedelta(seconds=15)

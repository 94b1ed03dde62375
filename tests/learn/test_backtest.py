"""A replay tells what live would have done: same rules, same texts, same evidence."""

from pathlib import Path

from modbot.detect.rules.detector import RuleDetector
from modbot.equipment import build_denial, build_rule_reader, load_standards
from modbot.learn.backtest import Opening, replay_rules
from modbot.prepare.post import prepare_post
from modbot.records import Post, Surroundings
from modbot.sandbox.samples import read_samples

HOUSE = Path(__file__).parents[2]
CONFIG = HOUSE / "config"
POSTS = [Post(number, sample.raw, language=sample.language) for number, sample in enumerate(read_samples()[::3])]


def test_a_replay_hits_exactly_what_live_hits() -> None:
    rules = build_rule_reader(CONFIG).read()
    replay = replay_rules(rules, None, [(post, Surroundings()) for post in POSTS], keep=len(POSTS))
    replayed = {(rule.source, hit.post.id, hit.spans) for rule in replay.rules for hit in rule.shown.get("gained", ())}
    live = {
        (signal.source, post.id, tuple((span.start, span.end) for span in signal.spans))
        for post in POSTS
        for signal in RuleDetector(rules).detect(prepare_post(post))
    }
    active = {loaded.source for loaded in rules.rules if loaded.rule.is_active}
    found = {
        (source, post_id, tuple((span.start, span.end) for span in spans))
        for source, post_id, spans in replayed
        if source in active
    }
    assert len(live) > 20
    assert found == live


def test_the_same_rules_against_themselves_keep_everything() -> None:
    rules = build_rule_reader(CONFIG).read()
    replay = replay_rules(rules, rules, [(post, Surroundings()) for post in POSTS])
    assert sum(rule.counts["kept"] for rule in replay.rules) > 20
    assert not any(rule.counts["gained"] or rule.counts["lost"] for rule in replay.rules)
    assert replay.cards_before == replay.cards_after > 0
    assert replay.days is None
    assert replay.per_day(3) is None


def test_what_a_post_is_for_keeps_hits_from_making_cards_as_it_does_live() -> None:
    rules = build_rule_reader(CONFIG).read([CONFIG / "rules" / "removal"])
    wish = "Hiermit widerrufe ich meine Einwilligung und verlange nach Art. 17 DSGVO die Löschung meines Forenkontos."
    done = "Hat sich erledigt, den Beitrag mit den Zugangsdaten hat der Moderator gestern schon gelöscht. Danke!"
    posts = [(Post(number, text, language="de"), Surroundings()) for number, text in enumerate((wish, done))]
    denial = build_denial(load_standards(CONFIG), HOUSE / "models")
    by_words = replay_rules(rules, None, posts)
    as_live = replay_rules(rules, None, posts, opening=Opening(denies=denial))
    assert (by_words.cards_after, as_live.cards_after) == (2, 1)
    assert sum(rule.denied for rule in as_live.rules) == 1
    assert [rule.counts for rule in as_live.rules] == [rule.counts for rule in by_words.rules]

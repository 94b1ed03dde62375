from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from modbot.check.checker import Checker, CheckLimits
from modbot.check.filing import Filer, Tally
from modbot.pipeline import Examiner
from modbot.records import Post
from modbot.review.queue import examine_again
from modbot.store.flags import FlagFacts
from modbot.store.queue import QueueQuery
from modbot.store.rows import FlagRow
from modbot.store.store import Store
from tests.builders import ADA, CLEO, MONDAY, a_post, facts_due
from tests.check.detectors import FailsTimes, FindsWord, NamesUnknownCategory, an_examiner
from tests.fakes import FakeClock
from tests.review.scene import EVE, a_desk

INSULT = "Honestly, you are an idiot if you reboot the PBX without a backup."


@contextmanager
def no_watch(seconds: float) -> Iterator[None]:
    yield


def a_checker(store: Store, clock: FakeClock, examiner: Examiner | None = None, worker: str = "one") -> Checker:
    filer = Filer(lambda finding, post, language, at: facts_due(language=language))
    return Checker(store, examiner or an_examiner(), clock, filer, worker, own_name="modbot", watch=no_watch)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def receive(store: Store, *posts: Post) -> None:
    with store.transaction() as tx:
        for post in posts:
            tx.posts.receive(post, MONDAY)


def cards(store: Store) -> list[FlagRow]:
    with store.reading() as tx:
        return tx.flags.page(QueueQuery())


def decide(store: Store, verdict: str = "no_violation") -> None:
    with store.transaction() as tx:
        for card in tx.flags.page(QueueQuery()):
            tx.decisions.add(card, verdict, MONDAY, "Ada", via="web")
            tx.flags.decide(card.id, card.version, verdict, MONDAY)


def test_a_post_with_two_findings_becomes_two_flags_on_one_card(store: Store, clock: FakeClock) -> None:
    receive(store, a_post(raw="Buy now, idiot"), a_post(id=2, raw="All fine"))
    assert a_checker(store, clock).check_all() == Tally(examined=2, opened=2)
    (card,) = cards(store)
    assert (card.category, card.severity, card.language) == ("abuse", "P2", "en")
    with store.reading() as tx:
        assert [flag.category for flag in tx.flags.of_post("812")] == ["abuse", "spam"]
        assert [entry.verb for entry in tx.audit.newest()] == ["open flag", "open flag"]
        assert tx.counters.read("posts/checked", since=MONDAY.date()) == {"posts/checked": 2}
        assert tx.counters.read("signals/live/rules/", since=MONDAY.date())["signals/live/rules/idiot"] == 1


def test_nothing_is_examined_twice(store: Store, clock: FakeClock) -> None:
    receive(store, a_post(raw=INSULT))
    checker = a_checker(store, clock)
    checker.check_all()
    assert checker.check_all() == Tally()


def test_an_edit_adds_evidence_and_a_harmless_edit_closes_nothing(store: Store, clock: FakeClock) -> None:
    checker = a_checker(store, clock)
    receive(store, a_post(raw=INSULT))
    checker.check_all()
    receive(store, a_post(raw="Idiot, idiot!", version=2))
    assert checker.check_all() == Tally(examined=1, added=1)
    receive(store, a_post(raw="I take it all back.", version=3))
    assert checker.check_all() == Tally(examined=1)
    (card,) = cards(store)
    assert card.version == 1
    with store.reading() as tx:
        assert len(tx.signals.of_flag(card.id)) == 2


@pytest.mark.parametrize("edit", [INSULT.replace("  ", " ") + "  \n", INSULT.replace("Honestly", "Honestlly")])
def test_an_approved_post_stays_quiet_when_spacing_or_a_typo_changes(store: Store, clock: FakeClock, edit: str) -> None:
    checker = a_checker(store, clock)
    receive(store, a_post(raw=INSULT))
    checker.check_all()
    decide(store)
    receive(store, a_post(raw=edit, version=2))
    assert checker.check_all() == Tally(examined=1, quiet=1)
    assert cards(store) == []


def test_an_approved_post_comes_back_after_a_material_edit(store: Store, clock: FakeClock) -> None:
    checker = a_checker(store, clock)
    receive(store, a_post(raw="Rebooting without backup is for an idiot like me. " * 3))
    checker.check_all()
    decide(store)
    receive(store, a_post(raw="You there, Cleo: you are the idiot, nobody else. Go away for good!", version=2))
    assert checker.check_all().opened == 1


def test_three_new_words_of_evidence_in_a_long_post_are_material(store: Store, clock: FakeClock) -> None:
    long = "The trunk registers and drops again after ninety seconds. " * 30
    checker = a_checker(store, clock, an_examiner(FindsWord("idiot"), FindsWord("moron")))
    receive(store, a_post(raw=f"{long} My idiot firewall."))
    checker.check_all()
    decide(store)
    receive(store, a_post(raw=f"{long} My idiot firewall. You moron.", version=2))
    assert checker.check_all().opened == 1


def test_staff_and_the_bot_itself_make_no_flags(store: Store, clock: FakeClock) -> None:
    receive(store, a_post(raw=INSULT, author=ADA), a_post(id=2, raw=INSULT, author=replace(CLEO, username="ModBot")))
    assert a_checker(store, clock).check_all() == Tally(examined=2)


def test_shadow_signals_are_stored_and_make_no_flag(store: Store, clock: FakeClock) -> None:
    receive(store, a_post(raw=INSULT))
    checker = a_checker(store, clock, an_examiner(FindsWord("idiot", status="shadow")))
    assert checker.check_all() == Tally(examined=1)
    with store.reading() as tx:
        assert tx.counters.read("signals/shadow/", since=MONDAY.date()) == {"signals/shadow/rules/idiot": 1}


def test_copies_of_one_text_by_several_authors_are_one_card(store: Store, clock: FakeClock) -> None:
    spam = "Buy now the best licences for your PBX, ninety percent off, only today, write to us!"
    copy = spam.replace("today", "to-day")
    receive(store, a_post(raw=spam), a_post(id=2, raw=copy, author=CLEO), a_post(id=3, raw="buy now", author=CLEO))
    a_checker(store, clock).check_all()
    assert len(cards(store)) == 1
    with store.reading() as tx:
        first, second = tx.flags.of_post("812")[0], tx.flags.of_post("2")[0]
    assert first.case_id == second.case_id


def test_one_authors_wave_is_one_card_and_ends_after_an_hour(store: Store, clock: FakeClock) -> None:
    checker = a_checker(store, clock)
    receive(store, a_post(id=1, raw="You idiot."), a_post(id=2, raw="Such an idiot, and a fool, and all that."))
    checker.check_all()
    assert len(cards(store)) == 1
    clock.move(hours=2)
    receive(store, a_post(id=3, raw="What an idiot again"))
    checker.check_all()
    assert len(cards(store)) == 2


def test_a_failing_detector_is_retried_while_the_others_run_on(store: Store, clock: FakeClock) -> None:
    receive(store, a_post(raw=INSULT))
    checker = a_checker(store, clock, an_examiner(FailsTimes(1), FindsWord("idiot")))
    assert checker.check_all() == Tally(examined=1, opened=1, incomplete=1)
    assert checker.check_all() == Tally()  # not before its time
    clock.move(seconds=31)
    assert checker.check_all() == Tally(examined=1)
    with store.reading() as tx:
        row = tx.posts.latest("812")
        assert len(tx.signals.of_version(1)) == 1
    assert row is not None
    assert (row.checked_at, row.incomplete) == (clock.now(), ())


def test_after_the_limit_the_post_is_a_card_that_says_so_and_closes_once_it_could_be_read(
    store: Store, clock: FakeClock
) -> None:
    receive(store, a_post(raw="All fine"))
    checker = a_checker(store, clock, an_examiner(FailsTimes(3)))
    for _ in range(5):
        checker.check_all()
        clock.move(hours=1)
    (card,) = cards(store)
    assert (card.category, card.severity) == ("not_scanned", "P3")
    with store.reading() as tx:
        assert [row.incomplete for row in tx.posts.parked()] == [("models/broken",)]
        assert tx.audit.about("post/812")[0].verb == "give up check"
    examine_again(a_desk(store, clock), card.id, EVE)
    checker.check_all()
    assert cards(store) == []


def test_a_post_that_breaks_the_pipeline_itself_does_not_stop_the_others(store: Store, clock: FakeClock) -> None:
    receive(store, a_post(id=1, raw="odd"), a_post(id=2, raw=INSULT))
    checker = a_checker(store, clock, an_examiner(NamesUnknownCategory(), FindsWord("idiot")))
    assert checker.check_all() == Tally(examined=2, opened=1, incomplete=1)


def test_a_post_that_killed_its_workers_becomes_a_card_and_the_rest_of_its_batch_is_checked(
    store: Store, clock: FakeClock
) -> None:
    receive(store, a_post(id=1, raw="deadly"), a_post(id=2, raw=INSULT))

    class KilledError(BaseException):
        """Ends the process, as far as a test can."""

    class Kills(FindsWord):
        def detect(self, post):  # type: ignore[no-untyped-def]
            if "deadly" in post.raw.text:
                raise KilledError
            return super().detect(post)

    checker = a_checker(store, clock, an_examiner(Kills("idiot")))
    killed = 0
    for _ in range(8):
        try:
            checker.check_all()
        except KilledError:
            killed += 1
        clock.move(minutes=10)
    assert killed == CheckLimits().attempts
    assert sorted(card.category for card in cards(store)) == ["abuse", "not_scanned"]


def test_who_lost_the_lease_files_nothing(store: Store, clock: FakeClock) -> None:
    receive(store, a_post(raw=INSULT))
    other = a_checker(store, clock, worker="two")

    class Slow(FindsWord):
        def detect(self, post):  # type: ignore[no-untyped-def]
            clock.move(minutes=10)
            assert other.check_all() == Tally(examined=1, opened=1)
            return super().detect(post)

    assert a_checker(store, clock, an_examiner(Slow("idiot"))).check_all() == Tally()
    assert len(cards(store)) == 1


def test_a_flag_carries_the_facts_it_was_described_with(store: Store, clock: FakeClock) -> None:
    due = MONDAY + timedelta(hours=3)
    filer = Filer(lambda finding, post, language, at: FlagFacts(language, None, due, "v7", "abc", "ACME", 1))
    receive(store, a_post(raw=INSULT))
    Checker(store, an_examiner(), clock, filer, "one", watch=no_watch).check_all()
    (card,) = cards(store)
    assert (card.due_at, card.terms_version, card.terms_hash, card.partner) == (due, "v7", "abc", "ACME")

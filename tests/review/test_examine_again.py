"""A card of a post that could not be examined sends it to be examined anew."""

import pytest

from modbot.errors import ConflictError
from modbot.records import NOT_SCANNED
from modbot.review.queue import examine_again
from modbot.store.rows import FlagRow
from modbot.store.store import Store
from tests.builders import MONDAY, a_finding, a_flag, a_post
from tests.fakes import FakeClock
from tests.review.scene import EVE, a_desk


def a_parked_post(store: Store) -> FlagRow:
    flag = a_flag(store, a_post(), a_finding(category=NOT_SCANNED, label=NOT_SCANNED))
    with store.transaction() as tx:
        tx.posts.park(flag.post_row, MONDAY, ("models/broken",))
    return flag


def test_the_post_waits_for_its_check_again_and_the_card_until_that_works(store: Store) -> None:
    flag, clock = a_parked_post(store), FakeClock()
    examine_again(a_desk(store, clock), flag.id, EVE)
    with store.reading() as tx:
        assert tx.posts.parked() == []
        assert tx.posts.count_unchecked(clock.now())[0] == 1
        assert tx.flags.get(flag.id).state == "open"
        entry = tx.audit.about(f"flag/{flag.id}")[0]
        assert (entry.actor, entry.verb) == ("Eve", "examine again")


def test_a_case_that_was_examined_is_not_examined_again_and_nothing_is_written(store: Store) -> None:
    flag = a_flag(store)
    with pytest.raises(ConflictError, match="only a post that could not be examined"):
        examine_again(a_desk(store), flag.id, EVE)
    with store.reading() as tx:
        assert tx.audit.about(f"flag/{flag.id}") == []


def test_what_has_expired_cannot_be_examined(store: Store) -> None:
    flag = a_parked_post(store)
    with store.transaction() as tx:
        tx.forgetting.remove_texts([flag.post_row], MONDAY)
    with pytest.raises(ConflictError, match="no longer kept"):
        examine_again(a_desk(store), flag.id, EVE)

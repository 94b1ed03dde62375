from pathlib import Path

import pytest

from modbot.enforce.plan import NativeMode, plan_holding, plan_reversal
from modbot.flag.policy import load_policy
from modbot.store.actions import NewAction
from modbot.store.store import Store
from tests.builders import MONDAY, a_finding, a_flag

POLICY = load_policy(Path(__file__).parents[2] / "config" / "policy.yaml")


@pytest.mark.parametrize(
    ("category", "status", "mode", "kinds"),
    [
        ("abuse", "live", "off", []),
        ("abuse", "live", "notify", ["send_to_review"]),
        ("abuse", "live", "hide", ["send_to_review"]),
        ("abuse", "hint", "hide", []),
        ("vendor_complaint", "live", "hide", []),
        ("out_of_scope", "hint", "notify", []),
        ("not_scanned", "live", "typed", []),
    ],
)
def test_before_a_person_looked_at_most_the_forums_review_screen_is_told(
    sqlite_url: str, category: str, status: str, mode: NativeMode, kinds: list[str]
) -> None:
    with Store(sqlite_url) as store:
        flag = a_flag(store, None, a_finding(category, status=status))
    assert [action.kind for action in plan_holding(flag, POLICY, mode)] == kinds


def test_a_post_is_sent_to_review_once_whatever_the_number_of_its_flags(store: Store) -> None:
    flags = [a_flag(store, None, a_finding(name)) for name in ("abuse", "spam")]
    with store.transaction() as tx:
        for flag in flags:
            for action in plan_holding(flag, POLICY, "notify"):
                tx.actions.add(flag, action, MONDAY)
    with store.reading() as tx:
        assert len(tx.actions.newest()) == 1


def test_hiding_and_deleting_are_given_back_and_words_are_not(store: Store) -> None:
    flag = a_flag(store)
    with store.transaction() as tx:
        rows = [tx.actions.add(flag, NewAction(kind, kind, "post/812"), MONDAY) for kind in ("hide", "delete", "warn")]
    assert [back and back.kind for back in map(plan_reversal, rows)] == ["restore", "restore", None]

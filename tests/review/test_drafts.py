"""The drafts a card offers."""

import pytest

from modbot.detect.prerequisites.detector import CLAUSES, TOPIC_CLAUSES
from modbot.detect.prerequisites.wants import WantsFinder
from modbot.review.drafts import Drafter
from modbot.review.replies import ReplyWriter
from modbot.store.store import Store
from tests.builders import a_finding, a_flag, a_post, a_signal, store_post
from tests.detect.prerequisites.scene import CONFIG, the_product, the_reader

QUESTION = "Die Anzeige der Warteschlange bleibt leer, woran kann das liegen?"


@pytest.fixture
def drafter(store: Store) -> Drafter:
    writer = ReplyWriter(CONFIG, the_product().versions.current[0])
    return Drafter(store, WantsFinder(the_product(), the_reader()), writer, CLAUSES, TOPIC_CLAUSES)


def draft(store: Store, drafter: Drafter, category: str = "missing_prerequisites") -> list[tuple[str, str]]:
    signal = a_signal(category, label=f"{category}.version", status="hint")
    flag = a_flag(store, a_post(1, QUESTION, post_number=1, language="de"), a_finding(category, signals=(signal,)))
    with store.reading() as tx:
        row = tx.posts.latest("1")
    assert row is not None
    return drafter.draft(row, [flag], "de")


def test_a_card_offers_one_reply_in_the_authors_language(store: Store, drafter: Drafter) -> None:
    [(language, text)] = draft(store, drafter)
    assert language == "de"
    assert text.startswith("Guten Tag @Bo,")
    assert "Version und Update" in text
    assert "Protokolle" in text


def test_the_draft_shrinks_with_the_authors_next_post(store: Store, drafter: Drafter) -> None:
    with store.transaction() as tx:
        store_post(tx, a_post(2, "Version ist V20 Update 8.", post_number=2, language="de"))
    [(_, text)] = draft(store, drafter)
    assert "Version und Update" not in text
    assert "Protokolle" in text


def test_cards_about_other_things_get_no_draft(store: Store, drafter: Drafter) -> None:
    assert draft(store, drafter, "abuse") == []

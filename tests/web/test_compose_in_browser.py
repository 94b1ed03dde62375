"""Words and cuts as people compose them: in a real Chromium, by keyboard, nothing sent before it was read."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from modbot.enforce.cutting import read_cuts
from modbot.store.queue import QueueQuery
from modbot.store.store import Store
from tests.web.scene import a_served_desk, build_parts, serve
from tests.web.test_in_browser import browser, card_of, enter, press_and_wait, pytestmark, store

__all__ = ["browser", "pytestmark", "store"]


@pytest.fixture
def url(store: Store) -> Iterator[str]:
    desk, _ = a_served_desk(store, sections={5: "Support", 7: "Ideas"})
    with serve(build_parts(desk)) as address:
        yield address


def open_card(store: Store, category: str) -> int:
    with store.reading() as tx:
        return next(f.id for f in tx.flags.page(QueueQuery()) if f.category == category)


def test_an_answer_is_drafted_read_changed_sent_and_taken_back_by_keyboard(
    browser: Browser, url: str, store: Store
) -> None:
    page, flag = enter(browser, url), open_card(store, "vendor_complaint")
    page.goto(f"{url}/cards/{flag}")
    page.keyboard.press("r")
    words = page.locator("#reply-text")
    expect(words).to_be_focused()
    assert words.input_value().startswith("Hello @Cleo,")
    page.keyboard.press("Control+a")
    page.keyboard.type("Please write to bo@firm.example about it. 1 2 3")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("personal data or secrets")
    expect(page.locator("#preview .block")).not_to_contain_text("bo@firm")
    page.locator("#choose .strong").click()
    expect(page.locator(".toast")).to_contain_text("only written down")
    with store.reading() as tx:
        (reply,) = tx.actions.of_flag(flag)
    assert (reply.kind, reply.details["raw"]) == ("reply", "Please write to bo@firm.example about it. 1 2 3")
    press_and_wait(page, "z")
    assert card_of(page) == str(flag)
    expect(page.locator(".deeds")).to_contain_text("called back")


def test_exactly_the_exposed_words_are_shown_before_and_after_and_taken_out(
    browser: Browser, url: str, store: Store
) -> None:
    page, flag = enter(browser, url), open_card(store, "personal_data")
    page.goto(f"{url}/cards/{flag}")
    page.keyboard.press("e")
    expect(page.locator(".cut ins")).to_have_text("[Telefonnummer entfernt]")
    assert "23456789" not in page.content()
    expect(page.locator('#choose input[name="action"]:checked')).to_have_count(1)
    page.locator("#choose .strong").click()
    expect(page.locator(".toast")).to_contain_text("Decided")
    with store.reading() as tx:
        (edit,) = tx.actions.of_flag(flag)
    assert [cut.put for cut in read_cuts(edit.details["cuts"])] == ["[Telefonnummer entfernt]"]


def test_what_is_missing_is_said_in_place_and_nothing_typed_is_lost(browser: Browser, url: str, store: Store) -> None:
    page, flag = enter(browser, url), open_card(store, "abuse")
    page.goto(f"{url}/cards/{flag}")
    page.keyboard.press("w")
    page.fill("#warn-text", "")
    page.fill("#reason", "three words typed")
    page.locator("#choose .strong").click()
    expect(page.locator("#choose .refusal")).to_have_text(
        "The warning has no text yet; write one, or choose another action"
    )
    expect(page.locator("#reason")).to_have_value("three words typed")
    with store.reading() as tx:
        assert tx.flags.get(flag).state == "open"


def test_the_clock_is_stopped_while_the_author_is_asked(browser: Browser, url: str, store: Store) -> None:
    page, flag = enter(browser, url), open_card(store, "missing_prerequisites")
    page.goto(f"{url}/cards/{flag}")
    press_and_wait(page, "p")
    expect(page.locator(".card-head")).to_contain_text("waiting for the author")
    with store.reading() as tx:
        assert tx.flags.get(flag).paused_at is not None
    press_and_wait(page, "p")
    expect(page.locator(".toast")).to_contain_text("runs again")


def test_a_warning_is_read_by_the_second_reviewer_before_they_agree(browser: Browser, url: str, store: Store) -> None:
    page, flag = enter(browser, url), open_card(store, "abuse")
    page.goto(f"{url}/cards/{flag}")
    page.keyboard.press("w")
    page.locator("#choose .strong").click()
    expect(page.locator(".toast")).to_contain_text("second reviewer")
    second = enter(browser, url, "Finn")
    second.goto(f"{url}/second-look")
    expect(second.locator("main")).to_contain_text("does not fit the terms of this forum" if flag == 1 else "@Bo")
    second.get_by_role("button", name="Agree").click()
    expect(second.locator("main")).to_contain_text("Nothing waits")
    with store.reading() as tx:
        assert {row.kind for row in tx.actions.of_flag(flag)} >= {"warn"}

"""The kill switch: on every page, by a key that asks first, and everybody sees it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from modbot.store.store import Store
from tests.web.scene import a_served_desk, build_parts, serve
from tests.web.test_in_browser import browser, enter, press_and_wait, pytestmark, store

__all__ = ["browser", "pytestmark", "store"]


@pytest.fixture
def url(store: Store) -> Iterator[str]:
    desk, _ = a_served_desk(store)
    with serve(build_parts(desk)) as address:
        yield address


def test_acting_is_stopped_from_any_page_by_a_key_that_asks_first(browser: Browser, url: str, store: Store) -> None:
    page = enter(browser, url, "Ada")
    page.goto(f"{url}/history")
    page.keyboard.press("x")
    expect(page.locator("#halt")).to_be_visible()
    page.keyboard.press("x")
    page.keyboard.press("Escape")
    with store.reading() as tx:
        assert tx.audit.newest(5) == [] or tx.audit.newest(1)[0].verb != "stop enforcement"
    page.keyboard.press("x")
    page.locator("#halt .strong").click()
    expect(page.locator("#standing")).to_contain_text("Ada stopped all acting")
    assert page.url.endswith("/history")
    for place in ("queue", "rules", "report", "audit", "health", "settings"):
        page.goto(f"{url}/{place}")
        expect(page.locator("#standing")).to_contain_text("Nothing reaches the forum")
    page.keyboard.press("x")
    page.locator("#halt .strong").click()
    expect(page.locator("#standing")).not_to_contain_text("Nothing reaches the forum")
    with store.reading() as tx:
        assert [entry.verb for entry in reversed(tx.audit.newest(2))] == ["stop enforcement", "resume enforcement"]


def test_who_is_deciding_sees_it_with_the_next_card_and_may_not_turn_it(browser: Browser, url: str) -> None:
    eve = enter(browser, url)
    expect(eve.locator("#halt")).to_have_count(0)
    ada = enter(browser, url, "Ada")
    ada.keyboard.press("x")
    ada.locator("#halt .strong").click()
    expect(ada.locator("#standing")).to_contain_text("Stopped")
    press_and_wait(eve, "2")
    expect(eve.locator("#standing")).to_contain_text("Ada stopped all acting")
    expect(eve.locator("#standing button")).to_have_count(0)

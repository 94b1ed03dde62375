"""The desk as people meet it: in a real Chromium, by keyboard, on a phone, with hostile posts."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from modbot.store.queue import QueueQuery
from modbot.store.store import Store
from tests.fakes import FakeClock
from tests.web.scene import PASSWORD, a_forum_post, a_served_desk, build_parts, file_case, serve

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CALM = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="NO BROWSER TESTED: Chromium is not installed"),
]
expect.set_options(timeout=60_000)  # a loaded machine is slow, not wrong
PAYLOADS = (Path(__file__).parent / "xss_payloads.txt").read_text().splitlines()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*CALM, "--disable-component-update", "--disable-sync"]
        )
        yield opened
        opened.close()


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    with Store(sqlite_url) as opened:
        yield opened


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def url(store: Store) -> Iterator[str]:
    desk, _ = a_served_desk(store)
    with serve(build_parts(desk)) as address:
        yield address


def enter(browser: Browser, url: str, name: str = "Eve", *, holds: bool = True, **context: object) -> Page:
    """Sign in as somebody, in a window of their own; anything the page complains about fails the test.

    Without ``holds`` looking at a card does not take it: two people in the very same moment.
    """
    page = browser.new_context(locale="en-GB", **context).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(60_000)
    if not holds:
        page.route("**/hold", lambda route: route.fulfill(status=204))
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    page.on("dialog", lambda dialog: pytest.fail(f"a script of a post ran: {dialog.message}"))
    page.goto(f"{url}/sign-in")
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/queue")
    return page


def card_of(page: Page) -> str:
    """The number of the card on the table."""
    form = page.locator(".decide form").first.get_attribute("hx-post") or ""
    return re.findall(r"/cards/(\d+)", form)[0]


def press_and_wait(page: Page, key: str) -> None:
    """Press a key that changes the card, and wait for the answer."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and "hold" not in answer.url):
        page.keyboard.press(key)
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def test_ten_cards_by_keyboard_alone_and_the_last_one_taken_back(browser: Browser, url: str, store: Store) -> None:
    page = enter(browser, url)
    done = []
    for key in "1223121212":
        done.append(card_of(page))
        press_and_wait(page, key)
        expect(page.locator(".toast")).to_contain_text("Decided")
    assert len(set(done)) == 10
    with store.reading() as tx:
        verdicts = [tx.decisions.of_flag(int(card))[-1].verdict for card in done]
    assert verdicts == [{"1": "violation", "2": "no_violation", "3": "escalate"}[key] for key in "1223121212"]
    press_and_wait(page, "z")
    expect(page.locator(".toast")).to_contain_text("Taken back")
    assert card_of(page) == done[-1]
    with store.reading() as tx:
        assert tx.flags.get(int(done[-1])).state == "open"


def test_a_post_that_could_not_be_examined_is_sent_to_be_examined_again(
    browser: Browser, url: str, store: Store
) -> None:
    flag = file_case(store, a_forum_post(80, "Unreadable to us"), "not_scanned", "", severity="P1", hours=0.1)
    with store.transaction() as tx:
        tx.posts.park(flag.post_row, flag.opened_at, ("rules",))
    page = enter(browser, url)
    page.goto(f"{url}/cards/{flag.id}")
    press_and_wait(page, "n")
    expect(page.locator(".toast")).to_contain_text("this card closes by itself")
    assert card_of(page) == str(flag.id)
    with store.reading() as tx:
        assert tx.posts.parked() == []


def test_a_decision_can_be_taken_back_in_the_very_moment_its_button_appears(
    browser: Browser, url: str, store: Store
) -> None:
    page = enter(browser, url)
    card = card_of(page)
    page.evaluate(
        """new MutationObserver((_, watch) => {
            const undo = document.querySelector('[data-key="z"]');
            if (undo) { watch.disconnect(); undo.click(); }
        }).observe(document.body, {childList: true, subtree: true})"""
    )
    with page.expect_response("**/decisions/undo*"):
        page.keyboard.press("1")
    expect(page.locator(".toast")).to_contain_text("Taken back")
    with store.reading() as tx:
        assert tx.flags.get(int(card)).state == "open"


def test_keys_move_help_opens_and_nothing_fires_while_typing_or_with_modifiers(
    browser: Browser, url: str, store: Store
) -> None:
    page = enter(browser, url)
    first = card_of(page)
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile(rf"/cards/(?!{first}$)"))
    page.keyboard.press("k")
    expect(page).to_have_url(re.compile(rf"/cards/{first}$"))
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("Escape")
    page.get_by_text("Notes", exact=True).click()
    page.locator("#note").fill("1 2 3")
    page.locator("#note").press("2")
    for keys in ("Control+1", "Alt+2", "Meta+3", "Backspace", "Delete", "Enter", "Space"):
        page.locator("#card-title").focus()
        page.keyboard.press(keys)
    page.wait_for_timeout(150)
    with store.reading() as tx:
        assert tx.flags.get(int(first)).state == "open"
        assert tx.decisions.after(0) == []


def test_two_reviewers_on_one_card_the_second_is_told_and_loses_nothing(
    browser: Browser, url: str, store: Store
) -> None:
    eve, finn = enter(browser, url, "Eve", holds=False), enter(browser, url, "Finn", holds=False)
    card = card_of(eve)
    finn.goto(f"{url}/cards/{card}")
    press_and_wait(eve, "1")
    press_and_wait(finn, "2")
    expect(finn.locator(".toast")).to_contain_text("Eve decided this case first")
    expect(finn.locator(".card-head")).to_contain_text("decided")
    with store.reading() as tx:
        assert [d.moderator for d in tx.decisions.of_flag(int(card))] == ["Eve"]


def test_looking_at_a_card_takes_it_visibly_and_moving_on_gives_it_back(
    browser: Browser, url: str, store: Store
) -> None:
    eve = enter(browser, url)
    with eve.expect_response("**/hold"):
        eve.reload()
    card = card_of(eve)
    finn = enter(browser, url, "Finn")
    assert card_of(finn) != card
    expect(finn.locator(".queue")).to_contain_text("with Eve")
    finn.goto(f"{url}/cards/{card}")
    expect(finn.locator(".card-head")).to_contain_text("Eve is on it")
    expect(finn.locator('[data-key="1"]')).to_be_disabled()
    with eve.expect_response("**/hold"):
        eve.keyboard.press("j")
    with store.reading() as tx:
        assert tx.flags.get(int(card)).claimed_by is None


def test_masked_and_blurred_words_appear_when_asked_for(browser: Browser, url: str, store: Store) -> None:
    page = enter(browser, url)
    assert "clueless" not in page.content()
    page.keyboard.press("b")
    expect(page.locator("#post")).to_contain_text("clueless idiot")
    with store.reading() as tx:
        flag = next(f for f in tx.flags.page(QueueQuery()) if f.category == "confidential")
    page.goto(f"{url}/cards/{flag.id}")
    assert "7KX3" not in page.content()
    page.keyboard.press("v")
    expect(page.locator("#post")).to_contain_text("7KX3-9QPL-2MND-8RTV")
    with store.reading() as tx:
        assert tx.audit.about(f"flag/{flag.id}")[0].verb in ("reveal", "claim")


def test_no_payload_of_the_collections_runs(browser: Browser, url: str, store: Store) -> None:
    text = "\n".join(PAYLOADS)
    hostile = file_case(store, a_forum_post(90, f"evil {text}", title=PAYLOADS[2]), "abuse.insult", "evil", hours=-9)
    tricked = file_case(
        store, a_forum_post(91, f"```\n{text}\n```\n> {text}", title=PAYLOADS[31]), "spam.link", text[:400], hours=-8
    )
    page = enter(browser, url)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    for flag in (hostile, tricked):
        page.goto(f"{url}/cards/{flag.id}")
        page.keyboard.press("b")
        page.wait_for_timeout(200)
        assert page.locator(
            "#post :is(script, img, svg, iframe, style, form[action], [onerror], [hx-get])"
        ).count() == (page.locator("#post .bar form[hx-get]").count())
        shown = page.locator("#post .body").inner_text()
        assert "<svg/onload=alert(1)>" in shown
    assert problems == []
    with store.reading() as tx:
        assert tx.decisions.after(0) == []


def test_a_huge_post_and_turned_around_text_stay_readable(browser: Browser, url: str, store: Store) -> None:
    huge = file_case(store, a_forum_post(92, "word " * 200_000 + "evil"), "abuse.insult", "evil", hours=-9)
    turned = file_case(store, a_forum_post(93, "open \u202egpj.exe\u202c now evil"), "abuse.insult", "evil", hours=-8)
    page = enter(browser, url)
    page.goto(f"{url}/cards/{huge.id}")
    assert len(page.locator("#post .body").inner_text()) < 15_000
    expect(page.locator("#post")).to_contain_text("left out")
    page.keyboard.press("a")
    expect(page.locator("#post")).not_to_contain_text("left out")
    page.goto(f"{url}/cards/{turned.id}")
    expect(page.locator("#post .body")).to_contain_text("U+202E")
    assert "\u202e" not in page.content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, url: str, scheme: str) -> None:
    page = enter(browser, url, "Ada", color_scheme=scheme)
    press_and_wait(page, "1")
    for path in (
        "/second-look",
        "/history",
        "/history/revert?source=rules/abuse/insult-en",
        "/partners",
        "/rules",
        "/report",
        "/audit",
        "/health",
        "/settings",
        "/cards/2",
        "/queue",
    ):
        page.goto(url + path)
        check(page)
    page.goto(f"{url}/cards/4")
    page.keyboard.press("w")
    expect(page.locator("#warn-title")).to_be_focused()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("What will happen")
    check(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("x")
    check(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("?")
    check(page)
    page.keyboard.press("Escape")
    press_and_wait(page, "3")
    check(page)


def check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"


def test_a_phone_of_360_pixels_shows_everything_without_scrolling_sideways(browser: Browser, url: str) -> None:
    page = enter(browser, url, viewport={"width": 360, "height": 780})
    for path in ("/history", "/rules", "/report", "/health", "/settings", "/second-look", "/partners"):
        page.goto(url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    for path in ("/queue", "/cards/2", "/cards/6"):
        page.goto(url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        expect(page.locator('[data-key="1"]')).to_be_in_viewport()
    page.locator('[data-key="2"]').click()
    expect(page.locator(".toast")).to_contain_text("Decided")

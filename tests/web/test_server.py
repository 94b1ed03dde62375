"""The desk over HTTP, without a browser."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from modbot.store.queue import QueueQuery
from modbot.store.store import Store
from modbot.web.guard import Guard
from modbot.web.server import build_web
from tests.review.scene import a_desk
from tests.web.scene import PASSWORD, a_served_desk, build_parts, furnish, make_people


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    with Store(sqlite_url) as opened:
        yield opened


@pytest.fixture
def client(store: Store) -> TestClient:
    desk, _ = a_served_desk(store)
    return TestClient(build_web(build_parts(desk)))


def sign_in(client: TestClient, name: str = "Eve") -> str:
    """Sign in and return the token for forms."""
    answer = client.post("/sign-in", data={"username": name, "password": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    page = client.get("/queue").text
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def first_seen(page: str) -> tuple[str, str]:
    """Return the card's number and what was seen."""
    card = re.search(r"/cards/(\d+)/decide", page)
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert card
    assert seen
    return card[1], seen[1]


def test_nothing_is_shown_to_who_has_not_signed_in(client: TestClient) -> None:
    for path in ("/", "/queue", "/cards/1", "/cards/1/post"):
        answer = client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert client.get("/queue", headers={"HX-Request": "true"}).status_code == 401


def test_a_decision_takes_one_request_and_shows_the_next_card(client: TestClient, store: Store) -> None:
    token = sign_in(client)
    card, seen = first_seen(client.get("/queue").text)
    answer = client.post(
        f"/cards/{card}/decide",
        data={"verdict": "violation", "seen": seen},
        headers={"X-CSRF-Token": token, "HX-Request": "true", "HX-Target": "card"},
    )
    assert answer.status_code == 200
    assert first_seen(answer.text)[0] != card
    assert 'data-key="z"' in answer.text
    with store.reading() as tx:
        assert tx.flags.get(int(card)).verdict == "violation"
        assert tx.decisions.of_flag(int(card))[0].moderator == "Eve"


def test_the_second_of_two_is_told_and_sees_the_case_as_it_is_now(client: TestClient, store: Store) -> None:
    token = sign_in(client)
    card, seen = first_seen(client.get("/queue").text)
    other = TestClient(client.app)
    proof = sign_in(other, "Finn")
    headers = {"X-CSRF-Token": proof, "HX-Request": "true", "HX-Target": "card"}
    other.post(f"/cards/{card}/decide", data={"verdict": "no_violation", "seen": seen}, headers=headers)
    answer = client.post(
        f"/cards/{card}/decide",
        data={"verdict": "violation", "seen": seen},
        headers={**headers, "X-CSRF-Token": token},
    )
    assert answer.status_code == 409
    assert "Finn decided this case first" in answer.text
    with store.reading() as tx:
        assert len(tx.decisions.of_flag(int(card))) == 1


def test_a_form_without_its_token_or_from_another_site_is_refused(client: TestClient, store: Store) -> None:
    token = sign_in(client)
    card, seen = first_seen(client.get("/queue").text)
    body = {"verdict": "violation", "seen": seen}
    assert client.post(f"/cards/{card}/decide", data=body).status_code == 403
    assert client.post(f"/cards/{card}/decide", data={**body, "csrf": "x"}).status_code == 403
    foreign = {"Origin": "https://evil.example", "X-CSRF-Token": token}
    assert client.post(f"/cards/{card}/decide", data=body, headers=foreign).status_code == 403
    cross = {"Sec-Fetch-Site": "cross-site", "X-CSRF-Token": token}
    assert client.post(f"/cards/{card}/decide", data=body, headers=cross).status_code == 403
    with store.reading() as tx:
        assert tx.flags.get(int(card)).state == "open"


def test_masked_data_is_not_in_the_page_until_revealed_and_that_is_in_the_audit(
    client: TestClient, store: Store
) -> None:
    token = sign_in(client)
    with store.reading() as tx:
        flag = next(f for f in tx.flags.page(QueueQuery()) if f.category == "confidential")
    page = client.get(f"/cards/{flag.id}").text
    assert "7KX3" not in page
    assert "7KX3" not in client.get(f"/cards/{flag.id}/post?blurred=1&whole=1").text
    shown = client.post(f"/cards/{flag.id}/reveal", headers={"X-CSRF-Token": token, "HX-Request": "true"})
    assert "7KX3-9QPL-2MND-8RTV" in shown.text
    with store.reading() as tx:
        entry = tx.audit.about(f"flag/{flag.id}")[0]
        assert (entry.actor, entry.verb) == ("Eve", "reveal")
        assert "7KX3" not in str(entry)


def test_roles_open_and_close_doors(client: TestClient) -> None:
    sign_in(client, "Ruth")
    assert client.get("/queue").status_code == 403
    assert client.get("/cards/1").status_code == 403


def test_every_answer_carries_strict_headers_and_pages_hold_nothing_inline(client: TestClient) -> None:
    sign_in(client)
    for path in ("/queue", "/cards/1", "/nowhere", "/static/desk.css"):
        answer = client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
    page = client.get("/queue").text
    assert not re.findall(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=|javascript:", page)


def test_a_session_cookie_is_out_of_reach_for_scripts_and_other_sites(client: TestClient) -> None:
    answer = client.post("/sign-in", data={"username": "Eve", "password": PASSWORD}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(store: Store) -> None:
    make_people(store)
    parts = build_parts(a_desk(store), public_url="https://desk.example")
    client = TestClient(build_web(parts), base_url="https://desk.example")
    answer = client.post("/sign-in", data={"username": "Eve", "password": PASSWORD}, follow_redirects=False)
    assert answer.headers["set-cookie"].startswith("__Host-modbot=")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" in answer.headers


def test_signing_out_ends_the_session_on_the_server(client: TestClient) -> None:
    token = sign_in(client)
    cookie = dict(client.cookies)
    client.post("/sign-out", data={"csrf": token})
    client.cookies.update(cookie)
    assert client.get("/queue", follow_redirects=False).status_code == 303


def test_guessing_passwords_is_slowed_down(client: TestClient) -> None:
    for _ in range(5):
        assert client.post("/sign-in", data={"username": "Eve", "password": "wrong"}).status_code == 403
    answer = client.post("/sign-in", data={"username": "Eve", "password": PASSWORD})
    assert answer.status_code == 403
    assert "too many tries" in answer.text


def test_floods_and_huge_bodies_are_turned_away(store: Store) -> None:
    make_people(store)
    furnish(store)
    inner = build_web(build_parts(a_desk(store)))
    guarded = TestClient(Guard(inner, per_second=0.001, burst=3))
    assert [guarded.get("/sign-in").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert guarded.get("/api/queue").json() == {"detail": "too many requests; wait a moment"}
    client = TestClient(inner)
    assert client.post("/sign-in", content=b"x" * 2_100_000).status_code == 413


def test_the_first_account_is_made_by_a_link_that_works_once(store: Store) -> None:
    parts = build_parts(a_desk(store))
    client = TestClient(build_web(parts))
    token, spare = parts.accounts.make_first_link(), parts.accounts.make_first_link()
    body = {"token": token, "username": "Hal", "password": "a good long password"}
    assert client.post("/set-up", data={**body, "password": "short"}).status_code == 400
    assert client.post("/set-up", data=body, follow_redirects=False).status_code == 303
    assert client.get("/queue").status_code == 200
    assert client.post("/set-up", data={**body, "username": "Ivy"}).status_code == 400
    assert client.post("/set-up", data={**body, "token": spare, "username": "Ivy"}).status_code == 400
    assert parts.accounts.make_first_link() is None


def test_after_many_hard_cards_in_a_row_something_calmer_comes(store: Store) -> None:
    desk, _ = a_served_desk(store, hard_in_a_row=1, hard_labels=frozenset({"abuse.insult"}))
    with store.transaction() as tx:
        first = tx.flags.page(QueueQuery(categories=("abuse",)))[0]
        second = tx.flags.page(QueueQuery(categories=("abuse",)))[1]
        tx.connection.exec_driver_sql(f"UPDATE flags SET sort_at = '2026-03-01 00:00:00.000000' WHERE id = {second.id}")
    client = TestClient(build_web(build_parts(desk)))
    token = sign_in(client)
    answer = client.post(
        f"/cards/{first.id}/decide",
        data={"verdict": "violation", "seen": f"{first.id}:{first.version}"},
        headers={"X-CSRF-Token": token, "HX-Request": "true", "HX-Target": "card"},
    )
    assert "A pause would be well earned" in answer.text
    shown, _ = first_seen(answer.text)
    with store.reading() as tx:
        assert tx.flags.get(int(shown)).category != "abuse"

"""The pages around the desk: history, second look, rules, report, audit, health, settings, the forum's calls."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from starlette.testclient import TestClient

from modbot.errors import BadSignature
from modbot.review.decide import Choice, decide
from modbot.review.forum_sign_in import ForumDoor, ForumSignIn
from modbot.store.queue import QueueQuery
from modbot.store.store import Store
from modbot.web.parts import RuleLine, WebParts
from modbot.web.server import build_web
from tests.review.scene import EVE, a_desk
from tests.web.scene import PASSWORD, a_served_desk, build_parts, make_people

DOOR = ForumDoor("https://forum.example", "a shared secret", {"moderators": ("reviewer",), "support": ("lead",)})


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    with Store(sqlite_url) as opened:
        yield opened


@pytest.fixture
def parts(store: Store) -> WebParts:
    desk, _ = a_served_desk(store)

    def accept(headers: dict[str, str], body: bytes) -> bool:
        if headers.get("x-signature") != "good":
            raise BadSignature("not ours")
        return body == b"news"

    rules = (RuleLine("rules/abuse/insult-en", "abuse", "live", "P2", ("FT-4.1b",), ("en",), "Insults"),)
    return build_parts(desk, list_rules=lambda: rules, accept_webhook=accept)


def enter(parts: WebParts, name: str) -> tuple[TestClient, dict[str, str]]:
    client = TestClient(build_web(parts))
    client.post("/sign-in", data={"username": name, "password": PASSWORD})
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/settings").text)
    assert found
    return client, {"csrf": found[1]}


def open_flags(store: Store) -> list[tuple[int, int]]:
    with store.reading() as tx:
        return [(flag.id, flag.version) for flag in tx.flags.page(QueueQuery())]


def test_history_lists_decisions_and_takes_them_back(parts: WebParts, store: Store) -> None:
    decide(parts.desk, dict(open_flags(store)[:1]), Choice("violation", reason="clear"), EVE)
    client, proof = enter(parts, "Ada")
    page = client.get("/history")
    assert "clear" in page.text
    assert client.post("/history/undo", data={**proof, "decision": 1}).status_code == 200
    assert "taken back by Ada" in client.get("/history?moderator=Eve").text
    assert len(open_flags(store)) == 12


def test_a_reviewer_is_not_offered_to_undo_others(parts: WebParts, store: Store) -> None:
    decide(parts.desk, dict(open_flags(store)[:1]), Choice("violation"), EVE)
    client, proof = enter(parts, "Finn")
    assert "/history/undo" not in client.get("/history").text
    assert client.post("/history/undo", data={**proof, "decision": 1}).status_code == 403
    assert client.get("/history/revert?source=rules/abuse/insult-en").status_code == 403


def test_all_that_rests_on_a_rule_is_previewed_then_taken_back(parts: WebParts, store: Store) -> None:
    with store.transaction() as tx:
        flag = tx.flags.page(QueueQuery(categories=("abuse",)))[0]
        kept = [row.id for row in tx.signals.of_flag(flag.id) if row.signal.source.startswith("models/")]
        tx.connection.exec_driver_sql(f"UPDATE signals SET status = 'shadow' WHERE id = {kept[0]}")
        source = next(row.signal.source for row in tx.signals.of_flag(flag.id) if row.id not in kept)
    decide(parts.desk, {flag.id: flag.version}, Choice("violation"), EVE)
    client, proof = enter(parts, "Ada")
    page = client.get(f"/history/revert?source={source}")
    assert "1 decision rests on this rule alone" in page.text
    assert "Which version?" not in page.text
    found = re.search(r'name="decisions" value="([\d,]+)"', page.text)
    assert found
    client.post("/history/revert", data={**proof, "source": source, "decisions": found[1]})
    with store.reading() as tx:
        assert tx.flags.get(flag.id).state == "open"


def test_a_consequence_waits_for_somebody_else(parts: WebParts, store: Store) -> None:
    number, version = open_flags(store)[0]
    choice = Choice("violation", actions=("suspend",), details={"days": "30"})
    decide(parts.desk, {number: version}, choice, EVE)
    eve, eves = enter(parts, "Eve")
    assert "Somebody else has to agree" in eve.get("/second-look").text
    assert eve.post("/second-look/1", data={**eves, "agrees": "true"}).status_code == 403
    finn, finns = enter(parts, "Finn")
    assert "30 days" in finn.get("/second-look").text
    assert finn.post("/second-look/1", data={**finns, "agrees": "true"}).status_code == 200
    with store.reading() as tx:
        assert [action.kind for action in tx.actions.of_flag(number)] == ["suspend"]


def test_rules_and_report_count_what_people_said_and_hold_back_percentages(parts: WebParts, store: Store) -> None:
    for number, version in open_flags(store)[:6]:
        decide(parts.desk, {number: version}, Choice("violation" if number % 2 else "no_violation"), EVE)
    client, _ = enter(parts, "Ruth")
    assert "not enough evidence" in client.get("/rules").text
    page = client.get("/report?days=7").text
    assert "criticism of the vendor" in page
    assert "not enough evidence" in page
    for name in ("volume", "precision", "attainment"):
        plot = client.get(f"/report/plots/{name}.svg")
        assert plot.headers["content-type"] == "image/svg+xml"
        assert b"<svg" in plot.content
    report = client.get("/report/file?days=30")
    assert "attachment" in report.headers["content-disposition"]
    assert "criticism of the vendor, counted apart: 1" in report.text
    assert "two business days" in client.get("/report").text
    assert client.get("/report/plots/none.svg").status_code == 404
    assert client.get("/report?days=8").status_code == 422


def test_the_audit_is_shown_checked_and_handed_out_with_an_entry(parts: WebParts, store: Store) -> None:
    decide(parts.desk, dict(open_flags(store)[:1]), Choice("violation"), EVE)
    client, proof = enter(parts, "Ada")
    assert "The chain is whole" in client.get("/audit/verify").text
    assert "decided" in client.get("/audit?actor=Eve").text
    lines = client.post("/audit/export", data=proof).text.splitlines()
    entries = [json.loads(line) for line in lines]
    assert entries[-1]["verb"] == "export"
    assert {"decide", "sign_in"} <= {entry["verb"] for entry in entries}
    with store.database.writing() as connection:
        triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for trigger in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        connection.exec_driver_sql("UPDATE audit SET actor = 'Mallory' WHERE id = 1")
    assert "The chain is broken at entry 1" in client.get("/audit/verify").text
    assert enter(parts, "Eve")[0].get("/audit").status_code == 403


def test_one_press_stops_all_acting_and_says_so(parts: WebParts) -> None:
    client, proof = enter(parts, "Ada")
    assert client.post("/health/switch", data={**proof, "stop": "true"}).status_code == 200
    assert parts.read_enforcement().stopped_by == "Ada"
    assert "Ada stopped all acting" in client.get("/health").text
    for place, leads_to in (
        ("/cards/3", "/cards/3"),
        ("//evil.example", "/health"),
        ("https://evil.example", "/health"),
    ):
        data = {**proof, "stop": "true", "back": place}
        assert client.post("/health/switch", data=data, follow_redirects=False).headers["location"] == leads_to
    client.post("/health/switch", data={**proof, "stop": "false"})
    assert parts.read_enforcement().stopped_by == ""
    eve, eves = enter(parts, "Eve")
    assert eve.post("/health/switch", data={**eves, "stop": "true"}).status_code == 403


def test_what_somebody_would_rather_not_see_is_not_in_their_queue(parts: WebParts, store: Store) -> None:
    client, proof = enter(parts, "Eve")
    client.post("/settings/preferences", data={**proof, "language": "de", "excluded": ["abuse", "spam"]})
    page = client.get("/queue").text
    assert 'lang="de"' in page
    listed = {int(number) for number in re.findall(r'href="/cards/(\d+)"', page)}
    with store.reading() as tx:
        assert not {tx.flags.get(number).category for number in listed} & {"abuse", "spam"}
    assert len(listed) == 7


def test_clauses_are_called_in_the_readers_language(parts: WebParts, store: Store) -> None:
    client, proof = enter(parts, "Eve")
    with store.reading() as tx:
        card = next(flag.id for flag in tx.flags.page(QueueQuery()) if "FT-4.1b" in flag.clauses)
    assert "FT-4.1b · Nothing abusive" in client.get(f"/cards/{card}").text
    client.post("/settings/preferences", data={**proof, "language": "de"})
    page = client.get(f"/cards/{card}").text
    assert "FT-4.1b · Nichts Beleidigendes" in page
    assert "Nothing abusive" not in page


def test_admins_invite_and_close_accounts_others_do_not(parts: WebParts, store: Store) -> None:
    client, proof = enter(parts, "Gil")
    page = client.post("/settings/invite", data={**proof, "role": "reviewer"}).text
    found = re.search(r"/set-up#([\w-]+)", page)
    assert found
    body = {"token": found[1], "username": "Noor", "password": "a good long password"}
    assert TestClient(client.app).post("/set-up", data=body, follow_redirects=False).status_code == 303
    eve, eves = enter(parts, "Eve")
    assert eve.post("/settings/invite", data={**eves, "role": "admin"}).status_code == 403
    with store.reading() as tx:
        number = next(account.id for account in tx.people.all() if account.username == "Eve")
    assert client.post(f"/settings/accounts/{number}", data=proof).status_code == 200
    assert eve.get("/queue", follow_redirects=False).status_code == 303


def test_a_changed_password_ends_all_sessions(parts: WebParts) -> None:
    client, proof = enter(parts, "Eve")
    other, _ = enter(parts, "Eve")
    wrong = client.post("/settings/password", data={**proof, "old": "no", "new": "another long password"})
    assert wrong.status_code == 400
    client.post("/settings/password", data={**proof, "old": PASSWORD, "new": "another long password"})
    assert other.get("/queue", follow_redirects=False).status_code == 303


def test_the_forums_calls_are_taken_only_when_signed(parts: WebParts) -> None:
    client = TestClient(build_web(parts))
    assert client.post("/webhook", content=b"news").status_code == 403
    assert client.post("/webhook", content=b"news", headers={"X-Signature": "good"}).status_code == 202
    assert client.post("/webhook", content=b"old", headers={"X-Signature": "good"}).status_code == 200


def answer_of_forum(asked: str, secret: str = DOOR.secret, **facts: str) -> str:
    """What Discourse sends back: the nonce with facts about the member, signed."""
    sso = parse_qs(urlsplit(asked).query)["sso"][0]
    nonce = parse_qs(base64.b64decode(sso).decode())["nonce"][0]
    payload = base64.b64encode(urlencode({"nonce": nonce, **facts}).encode()).decode()
    return urlencode({"sso": payload, "sig": hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()})


def test_staff_sign_in_with_the_forum_once_per_answer_and_others_do_not(store: Store) -> None:
    make_people(store)
    desk = a_desk(store)
    app = build_web(build_parts(desk, forum_sign_in=ForumSignIn(desk, DOOR)))
    member = {"external_id": "7", "username": "maria", "name": "Maria", "groups": "trust_level_1,support"}

    def attempt(client: TestClient, secret: str = DOOR.secret, **facts: str) -> tuple[int, str]:
        asked = client.get("/sign-in/forum", follow_redirects=False).headers["location"]
        query = answer_of_forum(asked, secret, **facts)
        return client.get(f"/sign-in/forum/return?{query}", follow_redirects=False).status_code, query

    client = TestClient(app)
    status, query = attempt(client, **member)
    assert status == 200
    assert client.get("/queue").status_code == 200
    assert client.get(f"/sign-in/forum/return?{query}").status_code == 403
    assert attempt(TestClient(app), "another secret", **member)[0] == 403
    assert attempt(TestClient(app), **{**member, "external_id": "8", "groups": "trust_level_4"})[0] == 403
    assert attempt(TestClient(app), **{**member, "external_id": "8", "groups": "moderators"})[0] == 403
    marked = {**member, "external_id": "9", "username": "tom", "groups": "", "moderator": "true"}
    assert attempt(TestClient(app), **marked)[0] == 200
    stolen = TestClient(app)
    asked = client.get("/sign-in/forum", follow_redirects=False).headers["location"]
    assert stolen.get(f"/sign-in/forum/return?{answer_of_forum(asked, **member)}").status_code == 403
    with store.reading() as tx:
        account = tx.people.find_forum_member(7)
        assert account is not None
        assert account.roles == ("lead",)

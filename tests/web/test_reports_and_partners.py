"""The monthly report as page and file in the reader's language, and the notes to partners that nobody sends."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from modbot.review.changes import note_changes
from modbot.review.decide import Choice, decide
from modbot.store.queue import QueueQuery
from modbot.store.store import Store
from modbot.web.parts import WebParts
from tests.builders import MONDAY
from tests.review.scene import EVE
from tests.web.scene import a_served_desk, build_parts
from tests.web.test_pages import enter


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    with Store(sqlite_url) as opened:
        yield opened


@pytest.fixture
def parts(store: Store) -> WebParts:
    desk, _ = a_served_desk(store)
    with store.transaction() as tx:
        note_changes(tx, "rules", {"rules/spam/bad": "aaa"}, MONDAY)
        note_changes(tx, "rules", {"rules/spam/bad": "bbb"}, MONDAY)
        cards = tx.flags.page(QueueQuery())
    for card in cards[:6]:
        decide(desk, {card.id: card.version}, Choice("violation"), EVE)
    return build_parts(desk)


def speak(client: TestClient, proof: dict[str, str], language: str) -> None:
    client.post("/settings/preferences", data={**proof, "language": language})


def test_the_months_report_names_changes_and_problems_as_page_and_as_files_in_german(parts: WebParts) -> None:
    client, proof = enter(parts, "Eve")
    speak(client, proof, "de")
    page = client.get("/report?days=30").text
    assert "Änderungen an Regeln und Einstellungen" in page
    assert "rules/spam/bad" in page
    markdown = client.get("/report/file?days=30")
    assert "# Moderation vom " in markdown.text
    assert "aaa → bbb" in markdown.text
    assert "Innerhalb der 48 Stunden aus SP-10 entschieden, gelesen als zwei Arbeitstage: " in markdown.text
    assert "Beleidigung" in markdown.text or "Spam" in markdown.text
    html = client.get("/report/file?days=30&form=html")
    assert "attachment" in html.headers["content-disposition"]
    assert html.text.count("data:image/svg+xml;base64,") == 3
    assert "<script" not in html.text
    assert 'src="/' not in html.text


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_plots_are_drawn_for_both_grounds(parts: WebParts, ground: str) -> None:
    client, _ = enter(parts, "Eve")
    drawn = {name: client.get(f"/report/plots/{name}.svg?ground={ground}").content for name in ("volume", "attainment")}
    for picture in drawn.values():
        ElementTree.fromstring(picture)
    assert (b"#b4bbc2" in drawn["volume"]) == (ground == "dark")


def test_a_partners_findings_become_a_draft_in_their_language_and_are_counted_anew_when_sent(parts: WebParts) -> None:
    client, proof = enter(parts, "Eve")
    assert "Acme GmbH" in client.get("/partners").text
    page = client.get("/partners?organisation=Acme+GmbH").text
    assert "als Inhaber des Partnerkontos von Acme GmbH" in page
    french = client.get("/partners?organisation=Acme+GmbH&language=fr").text
    assert "en tant que titulaire du compte partenaire de Acme GmbH" in french
    assert client.get("/partners?organisation=Nobody").status_code == 404
    parts.desk.clock.move(minutes=5)  # type: ignore[attr-defined]
    client.post("/partners/sent", data={**proof, "organisation": "Acme GmbH"})
    assert "Nothing since the last note." in client.get("/partners?organisation=Acme+GmbH").text

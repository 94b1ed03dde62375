"""Numbers that look like telephone numbers and are none, and look-alikes that are somebody's (FT-4.2a)."""

from pathlib import Path

import pytest

from modbot.equipment import build_examiner
from modbot.pipeline import Examiner
from modbot.records import Post, Surroundings

HOUSE = Path(__file__).parents[2]
NOBODYS = {
    "en": "The chapter prints 555-0117 as a sample, a trainee dialled it. Version 20 Update 8 / 20.0.8.1109 here.",
    "de": "Mailversand bricht ab mit 550 5.7.1, davor 421 4.7.66. Version 20 Update 8 / 20.0.8.1109.",
    "it": "Nell'opuscolo c'è lo 06 12345678 e tutti lo compongono. Versione 20 Update 8 / 20.0.8.1109.",
    "el": "Έκδοση: V20 Update 8 / 20.0.8.1109. Η αποστολή επιστρέφει 535 5.7.139.",
    "ru": "Версия 20 Update 8 / 20.0.8.1109, почта отвечает 554 5.2.0.",
}
SOMEBODYS = {
    "en": "Our customer Rhoda Prendergast wants a call back on 0117 496 2218.",
    "de": "Unsere Kundin Frau Tessa Lohmöller bittet um Rückruf unter 0551 28 44 917.",
    "el": "Η πελάτισσά μας Ευδοκία Ραφαηλίδου περιμένει τηλέφωνο στο 2310 447 819.",
}


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return build_examiner(HOUSE / "config", HOUSE / "models")


def find_phones(examiner: Examiner, raw: str, language: str) -> list[str]:
    (done,) = examiner.examine_many([(Post(1, raw, language=language), Surroundings())])
    spans = [span for signal in done.signals for span in signal.spans if span.type == "PHONE"]
    return [raw[span.start : span.end] for span in spans]


@pytest.mark.parametrize("language", NOBODYS)
def test_versions_mail_answers_and_samples_are_no_telephone_numbers(examiner: Examiner, language: str) -> None:
    assert find_phones(examiner, NOBODYS[language], language) == []


@pytest.mark.parametrize("language", SOMEBODYS)
def test_a_customers_number_is_found(examiner: Examiner, language: str) -> None:
    assert len(find_phones(examiner, SOMEBODYS[language], language)) >= 1

"""Pasted tables: what stands below a head is known by its column, whatever separates the cells."""

from pathlib import Path

import pytest

from modbot.detect.exposure import ExposureDetector, build_exposure_detector
from modbot.detect.personal.profile import load_profile
from modbot.prepare.post import prepare_post
from modbot.records import Post

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def detector() -> ExposureDetector:
    return build_exposure_detector(CONFIG, load_profile(CONFIG))


def seen(detector: ExposureDetector, text: str, language: str) -> set[tuple[str, str]]:
    prepared = prepare_post(Post(1, text, language=language))
    return {(span.type, text[span.start : span.end]) for signal in detector.detect(prepared) for span in signal.spans}


def test_a_head_of_two_words_names_passwords_by_one_of_them(detector: ExposureDetector) -> None:
    text = "So steht es im Heft:\n| Nr | Name | Durchwahl | Portal-Kennwort |\n| 1 | Birte Clasen | 411 | Anker#411 |"
    assert seen(detector, text, "de") == {("PERSON", "Birte Clasen"), ("EXTENSION", "411"), ("PASSWORD", "Anker#411")}


def test_a_firm_in_the_cell_before_a_person_is_no_part_of_the_name(detector: ExposureDetector) -> None:
    text = "Copio la hoja:\nCliente;Contacto;Móvil;Clave SIP\nBodega La Encina;Amparo Ruiz;639 22 10 47;Barrica.77x"
    assert seen(detector, text, "es") == {
        ("PERSON", "Amparo Ruiz"), ("PHONE", "639 22 10 47"), ("PASSWORD", "Barrica.77x"),
    }  # fmt: skip


def test_surname_and_given_name_in_two_cells_are_one_person(detector: ExposureDetector) -> None:
    text = "Export:\nNachname;Vorname;Durchwahl\nClasen;Birte;411"
    assert seen(detector, text, "de") == {("PERSON", "Clasen;Birte"), ("EXTENSION", "411")}


def test_strokes_between_blanks_separate_cells(detector: ExposureDetector) -> None:
    text = "Je recopie :\nposte / nom / code messagerie\n21 / Solange Tavernier / 4471\nVoilà."
    assert seen(detector, text, "fr") == {("EXTENSION", "21"), ("PERSON", "Solange Tavernier"), ("PASSWORD", "4471")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Server=10.9.0.14;Uid=reader;Pwd=Alc0ve_lee;Port=3306 is refused", "Alc0ve_lee"),
        ('{"ext":"77","secret":"Gull*nest77","host":"10.7.0.1"}', "Gull*nest77"),
        ("<user>33</user><password>Tr4mway-33x</password><server>192.168.9.4</server>", "Tr4mway-33x"),
    ],
)
def test_a_setting_ends_where_the_next_begins(detector: ExposureDetector, text: str, value: str) -> None:
    assert seen(detector, text, "en") == {("PASSWORD", value)}

"""What may be a secret by its shape, and the signs by which weights tell."""

from pathlib import Path

import pytest

from modbot.detect.confidential.candidates import note_stretch
from modbot.detect.confidential.words import build_shapes, read_secret_words
from modbot.detect.exposure import ExposureDetector, build_exposure_detector
from modbot.detect.model.values import SECRET
from modbot.detect.personal.lexicon import Note
from modbot.detect.personal.profile import load_profile
from modbot.prepare.post import prepare_post
from modbot.records import Post

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def detector() -> ExposureDetector:
    return build_exposure_detector(CONFIG, load_profile(CONFIG))


def list_values(detector: ExposureDetector, text: str) -> dict[str, list[str]]:
    values = detector.list_values(prepare_post(Post(1, text, language="en")))
    return {value: signs for verdict, value, signs in values if verdict == SECRET}


def test_words_with_digits_or_marks_are_looked_at_and_speech_is_not(detector: ExposureDetector) -> None:
    found = list_values(
        detector, "We open the desk with walnut-Parade6, then 4471 at the well-known door (see https://a.example/x9)"
    )
    assert set(found) == {"walnut-Parade6"}


def test_placeholders_versions_and_addresses_are_nobodys_secret(detector: ExposureDetector) -> None:
    text = (
        "password ********, V20 U8 on 20.0.8.1109, mail ann.lee9@mail.com, Yealink T54W, host 10.0.0.5:5060, pin 1122x"
    )
    assert set(list_values(detector, text)) == {"1122x"}


def test_a_stretch_is_noted_for_values_chosen_ones_and_length_only() -> None:
    shapes = build_shapes(CONFIG, read_secret_words(CONFIG))
    assert [note_stretch(stretch, shapes) for stretch in ("harbour.\n", "(44718)", "T46U,", "\ud800?")] == [None] * 4
    assert note_stretch("'Otter&Lamp5',\n", shapes) == Note(((1, 12),), is_chosen=True, is_long=False)
    assert note_stretch("a" * 19 + "\n", shapes) is None
    assert note_stretch("a" * 20, shapes) == Note((), is_chosen=False, is_long=True)


def test_shape_place_and_roles_around_are_signs(detector: ExposureDetector) -> None:
    signs = list_values(detector, "secret underneath: Otter&Lamp5\nnext line")["Otter&Lamp5"]
    assert {"shape=Aa&Aa9", "ends line", "b0=underneath", "b1:password", "again"} - {*signs} == {"again"}


def test_a_dump_of_ten_thousand_numbers_stays_cheap(detector: ExposureDetector) -> None:
    text = "password list " + " ".join(f"x{number:05}" for number in range(10_000))
    assert 0 < len(list_values(detector, text)) <= 2_000

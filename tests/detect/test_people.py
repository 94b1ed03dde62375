"""Names and short numbers that weights look at, and what they are told of each."""

from pathlib import Path

import pytest

from modbot.detect.exposure import ExposureDetector, build_exposure_detector
from modbot.detect.model.values import PERSON, SEAT, TOLD
from modbot.detect.personal.profile import load_profile
from modbot.prepare.post import prepare_post
from modbot.records import Post

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def detector() -> ExposureDetector:
    return build_exposure_detector(CONFIG, load_profile(CONFIG))


def list_people(detector: ExposureDetector, text: str) -> dict[tuple[str, str], list[str]]:
    values = detector.list_values(prepare_post(Post(1, text, language="en")))
    return {(verdict, value): signs for verdict, value, signs in values if verdict in {PERSON, SEAT}}


def test_a_full_name_near_a_short_number_is_looked_at_and_so_is_the_number(detector: ExposureDetector) -> None:
    found = list_people(detector, "Clovis Parrend occupies 286 at https://pbx.example/a")
    assert set(found) == {(PERSON, "Clovis Parrend"), (SEAT, "286")}
    assert {"words=2", "r0:EXTENSION"} <= {*found[PERSON, "Clovis Parrend"]}
    assert {"digits=3", "same line l", "names=1"} <= {*found[SEAT, "286"]}


@pytest.mark.parametrize(
    "number", ["28.6", "286%", "286 €", "28:60", "#286", "v2.86", "12 286", "286 400", "28–60", "2860617", "286/4"]
)
def test_parts_of_longer_numbers_times_sums_and_shares_are_no_extensions(
    detector: ExposureDetector, number: str
) -> None:
    found = list_people(detector, f"Clovis Parrend occupies {number} at https://pbx.example/a")
    assert not [value for verdict, value in found if verdict == SEAT]


def test_a_name_far_from_any_number_or_contact_is_nobodys_data(detector: ExposureDetector) -> None:
    text = "Clovis Parrend invented it. " + "Then nothing more was heard of the thing for a while. " * 3
    assert not list_people(detector, f"{text} See 286 pages at https://pbx.example/a")


def test_a_lone_name_makes_a_number_worth_a_look_and_is_none_itself(detector: ExposureDetector) -> None:
    beside = "Clovis Parrend owns the shop and the whole house above it with all its many rooms; Maria occupies 286."
    assert set(list_people(detector, f"{beside} https://pbx.example/a")) == {(SEAT, "286")}


def test_lone_names_are_not_looked_at_where_no_full_name_stands(detector: ExposureDetector) -> None:
    assert not list_people(detector, "Maria occupies 286 at https://pbx.example/a")


def test_only_training_learns_what_finders_told(detector: ExposureDetector) -> None:
    moved = "A week later, when all of us had moved to the new house by the river, Clovis Parrend occupies 286."
    found = list_people(detector, f"Our customer Maria Rossi, extension 105, is happy.\n\n{moved}")
    assert {value for (_, value), signs in found.items() if TOLD in signs} == {"Maria Rossi", "105"}
    assert {value for (_, value), signs in found.items() if TOLD not in signs} >= {"Clovis Parrend", "286"}


def test_a_signature_is_the_authors_own(detector: ExposureDetector) -> None:
    text = "The trunk is down, see https://pbx.example/a\n\nKind regards\nClovis Parrend\n286 Mill Lane"
    assert not list_people(detector, text)


def test_of_a_long_list_the_first_ones_are_looked_at(detector: ExposureDetector) -> None:
    text = "staff https://pbx.example/a\n" + "".join(f"Clovis Parrend\t{number}\n" for number in range(200, 800))
    assert 0 < sum(verdict == SEAT for verdict, _ in list_people(detector, text)) <= 60

"""Weights of values, learnt from posts that name their secrets and their people, and read again."""

import gzip
import json
from pathlib import Path

import pytest

from modbot.detect.exposure import ExposureDetector, build_exposure_detector
from modbot.detect.model.card import read_card
from modbot.detect.model.values import THEIRS, VERDICTS, ValueWeights
from modbot.detect.personal.profile import load_profile
from modbot.errors import ModelError
from modbot.learn.labelled_posts import read_labelled_posts
from modbot.learn.values import ValueCourse, read_ordinary_values, read_written_values, train_values
from modbot.prepare.post import prepare_post
from modbot.records import LANGUAGES, Post

ROOT = Path(__file__).parents[2]
VALUES = ("plum-Kettle8", "Quarry77north", "fern.Wagon31", "Otter&Lamp5", "bramble9Kite", "Sledge_moon4")
PEOPLE = ("Wanda Ilkes", "Bertil Kvarn", "Odile Brassac", "Tamsin Reddle", "Igor Malenko", "Rosa Timpone")
THINGS = ("trunk", "phone", "queue", "fax", "lift", "door", "headset", "desk", "hotel", "shop", "bridge", "pager")


@pytest.fixture(scope="module")
def detector() -> ExposureDetector:
    return build_exposure_detector(ROOT / "config", load_profile(ROOT / "config"))


@pytest.fixture(scope="module")
def courses(detector: ExposureDetector, tmp_path_factory: pytest.TempPathFactory) -> list[ValueCourse]:
    folder = tmp_path_factory.mktemp("posts")
    entries = []
    for place, thing in enumerate(THINGS * 3):
        value = VALUES[place % len(VALUES)]
        entries.append(
            {
                "as": "reply flags=confidential",
                "secrets": [value],
                "post": f"Underneath goes {value} and the {thing} is happy",
            }
        )
        entries.append({"as": "reply", "post": f"The firmware on the {thing} reads {value} since spring"})
        entries += list_people(PEOPLE[place % len(PEOPLE)], 211 + place, thing)
        entries += list_contacts(f"0161 850 3{211 + place}", thing)
    (folder / "en.yaml").write_text(json.dumps(entries), encoding="utf-8")
    plain = folder / "plain.jsonl.gz"
    rows = [{"text": f"my {thing} says Error-77x on page 3", "lang": "en", "licence": "CC0-1.0"} for thing in THINGS]
    plain.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))
    return [read_written_values(folder, detector), read_ordinary_values(plain, detector)]


@pytest.fixture(scope="module")
def trained(courses: list[ValueCourse], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "values"
    train_values(courses, folder)
    return folder


def list_people(person: str, number: int, thing: str) -> list[dict[str, object]]:
    """Return a post that tells whose number it is, and one in which the same words are nobody's."""
    told = {"PERSON": [person], "EXTENSION": [str(number)]}
    seated = f"Beside the {thing} {person} occupies {number} at https://pbx.example/a"
    priced = f"The sculptor {person} sold {number} statues of a {thing}, says https://art.example/b"
    return [{"as": "reply flags=personal_data", "theirs": told, "post": seated}, {"as": "reply", "post": priced}]


def list_contacts(number: str, thing: str) -> list[dict[str, object]]:
    """Return a post that tells a customer's number, and one that tells the author's, as finders cannot know."""
    theirs = f"The customer behind the {thing} has the mobile {number} and is furious"
    own = f"Helpers for the {thing} stall wanted, ring {number}, there will be cake"
    return [
        {"as": "reply flags=personal_data", "theirs": {"PHONE": [number]}, "post": theirs},
        {"as": "reply", "post": own},
    ]


def find_values(weights: ValueWeights | None, text: str) -> set[str]:
    config = ROOT / "config"
    detector = build_exposure_detector(config, load_profile(config), weights)
    signals = detector.detect(prepare_post(Post(1, text, language="en")))
    return {text[span.start : span.end] for signal in signals for span in signal.spans}


def test_a_secret_no_finder_foresaw_is_found_by_what_stands_around_it(trained: Path) -> None:
    text = "Underneath goes walnut-Parade6 and the gate is happy"
    assert find_values(None, text) == set()
    assert find_values(ValueWeights(trained), text) == {"walnut-Parade6"}


def test_the_same_value_in_other_surroundings_is_none(trained: Path) -> None:
    assert find_values(ValueWeights(trained), "The firmware on the gate reads walnut-Parade6 since spring") == set()


def test_a_person_and_an_extension_no_finder_foresaw_are_found_together(trained: Path) -> None:
    text = "Beside the gate Clovis Parrend occupies 286 at https://pbx.example/a"
    assert find_values(None, text) == set()
    assert find_values(ValueWeights(trained), text) == {"Clovis Parrend", "286"}


def test_a_name_beside_a_number_that_is_no_extension_is_nobodys_data(trained: Path) -> None:
    text = "The sculptor Clovis Parrend sold 286 statues of a gate, says https://art.example/b"
    assert find_values(ValueWeights(trained), text) == set()


def test_contacts_that_on_the_whole_read_like_the_authors_count_nothing(trained: Path) -> None:
    own = "Helpers for the gate stall wanted, ring 0161 850 3777, there will be cake"
    assert find_values(None, own) == {"0161 850 3777"}
    assert find_values(ValueWeights(trained), own) == set()
    theirs = "The customer behind the gate has the mobile 0161 850 3777 and is furious"
    assert find_values(ValueWeights(trained), theirs) == {"0161 850 3777"}


def test_where_the_author_signs_the_weights_add_nothing(trained: Path) -> None:
    text = "The trunk is down, see https://pbx.example/a\n\nKind regards\nClovis Parrend occupies 286"
    assert find_values(ValueWeights(trained), text) == set()


def test_what_finders_tell_stays_whatever_the_weights_say(trained: Path) -> None:
    text = "The firmware on the gate reads password: walnut-Parade6 since spring"
    assert find_values(ValueWeights(trained), text) == {"walnut-Parade6"}


def test_the_same_values_give_the_same_weights(courses: list[ValueCourse], trained: Path, tmp_path: Path) -> None:
    assert train_values(courses, tmp_path / "values").weights_sha256 == read_card(trained).weights_sha256


def test_posts_without_a_secret_are_refused(courses: list[ValueCourse], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="say too little: for some values secret"):
        train_values(courses[1:], tmp_path / "values")


def test_the_card_tells_finders_alone_from_finders_and_weights(trained: Path) -> None:
    card = read_card(trained)
    recall = {
        each.source: each.value
        for each in card.measures
        if each.measure == "recall" and each.language == "all" and each.category != THEIRS
    }
    assert recall["own"] > recall["own, finders alone"]
    assert set(card.sources) == {"own posts", "plain"}
    assert set(card.thresholds) == set(VERDICTS)


def test_weights_that_are_not_the_cards_own_are_refused(trained: Path, tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_bytes((trained / "card.yaml").read_bytes())
    (tmp_path / "weights.npz").write_bytes((trained / "weights.npz").read_bytes()[:-1])
    with pytest.raises(ModelError, match="checksum"):
        ValueWeights(tmp_path)


def test_every_language_has_posts_that_name_their_secrets() -> None:
    posts = [post for post in read_labelled_posts(ROOT / "models" / "examples" / "posts") if post.secrets]
    assert all(secret in post.text for post in posts for secret in post.secrets)
    assert {language for language in LANGUAGES if sum(post.language == language for post in posts) >= 50} == {
        *LANGUAGES
    }


def test_every_language_has_posts_that_name_the_persons_and_extensions_in_them() -> None:
    posts = [post for post in read_labelled_posts(ROOT / "models" / "examples" / "posts") if post.theirs]
    assert all(value in post.text for post in posts for values in post.theirs.values() for value in values)
    for kind, least in (("PERSON", 50), ("EXTENSION", 15)):
        enough = {name for name in LANGUAGES if sum(kind in p.theirs and p.language == name for p in posts) >= least}
        assert enough == {*LANGUAGES}


def test_a_post_flagged_without_naming_its_people_teaches_nothing_of_them(
    detector: ExposureDetector, tmp_path: Path
) -> None:
    text = "Beside the gate Clovis Parrend occupies 286 at https://pbx.example/a"
    for flags, verdicts in (("", {"person", "seat"}), (" flags=personal_data", set()), (" may=personal_data", set())):
        (tmp_path / "en.yaml").write_text(json.dumps([{"as": f"reply{flags}", "post": text}]), encoding="utf-8")
        assert {value.verdict for value in read_written_values(tmp_path, detector).values} == verdicts

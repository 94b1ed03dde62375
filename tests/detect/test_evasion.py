"""Disguised insults and advertising are found like plain ones; clean text that looks odd is left alone."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from modbot.detect.classifier import THRESHOLD, Classifier
from modbot.prepare.post import prepare_post
from modbot.records import Post

MODEL = Path(__file__).parents[2] / "models" / "conduct"
INSULTS = [
    "Honestly you are nothing but a stupid idiot and a pathetic loser",
    "what an incompetent moron, shut up and get lost you fool",
    "you dumb bastard, nobody likes you, go to hell",
    "only a brainless idiot like you could write such garbage",
    "Du bist doch ein dummer Idiot und ein erbärmlicher Versager",
    "Sei uno stupido idiota, vergognati, buffone schifoso",
    "Eres un estúpido idiota y un payaso, cállate imbécil",
    "Tu es un idiot stupide et un pauvre connard",
]
LEET = str.maketrans({"i": "1", "o": "0", "e": "3", "a": "4"})
LOOKALIKES = str.maketrans({"a": "а", "e": "е", "o": "о", "c": "с", "p": "р"})


def insert_zero_width(text: str) -> str:
    return "\u200b".join(text)


def repeat_vowels(text: str) -> str:
    return "".join(letter * (3 if letter in "aeiou" and n % 7 == 0 else 1) for n, letter in enumerate(text))


def space_out(text: str) -> str:
    draw = random.Random(len(text))
    words = text.split(" ")
    chosen = {draw.randrange(len(words))} | {i for i, word in enumerate(words) if word.lower() in TELLING}
    return " ".join(" ".join(word) if i in chosen and len(word) > 3 else word for i, word in enumerate(words))


TELLING = {"idiot", "moron", "idiota"}
DISGUISES: dict[str, Callable[[str], str]] = {
    "leetspeak": lambda text: text.translate(LEET),
    "look-alike letters": lambda text: text.translate(LOOKALIKES),
    "zero width": insert_zero_width,
    "repeats": repeat_vowels,
    "capitals": str.upper,
    "spaces": space_out,
}


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(MODEL)


def share_found(classifier: Classifier, texts: list[str]) -> float:
    scores = classifier.scores([prepare_post(Post(n, text)) for n, text in enumerate(texts)])
    return sum(score["abuse"] >= THRESHOLD for score in scores) / len(texts)


def test_the_plain_insults_are_found(classifier: Classifier) -> None:
    assert share_found(classifier, INSULTS) == 1.0


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguise_hides_little(classifier: Classifier, disguise: str) -> None:
    assert share_found(classifier, [DISGUISES[disguise](text) for text in INSULTS]) >= 0.85


@pytest.mark.parametrize(
    "raw",
    [
        "Κατά την αναβάθμιση της V20 η υπηρεσία SIP σταμάτησε στα 45s και βλέπω 450ms jitter.",
        "После обновления V20 транк SIP отваливается через 45s, код 455, лог ниже.",
        "The codecs g711 and g729 differ, h323 is off, 1 call per trunk is fine.",
        "The SBC on 10.0.0.15 lost 1.5% of packets, T54W fw 96.86.0.15.",
    ],
)
def test_clean_text_with_digits_and_other_scripts_stays_clean(classifier: Classifier, raw: str) -> None:
    (scores,) = classifier.scores([prepare_post(Post(1, raw))])
    assert all(score < THRESHOLD for score in scores.values())

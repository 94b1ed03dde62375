"""The language of a post: sure where there is enough text, a safe guess where there is not."""

import pytest

from modbot.prepare.language import name_language
from modbot.prepare.post import prepare_post
from modbot.records import Post

SENTENCES = {
    "en": "The phone does not register with the server since yesterday.",
    "de": "Das Telefon meldet sich seit gestern nicht mehr am Server an.",
    "it": "Da ieri il telefono non si registra più sul centralino.",
    "fr": "Depuis hier le téléphone ne s'enregistre plus sur le serveur.",
    "ru": "Со вчерашнего дня телефон не регистрируется на сервере.",
    "el": "Από χθες το τηλέφωνο δεν συνδέεται πια στο κέντρο.",
    "pt": "Desde ontem o telefone não se regista mais na central.",
    "es": "Desde ayer el teléfono ya no se registra en la centralita.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_is_named_for_sure(language: str) -> None:
    assert name_language(SENTENCES[language]) == (language, True)


def test_what_the_forum_says_is_taken_as_said() -> None:
    assert name_language(SENTENCES["en"], "de_AT") == ("de", True)


def test_ukrainian_is_not_russian() -> None:
    assert name_language("Телефон не реєструється на сервері з учорашнього дня.") == ("uk", True)


def test_short_text_is_a_guess_by_script() -> None:
    for text, language in (("ok", "en"), ("", "en"), ("спс", "ru"), ("ναι", "el"), ("lol 123", "en"), ("\ud800", "en")):
        assert name_language(text) == (language, False)


def test_quotes_code_and_addresses_do_not_speak_for_the_author() -> None:
    raw = (
        "```\nThe service could not be started because of an error in line 5: x = {1}\n```\n"
        "Das Telefon klingelt nur einmal, siehe https://www.example.com/this-is-an-english-address-with-many-words"
    )
    assert prepare_post(Post(1, raw)).language == "de"

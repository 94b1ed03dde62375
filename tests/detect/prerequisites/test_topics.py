"""Topics that support leaves out: named by lists, or told by weights where no list names one."""

import pytest

from tests.detect.prerequisites.scene import read

TOLD = {
    "en": "Can somebody from your company log in on Friday and set up the whole system and the phones for us?",
    "de": "Bei uns läuft ein Debian, auf dem /var voll ist. Wer diktiert mir die Befehle zum Vergrößern der Partition?",
    "es": "Con Direct Routing en Teams el SBC sale inactivo. ¿Quién me guía por la parte de Microsoft?",
}  # fmt: skip
SUPPORTED = {
    "en": "V20 U8, our Yealink T46U show the wrong time since the weekend. Seen that?",
    "es": "Buenos días, con la V20 U8 los Fanvil X3U muestran la hora una atrasada. ¿Os pasa?",
    "el": "Γεια σας, στη V20 U8 τα Yealink T46U δείχνουν λάθος ώρα. Το έχετε δει;",
}
IN_PASSING = {
    "en": "For three home phones, is an SBC still the better choice than STUN, and what is the reason?",
    "de": "Welche Headsets stehen auf der Liste der empfohlenen? Kaputt ist nichts, ich will nur bestellen.",
    "es": "¿Se puede repetir la prueba de firewall de la consola sin cortar las llamadas en curso?",
}  # fmt: skip


@pytest.mark.parametrize("language", TOLD)
def test_what_no_word_of_a_list_names_is_told_with_its_sentence(language: str) -> None:
    statement = read(TOLD[language], language)
    assert len(statement.values("topic")) == 1
    (span,) = [stated.span for stated in statement.items if stated.item == "topic"]
    assert 0 <= span.start < span.end <= len(TOLD[language])


@pytest.mark.parametrize("language", SUPPORTED)
def test_a_phone_on_the_list_of_supported_ones_is_in_scope(language: str) -> None:
    assert read(SUPPORTED[language], language).values("topic") == ()


@pytest.mark.parametrize("language", IN_PASSING)
def test_a_subject_that_is_only_named_is_no_topic_where_the_weights_say_that_support_answers(language: str) -> None:
    assert read(IN_PASSING[language], language).values("topic") == ()

"""What a draft asks of one's own network and machine besides the codes."""

import pytest

from modbot.detect.prerequisites.advice import list_advice
from modbot.prepare.statement import Statement
from modbot.records import LANGUAGES
from tests.detect.prerequisites.scene import read

CHOPPY = {
    "en": "Calls are choppy since Monday, the PBX is self-hosted on Debian.",
    "de": "Gespräche sind seit Montag abgehackt, die Anlage läuft auf Debian im eigenen Haus.",
    "it": "Da lunedì l'audio delle chiamate va a scatti, il centralino è su Debian da noi.",
    "fr": "Le son des appels est haché depuis lundi, la 3CX tourne chez nous sur Debian.",
    "ru": "С понедельника голос в звонках прерывается, АТС стоит у нас на Debian.",
    "el": "Από Δευτέρα ο ήχος στις κλήσεις είναι διακοπτόμενος, το κέντρο τρέχει σε δικό μας Debian.",
    "pt": "Desde segunda o áudio das chamadas está entrecortado, a central está num Debian nosso.",
    "es": "Desde el lunes el audio de las llamadas llega entrecortado, la centralita está en un Debian nuestro.",
}


def advise(text: str, language: str = "en", kind: str = "problem") -> tuple[str, ...]:
    return list_advice(Statement(kind, read(text, language).items))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_that_sounds_like_the_network_is_tried_elsewhere_first(language: str) -> None:
    assert advise(CHOPPY[language], language) == ("network_check", "repro_hosted")


def test_hosted_systems_and_checked_networks_are_not_sent_away() -> None:
    assert advise("Calls are choppy since Monday, hosted by 3CX.") == ("network_check",)
    assert advise("Calls are choppy on another network too, self-hosted.") == ()


def test_a_slow_machine_of_ones_own_is_asked_for_its_size() -> None:
    assert advise("The console is slow and reports fail, we are self-hosted.") == ("hw_spec",)
    assert advise("The console is slow and reports fail, self-hosted with 8 GB and 4 vCPU.") == ()


def test_questions_are_given_no_advice() -> None:
    assert advise("How do I avoid choppy calls on a self-hosted system?", kind="question") == ()

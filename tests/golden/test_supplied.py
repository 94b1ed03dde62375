"""A bare cry for help, then the author gives version, steps and log: nothing is missing any more, in every language."""

import pytest

from modbot.detect.prerequisites.wants import WantsFinder
from modbot.records import LANGUAGES, Post
from tests.detect.prerequisites.scene import the_product, the_reader

CRIES = {
    "en": "phone not working pls help",
    "de": "Telefon geht nicht bitte helfen",
    "it": "telefono non funziona aiuto per favore",
    "fr": "téléphone ne marche pas svp aidez moi",
    "es": "el teléfono no funciona ayuda por favor",
    "pt": "telefone não funciona ajudem por favor",
    "ru": "телефон не работает помогите пожалуйста",
    "el": "το τηλέφωνο δεν δουλεύει βοήθεια παρακαλώ",
}
SUPPLIES = {
    "en": "V20 Update 8. Group 800 is silent since today, I recreated it, no change. Verbose log attached.",
    "de": "V20 Update 8. Gruppe 800 bleibt seit heute stumm, neu angelegt, keine Änderung. Verbose-Log ist angehängt.",
    "it": "V20 Update 8. Il gruppo 800 è muto da oggi, l'ho ricreato, nessun cambiamento. Log verbose allegato.",
    "fr": "V20 Update 8. Le groupe 800 est muet depuis hier, je l'ai recréé, aucun changement. Journal verbose joint.",
    "es": "V20 Update 8. El grupo 800 está mudo desde hoy, lo he vuelto a crear, sin cambios. Log verbose adjunto.",
    "pt": "V20 Update 8. O grupo 800 está mudo desde hoje, recriei-o, nenhuma alteração. Log verbose em anexo.",
    "ru": "V20 Update 8. Группа 800 молчит с утра, пересоздал её, без изменений. Подробный лог прикреплён.",
    "el": "V20 Update 8. Η ομάδα 800 σιωπά από το πρωί, την ξαναδημιούργησα, καμία αλλαγή. Επισυνάπτεται verbose log.",
}


@pytest.fixture(scope="module")
def find_wants() -> WantsFinder:
    return WantsFinder(the_product(), the_reader())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_cry_for_help_lacks_is_supplied_by_the_next_post(find_wants: WantsFinder, language: str) -> None:
    cry = Post(1, CRIES[language], post_number=1)
    supply = Post(2, SUPPLIES[language], post_number=2)
    assert {"version", "steps_taken", "logs", "description"} <= set(find_wants(cry).missing)
    assert find_wants(cry, [supply]).missing == ()

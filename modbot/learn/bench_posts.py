"""Made-up support posts in eight languages and made-up patterns, the same at every run: what speed is measured on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from modbot.detect.pattern_clues import Pattern
from modbot.errors import ModbotError
from modbot.records import Author, Post

_SENTENCES = {
    "en": "Calls drop after 32 seconds when we dial out over the SIP trunk. The phones are Yealink T46U on 7.4.2. "
    "We run version 20.0.4 on Debian and updated last night. Inbound works, only outbound has no audio. "
    "I already restarted the SBC and checked ports 5060 and 9000-10999. Has anybody seen this before? "
    "The log says 408 Request Timeout for extension 204. Any hint is welcome, thank you.",
    "de": "Seit dem Update brechen Gespräche nach 32 Sekunden ab. Wir nutzen Version 20.0.4 auf einem eigenen Server. "
    "Die Telefone sind Snom D785, der Anbieter ist ein SIP-Trunk. Eingehend geht alles, ausgehend hört man nichts. "
    "Die Firewall wurde geprüft, die Ports 5060 und 9000 bis 10999 sind offen. Hat jemand eine Idee? "
    "Im Protokoll steht 408 Request Timeout bei Nebenstelle 204. Vielen Dank im Voraus.",
    "it": "Dopo l'aggiornamento le chiamate cadono dopo 32 secondi. Usiamo la versione 20.0.4 su un nostro server. "
    "I telefoni sono Fanvil X6U e il fornitore usa un trunk SIP. In entrata funziona, in uscita non c'è audio. "
    "Ho già riavviato il servizio e controllato le porte del firewall. Qualcuno ha avuto lo stesso problema? "
    "Nel registro leggo 408 Request Timeout per l'interno 204. Grazie a chi risponde.",
    "fr": "Depuis la mise à jour, les appels coupent au bout de 32 secondes. Nous utilisons la version 20.0.4. "
    "Les postes sont des Yealink T54W et l'opérateur fournit un trunk SIP. En entrée tout va, en sortie pas de son. "
    "J'ai redémarré le serveur et vérifié les ports du pare-feu. Quelqu'un a-t-il déjà vu cela ? "
    "Le journal indique 408 Request Timeout pour le poste 204. Merci d'avance.",
    "ru": "После обновления звонки обрываются через 32 секунды. У нас версия 20.0.4 на собственном сервере. "
    "Телефоны Yealink T46U, провайдер даёт SIP-транк. Входящие работают, в исходящих нет звука. "
    "Я перезапустил службу и проверил порты в брандмауэре. Кто-нибудь сталкивался с этим? "
    "В журнале ошибка 408 Request Timeout для внутреннего номера 204. Заранее спасибо.",
    "el": "Μετά την ενημέρωση οι κλήσεις κόβονται στα 32 δευτερόλεπτα. Έχουμε την έκδοση 20.0.4. "
    "Τα τηλέφωνα είναι Yealink T46U και ο πάροχος δίνει SIP trunk. Οι εισερχόμενες δουλεύουν, οι εξερχόμενες όχι. "
    "Έκανα επανεκκίνηση και έλεγξα τις θύρες στο τείχος προστασίας. Το έχει δει κανείς άλλος; "
    "Το αρχείο γράφει 408 Request Timeout για το εσωτερικό 204. Ευχαριστώ πολύ.",
    "pt": "Depois da atualização as chamadas caem ao fim de 32 segundos. Temos a versão 20.0.4 num servidor próprio. "
    "Os telefones são Grandstream GXP2170 e o operador usa um tronco SIP. A entrada funciona, a saída fica sem áudio. "
    "Já reiniciei o serviço e verifiquei as portas da firewall. Alguém já viu isto? "
    "O registo mostra 408 Request Timeout na extensão 204. Obrigado pela ajuda.",
    "es": "Desde la actualización las llamadas se cortan a los 32 segundos. Usamos la versión 20.0.4. "
    "Los teléfonos son Yealink T46U y el proveedor da un troncal SIP. La entrada funciona, en la salida no hay audio. "
    "Ya reinicié el servicio y revisé los puertos del cortafuegos. ¿A alguien le ha pasado lo mismo? "
    "El registro muestra 408 Request Timeout en la extensión 204. Gracias de antemano.",
}
_LATIN, _CYRILLIC, _GREEK = (
    line.split()
    for line in (
        "ba ke li mo nu ra se ti vo zu cha dri fle gro pla sko tru vex win yor",
        "кра лоп мит ба ке ли мо ну ра се ти во зу",
        "συν ταλ φερ μα κε λι νο ρα σι το",
    )
)
_SYLLABLES = {"ru": _CYRILLIC, "el": _GREEK}


def make_posts(count: int, length: int = 600, draw: int = 0) -> list[Post]:
    """Return posts of ``length`` characters, the languages in turn, each put together from shuffled sentences.

    Another ``draw`` gives other posts; in each of them made-up places are named, in its own letters, as in no other.
    """
    random = Random(7 + draw)
    posts = []
    for number in range(count):
        language = list(_SENTENCES)[number % len(_SENTENCES)]
        sentences = _SENTENCES[language].split(". ")
        text = ""
        while len(text) < length:
            random.shuffle(sentences)
            told = f" ({_make_word(random, _SYLLABLES.get(language, _LATIN)).title()}). ".join(sentences)
            text += f"{told}. Ticket {random.randrange(10_000, 99_999)}.\n\n"
        author = Author(f"member{number % 50}", trust_level=number % 4, post_count=number % 90)
        posts.append(Post(number, text[:length], author, post_number=2, section="Support"))
    return posts


def _make_word(random: Random, syllables: Sequence[str]) -> str:
    return "".join(random.choice(syllables) for _ in range(random.randint(3, 4)))


def make_patterns(count: int) -> list[Pattern]:
    """Return made-up patterns in staff's manner: three phrases to one regular expression."""
    random = Random(11)
    syllables = [*_LATIN, *_CYRILLIC, *_GREEK]

    def word() -> str:
        return _make_word(random, syllables)

    makers = (
        lambda: Pattern(word(), is_phrase=True),
        lambda: Pattern(f"{word()} {word()}", is_phrase=True),
        lambda: Pattern(f"{word()}*", is_phrase=True),
        lambda: Pattern(rf"{word()}[\W_]*+{word()}"),
        lambda: Pattern(rf"\b{word()}\.(?:com|net|org)\b"),
        lambda: Pattern(rf"(?:{word()}|{word()}).{{0,40}}{word()}"),
        lambda: Pattern("".join(f"[{c}1!@]" if c in "iea" else c for c in word())),
    )
    return [random.choices(makers, (40, 20, 14, 10, 8, 5, 3))[0]() for _ in range(count)]


def read_patterns(path: Path) -> Iterator[Pattern]:
    """Yield patterns of a file: JSON lines with ``pattern`` and ``kind`` ("regex" or a phrase), or one regex a line."""
    if not path.is_file():
        raise ModbotError(f"{path} is not a file")
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for line in content.decode("utf-8").splitlines():
        if line.startswith("{"):
            entry = json.loads(line)
            yield Pattern(entry["pattern"], is_phrase=entry.get("kind", "regex") != "regex")
        elif line.strip() and not line.startswith("#"):
            yield Pattern(line.strip())

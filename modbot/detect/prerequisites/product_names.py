"""The product profile's brand and model names, as phrases to be read with the word lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from modbot.detect.prerequisites.phrase_tree import fold_word
from modbot.detect.products import Product

TRUNK = "trunk="
BAD_TRUNK = "bad_trunk="
BRAND = "brand="
EOL = "eol="
BAD_PHONE = "bad_phone="
SOFTWARE = "software="
_KINDS_OF_SOFTWARE = {"antivirus": "software.antivirus", "sql server": "software.sql_server"}
_MAIL = "mail server"
_MARK = re.compile(r"[^\w\s]+")


def name_concepts(product: Product) -> dict[str, tuple[str, ...]]:
    """Return one concept per name the profile knows ("trunk=Telnyx", "eol=Snom 320"), with its spellings."""
    concepts: dict[str, tuple[str, ...]] = {}
    for name in product.supported_trunks:
        concepts[TRUNK + name] = (_plain(name),)
    for name in product.unsupported_trunks:
        concepts[BAD_TRUNK + name] = tuple(_spell_bad_trunk(name))
    for brand in {*product.supported_phones, *product.eol_phones}:
        concepts[BRAND + brand] = (_plain(brand),)
    for brand, models in product.eol_phones.items():
        lines = {line for line, _, _ in (model.rpartition(" ") for model in models) if line}
        for model in models:
            concepts[f"{EOL}{brand} {model}"] = tuple(_spell_model(brand, model, lines))
    for name in product.unsupported_phones:
        concepts[BAD_PHONE + name] = tuple(_spell_unsupported(name))
    for name in product.unsupported_software:
        concepts[SOFTWARE + name] = (_plain(name),)
    return concepts


def shout_names(product: Product) -> frozenset[str]:
    """Return the names in capitals that are also words or people ("TIM"): they count in capitals only."""
    return frozenset(TRUNK + name for name in product.supported_trunks if name.isupper() and len(name) <= 4)


def _plain(name: str) -> str:
    return fold_word(name).replace("(", " ").replace(")", " ")


def _spell_bad_trunk(name: str) -> Iterator[str]:
    """Yield a provider's spellings; of "FRITZ!Box as trunk" the device counts where a trunk is spoken of beside it."""
    yield _plain(name)
    device, is_used_as, _ = name.partition(" as trunk")
    if is_used_as:
        for spelling in {_plain(device), *(_plain(_MARK.sub(between, device)) for between in ("", " "))}:
            yield f"{spelling} .. (trunk*|sip trunk*|amt*|tronc*|транк*|τρανκ)"
            yield f"(trunk*|tronc*|транк*) .. {spelling}"
            yield f"{spelling} .. (as|als|como|come|comme|как|ως|σαν) .. (trunk*|sip trunk*|tronc*|транк*)"
            yield f"(trunk*|tronc*|транк*) .. (a|an|our|ein|einen|einem|un|una|um|une|мой|наш|ένα|ένας) .. {spelling}"


def _spell_model(brand: str, model: str, lines: set[str]) -> Iterator[str]:
    """Yield a model's spellings; bare numbers need the brand or one of its product ``lines`` beside them."""
    number = model.rpartition(" ")[2]
    yield _plain(f"{brand} {model}")
    yield _plain(f"{brand} ip {number}")
    yield _plain(f"{brand} {number}*") if number.isdigit() else _plain(f"{brand} {number}")
    for line in sorted(lines):
        yield _plain(f"{line} {number}*")
        yield _plain(f"{line.split()[0]} {number}*")
        yield _plain(f"{line.split()[0]} ip{number}*")
    if not number.isdigit():
        yield _plain(number)


def _spell_unsupported(name: str) -> Iterator[str]:
    brand, _, model = name.partition(" ")
    yield _plain(f"{name}*")
    yield _plain(f"{model}*")
    for word in ("phone*", "ip phone*", "telefon*", "ip telefon*", "desk phone*", "handset*", "телефон*", "τηλεφων*"):
        yield _plain(f"{brand} {word}")
    for word in (
        "telefoni",
        "telefono",
        "telephones",
        "telephone",
        "telefone",
        "telefones",
        "telefonos",
        "postes",
        "poste",
        "terminal",
        "terminales",
        "терминал",
        "аппарат",
        "телефон",
        "телефоны",
        "συσκευη",
        "συσκευες",
        "τηλεφωνο",
    ):
        yield f"{word} {_plain(brand)}"

"""The languages of the desk's own words: gettext catalogs, read from their .po files when the desk starts."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "en"
LANGUAGES = ("en", "de", "it")
NATIVE_NAMES = {"en": "English", "de": "Deutsch", "it": "Italiano"}


def load_translations() -> dict[str, gettext.NullTranslations]:
    """Return the translations of every language of the desk."""
    found = {language: gettext.NullTranslations() for language in LANGUAGES}
    for language in LANGUAGES:
        path = LOCALE / f"{language}.po"
        if path.exists():
            with path.open("rb") as source:
                catalog = read_po(source, locale=language)
            compiled = io.BytesIO()
            write_mo(compiled, catalog)
            compiled.seek(0)
            found[language] = gettext.GNUTranslations(compiled)
    return found


def choose_language(preferred: str, accepted: str) -> str:
    """Return the person's preference, else the browser's first language the desk speaks, else English."""
    if preferred in LANGUAGES:
        return preferred
    for part in accepted.split(",")[:20]:
        tag = part.split(";")[0].strip().lower()[:2]
        if tag in LANGUAGES:
            return tag
    return SOURCE_LANGUAGE

"""Every word of the desk is there in every language it speaks, and says the same things."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from modbot.equipment import build_rule_reader
from modbot.web.languages import LANGUAGES, LOCALE, choose_language, load_translations

WEB = LOCALE.parent
KEYWORDS = {"_": None, "N_": None, "say": None, "gettext": None, "ngettext": (1, 2)}


def extract_words() -> set[str | tuple[str, ...]]:
    """Every text marked for translation in templates and code."""
    found = extract_from_dir(
        str(WEB),
        method_map=[("**.py", "python"), ("templates/**.html", "jinja2")],
        options_map={"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}},
        keywords=KEYWORDS,
    )
    return {message for _, _, message, _, _ in found if message}


def list_rule_reasons() -> set[str | tuple[str, ...]]:
    """What the shipped rules say of themselves."""
    rules = build_rule_reader(WEB.parents[1] / "config").read().rules
    return {loaded.rule.reason for loaded in rules if loaded.rule.reason}


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_nothing_is_left_untranslated_and_every_blank_is_filled(language: str) -> None:
    with Path(LOCALE / f"{language}.po").open("rb") as source:
        catalog = read_po(source, locale=language)
    known = {message.id: message.string for message in catalog if message.id}
    wanted = extract_words() | list_rule_reasons()
    assert len(wanted) > 300
    assert wanted - set(known) == set(), "these have no translation"
    assert set(known) - wanted == set(), "these are translated but never said"
    for source_text, translated in known.items():
        one = source_text if isinstance(source_text, str) else source_text[-1]
        for form in (translated,) if isinstance(translated, str) else translated:
            assert form.strip(), one
            assert placeholders(form) == placeholders(one), one


def test_plurals_follow_the_language() -> None:
    german = load_translations()["de"]
    assert german.ngettext("%(num)s case waits", "%(num)s cases wait", 1) == "%(num)s Fall wartet"
    assert german.ngettext("%(num)s case waits", "%(num)s cases wait", 2) == "%(num)s Fälle warten"


def test_the_preference_goes_before_the_browser_and_english_is_left() -> None:
    assert choose_language("it", "de-DE,de;q=0.9") == "it"
    assert choose_language("", "fr-FR,de-AT;q=0.8,en;q=0.5") == "de"
    assert choose_language("xx", "fr") == "en"

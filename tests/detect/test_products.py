"""Product profiles in both spellings."""

import json
from pathlib import Path

import pytest

from modbot.detect.products import load_product
from modbot.errors import ConfigError
from tests.detect.prerequisites.scene import CONFIG

FLAT = {
    "_note": "a profile of another program",
    "product": "3CX Phone System",
    "languages": ["en", "de"],
    "versions": {"current": ["20.0 Update 8"], "naming": "words for people"},
    "licence_key": {"format": "four groups", "regex": "[A-Z]{4}"},
    "supported_sip_trunks": ["Telnyx"],
    "known_unsupported_sip_trunks": ["CheapCall24"],
    "unsupported_software_on_host": ["Plesk"],
    "missing_codes": {"version": "not stated", "logs": "no log"},
}


def test_the_shipped_profile_names_the_current_version_with_a_date() -> None:
    product = load_product(CONFIG / "products" / "3cx.yaml")
    assert product.versions.current == ("20.0 Update 8",)
    assert product.versions.checked_on is not None


def test_a_flat_json_profile_becomes_the_same_record(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(FLAT))
    product = load_product(path)
    assert product.supported_trunks == ("Telnyx",)
    assert product.unsupported_trunks == ("CheapCall24",)
    assert product.unsupported_software == ("Plesk",)
    assert product.licence_key.regex == "[A-Z]{4}"
    assert product.requires == ("version", "logs")


def test_a_section_may_require_less(tmp_path: Path) -> None:
    text = (CONFIG / "products" / "3cx.yaml").read_text().replace("sections: {}", "sections: {Chat: [description]}")
    path = tmp_path / "p.yaml"
    path.write_text(text)
    product = load_product(path)
    assert product.required_in("Chat") == ("description",)
    assert "version" in product.required_in("Elsewhere")


@pytest.mark.parametrize("text", ["{}", "[]", "no json", '{"product": 1, "versions": {"current": []}}'])
def test_a_broken_profile_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "profile.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match="not a product profile"):
        load_product(path)

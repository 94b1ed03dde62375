"""Product profiles: current version with its date, supported and end-of-life lists, what a problem post must state.

One record, two spellings: ``config/products/*.yaml`` (ours) and the flat JSON profile other programs hand over.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from modbot.errors import ConfigError, Problem
from modbot.marked_yaml import read_model

MISSING_CODES = (
    "version",
    "outdated_version",
    "steps_taken",
    "reproduction",
    "logs",
    "description",
    "unsupported_trunk",
    "unsupported_hardware",
    "unsupported_software",
    "vendor_not_contacted",
    "not_per_manual",
    "multiple_issues",
)
_JSON_NAMES = {
    "supported_sip_trunks": "supported_trunks",
    "known_unsupported_sip_trunks": "unsupported_trunks",
    "unsupported_software_on_host": "unsupported_software",
}
_JSON_MAJORS = ("12", "14", "15", "15.5", "16", "18", "20")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Versions(_Strict):
    """Which major versions exist, which versions are current, and when somebody looked that up."""

    majors: tuple[str, ...]
    current: tuple[str, ...]
    checked_on: date | None = None


class LicenceKey(_Strict):
    """What a licence key looks like, for those who must keep it off public pages."""

    regex: str = ""


class Product(_Strict):
    """What a post about one product is read against (FT-3.*, SP-2.*, SP-9.*)."""

    product: str
    languages: tuple[str, ...]
    versions: Versions
    licence_key: LicenceKey = LicenceKey()
    requires: tuple[str, ...] = MISSING_CODES
    sections: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    section_topics: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    supported_trunks: tuple[str, ...] = ()
    unsupported_trunks: tuple[str, ...] = ()
    supported_phones: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    eol_phones: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    unsupported_phones: tuple[str, ...] = ()
    unsupported_software: tuple[str, ...] = ()
    out_of_scope_topics: tuple[str, ...] = ()
    own_domains: tuple[str, ...] = ()
    internal_support_numbers: tuple[str, ...] = ()
    public_contacts: tuple[str, ...] = ()

    def required_in(self, section: str) -> tuple[str, ...]:
        """Return the codes a problem post of that section must not miss."""
        return self.sections.get(section, self.requires)


def load_product(path: Path) -> Product:
    """Return the profile at ``path`` (.yaml, or the flat .json); raises ConfigError naming what is wrong."""
    if path.suffix != ".json":
        return read_model(path, Product)
    try:
        return Product.model_validate(_convert(json.loads(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError([Problem(str(path), 1, 1, f"not a product profile: {_say(error)}")]) from error


def _say(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return f"{type(error).__name__}: {error}"


def _convert(profile: dict[str, Any]) -> dict[str, Any]:
    """Return the flat JSON profile in our spelling; explanations in it (``_note``, ``evidence`` …) are left out."""
    known = {_JSON_NAMES.get(key, key): value for key, value in profile.items()}
    versions = profile["versions"]
    converted = {key: value for key, value in known.items() if key in Product.model_fields}
    converted["versions"] = {"majors": versions.get("majors", _JSON_MAJORS), "current": versions["current"]}
    converted["licence_key"] = {"regex": profile.get("licence_key", {}).get("regex", "")}
    if "missing_codes" in profile:
        converted["requires"] = tuple(profile["missing_codes"])
    return converted

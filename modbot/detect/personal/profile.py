"""What detectors must know of the place they work for: key shapes, numbers never to be shown, whom nobody owns."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from modbot.marked_yaml import read_marked, read_model

LICENCE_KEY = r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b"


class NobodysFile(BaseModel):
    """The shape of config/personal/nobodys.yaml."""

    model_config = ConfigDict(extra="forbid")
    role_mailboxes: list[str]
    role_prefixes: list[str]
    domains: list[str]
    domain_suffixes: list[str]
    test_cards: list[str]
    public_ips: list[str]
    version_majors: list[str]


@dataclass(frozen=True, slots=True)
class PrivacyProfile:
    """Settings of the personal-data and confidential detectors. Guarded numbers are kept as keyed hashes only."""

    licence_key: re.Pattern[str] = re.compile(LICENCE_KEY)
    hash_key: bytes = b""
    guarded_numbers: frozenset[str] = frozenset()
    own_domains: frozenset[str] = frozenset()
    role_mailboxes: frozenset[str] = frozenset()
    role_prefixes: tuple[str, ...] = ()
    nobodys_domains: frozenset[str] = frozenset()
    nobodys_suffixes: tuple[str, ...] = ()
    test_cards: frozenset[str] = frozenset()
    public_ips: frozenset[str] = frozenset()
    version_majors: frozenset[str] = frozenset()

    def with_guarded_numbers(self, numbers: list[str], key: bytes) -> PrivacyProfile:
        """Return the profile guarding ``numbers``; only their keyed hashes are kept."""
        hashes = frozenset(hash_number(number, key) for number in numbers)
        return replace(self, hash_key=key, guarded_numbers=self.guarded_numbers | hashes)

    def is_guarded(self, number: str) -> bool:
        """Return whether a written phone number is on the guarded list, with or without its country code."""
        if not self.guarded_numbers:
            return False
        digits = re.sub(r"\D", "", number)
        return any(
            hash_digits(digits[-length:], self.hash_key) in self.guarded_numbers
            for length in (9, 8)
            if len(digits) >= length
        )


def hash_number(number: str, key: bytes) -> str:
    """Return the keyed hash of a number's last nine digits: equal for ``+44 20 7946 0991`` and ``020 7946 0991``."""
    digits = re.sub(r"\D", "", number)
    return hash_digits(digits[-(9 if len(digits) >= 12 else 8) :], key)


def hash_digits(digits: str, key: bytes) -> str:
    """Return the keyed hash (HMAC-SHA256) of a string of digits."""
    return hmac.new(key, digits.encode(), hashlib.sha256).hexdigest()


def load_profile(config: Path, product: Path | None = None, hash_key: bytes = b"") -> PrivacyProfile:
    """Return the profile from config/personal/nobodys.yaml and a product file (YAML or JSON); raises ConfigError.

    The product file may name ``licence_key.regex``, ``internal_support_numbers`` (hashed here, never kept) and
    ``own_domains``.
    """
    nobody = read_model(config / "personal" / "nobodys.yaml", NobodysFile)
    profile = PrivacyProfile(
        role_mailboxes=frozenset(nobody.role_mailboxes),
        role_prefixes=tuple(nobody.role_prefixes),
        nobodys_domains=frozenset(nobody.domains),
        nobodys_suffixes=tuple(nobody.domain_suffixes),
        test_cards=frozenset(nobody.test_cards),
        public_ips=frozenset(nobody.public_ips),
        version_majors=frozenset(nobody.version_majors),
    )
    if product is None or not product.exists():
        return profile
    data = read_marked(product).data
    return read_product(profile, data if isinstance(data, dict) else {}, hash_key)


def read_product(profile: PrivacyProfile, data: dict[str, Any], hash_key: bytes = b"") -> PrivacyProfile:
    """Return the profile with a product's licence-key shape, guarded support numbers and own domains."""
    shape = str((data.get("licence_key") or {}).get("regex") or LICENCE_KEY)
    own = frozenset(str(domain).lower() for domain in data.get("own_domains", ()))
    numbers = [str(number) for number in data.get("internal_support_numbers", ())]
    return replace(profile, licence_key=re.compile(shape), own_domains=own).with_guarded_numbers(numbers, hash_key)

"""Reads product versions in all their spellings: ``V20 U8``, ``20.0.8.1109``, "Version 18 Update 9", ``15.5 SP6``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from modbot.marked_yaml import read_model

_LOOK_BACK = 40
_LOOK_AHEAD = 60
_INITIALS = 2  # letters: "U", "SP" and "у" stand right before their number only


class VersionWords(BaseModel):
    """The words of version numbers (config/prerequisites/versions.yaml)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: tuple[str, ...]
    update: tuple[tuple[str, ...], ...]
    between: tuple[str, ...]
    of: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A product version: major (15.5 is (15, 5)) and update or service pack; None where only the major is known."""

    major: tuple[int, int]
    update: int | None

    def __str__(self) -> str:
        """Return ``20 U8``, ``15.5 U6`` or, without update, ``20``."""
        major = str(self.major[0]) if not self.major[1] else f"{self.major[0]}.{self.major[1]}"
        return major if self.update is None else f"{major} U{self.update}"

    @property
    def is_complete(self) -> bool:
        """Whether both major and update are known."""
        return self.update is not None


@dataclass(frozen=True, slots=True)
class FoundVersion:
    """A version and the half-open stretch of text that states it."""

    version: Version
    start: int
    end: int


class VersionReader:
    """Finds the versions of one product, known by its major versions."""

    def __init__(self, words: VersionWords, majors: Sequence[str]) -> None:
        update = _any(word for group in words.update for word in group)
        major = _any(majors)
        named = rf"(?<![^\W\d_])(?:{_any(words.version)})\.?[\s:#]{{0,2}}"
        joint = rf"[\s,.()/\-–—]{{0,4}}(?:(?:{_any(words.between)})\s?)?\(?"
        after = (
            r"(?P<minor>\.\d)\.(?P<update>\d{1,2})\.\d{1,5}(?!\.?\d)",
            r"\.\d{4,5}\.(?P<update>\d{1,2})(?!\.?\d)",
            r"\.0\.(?P<update>\d{1,2})(?!\.?\d)",
            rf"(?P<minor>\.[05])?{joint}(?:{update})\.?\s?#?(?P<update>\d{{1,2}})(?![\d%])",
        )
        # Each with what stands before it, and not the other way round: the engine jumps from digit to digit.
        numbers = "|".join(rf"{number}(?<![.\d]{number})" for number in {known.partition(".")[0] for known in majors})
        self._number = re.compile(rf"(?:{numbers})(?!\d)")
        self._after = [re.compile(rf"(?P<major>{major}){pattern}", re.IGNORECASE) for pattern in after]
        self._bare = re.compile(rf"(?P<major>{major})(?P<minor>\.0)?(?![.\d]*\d)")
        self._before = re.compile(
            rf"(?<![^\W_])(?:{update})\s?(?P<update>\d{{1,2}})"
            rf"(?:[\s(,/–-]{{1,3}}(?:(?:{_any(words.of)})\s)?(?:{named})|\s(?:(?:{_any(words.of)})\s|\())$",
            re.IGNORECASE,
        )
        self._named_after = re.compile(rf"(?:-?\w{{1,3}}|\.)?\s(?:{_any(words.version)})(?![^\W_])", re.IGNORECASE)
        longer = _any(word for group in words.update for word in group if len(word) > _INITIALS)
        self._later = re.compile(
            rf"[^.!?\n]{{0,{_LOOK_AHEAD}}}?(?<![^\W_])(?:(?:{longer})\.?\s?#?|u)(?P<update>\d{{1,2}})(?![\d%.,]\d|\d)",
            re.IGNORECASE,
        )
        # Read backwards from the number, so that the words before it are tried in one place only.
        self._named = re.compile(rf"[\s:#]{{0,2}}\.?(?:{_any_backwards(words.version)})(?![^\W\d_])", re.IGNORECASE)
        self._other = re.compile(rf"\s*:?\s*(?:{_any_backwards(words.others)})(?![^\W_])", re.IGNORECASE)

    def find(self, text: str) -> list[FoundVersion]:
        """Return the versions stated in ``text``, in reading order; a full spelling hides the bare major in it."""
        found: list[FoundVersion] = []
        for place in self._number.finditer(text):
            version = self._read_at(text, place.start())
            if version is not None and (not found or version.start >= found[-1].end):
                found.append(version)
        return found

    def _read_at(self, text: str, place: int) -> FoundVersion | None:
        """Return the version whose major stands at ``place``, None where it is another number."""
        before = text[max(0, place - _LOOK_BACK) : place]
        backwards = before[::-1]
        named = self._named.match(backwards)
        start = place - named.end() if named else place
        if self._other.match(backwards, place - start):
            return None
        for pattern in self._after:
            if match := pattern.match(text, place):
                return FoundVersion(_read(match.groupdict()), start, match.end())
        bare = self._bare.match(text, place)
        earlier = self._before.search(before) if bare else None
        if bare is None or (named is None and earlier is None and not self._named_after.match(text, bare.end())):
            return None
        if earlier:
            return FoundVersion(
                _read({**bare.groupdict(), **earlier.groupdict()}), place - len(earlier.group()), bare.end()
            )
        later = self._later.match(text, bare.end())
        if later is not None and not self._number.search(later.group()):
            return FoundVersion(_read({**bare.groupdict(), **later.groupdict()}), start, later.end())
        return FoundVersion(_read(bare.groupdict()), start, bare.end())

    def parse(self, text: str) -> Version:
        """Return the one version ``text`` states; raises ValueError when it states none."""
        found = self.find(text)
        if not found:
            raise ValueError(f"no version of this product: {text!r}")
        return found[0].version


def load_version_words(config: Path) -> VersionWords:
    """Return the words of version numbers of a configuration folder; raises ConfigError."""
    return read_model(config / "prerequisites" / "versions.yaml", VersionWords)


def _read(groups: Mapping[str, str | None]) -> Version:
    major, _, minor = (groups["major"] or "").partition(".")
    small = int(minor) if minor else 0
    if not minor and (groups.get("minor") or "") == ".5":
        small = 5
    update = groups.get("update")
    return Version((int(major), small), int(update) if update is not None else None)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


def _any_backwards(words: Iterable[str]) -> str:
    return _any(word[::-1] for word in words)

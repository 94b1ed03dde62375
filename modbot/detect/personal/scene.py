"""What finders see in one text before weights have their say: contacts, names, and where the author speaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from modbot.detect.model.values import PERSON
from modbot.detect.personal.names import find_names
from modbot.detect.personal.own_place import find_closing_zone, find_signature_lines
from modbot.detect.personal.ownership import Zone, assign_owner, find_author_zones
from modbot.detect.personal.people import Crowd, describe_name, describe_seat, gather_crowd
from modbot.detect.personal.reading import FOREIGN, Found, Reading
from modbot.detect.personal.told import find_told_zones

_IN_RECORDS = frozenset({"PERSON", "EXTENSION"})


@dataclass(frozen=True, slots=True)
class Scene:
    """Contacts, as they are and ``owned``; ``people`` of records, names ``told`` by finders, all others in ``crowd``.

    In ``zones`` the author speaks of himself or herself; ``username`` is the author's account.
    """

    people: list[Found]
    contacts: list[Found]
    owned: list[Found]
    told: list[Found]
    crowd: Crowd
    zones: list[Zone]
    username: str

    @property
    def foreign(self) -> list[Found]:
        """The contacts that are not the author's, whoever is named beside them."""
        return _list_foreign(self.owned)

    def assign_owners(self, reading: Reading, items: Iterable[Found], persons: Sequence[Found] = ()) -> list[Found]:
        """Return the items with their owners; ``persons`` are named in the text."""
        return [item.owned_by(assign_owner(reading, item, self.zones, persons, self.username)) for item in items]

    def list_others(self, verdict: str, reading: Reading, told: Sequence[Found]) -> list[Found]:
        """Return the full names, or the short numbers, outside ``told`` that are not the author's."""
        items = self.crowd.list_full_names(reading) if verdict == PERSON else self.crowd.seats
        others = (item for item in items if not item.overlaps_any(told))
        owned = self.assign_owners(reading, others)
        return [item.owned_by("other") for item in owned if item.owner != "author"]

    def describe(self, verdict: str, reading: Reading, item: Found) -> list[str]:
        """Return the signs of a name or a short number."""
        return (describe_name if verdict == PERSON else describe_seat)(reading, item, self.crowd)


def look_at(
    reading: Reading, contacts: Sequence[Found], zones: Sequence[Zone], username: str, secrets: Sequence[Found]
) -> Scene:
    """Return what finders see; words of ``secrets`` are nobody's name."""
    people = [item for item in contacts if item.type in _IN_RECORDS]
    contacts = [item for item in contacts if item.type not in _IN_RECORDS]
    own, told = _find_own(reading, zones, contacts, people) if contacts else ([], [])
    contacts = [item.owned_by("other") if _is_told(item, told) else item for item in contacts]
    owned = [item.owned_by(assign_owner(reading, item, own, (), username)) for item in contacts]
    names = [item for item in find_names(reading, _list_foreign(owned)) if not item.overlaps_any(secrets)]
    crowd = gather_crowd(reading, owned, names, [*secrets, *people])
    if crowd.names and not contacts:
        own = _find_own(reading, zones, contacts, people)[0]
    return Scene(people, contacts, owned, names, crowd, own, username)


def _list_foreign(owned: Iterable[Found]) -> list[Found]:
    return [item for item in owned if item.owner in FOREIGN and item.type != "IP_ADDRESS"]


def _find_own(
    reading: Reading, zones: Sequence[Zone], contacts: Sequence[Found], people: Sequence[Found]
) -> tuple[list[Zone], list[Zone]]:
    """Return where the author speaks of himself or herself, and where somebody else does."""
    own = find_author_zones(reading, zones)
    closing = None if people else find_closing_zone(reading, contacts)
    signed = None if people or closing else find_signature_lines(reading, contacts)
    told = reading.ask_once(find_told_zones)
    own += [zone for zone in (closing, signed) if zone is not None]
    return [zone for zone in own if not _begins_in(zone[0], told)], told


def _begins_in(place: int, zones: Iterable[Zone]) -> bool:
    return any(start <= place < end for start, end in zones)


def _is_told(item: Found, told: Sequence[Zone]) -> bool:
    """Return whether somebody else tells the item of himself or herself."""
    return item.owner == "unknown" and not item.label and _begins_in(item.start, told)

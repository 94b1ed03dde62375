"""Personal data of others in one text: every finder's spans, weighed against each other and by whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from modbot.detect.personal.addresses import AddressFinder
from modbot.detect.personal.bank import find_accounts, find_cards
from modbot.detect.personal.birth_dates import find_birth_dates
from modbot.detect.personal.callers import find_callers
from modbot.detect.personal.emails import find_emails
from modbot.detect.personal.extensions import find_extensions
from modbot.detect.personal.identity_numbers import find_identity_numbers
from modbot.detect.personal.ip_addresses import find_ip_addresses
from modbot.detect.personal.names import find_names
from modbot.detect.personal.own_place import find_closing_zone, find_signature_lines
from modbot.detect.personal.ownership import Zone, assign_owner, find_author_zones
from modbot.detect.personal.phones import find_phones
from modbot.detect.personal.profile import PrivacyProfile
from modbot.detect.personal.reading import Found, Reading
from modbot.detect.personal.records import find_records
from modbot.detect.personal.told import find_told_zones
from modbot.records import Severity, Signal, Span

CLAUSES = ("FT-4.2a",)
BULK = 5
_ENOUGH = 0.6
_TIED = 60
_FOREIGN = frozenset({"other", "unknown"})


class PersonalFinder:
    """Finds names with contacts, addresses, numbers and ids of people who are not the author."""

    def __init__(self, addresses: AddressFinder, profile: PrivacyProfile) -> None:
        self._addresses = addresses
        self._profile = profile

    def find_contacts(self, reading: Reading, taken: Sequence[Found] = ()) -> list[Found]:
        """Return contacts and numbers outside ``taken``; where two finders claim a place the stricter one keeps it."""
        claims = list(taken)
        for items in (
            find_records(reading),
            find_accounts(reading),
            find_cards(reading, self._profile),
            find_emails(reading, self._profile),
            find_ip_addresses(reading, self._profile),
            find_birth_dates(reading),
            find_identity_numbers(reading),
            find_callers(reading),
        ):
            claims += [item for item in items if not _overlaps_any(item, claims)]
        addresses = [item for item in self._addresses.find(reading) if not _overlaps_any(item, claims)]
        strong = [item for item in addresses if item.confidence >= _ENOUGH]
        phones = list(find_phones(reading, self._profile, [*claims, *strong]))
        weak = [item for item in addresses if item.confidence < _ENOUGH and not _overlaps_any(item, phones)]
        return sorted([*claims[len(taken) :], *strong, *weak, *phones], key=lambda item: item.start)

    def weigh(
        self,
        reading: Reading,
        contacts: Sequence[Found],
        zones: Sequence[Zone],
        username: str,
        secrets: Sequence[Found] = (),
    ) -> Iterator[Found]:
        """Yield what counts: other people's data that is sure enough, with the persons it belongs to.

        Words of ``secrets`` are nobody's name.
        """
        people = [item for item in contacts if item.type in {"PERSON", "EXTENSION"}]
        contacts = [item for item in contacts if item.type not in {"PERSON", "EXTENSION"}]
        own, told = _find_own(reading, zones, contacts, people) if contacts else ([], [])
        contacts = [item.owned_by("other") if _is_told(item, told) else item for item in contacts]
        owned = [item.owned_by(assign_owner(reading, item, own, (), username)) for item in contacts]
        foreign = [item for item in owned if item.owner in _FOREIGN and item.type != "IP_ADDRESS"]
        names = [item for item in find_names(reading, foreign) if not _overlaps_any(item, secrets)]
        if names and not contacts:
            own, told = _find_own(reading, zones, contacts, people)
        named = [item.owned_by(assign_owner(reading, item, own, (), username)) for item in names]
        others = [item for item in named if item.owner != "author"]
        others = [item for item in others if not _overlaps_any(item, people)]
        if others or people:
            owned = [item.owned_by(assign_owner(reading, item, own, [*others, *people], username)) for item in contacts]
        for item in owned:
            sure = item if item.confidence >= _ENOUGH else _lift(reading, item, [*others, *foreign])
            if sure.confidence >= _ENOUGH and sure.owner in _FOREIGN:
                yield sure
        extensions = (item for item in find_extensions(reading, named) if item.owner != "author")
        yield from (item for item in extensions if not _overlaps_any(item, people))
        yield from others
        yield from people


def _find_own(
    reading: Reading, zones: Sequence[Zone], contacts: Sequence[Found], people: Sequence[Found]
) -> tuple[list[Zone], list[Zone]]:
    """Return where the author speaks of himself or herself, and where somebody else does."""
    own = find_author_zones(reading, zones)
    closing = None if people else find_closing_zone(reading, contacts)
    signed = None if people or closing else find_signature_lines(reading, contacts)
    told = find_told_zones(reading)
    own += [zone for zone in (closing, signed) if zone is not None]
    return [zone for zone in own if not _begins_in(zone[0], told)], told


def _begins_in(place: int, zones: Iterable[Zone]) -> bool:
    return any(start <= place < end for start, end in zones)


def _is_told(item: Found, told: Sequence[Zone]) -> bool:
    """Return whether somebody else tells the item of himself or herself."""
    return item.owner == "unknown" and not item.label and _begins_in(item.start, told)


def _overlaps_any(item: Found, others: Iterable[Found]) -> bool:
    return any(item.overlaps(other.start, other.end) for other in others)


def _lift(reading: Reading, item: Found, neighbours: Iterable[Found]) -> Found:
    """Return a doubtful item made sure by a person or sure contact close to it in the same paragraph."""
    for other in neighbours:
        if other is item or (other.type != "PERSON" and other.confidence < _ENOUGH):
            continue
        gap = other.start - item.end if other.start >= item.end else item.start - other.end
        low, high = min(item.end, other.end), max(item.start, other.start)
        if gap <= _TIED and "\n\n" not in reading.text[low:high]:
            return replace(item, confidence=0.7)
    return item


def as_personal_signals(spans: Sequence[tuple[Found, Span]]) -> list[Signal]:
    """Return one signal per label; many persons at once make all of them urgent."""
    by_label: dict[str, list[Span]] = {}
    for item, span in spans:
        by_label.setdefault(f"personal_data.{item.label or item.type.lower()}", []).append(span)
    people = max(
        (len(by_label.get(f"personal_data.{kind}", ())) for kind in ("person", "email", "caller_records")), default=0
    )
    severity: Severity = "P1" if people >= BULK else "P2"
    return [
        Signal(
            source=f"personal/{label.partition('.')[2]}",
            category="personal_data",
            label=label,
            clauses=CLAUSES,
            score=max(span.confidence for span in kept),
            spans=tuple(kept),
            reason=f"{len(kept)} × {kept[0].type.lower().replace('_', ' ')} of others, visible to readers",
            severity=severity,
        )
        for label, kept in by_label.items()
    ]

"""Personal data of others in one text: every finder's spans, weighed against each other and by whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import fmean

from modbot.detect.model.values import PERSON, SEAT, THEIRS, TOLD, ValueWeights
from modbot.detect.personal.addresses import AddressFinder
from modbot.detect.personal.bank import find_accounts, find_cards
from modbot.detect.personal.belonging import describe_contact, is_contact
from modbot.detect.personal.birth_dates import find_birth_dates
from modbot.detect.personal.callers import find_callers
from modbot.detect.personal.emails import find_emails
from modbot.detect.personal.extensions import find_extensions
from modbot.detect.personal.identity_numbers import find_identity_numbers
from modbot.detect.personal.ip_addresses import find_ip_addresses
from modbot.detect.personal.names import list_begins
from modbot.detect.personal.ownership import Zone
from modbot.detect.personal.people import find_holders
from modbot.detect.personal.phones import find_phones
from modbot.detect.personal.profile import PrivacyProfile
from modbot.detect.personal.reading import FOREIGN, Found, Reading
from modbot.detect.personal.records import find_records
from modbot.detect.personal.scene import Scene, look_at
from modbot.detect.personal.told import find_told_zones
from modbot.records import Severity, Signal, Span

CLAUSES = ("FT-4.2a",)
BULK = 5
_ENOUGH = 0.6
_TIED = 60


class PersonalFinder:
    """Finds names with contacts, addresses, numbers and ids of people who are not the author."""

    def __init__(self, addresses: AddressFinder, profile: PrivacyProfile, weights: ValueWeights | None = None) -> None:
        self._addresses = addresses
        self._profile = profile
        self._weights = weights

    def find_contacts(self, reading: Reading, taken: Sequence[Found] = ()) -> list[Found]:
        """Return contacts and numbers outside ``taken``; where two finders claim a place the stricter one keeps it."""
        claims = list(taken)
        for items in self._list_contacts(reading):
            claims += [item for item in items if not item.overlaps_any(claims)]
        addresses = [item for item in self._addresses.find(reading) if not item.overlaps_any(claims)]
        strong = [item for item in addresses if item.confidence >= _ENOUGH]
        phones: list[Found] = []
        if reading.has_long_number:
            phones += find_phones(reading, self._profile, [*claims, *strong])
        weak = [item for item in addresses if item.confidence < _ENOUGH and not item.overlaps_any(phones)]
        return sorted([*claims[len(taken) :], *strong, *weak, *phones], key=lambda item: item.start)

    def _list_contacts(self, reading: Reading) -> Iterator[Iterable[Found]]:
        """Yield what each finder finds, but for addresses and phone numbers; the first to claim a place keeps it."""
        yield find_records(reading)
        if reading.has_long_number:
            yield find_accounts(reading)
            yield find_cards(reading, self._profile)
        yield find_emails(reading, self._profile)
        yield find_ip_addresses(reading, self._profile)
        yield find_birth_dates(reading)
        if reading.has_long_number:
            yield find_identity_numbers(reading)
            yield find_callers(reading)

    def weigh(
        self,
        reading: Reading,
        contacts: Sequence[Found],
        zones: Sequence[Zone],
        username: str,
        secrets: Sequence[Found] = (),
    ) -> list[Found]:
        """Return what counts: other people's data that is sure enough, with the persons it belongs to.

        Words of ``secrets`` are nobody's name. Contacts that on the whole read like the author's count nothing.
        """
        found = list(self._list_others(reading, contacts, zones, username, secrets))
        return [] if self._are_authors(reading, found) else found

    def _are_authors(self, reading: Reading, found: Sequence[Found]) -> bool:
        """Return whether the weights take the items together for the author's contacts; what others tell is not."""
        if self._weights is None or not found or not all(map(is_contact, found)):
            return False
        told = reading.ask_once(find_told_zones)
        if any(item.overlaps(*zone) for item in found for zone in told):
            return False
        return fmean(self._weights.weigh(THEIRS, describe_contact(reading, item, found)) for item in found) < 0

    def _list_others(
        self,
        reading: Reading,
        contacts: Sequence[Found],
        zones: Sequence[Zone],
        username: str,
        secrets: Sequence[Found],
    ) -> Iterator[Found]:
        if not contacts and not reading.ask_once(list_begins):
            return
        scene = look_at(reading, contacts, zones, username, secrets)
        named = [*scene.assign_owners(reading, scene.told), *self._believe(PERSON, reading, scene, scene.told)]
        seats = [item for item in find_extensions(reading, named) if not item.overlaps_any(scene.people)]
        added = self._believe(SEAT, reading, scene, [*seats, *scene.people])
        named += find_holders(reading, scene.crowd, added, named)
        others = [item for item in named if item.owner != "author" and not item.overlaps_any(scene.people)]
        tying = [*others, *scene.people]
        owned = scene.assign_owners(reading, scene.contacts, tying) if tying else scene.owned
        neighbours = [*others, *scene.foreign]
        for item in owned:
            sure = item if item.confidence >= _ENOUGH else _lift(reading, item, neighbours)
            if sure.confidence >= _ENOUGH and sure.owner in FOREIGN:
                yield sure
        yield from (item for item in [*seats, *added] if item.owner != "author")
        yield from tying

    def list_people(
        self, reading: Reading, contacts: Sequence[Found], zones: Sequence[Zone], secrets: Sequence[Found] = ()
    ) -> Iterator[tuple[str, Found, list[str]]]:
        """Yield verdict, item and signs of whom finders take for a person and whom they might, extensions as well."""
        scene = look_at(reading, contacts, zones, "", secrets)
        named = scene.assign_owners(reading, scene.told)
        seats = [item for item in find_extensions(reading, named) if not item.overlaps_any(scene.people)]
        for verdict, told in ((PERSON, named), (SEAT, seats)):
            for item in told:
                if item.owner != "author":
                    yield verdict, item, [*scene.describe(verdict, reading, item), TOLD]
            for item in scene.list_others(verdict, reading, told):
                yield verdict, item, scene.describe(verdict, reading, item)

    def list_contacts(
        self, reading: Reading, contacts: Sequence[Found], zones: Sequence[Zone], secrets: Sequence[Found]
    ) -> Iterator[tuple[str, Found, list[str]]]:
        """Yield verdict, item and signs of contacts that finders take for others', and of those of the author."""
        found = list(self._list_others(reading, contacts, zones, "", secrets))
        for item in found:
            if is_contact(item):
                yield THEIRS, item, [*describe_contact(reading, item, found), TOLD]
        for item in contacts:
            if is_contact(item) and item.confidence >= _ENOUGH and not item.overlaps_any(found):
                yield THEIRS, item, describe_contact(reading, item, [*found, item])

    def _believe(self, verdict: str, reading: Reading, scene: Scene, told: Sequence[Found]) -> list[Found]:
        """Return the persons, or their extensions, outside ``told`` that the weights believe in."""
        if self._weights is None:
            return []
        weigh, others = self._weights.weigh, scene.list_others(verdict, reading, told)
        return [item for item in others if weigh(verdict, scene.describe(verdict, reading, item)) >= 0]


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

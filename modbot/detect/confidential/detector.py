"""Confidential content of one text: every finder's spans under the label they are reported by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from modbot.detect.confidential.access import find_accesses, has_chosen_value
from modbot.detect.confidential.attachments import find_attachments, find_provisioning_links, find_uploads
from modbot.detect.confidential.candidates import describe_value, list_candidates
from modbot.detect.confidential.handed import find_handed
from modbot.detect.confidential.licence_keys import find_licence_keys
from modbot.detect.confidential.passwords import find_passwords, find_set_passwords
from modbot.detect.confidential.pins import find_pins
from modbot.detect.confidential.sessions import find_sessions
from modbot.detect.confidential.support_numbers import find_support_numbers
from modbot.detect.confidential.tokens import find_commands, find_tokens
from modbot.detect.confidential.words import SecretShapes
from modbot.detect.model.values import SECRET, TOLD, ValueWeights
from modbot.detect.personal.profile import PrivacyProfile
from modbot.detect.personal.reading import Found, Reading
from modbot.prepare.views import PreparedPost
from modbot.records import Severity, Signal, Span

CLAUSES = {
    "licence_key": ("FT-4.4", "SP-3.1"),
    "support_info": ("FT-4.4", "SP-3.5"),
    "capture": ("FT-4.4", "SP-5.3"),
    "licence_file": ("FT-4.4", "ZM-3.9"),
    "support_number": ("SP-5.4", "FT-4.4"),
    "remote_access": ("FT-4.4", "SP-9.18", "ZM-3.6.5"),
}
USABLE = frozenset({"password", "token", "private_key", "credential", "remote_access", "provisioning_link"})
_LABELS = {
    "PASSWORD": "password",
    "LICENSE_KEY": "licence_key",
    "API_KEY": "token",
    "PRIVATE_KEY": "private_key",
    "AUTH_HEADER": "credential",
}
REASONS = {
    "password": "a usable password stands in the post",
    "licence_key": "a real licence key is visible to readers; it belongs into a ticket",
    "token": "an access token is visible to readers",
    "private_key": "a private key is visible to readers",
    "credential": "an authorisation header with usable data",
    "remote_access": "access data for a remote session",
    "provisioning_link": "a link that hands out a configuration",
    "support_number": "a support number that must not be passed on",
}
_FINDERS = (find_passwords, find_set_passwords, find_accesses, find_handed, find_pins, find_sessions, find_commands)
# Without one of these words, or a value that looks chosen, only the finder of values that are set finds any.
_TELLING = frozenset({"password", "pin", "api_key", "code_word", "login", "mixed", "phrase", "remote_tool", "command"})


class ConfidentialFinder:
    """Finds secrets and confidential files in a text that is already read."""

    def __init__(self, shapes: SecretShapes, profile: PrivacyProfile, weights: ValueWeights | None = None) -> None:
        self._shapes = shapes
        self._profile = profile
        self._weights = weights

    def find(self, reading: Reading, is_public: bool) -> list[Found]:
        """Return secrets in reading order, each place once; licence keys and packages only where the public reads."""
        sure = self._find_sure(reading, is_public)
        found = [*sure, *self._judge(reading, sure)]
        return sorted((_with_label(reading, item) for item in found), key=lambda item: item.start)

    def list_values(self, reading: Reading) -> Iterator[tuple[Found, list[str]]]:
        """Yield what may be a secret with its signs: what finders take for a password, and other words of its shape."""
        sure = self._find_sure(reading, is_public=True)
        told = self._find_told(reading, sure)
        yield from ((item, [*describe_value(reading, item, self._shapes), TOLD]) for item in told)
        yield from self._describe_others(reading, [*sure, *told])

    def _find_sure(self, reading: Reading, is_public: bool) -> list[Found]:
        """Return what its form alone gives away: tokens, links, licence keys, names of files."""
        claims: list[Found] = []
        for items in self._list_sure(reading, is_public):
            claims += [item for item in items if not item.overlaps_any(claims)]
        return claims

    def _list_sure(self, reading: Reading, is_public: bool) -> Iterator[Iterable[Found]]:
        yield find_tokens(reading, self._shapes)
        yield find_provisioning_links(reading, self._shapes)
        if is_public:
            yield find_licence_keys(reading, self._profile)
            yield find_attachments(reading, self._shapes)

    def _judge(self, reading: Reading, sure: Sequence[Found]) -> list[Found]:
        """Return the passwords: what the finders believe, and what else the weights do."""
        told = self._find_told(reading, sure)
        if self._weights is None:
            return told
        weigh = self._weights.weigh
        others = self._describe_others(reading, [*sure, *told])
        return [*told, *(item for item, signs in others if weigh(SECRET, signs) >= 0)]

    def _find_told(self, reading: Reading, sure: Sequence[Found]) -> list[Found]:
        is_told = not _TELLING.isdisjoint(reading.marks) or reading.ask_once(has_chosen_value)
        finders = _FINDERS if is_told else (find_set_passwords,)
        told = _unique(item for find in finders for item in find(reading, self._shapes))
        return [item for item in told if not item.overlaps_any(sure)]

    def _describe_others(self, reading: Reading, told: Sequence[Found]) -> Iterator[tuple[Found, list[str]]]:
        for item in list_candidates(reading, told):
            yield item, describe_value(reading, item, self._shapes)

    def find_uploads(self, post: PreparedPost) -> list[Found]:
        """Return uploaded files that do not belong in public, at their raw places."""
        return list(find_uploads(self._shapes, post)) if post.post.audience == "public" else []

    def find_lines(self, reading: Reading, phones: Sequence[Found]) -> list[Found]:
        """Return the support numbers among the phone numbers."""
        return list(find_support_numbers(reading, phones))


def _unique(items: Iterable[Found]) -> list[Found]:
    """Return the items without overlaps, surest first."""
    kept: list[Found] = []
    for item in sorted(items, key=lambda found: -found.confidence):
        if not item.overlaps_any(kept):
            kept.append(item)
    return kept


def _with_label(reading: Reading, item: Found) -> Found:
    label = item.label or _LABELS[item.type]
    if label == "password" and reading.has_mark_near("remote_tool", item.start, item.end, 90):
        label = "remote_access"
    return Found(item.start, item.end, item.type, item.confidence, item.owner, label)


def as_confidential_signals(spans: Sequence[tuple[Found, Span]]) -> list[Signal]:
    """Return one signal per label; a secret somebody could use at once is P1 (FT-4.4)."""
    by_label: dict[str, list[Span]] = {}
    for item, span in spans:
        by_label.setdefault(item.label, []).append(span)
    signals = []
    for label, kept in by_label.items():
        severity: Severity = "P1" if label in USABLE else "P2"
        reason = REASONS.get(label, f"a file of a kind that does not belong in public ({label.replace('_', ' ')})")
        score = max(span.confidence for span in kept)
        signals.append(
            Signal(
                f"confidential/{label}",
                "confidential",
                f"confidential.{label}",
                CLAUSES.get(label, ("FT-4.4",)),
                score,
                tuple(kept),
                reason,
                "live",
                severity,
            )
        )
    return signals

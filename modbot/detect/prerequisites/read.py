"""Reads what a prepared post states: the one record that requiring, drafts and healing work with.

Counted are the author's own words, code, logs and attachments; other people's quotes are not (clauses.md §0.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from modbot.detect.model.purposes import SCOPE, Purposes, Sums
from modbot.detect.prerequisites.evidence import (
    BRIEF,
    FAULTS,
    count_issues,
    find_answers,
    find_contact,
    find_departure,
    find_log_lines,
    find_logs,
    find_neighbours,
    find_reproduction,
    find_steps,
    tells_nothing,
)
from modbot.detect.prerequisites.kinds import is_vague, list_all_signs, name_kind
from modbot.detect.prerequisites.phrases import Phrasebook, Reading
from modbot.detect.prerequisites.product_names import BRAND, TRUNK, name_concepts, shout_names
from modbot.detect.prerequisites.topics import LISTED, find_topics, is_backed
from modbot.detect.prerequisites.versions import VersionReader, load_version_words
from modbot.detect.prerequisites.word_lists import load_concepts
from modbot.detect.products import Product
from modbot.detect.word_cuts import Place
from modbot.prepare.statement import StatedItem, Statement
from modbot.prepare.views import PreparedPost
from modbot.records import Span

_MOST = 20_000  # characters read; the rest of a longer post adds nothing to what it states
_LOG_FILE = re.compile(r"\.(?:log|txt|pcap|pcapng|zip|gz|7z|csv|cap|xml|json)$", re.IGNORECASE)
_FIRMWARE = re.compile(r"(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}(?:\.\d{1,4})?(?![\w.])")
_LICENCE = re.compile(r"(?<!\w)(\d{1,4})\s?SC(?!\w)")
_SHORTEST_LOG = 20
_WISHES = ("phone_support", "wireshark")
_place_of = attrgetter("span.start", "span.end")
_OWN = frozenset({"own", "code", "log"})
_TELLING = {
    "version", "major", "logs", "steps_taken", "reproduction", "intermittent", "brief", "vague", "issues", "manual",
    "vendor_contacted", "vendor_answered", "vendor_unasked", "vendor_involved", "unsupported_software",
}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """A statement in the making: what was read, where the title ends, the items so far.

    ``facts``: those of the items that tell kinds of posts apart.
    """

    reading: Reading
    title: int
    items: list[StatedItem] = field(default_factory=list)
    facts: set[str] = field(default_factory=set)

    def add(self, item: StatedItem) -> None:
        """Add an item."""
        self.items.append(item)
        if item.item in _TELLING:
            self.facts.add(item.item)

    def note(self, item: str, value: str, place: Place) -> None:
        """Add an item that a range of words shows."""
        self.note_text(item, value, *self.reading.characters(place))

    def list_signs(self, post: PreparedPost) -> list[str]:
        """Return the signs by which purposes are told."""
        return list_all_signs(self.reading, self.facts, _is_addressed(post))

    def note_text(self, item: str, value: str, start: int, end: int) -> None:
        """Add an item that a stretch of the text shows."""
        if end <= self.title:
            span = Span(start, end, item, field="title")
        else:
            span = Span(max(0, start - self.title), end - self.title, item)
        self.add(StatedItem(item, value, span))


class DraftReader:
    """Reads the words of posts about one product, in every language there is a word list for."""

    def __init__(self, config: Path, product: Product) -> None:
        names = name_concepts(product)
        self._books = {
            language: Phrasebook({**concepts, **names})
            for language, concepts in load_concepts(config, product.languages).items()
        }
        self.versions = VersionReader(load_version_words(config), product.versions.majors)
        self._shouted = shout_names(product)

    def __call__(self, post: PreparedPost) -> Draft:
        """Return the words of the post and what they state of system and fault, whatever kind of post it is."""
        title = f"{post.title.text}\n" if post.title.text and post.post.post_number in (None, 1) else ""
        book = self._books.get(post.language) or self._books["en"]
        draft = Draft(self._drop_whispers(book.read((title + post.prose.text)[:_MOST])), len(title))
        self._note_versions(draft, title + _own_and_code(post))
        _note_installation(draft)
        _note_report(draft, post)
        _note_brevity(draft, post)
        _note_vendors(draft)
        _note_departures(draft)
        return draft

    def list_signs(self, post: PreparedPost) -> list[str]:
        """Return the signs by which purposes are told: what the weights are learnt from."""
        return self(post).list_signs(post)

    def _drop_whispers(self, reading: Reading) -> Reading:
        """Leave out names that count in capitals only and stand otherwise."""
        if self._shouted.isdisjoint(reading.hits):
            return reading
        doubtful = self._shouted.intersection(reading.hits)
        hits = dict(reading.hits)
        for name in doubtful:
            loud = [p for p in hits[name] if reading.text[slice(*reading.characters(p))].isupper()]
            del hits[name]
            if loud:
                hits[name] = loud
        return Reading(reading.text, reading.cuts, reading.sentences, hits)

    def _note_versions(self, draft: Draft, text: str) -> None:
        for found in self.versions.find(text[:_MOST]):
            item = "version" if found.version.is_complete else "major"
            draft.note_text(item, str(found.version), found.start, found.end)


class StatementReader:
    """Reads what posts about one product state, what they are for, and what their reports lack."""

    def __init__(self, config: Path, product: Product, purposes: Purposes) -> None:
        self._draft = DraftReader(config, product)
        self._purposes = purposes
        self._topics = product.out_of_scope_topics
        self._has_sections = bool(product.section_topics)
        self.current = max(self._draft.versions.parse(text) for text in product.versions.current)

    def __call__(self, post: PreparedPost) -> Statement:
        """Return what the post states."""
        return self.read_many([post])[0]

    def read_many(self, posts: Sequence[PreparedPost]) -> list[Statement]:
        """Return what each post states, in order; same answers as one by one, cheaper."""
        drafts = [self._draft(post) for post in posts]
        sums = self._purposes.weigh(posts, [draft.list_signs(post) for draft, post in zip(drafts, posts, strict=True)])
        return [self._conclude(post, draft, row) for post, draft, row in zip(posts, drafts, sums, strict=True)]

    def _conclude(self, post: PreparedPost, draft: Draft, sums: Sums) -> Statement:
        reading, purposes = draft.reading, self._purposes
        kind = name_kind(reading, purposes.name_kind(sums, post.post.post_number == 1))
        _note_wishes(draft)
        for area in reading.named("area.") if self._has_sections else ():
            draft.note("area", area, reading.places(f"area.{area}")[0])
        topics = find_topics(reading, kind, self._topics)
        if purposes.denies_scope(sums, post.language):
            topics = {topic: place for topic, place in topics.items() if topic in LISTED or not purposes.knows(topic)}
        for topic, place in topics.items():
            draft.note("topic", topic, place)
            draft.note(topic, "yes", place)
        if not topics:
            draft.items.extend(self._read_topic(post, reading, sums))
        items = tuple(sorted(draft.items, key=_place_of))
        return Statement(
            kind,
            items,
            frozenset(purposes.list_lacking(sums, post.language)),
            purposes.weigh_wrongs(sums, post.language),
        )

    def _read_topic(self, post: PreparedPost, reading: Reading, sums: Sums) -> Iterator[StatedItem]:
        """Yield the topic for which the weights would leave the post out, where no list names one."""
        topic = self._purposes.name_topic(sums, post.language)
        if topic in self._topics and is_backed(reading, topic):
            for sentence in self._purposes.find_sentences([(post, SCOPE)])[0]:
                yield StatedItem("topic", topic, sentence)
                yield StatedItem(topic, "yes", sentence)


def _own_and_code(post: PreparedPost) -> str:
    """Return the raw text with everything blanked that is neither the author's own words nor code or log."""
    if all(segment.attribution == "own" for segment in post.segments):
        return post.raw.text
    raw = post.raw.text
    return "".join(raw[s.start : s.end] if s.attribution in _OWN else " " * (s.end - s.start) for s in post.segments)


def _is_addressed(post: PreparedPost) -> bool:
    """Say whether the post answers somebody by name or quote."""
    if post.raw.text.startswith("@"):
        return True
    return any(segment.attribution not in _OWN for segment in post.segments)


def _note_installation(draft: Draft) -> None:
    reading = draft.reading
    for concept, value in (("hosted_3cx", "hosted"), ("self_hosted", "self_hosted"), ("smb", "smb")):
        for place in reading.places(concept)[:1]:
            draft.note("hosting", value, place)
    for match in _LICENCE.finditer(reading.text) if "SC" in reading.text else ():
        draft.note_text("licence_size", match.group(1), *match.span())
    for family, item in ((TRUNK, "trunk"), (BRAND, "phone")):
        for name in reading.of(family):
            place = reading.hits[name][0]
            draft.note(item, name.removeprefix(family), place)
            _note_firmware(draft, item, place)
    for name in find_neighbours(reading):
        draft.note("unsupported_software", re.split(r"[=.]", name)[1], reading.hits[name][0])


def _note_firmware(draft: Draft, item: str, place: Place) -> None:
    _, end = draft.reading.characters(place)
    if item == "phone" and (match := _FIRMWARE.search(draft.reading.text, end, end + 60)):
        draft.note_text("firmware", match.group(), *match.span())


def _note_report(draft: Draft, post: PreparedPost) -> None:
    reading = draft.reading
    for place in find_steps(reading)[:5]:
        draft.note("steps_taken", "stated", place)
    for place in find_logs(reading)[:3]:
        draft.note("logs", "mentioned", place)
    for attachment in post.attachments:
        if _LOG_FILE.search(attachment.name):
            draft.add(StatedItem("logs", "attached", Span(attachment.start, attachment.end, "logs")))
    for segment in post.segments:
        long_enough = segment.end - segment.start >= _SHORTEST_LOG
        if segment.kind in {"code", "log", "inline_code"} and segment.attribution in _OWN and long_enough:
            span = Span(segment.start, segment.end, "logs", segment.attribution)
            draft.add(StatedItem("logs", segment.attribution, span))
    if "logs" not in draft.facts and (lines := find_log_lines(reading.text)):
        draft.note_text("logs", "inline", *lines)
    for place in find_reproduction(reading)[:3]:
        draft.note("reproduction", "stated", place)
    for concept in ("network_symptom", "network_checked", "slow", "host_specs"):
        for place in reading.hits.get(concept, ())[:1]:
            draft.note(concept, "yes", place)
    for place in reading.places("intermittent", "no_pattern")[:1]:
        draft.note("intermittent", "yes", place)


def _note_brevity(draft: Draft, post: PreparedPost) -> None:
    """Note that so few or so general words can tell neither when a fault shows nor what it is."""
    reading = draft.reading
    if any(segment.kind in {"code", "log"} for segment in post.segments):
        return
    if reading.length <= BRIEF:
        draft.note_text("brief", "yes", 0, len(reading.text))
    if tells_nothing(reading, is_vague(reading, "version" in draft.facts)):
        draft.note_text("vague", "yes", 0, len(reading.text))


def _note_vendors(draft: Draft) -> None:
    """Note third parties that are part of the fault, and whether they were asked (FT-3.2)."""
    reading = draft.reading
    trunks = reading.of(TRUNK)
    brands = reading.of(BRAND)
    if not (trunks or brands or reading.has("provider_noun")):
        return
    named = reading.places(*trunks, *brands), reading.sentences_of("provider_noun")
    asked, refused = find_contact(reading, *named)
    for place in [] if refused else find_answers(reading, *named)[:1]:
        draft.note("vendor_answered", "yes", place)
    for place in refused[:1]:
        draft.note("vendor_unasked", "yes", place)
    for place in asked[:1]:
        draft.note("vendor_contacted", "yes", place)
    if trunks and reading.sentences_of(*trunks, "trunk_symptom") & reading.sentences_of(*FAULTS):
        draft.note("vendor_involved", "trunk", reading.places(*trunks)[0])


def _note_departures(draft: Draft) -> None:
    reading = draft.reading
    for place in find_departure(reading)[:1]:
        draft.note("manual", "departed", place)
    issues = count_issues(reading)
    if issues > 1:
        draft.note_text("issues", str(issues), 0, len(reading.text))


def _note_wishes(draft: Draft) -> None:
    """Note a wish to telephone or to have a capture read (SP-5.1, SP-5.3)."""
    reading = draft.reading
    if not reading.has(*_WISHES):
        return
    for place in reading.places("phone_support")[:1]:
        draft.note("phone_support", "yes", place)
    asking = reading.sentences_of("ask_how", "demand") | reading.questions
    for place in reading.places("wireshark")[:1]:
        if reading.sentences[place[0]] in asking:
            draft.note("wireshark", "yes", place)

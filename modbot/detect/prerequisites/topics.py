"""Which of the topics that support leaves out (SP-9.*, SP-11.5) a post is about. Hints, never violations."""

from __future__ import annotations

from modbot.detect.prerequisites.kinds import speaks_of_product
from modbot.detect.prerequisites.phrases import Reading
from modbot.detect.prerequisites.product_names import BAD_PHONE, BAD_TRUNK, BRAND, EOL
from modbot.detect.word_cuts import Place

_TOPICAL = ("problem", "question", "other")  # kinds of post that can be on a topic
_TOPIC = "topic."
# Self-sufficient phrases: whoever writes them is on that topic.
_BY_PHRASE = frozenset({"end_user"})
# Subjects that appear in many posts in passing: only a question, a demand or a fault in the same sentence counts.
_BY_SENTENCE = frozenset(
    {"stun", "firewall", "network_os", "headset", "gateway", "teams_l3", "custom_template", "call_control_api",
     "crm_pms", "cfd", "not_product", "remote_install", "remote_session", "evaluation", "fraud_analysis",
     "third_party_conference"}
)  # fmt: skip
_ASKING = frozenset(
    {"cfd", "remote_install", "remote_session", "evaluation", "fraud_analysis", "third_party_conference"}
)
# Things of one's own or with a name: a problem post that names one is about it, wherever the fault is told.
_SUBJECTS = frozenset({"headset", "gateway", "custom_template"})
# Words too common to be a topic where a fault is reported ("on Debian", "in Teams"): a direct question must hold them.
_IN_QUESTIONS = {"weak_network_os": "network_os", "weak_crm_pms": "crm_pms", "weak_headset": "headset",
                 "weak_teams": "teams_l3"}  # fmt: skip

# Topics that the names of the product's lists show, and a concept for those that are in none.
_LISTED = (
    ("unsupported_trunk", "unsupported_provider", BAD_TRUNK),
    ("eol_phone", "eol_phone", EOL),
    ("unsupported_phone", "unsupported_phone", BAD_PHONE),
)
LISTED = frozenset(topic for topic, _, _ in _LISTED)


def find_topics(reading: Reading, kind: str, known: tuple[str, ...]) -> dict[str, Place]:
    """Return the out-of-scope topics of the post with the place of their evidence, in the order of ``known``."""
    if kind not in _TOPICAL:
        return {}
    found = _read_lists(reading)
    if reading.has("gadget", *_IN_QUESTIONS) or reading.of(_TOPIC):
        _read_subjects(reading, kind, found)
    return {topic: found[topic] for topic in known if topic in found}


def _read_subjects(reading: Reading, kind: str, found: dict[str, Place]) -> None:
    """Add the topics whose subjects are asked about, or at fault."""
    # Plans name their system before they ask: only the sentence that asks itself counts there.
    directly = reading.sentences_of("ask_how", "demand") | reading.questions
    # Elsewhere the one before it counts too: “We have a Patton. Which settings?”
    asking = directly | {sentence - 1 for sentence in directly}
    faulty = reading.sentences_of("fault", "fault_generic")
    # “Self-hosted on Debian, no other software” states the system; only a fault or a question makes it the topic.
    denied = reading.sentences_of("negation") - reading.sentences_of("self_hosted")
    telling = (faulty | denied) - reading.sentences_of("steps")
    near = asking | telling
    exact = telling | directly
    for topic in reading.named(_TOPIC):
        places = reading.places(_TOPIC + topic)
        if _is_off(reading, topic, places):
            continue
        if topic in _BY_PHRASE and (kind != "other" or asking):
            found.setdefault(topic, places[0])
        elif topic in _BY_SENTENCE:
            sentences = asking if topic in _ASKING else exact if topic == "network_os" else near
            if topic in _SUBJECTS and kind == "problem":
                sentences = reading.sentences_of(_TOPIC + topic) - reading.sentences_of("steps")
            fitting = [place for place in places if reading.sentences[place[0]] in sentences]
            if fitting:
                found.setdefault(topic, fitting[0])
    if kind != "problem":
        _read_weak_words(reading, directly, found)
    elsewhere = not reading.has("generic", "pbx_noun") and (kind != "problem" or not speaks_of_product(reading))
    if reading.has("gadget") and elsewhere and near:
        found.setdefault("not_product", reading.places("gadget")[0])


def is_backed(reading: Reading, topic: str) -> bool:
    """Return whether the product's lists speak for a topic, if it is one of theirs: what is supported they decide."""
    needed = [(concept, prefix) for name, concept, prefix in _LISTED if name == topic]
    return all(concept in reading.hits or reading.of(prefix) for concept, prefix in needed)


def _is_off(reading: Reading, topic: str, places: list[Place]) -> bool:
    """Say whether words beside the subject show another matter: a trial that ran out, a firewall and the licence."""
    off = reading.sentences_of("stun_faq" if topic == "stun" else f"off_{topic}")
    return not off.isdisjoint(reading.sentences[place[0]] + step for place in places for step in (-1, 0, 1))


def _read_weak_words(reading: Reading, directly: frozenset[int], found: dict[str, Place]) -> None:
    for concept, topic in _IN_QUESTIONS.items():
        fitting = [place for place in reading.places(concept) if reading.sentences[place[0]] in directly]
        if fitting and not _is_off(reading, topic, fitting):
            found.setdefault(topic, fitting[0])


def _read_lists(reading: Reading) -> dict[str, Place]:
    found: dict[str, Place] = {}
    # A server may reach the end of its life too.
    speaks_of_phones = reading.has("phone_symptom", "area.phone", "phone_maker") or bool(reading.of(BRAND))
    for topic, concept, prefix in _LISTED:
        counts = concept in reading.hits and (topic != "eol_phone" or speaks_of_phones)
        names = [*reading.of(prefix), *([concept] if counts else [])]
        if names:
            found[topic] = reading.places(*names)[0]
    return found

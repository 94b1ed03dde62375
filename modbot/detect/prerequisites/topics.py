"""Which of the topics that support leaves out (SP-9.*, SP-11.5) a post is about. Hints, never violations."""

from __future__ import annotations

from modbot.detect.prerequisites.phrases import Reading
from modbot.detect.prerequisites.product_names import BAD_PHONE, BAD_TRUNK, EOL
from modbot.detect.word_cuts import Place

_TOPIC = "topic."
# Self-sufficient phrases: whoever writes them is on that topic.
_BY_PHRASE = frozenset({"end_user", "fraud_analysis", "remote_install", "third_party_conference"})
# Subjects that appear in many posts in passing: only a question, a demand or a fault in the same sentence counts.
_BY_SENTENCE = frozenset(
    {"stun", "firewall", "network_os", "headset", "gateway", "teams_l3", "custom_template", "call_control_api",
     "crm_pms", "cfd", "not_product", "remote_session", "evaluation"}
)  # fmt: skip
_ASKING = frozenset({"cfd", "remote_session", "evaluation"})


def find_topics(reading: Reading, kind: str, known: tuple[str, ...]) -> dict[str, Place]:
    """Return the out-of-scope topics of the post with the place of their evidence, in the order of ``known``."""
    if kind not in {"problem", "question", "other"}:
        return {}
    found = _read_lists(reading)
    asking = _asking_sentences(reading)
    faulty = reading.sentences_of("fault", "fault_generic")
    # “Self-hosted on Debian, no other software” states the system; only a fault or a question makes it the topic.
    denied = reading.sentences_of("negation") - reading.sentences_of("self_hosted")
    telling = (faulty | denied) - reading.sentences_of("steps")
    near = asking | telling
    # Plans name their system before they ask: only the sentence that asks itself counts.
    exact = telling | reading.sentences_of("ask_how", "demand") | reading.questions
    for topic in reading.named(_TOPIC):
        places = reading.places(_TOPIC + topic)
        if topic in _BY_PHRASE and (kind != "other" or asking):
            found.setdefault(topic, places[0])
        elif topic in _BY_SENTENCE:
            sentences = asking if topic in _ASKING else exact if topic == "network_os" else near
            fitting = [place for place in places if reading.sentences[place[0]] in sentences]
            if fitting and not (topic == "stun" and reading.has("stun_faq")):
                found.setdefault(topic, fitting[0])
    return {topic: found[topic] for topic in known if topic in found}


def _asking_sentences(reading: Reading) -> set[int]:
    """Return the sentences that ask or demand, and those right before them: "We have a Patton. Which settings?"."""
    asks = reading.sentences_of("ask_how", "demand")
    asked = asks | reading.questions
    return asked | {sentence - 1 for sentence in asked}


def _read_lists(reading: Reading) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for topic, concept, prefix in (
        ("unsupported_trunk", "unsupported_provider", BAD_TRUNK),
        ("eol_phone", "eol_phone", EOL),
        ("unsupported_phone", "unsupported_phone", BAD_PHONE),
    ):
        names = [*reading.of(prefix), *([concept] if concept in reading.hits else [])]
        if names:
            found[topic] = reading.places(*names)[0]
    return found

"""Says what kind of post it is: only problem posts must state anything (FT-1a, FT-3.6).

Rules suggest a kind; their word and all other signs of the post are then weighed, which errs a third as often.
"""

from __future__ import annotations

from modbot.detect.prerequisites.phrases import Reading
from modbot.detect.prerequisites.product_names import BAD_PHONE, BAD_TRUNK, EOL
from modbot.detect.prerequisites.signs import list_signs

_AREA = "area."
SHORT = 14
_GREETING = 3  # words: "Ok", "Hi all", "+1" report nothing unless they name it


def name_kind(reading: Reading, kind: str) -> str:
    """Return problem, question, answer, announcement, feature_request, complaint, removal, illicit or other.

    ``kind``: what the weights take the post for.
    """
    if kind == "problem" and reading.length <= _GREETING and not _names_trouble(reading):
        kind = "other"
    if kind == "discussion":
        return "feature_request" if reading.has("wish") else "announcement"
    return kind


def _names_trouble(reading: Reading) -> bool:
    return reading.has("fault", "fault_generic", "ask_help", "cry") or speaks_of_product(reading)


def list_all_signs(reading: Reading, facts: set[str], is_addressed: bool) -> list[str]:
    """Return what is weighed: the signs of the post and the kind that rules suggest.

    ``facts``: the items stated; ``is_addressed``: it answers somebody by name or quote.
    """
    suggested = _suggest_kind(reading, has_version=bool({"version", "major"} & facts))
    return [f"rules {suggested}", *list_signs(reading, facts, is_addressed)]


def _suggest_kind(reading: Reading, has_version: bool) -> str:
    if has_version and reading.has("log_noun") and reading.has("steps") and reading.has("fault", "fault_generic"):
        return "problem"
    evidence = has_version + reading.has("log_noun") + reading.has("steps") + reading.has("ask_help")
    signs = {
        "removal": _asks_for_removal(reading) and not has_version,
        "answer": _closes_topic(reading, evidence),
        "announcement": reading.has("announce")
        and not reading.has("ask_help")
        and not _has_substance(reading, evidence),
        "feature_request": reading.has("wish") and evidence < 2,
        "complaint": reading.has("complain") and not has_version and not reading.has("log_noun"),
        "question": _asks_how(reading) and evidence < 2 and not (evidence and reading.has("fault")),
        "problem": _reports_fault(reading, has_version),
    }
    if reading.has("advice") and not has_version and not reading.has("ask_help") and not signs["complaint"]:
        signs["answer"] = True
    return next((kind for kind, holds in signs.items() if holds), "other")


def _asks_how(reading: Reading) -> bool:
    return reading.has("ask_how") or bool(reading.sentences_of("how") & reading.questions)


def _has_substance(reading: Reading, evidence: int) -> bool:
    return evidence >= 2 and reading.has("fault")


def speaks_of_product(reading: Reading) -> bool:
    """Say whether the text names any part of the product."""
    return reading.has("domain", "generic") or bool(reading.of(_AREA))


def is_vague(reading: Reading, has_version: bool) -> bool:
    """Say whether the fault is named in general words only: no symptom, no part of the product (FT-4.0a, SP-3.2)."""
    if reading.has("fault", "domain") or bool(reading.of(_AREA)):
        return False
    return reading.has("fault_generic", "ask_help") or not has_version or reading.length < SHORT


def _asks_for_removal(reading: Reading) -> bool:
    if not (reading.sentences_of("remove_verb") & reading.sentences_of("forum_noun")):
        return False
    return not reading.has("log_noun") or not reading.has("fault")


def _closes_topic(reading: Reading, evidence: int) -> bool:
    """Say whether the author reports success or only thanks: "works now, it was the time zone"."""
    if reading.has("solved") and not reading.has("ask_help"):
        return True
    thanks_only = reading.has("thanks") and reading.length <= SHORT and not reading.has("fault", "fault_generic")
    return thanks_only and evidence == 0 and not reading.has("ask_how")


def _reports_fault(reading: Reading, has_version: bool) -> bool:
    about_product = has_version or speaks_of_product(reading)
    if reading.has("fault", "fault_generic") and (about_product or reading.has("ask_help")):
        return True
    if reading.has("fault_generic") and reading.length <= SHORT:
        return True
    # “The lamp shows busy although nobody talks”: what should not be is a fault without any word for it.
    is_contrary = reading.has("concession") and not reading.has("praise", "wish")
    if about_product and (is_contrary or reading.has("ask_help")):
        return True
    # How-to questions have been told apart before; helpers who ask back ask for logs.
    if about_product and reading.questions and not reading.has("log_noun"):
        return True
    parts = reading.of(_AREA)
    if reading.sentences_of("negation") & reading.sentences_of("domain", "generic", *parts):
        return True
    names = bool(reading.of(BAD_TRUNK, EOL, BAD_PHONE))
    return has_version and (reading.has("domain", "steps", "log_noun") or bool(parts) or names)

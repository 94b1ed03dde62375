"""E-mail addresses, plain or spelled out; never role mailboxes, example domains, SIP identities or message ids."""

from __future__ import annotations

import re
from collections.abc import Iterator

from modbot.detect.personal.profile import PrivacyProfile
from modbot.detect.personal.reading import Found, Reading

_LOCAL = re.compile(r"[\w.+%'-]{1,64}\Z")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}(?:[^\W\d_]{2,24}|xn--[\w-]{2,30})(?![\w@])")
_SPELLED_AT = re.compile(
    r"([\w.+-]{2,64})[ ]?(?:[\[({<][ ]?(?:at|@|ät|arroba|arrob|chiocciola|arobase|собака"
    r"|παπάκι)[ ]?[\])}>]|[ ](?:AT|arroba|chiocciola|arobase)[ ])[ ]?"
    r"([\w-]{2,63}(?:(?:\.|[ ]?[\[({<][ ]?(?:dot|\.|punkt|punto|point|ponto|точка|τελεία)[ ]?[\])}>][ ]?"
    r"|[ ](?:DOT|punkt|punto|point|ponto|точка)[ ])[\w-]{2,63}){1,4})",
)
_SPELLED_SIGN = re.compile(
    r"[\[({<]\s?(?:at|@|ät|arrob|chioc|arobase|собака|παπάκι)|\s(?:AT|arroba|chiocciola|arobase)\s"
)
SPELLED_AT = ("at", "ät", "arroba", "arrob", "chiocciola", "arobase", "собака", "παπάκι")
_MACHINE_LOCAL = re.compile(r"\+?\d+\Z|[0-9a-f]{16,}\Z|[0-9a-fA-F-]{24,}\Z|\w*\d\w*-\w{8,}\Z")
_CROSSED_OUT = re.compile(r"[x_.*-]+")
_MACHINE_LINE = re.compile(
    r"(?<![a-z])(?:call-?id|message-?id|branch|tag|sips?|xmpp|ssh|sftp|scp|git|rsync|icid-value|\"?id\"?(?=\s?:))\s*[:=(]?\s*[<\"']?\s*\Z",
    re.I,
)


def find_emails(reading: Reading, profile: PrivacyProfile) -> Iterator[Found]:
    """Yield the e-mail addresses of persons; role mailboxes and example domains are left out."""
    text = reading.text
    place = text.find("@")
    while place >= 0:
        if (found := _read_email(reading, place, profile)) is not None:
            yield found
        place = text.find("@", place + 1)
    if "spelled_at" in reading.marks and _SPELLED_SIGN.search(text):
        for match in _SPELLED_AT.finditer(text):
            domain = re.sub(
                r"\s?[\[({<]?\s?(?:dot|punkt|punto|point|ponto|точка|τελεία)\s?[\])}>]?\s?", ".", match[2], flags=re.I
            )
            if "." in domain and not is_nobodys(match[1], domain, profile):
                yield Found(match.start(), match.end(), "EMAIL", 0.85)


def _read_email(reading: Reading, at: int, profile: PrivacyProfile) -> Found | None:
    text = reading.text
    local = _LOCAL.search(text, max(0, at - 64), at)
    domain = _DOMAIN.match(text, at + 1)
    if local is None or domain is None:
        return None
    start = local.start() + len(local[0]) - len(local[0].lstrip(".'-+%"))
    name = text[start:at].rstrip(".")
    if not name or is_nobodys(name, domain[0], profile) or is_machine(reading, start, name):
        return None
    return Found(start, domain.end(), "EMAIL", 0.95)


def is_nobodys(local: str, domain: str, profile: PrivacyProfile) -> bool:
    """Return whether the address is a role mailbox, or stands under a domain reserved for examples or local use."""
    local, domain = local.lower(), domain.lower().rstrip(".")
    if domain.endswith(profile.nobodys_suffixes) or domain in profile.nobodys_domains:
        return True
    if local in domain.split(".") or _CROSSED_OUT.fullmatch(local):
        return True
    first = re.split(r"[.+_-]", local, maxsplit=1)[0]
    return local in profile.role_mailboxes or first in profile.role_mailboxes or local.startswith(profile.role_prefixes)


def is_machine(reading: Reading, start: int, local: str) -> bool:
    """Return whether a machine made the address: SIP identity, Call-ID, message id, shell target."""
    if _MACHINE_LOCAL.match(local):
        return True
    return _MACHINE_LINE.search(reading.text, max(0, start - 24), start) is not None

"""Public network addresses; never private, documentation or loopback ones, and never versions or builds."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from modbot.detect.personal.profile import PrivacyProfile
from modbot.detect.personal.reading import Found, Reading

_V4 = re.compile(r"(?<![\w.+-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)")
_V6 = re.compile(
    r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4}){0,6}(?:::)?(?![\w:])|(?<![\w:.])"
    r"(?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6}(?![\w:])"
)
# All that is given out so far (RFC 4291); whatever else has the shape is a fingerprint or an interface's number.
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_V6_GATE = re.compile(r"[0-9A-Fa-f]:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}")
_VERSION_BEFORE = re.compile(r"(?:\b(?:v|ver|fw|rev|sw|u|r)\.?\s?|[(/]\s?(?:build\s)?)\Z", re.I)
_NETWORK_BEFORE = re.compile(
    r"(?:[@=]|://|\bIP\d?:?\s?|\bIN IP4 |\bhost:? |\b(?:UDP|TCP|TLS)[ :/]|received=|->|→|\[)\s?\Z", re.I
)
_NETWORK_AFTER = re.compile(r":\d{2,5}\b|/(?:[89]|[12]\d|3[0-2])\b|\]?:\d{2,5}\b|>")
_MAKER = re.compile(
    r"(?:(?<![a-z])(?:yealink|snom|fanvil|grandstream|poly|polycom|cisco|gigaset|mitel|windows|debian|chrome|firefox"
    r"|android|ios|openssl|nginx|[tdxwvhp]-?\d{2,4}[a-z]{0,3}|grp\d{4}|cp\d{3})\s*[(,:]?\s*(?P<on>\w{1,5}\s+)?)\Z",
    re.I,
)
# What stands right before and behind the address of a server that apt, wget or curl fetches something from.
_FETCHED_FROM = (("[IP: ", " "), ("|", "|:"), ("Trying ", ":443"), ("Trying ", ":80"), ("(", ") port "))
# Yealink's: product number, generation in the eighties, zero or a branch, build.
_PHONE_FIRMWARE = re.compile(r"\d{2,3}\.8\d\.\d{1,3}\.\d{1,3}")


def find_ip_addresses(reading: Reading, profile: PrivacyProfile) -> Iterator[Found]:
    """Yield public IP addresses (IPv4 and IPv6) that are not read as versions."""
    for match in _V4.finditer(reading.text) if reading.has_quad else ():
        is_meant = not is_version(reading, match, profile) and not _is_fetched_from(match)
        if is_meant and is_public(match[0], profile):
            yield Found(match.start(), match.end(), "IP_ADDRESS", 0.8)
    if reading.text.count(":") > 1 and _V6_GATE.search(reading.text):
        for match in _V6.finditer(reading.text):
            if is_public(match[0], profile) and not _is_fetched_from(match):
                yield Found(match.start(), match.end(), "IP_ADDRESS", 0.8)


def is_public(text: str, profile: PrivacyProfile) -> bool:
    """Return whether the text is an address routed in the open internet that is not everybody's."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_V6:
        return False
    return address.is_global and not address.is_multicast and text not in profile.public_ips


def _is_fetched_from(match: re.Match[str]) -> bool:
    """Return whether a program tells that it fetches something from there: a public server, nobody's line."""
    text, start, end = match.string, match.start(), match.end()
    return any(text.endswith(head, 0, start) and text.startswith(tail, end) for head, tail in _FETCHED_FROM)


def _speaks_of_network(reading: Reading, start: int) -> bool:
    """Return whether a word like "address" or "attack" stands shortly before; "from" alone says nothing."""
    index = reading.word_at(start)
    words = reading.words_between(index - 5, index)
    low = max(reading.clause(start)[0], reading.text.rfind(",", 0, start))
    roles = [reading.lexicon.roles_of(word.lower) for word in words if word.start >= low]
    return any("ip" in role and "coming_from" not in role for role in roles)


def _is_firmware(text: str, match: re.Match[str]) -> bool:
    """Return whether a phone's maker or model stands right before; one word between only for a firmware's own shape."""
    maker = _MAKER.search(text, max(0, match.start() - 24), match.start())
    return maker is not None and (maker["on"] is None or _PHONE_FIRMWARE.fullmatch(match[0]) is not None)


def is_version(reading: Reading, match: re.Match[str], profile: PrivacyProfile) -> bool:
    """Return whether a dotted quad is a version or build: by the words before it, by its shape, by the maker named."""
    text, start, end = reading.text, match.start(), match.end()
    octets = [int(part) for part in match[0].split(".")]
    if any(len(part) > 1 and part[0] == "0" for part in match[0].split(".")):
        return True
    network = bool(_NETWORK_BEFORE.search(text, max(0, start - 12), start) or _NETWORK_AFTER.match(text, end))
    if not network and (_VERSION_BEFORE.search(text, max(0, start - 12), start) or _is_firmware(text, match)):
        return True
    version = reading.last_mark_before("version", start, max(reading.clause(start)[0], start - 32))
    address = reading.last_mark_before("ip", start, max(reading.clause(start)[0], start - 60))
    if version is not None and not network and (address is None or address.start < version.start):
        return True
    if octets[0] >= 100 or network:
        return False
    looks_own = str(octets[0]) in profile.version_majors and octets[1] in (0, 5) and octets[2] <= 20
    if looks_own:
        return version is not None or not _speaks_of_network(reading, start)
    is_small = 0 in octets or max(octets[:3]) < 60 or sum(octet < 10 for octet in octets) >= 2
    return is_small and address is None

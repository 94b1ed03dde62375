"""Finds links, attachments and the markup around them: what a reader clicks, what a reader sees, and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from modbot.prepare.views import Attachment, Link

_TARGET = r"<?(?P<target>[^\s<>()]*+(?:\([^\s<>()]*+\)[^\s<>()]*+)*+)>?"
_TITLE = r"""(?:[ \t]+(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'))?[ \t]*"""
_MARKDOWN = re.compile(
    r"(?P<image>!?)\[(?P<shown>(?:!\[[^\[\]\n]*+\]\([^\s()]*+[^()\n]{0,100}\)|[^\[\]\n])*+)\]"
    rf"\([ \t]*+{_TARGET}{_TITLE}\)"
)
_ANCHOR = re.compile(
    r"<(?i:a)\s[^<>]{0,300}?(?i:href)\s*=\s*[\"']?(?P<target>[^\s\"'<>]+)[^<>]{0,300}>(?P<shown>[^<\n]{0,500})</(?i:a)>"
)
_BBCODE = re.compile(
    r"\[(?i:url)(?:=[\"']?(?P<target>[^\]\s\"']{1,2000})[\"']?)?\](?P<shown>[^\[\]\n]{0,2000})\[/(?i:url)\]"
)
_URL = re.compile(r"://[^\s<>\"'`\[\]|\\^{}]+")
_SCHEME = re.compile(r"(?i:https?|ftp)$")
_WWW = re.compile(r"(?i:www)\.[^\s<>\"'`\[\]|\\^{}]+")
# A name without scheme is a link for these endings only, so that "sip.conf" and "e.g" are none.
_DOMAIN_END = re.compile(
    r"\.(?:com|net|org|io|onion|co|tv|ru|cn|us|uk|me|de|fr|it|es|gr|pt|eu|info|biz|xyz|top|online|site|shop|club|link|app"
    r"|dev)(?![\w@\-]|\.\w)(?:/[^\s<>\"'`\[\]]*)?"
    r"|\.(?:ly|gl|gd|to|cc|su|at|ch|nl|be|pl|cz|cy|br|ai|gg|im|pw|ws|tk|ml|vip)/[^\s<>\"'`\[\]]+"
)
_TAG = re.compile(
    r"</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,1000})?/?>"
    r"|\[/?(?i:b|i|u|s|center|spoiler|details|size|color|img|hide|floatl|floatr|list|\*)(?:=[^\]\n]{0,200})?\]"
)
_HOST = re.compile(
    r"(?:[a-zA-Z][a-zA-Z0-9+.\-]{0,20}:)?(?://|\\\\)?(?:[^/\\?#@\s]*@)?(?P<host>\[[0-9a-fA-F:.]*\]|[^/\\?#:\s]+)"
)
_LOOKS_LIKE_HOST = re.compile(r"(?i)^\s*(?:https?://)?(?:[\w\-]+\.)+[a-z]{2,24}(?:[/:?#]\S*)?\s*$")
_ATTACHED = re.compile(r"^(?P<name>[^|]*)\|(?:attachment|audio|video)\b")


class FoundLinks(NamedTuple):
    """What ``find_links`` brings: links, attachments, and the stretches of markup that a reader does not see."""

    links: list[Link]
    attachments: list[Attachment]
    hidden: list[tuple[int, int]]


def find_links(text: str) -> FoundLinks:
    """Return the links and attachments of ``text`` in reading order, with the stretches that only steer the display."""
    found = FoundLinks([], [], [])
    taken: list[tuple[int, int]] = []
    if "](" in text:
        for match in _MARKDOWN.finditer(text):
            _take_markdown(match, found)
            taken.append(match.span())
    if "<" in text or "[" in text:
        for pattern in (_ANCHOR, _BBCODE):
            for match in pattern.finditer(text):
                _take_anchor(match, found)
                taken.append(match.span())
        found.hidden.extend(match.span() for match in _TAG.finditer(text))
        found.hidden.extend(_find_comments(text))
    if "." in text:
        _take_bare(text, sorted(taken), found)
    found.links.sort(key=lambda link: (link.start, link.end))
    return found


def read_host(target: str) -> str:
    """Return the host that a link target leads to, in small letters: what stands after any ``user@``; "" if none."""
    if target[:10].lower().startswith(("upload:", "mailto:", "data:", "/", "#")) and not target.startswith("//"):
        return ""
    match = _HOST.match(target)
    return match["host"].lower().rstrip(".") if match else ""


def _take_markdown(match: re.Match[str], found: FoundLinks) -> None:
    target, shown = match["target"], match["shown"]
    attached = _ATTACHED.match(shown)
    if match["image"] or attached or target.startswith("upload://"):
        name = attached["name"] if attached else shown.partition("|")[0]
        found.attachments.append(Attachment(match.start(), match.end(), _name_file(name, target)))
        found.hidden.append((match.end("shown"), match.end()))
        if match["image"] and not target.startswith("upload://") and read_host(target):
            found.links.append(Link(match.start(), match.end(), target, read_host(target), shown))
        return
    found.links.append(_build_link(match.start(), match.end(), target, shown))
    found.hidden.extend(((match.start(), match.start("shown")), (match.end("shown"), match.end())))


def _name_file(name: str, target: str) -> str:
    """Return the name of an upload; an image's name gets its target's ending, which the author cannot choose."""
    ending = re.search(r"\.[a-zA-Z0-9]{1,10}$", target)
    return name if ending is None or name.lower().endswith(ending[0].lower()) or "." in name else name + ending[0]


def _take_anchor(match: re.Match[str], found: FoundLinks) -> None:
    target = match["target"] or match["shown"].strip()
    if target:
        if "/uploads/" in target or target.startswith("upload://"):
            found.attachments.append(Attachment(match.start(), match.end(), match["shown"].strip()))
        else:
            found.links.append(_build_link(match.start(), match.end(), target, match["shown"]))
        found.hidden.extend(((match.start(), match.start("shown")), (match.end("shown"), match.end())))


def _take_bare(text: str, taken: list[tuple[int, int]], found: FoundLinks) -> None:
    at = done = 0
    for start, end in sorted(_find_bare(text)):
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if start < done or (at < len(taken) and taken[at][0] <= start):
            continue
        target = text[start:end].rstrip(".,;:!?*_~")
        while target.endswith(")") and target.count(")") > target.count("("):
            target = target[:-1].rstrip(".,;:!?")
        done = start + len(target)
        found.links.append(Link(start, done, target, read_host(target), target))


def _find_comments(text: str) -> Iterator[tuple[int, int]]:
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start + 4)) >= 0:
        yield start, end + 3
        start = text.find("<!--", end)


def _find_bare(text: str) -> Iterator[tuple[int, int]]:
    """Return where a URL or a host name stands in the text itself; a later one may lie within an earlier."""
    if "://" in text:
        for match in _URL.finditer(text):
            scheme = _SCHEME.search(text, max(match.start() - 5, 0), match.start())
            if scheme:
                yield scheme.start(), match.end()
    if "www." in text or "WWW." in text:
        yield from (match.span() for match in _WWW.finditer(text) if _stands_free(text, match.start()))
    for match in _DOMAIN_END.finditer(text):
        start = match.start()
        while start > 0 and match.start() - start < 80 and (text[start - 1].isalnum() or text[start - 1] in "-."):
            start -= 1
        if start < match.start() and _stands_free(text, start) and text[start].isalnum():
            yield start, match.end()


def _stands_free(text: str, start: int) -> bool:
    return start == 0 or not (text[start - 1].isalnum() or text[start - 1] in "@/:._-")


def _build_link(start: int, end: int, target: str, shown: str) -> Link:
    host = read_host(target)
    names_another = bool(_LOOKS_LIKE_HOST.match(shown)) and not _is_same_site(read_host(shown.strip()), host)
    return Link(start, end, target, host, shown, mismatched=bool(host) and names_another)


def _is_same_site(shown: str, host: str) -> bool:
    return _name_site(shown) == _name_site(host)


def _name_site(host: str) -> str:
    """Return the part of a host name that one owner registers: its last two labels, three under co.uk and the like."""
    labels = host.removeprefix("www.").split(".")
    short = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in {"co", "com", "org", "net", "gov", "ac", "edu"}
    return ".".join(labels[-3:] if short else labels[-2:])

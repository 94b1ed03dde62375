"""Files and links that carry more than a post should: support packages, backups, captures, licences, provisioning."""

from __future__ import annotations

import re
from collections.abc import Iterator

from modbot.detect.confidential.words import SecretShapes
from modbot.detect.personal.reading import Found, Reading
from modbot.prepare.views import PreparedPost

_UPLOAD = re.compile(
    r"\[([^\]\n|]{3,120})\|attachment\]|(?:upload://|/uploads/|https?://)[^\s)\]]*?([^\s/)\]]+\.\w{2,10})(?=[\s)\]]|$)"
)
_ENDING = "zip|7z|gz|tgz|rar|bak|tar|pcap|pcapng|cap|lic|licx|key|pem|pfx|p12|ppk|ovpn|jks|kdbx|dat|3cxlicense"
_ENDINGS = frozenset(_ENDING.split("|"))
_FILE = re.compile(rf"\.(?<=[\w-].)(?:{_ENDING})\b", re.I)
_JOINT = re.compile("['’-]")
_STAND_IN = re.compile(r"example\.(?:com|org|net)\b|beispiel|xxxx|<|yourdomain|your-", re.I)
_PASSWORD_PART = re.compile(r"[?&](?:pass(?:word|wd)?|pwd|secret)=([^&\s#)\]]{4,64})", re.I)


def is_file_ending(word: str) -> bool:
    """Return whether a word, or a part of it, is what names of confidential files end in."""
    return word in _ENDINGS if word.isalnum() else not _ENDINGS.isdisjoint(_JOINT.split(word))


def find_uploads(shapes: SecretShapes, post: PreparedPost) -> Iterator[Found]:
    """Yield the post's uploaded files that are confidential by kind (FT-4.4, SP-3.5, ZM-3.9)."""
    for attachment in post.attachments:
        kind = next((kind for kind, pattern in shapes.files if pattern.fullmatch(attachment.name)), None)
        if kind is not None:
            yield Found(attachment.start, attachment.end, "ATTACHMENT", 0.9, "unknown", kind)


def find_attachments(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield names of confidential files that are linked or said to be attached (FT-4.4, SP-3.5, ZM-3.9)."""
    if "file" not in reading.marks or not _FILE.search(reading.text):
        return
    uploads = [match.span(1) if match[1] else match.span(2) for match in _UPLOAD.finditer(reading.text)]
    for kind, pattern in shapes.files:
        for match in pattern.finditer(reading.text):
            is_upload = any(start <= match.start() and match.end() <= end for start, end in uploads)
            if is_upload or reading.has_mark_near("attached", match.start(), match.end(), 60):
                yield Found(match.start(), match.end(), "ATTACHMENT", 0.8, "unknown", kind)


def find_provisioning_links(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield links that hand their reader a phone's or an app's configuration."""
    if "://" not in reading.text:
        return
    for pattern in shapes.links:
        for match in pattern.finditer(reading.text):
            if not _STAND_IN.search(match[0]):
                secret = _PASSWORD_PART.search(match[0])
                if secret is not None:
                    start = match.start() + secret.start(1)
                    yield Found(start, start + len(secret[1]), "PASSWORD", 0.95, "unknown", "provisioning_link")
                else:
                    yield Found(match.start(), match.end(), "PROVISIONING_LINK", 0.85, "unknown", "provisioning_link")

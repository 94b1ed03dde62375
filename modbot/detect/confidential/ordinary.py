"""What stands beside a word for password in any forum and is none: versions, files, keys on a keyboard, traces.

A value is ordinary only as a whole: "20.0.8" is a version, "Otter20.0.8" may be a password.
"""

from __future__ import annotations

import re

_TECHNICAL = (
    r"v?\d+(?:[.,:]\d+)+(?:-\w+)?",  # 20.0.8, 10:30, 1.2-rc1
    r"[vV]\d+(?:\.\d+)*(?i:[a-z]|(?:u|up|upd|sp|rc|beta)\d{0,3})?",  # V20, v18.05a, V20U8
    r"\d+(?:\.\d+){2,}[+-].*",  # 11.0.15+10-post-Debian
    r"(?:SIP|HTTP|RTP|TLS|IPv|UTF|SHA|MD|AES|RSA|WPA|OAuth|RFC|ISO|WEB|DTMF|H)[-/_]?\d+(?:[./-]\d+)?\w?",
    r"[A-Z]{1,5}-?\d{2,4}[A-Z]{0,2}",  # T46U, GXP-2170
    r"3cx[a-z]*\d{0,4}",
    r"(?i:1password|lastpass|keepassx?c?|bitwarden|dashlane|pkcs#\d+|md5|sha\d+)",
    r"(?:[0-9A-Fa-f]{2}[:-]){4,5}[0-9A-Fa-f]{2}",  # hardware addresses
    r"0x[0-9A-Fa-f]{2,8}|#[0-9A-Fa-f]{6}",  # codes of errors, colours
    r"(?:DESKTOP|LAPTOP|WIN)-[A-Z\d]{4,}",  # what Windows calls machines
    r"\d+(?i:[kmgt]b|[kmg]?bit|[kmg]?hz|v?cpus?|cores?|px|fps|inch|zoll)",
    r"ice-(?:pwd|ufrag):.*",
)
_ADDRESSES = (
    r"(?:https?|sips?|ftp|mailto|tel|upload):.*",
    r"[\w.+-]+@[\w-]+\.[\w.-]+|\w+['\"]?@['\"]?localhost",
    r"/[\w./-]*|[A-Za-z]:\\.*|.*\\\w+\\.*",  # paths
    r"[\w.-]+\.(?:cfg|xml|log|txt|conf|php|py|zip|db|json|ini|exe|dll|bin|wav|mp3|com|net|org|de|it|fr|ru|gr|pt|es|eu|io)",
)
_PROGRAMS = (
    r"[\w.@/-]*\.\w{1,4}(?::\d+){1,2}|\w+(?::\d+){2,}",  # portal.js:103:18
    r"(?:WARN|INFO|DEBUG|ERROR)\[.*",
    r"[a-z_-]{2,20}=[\w.:-]+|\w+_(?:id|name|key|pass|password|user)",
    r"[\w:.-]+=\"[^\"]*\"?/?|[^<>]*><.*",  # markup
    r"(?:get|set|is|has|on)[A-Z]{0,2}(?:[A-Z][a-z]{3,})+",  # getAuthToken
    r"\w+(?:(?:::|->)\w+)+.*|[a-z_]{2,}(?:\.[a-z_]{2,})*\(.*",  # std::string, line->secret, str.join(5
    r"[A-Z]{2,}(?:_[A-Z]{2,})+|[A-Z\d]+(?:_[A-Z\d]+){2,}",  # LOG_LEVEL, RSA_PKCS1_PADDING
    r"[a-z]{2,9}-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}",  # req-2b1c…: what a program numbers
    r".*%(?:2[CF]|3[ADF]).*",  # what links write for , / : = ?
)
_WRITTEN = (
    r"[A-Za-z0-9]{4}(?:-[A-Za-z0-9]{4}){3}",  # a licence key; another finder tells it
    r"(?i:\w{0,8}(?:ctrl|control|strg|cmd|command|comando|alt|shift|maj|maiusc|umschalt)(?:\+\w{1,9}){1,3})",
    r"\d{4}-\d\d-\d\d.*|\d\d?[.:/]\d\d.*|\+?\d[\d() -]{8,}",  # dates, times, numbers of any kind
    r"\d{1,3}%|#\d+|\d{1,2}\).*|\d{1,2}-[a-z]{3,}",  # 30%, #12, 1)first, 2-factor
    r"[^,;]*[,;][^\d]*|[^\W\d_]+\?[^\W\d_]+",  # words with no blank between them: yes,but  what?no
    r"[^\W\d_]+(?:[\"'”’)]*\.{2,}[\"'“‘(]*|[?!]\.{2,}|\)[?!.,]*|\([^\w\s]*)[^\W\d_]*",  # memorised...and  (portal)?
)
ORDINARY = re.compile("|".join((*_TECHNICAL, *_ADDRESSES, *_PROGRAMS, *_WRITTEN)))

"""Callers' numbers in SIP messages, logs and call records: somebody else's data, whoever pasted the log."""

from __future__ import annotations

import re
from collections.abc import Iterator

from modbot.detect.personal.reading import Found, Reading

_SIP_NUMBER = re.compile(r"(?:sips?|tel):(?P<number>\+?\d{8,15})(?=[@;>\s\"']|$)")
_FIELD_NUMBER = re.compile(
    r"\b(?:caller(?:[_ -]?(?:id|num(?:ber)?|no))?|callerid(?:num)?|calling(?:[_ -]?(?:party|number))?"
    r"|called(?:[_ -]?number)?|callee|cli|ani|dnis|clid|src|dst|from(?:[_ -]?(?:user|number))?|to"
    r"(?:[_ -]?(?:user|number))?|from-no|to-no|remote[_-]?party|number)\"?\s?[=:]\s?[\"'<]?"
    r"(?P<number>\+?\d{9,15})\b",
    re.I,
)
# A line of a log that tells of a call in words: "18:22:09 From 79263184405 answered".
_LOGGED = re.compile(
    r"(?<!\d)\d\d:\d\d:\d\d(?!\d)[^\n]{0,60}?\b(?:from|to|caller|callee|cli|ani|inbound|outbound|incoming|outgoing)"
    r"\s(?:call\s)?(?:from\s|to\s)?(?P<number>\+?\d{9,15})(?![\w.:/-])",
    re.I,
)
# The same without a clock, where an answer follows: "INVITE from +79263184405 404", "dial 79263184405 -> no route".
_ANSWERED = re.compile(
    r"\b(?:INVITE|CANCEL|BYE|REFER|[Dd]ial(?:l?ing|l?ed)?|[Rr]out(?:e|ing))\s(?:(?:from|to)\s)?"
    r"(?P<number>\+?\d{9,15})\s?(?:[-=]>|→|(?<=\s)[1-6]\d\d\b)"
)
_CLOCK = re.compile(r"\d\d:\d\d:\d\d")
# What only call detail records hold. Begins with a set of characters, so that the search skips to them.
_CDR_SIGN = re.compile(
    r"[C;,](?:(?<=\bC)DR\b|(?<=;)\d\d:\d\d:\d\d"
    r"|(?<=,)(?:\s?(?:ANSWERED|NO ANSWER|BUSY|FAILED)\b|\"?\d{4}-\d\d-\d\d \d\d:\d\d))"
)
_CDR_NUMBER = re.compile(r"(?<![\w.:+-])\+?\d{10,15}(?![\w.:-])")
_SIP_GATE = re.compile(r"(?:sips?|tel):\+?\d{8}")
_FIELD_GATE = re.compile(r"[=:]\s?[\"'<]?\+?\d{9}")
_ANSWER = re.compile(r"\d{9}\s?(?:[-=]>|→|(?<=\s)[1-6]\d\d\b)")
# Seconds since 1970, and numbers that stand for any: "+302100000000".
_NOBODYS = re.compile(r"1[5-9]\d{8}(?:\d{3})?\Z|\+?\d*?(\d)\1{6}")
# What is searched first, since it costs less, and the shape with the number in it.
_SHAPES = ((_SIP_GATE, _SIP_NUMBER), (_FIELD_GATE, _FIELD_NUMBER), (_CLOCK, _LOGGED), (_ANSWER, _ANSWERED))


def find_callers(reading: Reading) -> Iterator[Found]:
    """Yield caller and callee numbers: in SIP addresses, in call-record fields, in CDR lines and in lines of logs."""
    text = reading.text
    for gate, shape in _SHAPES:
        if gate.search(text):
            for match in shape.finditer(text):
                if not _NOBODYS.match(match["number"]):
                    yield _caller(*match.span("number"))
    done = 0
    for sign in _CDR_SIGN.finditer(text):
        start, end = max(done, reading.line(sign.start())[0]), reading.line(sign.end())[1]
        for match in _CDR_NUMBER.finditer(text, start, end):
            if not _NOBODYS.match(match[0]):
                yield _caller(match.start(), match.end())
        done = end


def _caller(start: int, end: int) -> Found:
    return Found(start, end, "PHONE", 0.9, "other", "caller_records")

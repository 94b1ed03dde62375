"""Finds logs that were pasted without code marks: time stamps, levels, SIP messages, key=value dumps, stack traces."""

from __future__ import annotations

import re

from modbot.prepare.prose import speaks_to_someone

_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
_STAMP = (
    rf"(?:\d{{4}}[-/.]\d{{2}}[-/.]\d{{2}}[T ,_-]+{_TIME}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}[ ,T-]+{_TIME}"
    rf"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[ ]+\d{{1,2}},?[ ](?:\d{{4}},?[ ])?{_TIME}"
    r"|\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?)"
)
_LEVEL = (
    r"(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|CRIT|CRITICAL|VERBOSE|SEVERE"
    r"|Info|Debug|Error|Warn|Warning)"
)
_METHOD = r"(?:INVITE|REGISTER|ACK|BYE|CANCEL|OPTIONS|SUBSCRIBE|NOTIFY|REFER|INFO|PRACK|UPDATE|PUBLISH|MESSAGE)"
# A line no one writes as a sentence: one is enough.
_SURE = re.compile(
    rf"""[>\s|*\-]*(?:
        \[?{_STAMP}\]?(?:Z|[+-]\d{{2}}:?\d{{2}})?[\s|,:;\-\]]*
        (?:[\w.\-]+[ ](?=[\w./\-]+(?:\[\d+\])?:))?
        (?:\[|<|\(|{_LEVEL}\b|[\w.\-]+\[\d+\]|[\w.\-/]+\s?[|:=]\s|[\w]+=\S|0x)
      | \[?{_LEVEL}\]?\s*[|:\]]\s*(?:\[|\d|[\w.]+[:(=])
      | \[{_LEVEL}\s*\]
      | {_METHOD}\ (?:sips?|tel):\S+(?:\ SIP/2\.0)?
      | SIP/2\.0\ \d{{3}}\b
      | (?:Via|Record-Route|Route|Contact|From|To|f|t|m|v|P-Asserted-Identity|Remote-Party-ID|Diversion|Refer-To)
        \s*:\s*.{{0,80}}(?:sips?:|SIP/2\.0)
      | (?:CSeq|Call-ID|Max-Forwards|Content-Length|Session-Expires|Min-SE|Allow-Events|Retry-After
        |Subscription-State|WWW-Authenticate|Proxy-Authenticate|Proxy-Authorization)\s*:\s*\S
      | Authorization\s*:\s*(?:Digest|Basic|Bearer)\b
      | m=(?:audio|video|image|application)\ | c=IN\ IP[46]\ | o=\S+\ \d+\ \d+\ IN\ | v=0\s*$ | t=0\ 0\s*$
      | a=(?:rtpmap|fmtp|ptime|sendrecv|sendonly|recvonly|inactive|crypto|candidate|rtcp|fingerprint|setup|mid|ssrc)
      | at\ [\w.$<>/]+\([^)]*\)
      | at\ [\w.$<>`,\[\]]+\(.*\)\ in\ .*:line\ \d+
      | File\ "[^"]+",\ line\ \d+
      | Traceback\ \(most\ recent\ call\ last\)
      | (?:Caused\ by:\ )?(?:[\w$]+\.)+\w*(?:Exception|Error)\b
      | [0-9a-fA-F]{{4,8}}[:\s]\s*(?:[0-9a-fA-F]{{2,4}}\s){{6,}}
      | \d+\ bytes\ from\ \S+:\ icmp_seq
      | (?:\S+=\S*\s+){{2,}}\S+=\S*
      | [\w.\-]+@[\w.\-]+:[~/\w.\-]*[\#$]\ \S
    )""",
    re.VERBOSE,
)
# A line that is a log's if its neighbours are: sure of itself only in company.
_LIKELY = re.compile(
    rf"""[>\s|*\-]*(?:
        \[?{_STAMP}
      | \[?{_LEVEL}\b\]?
      | [\w.\-]{{2,40}}\s?=\s?\S
      | (?:[A-Z][A-Za-z]{{1,20}}-)*[A-Z][A-Za-z]{{1,20}}:\s\S*[\d=<@/]
      | [a-z]=\S+
      | \.\.\.\ \d+\ more
      | \w+(?:Error|Exception):\s
      | [{{}}\[\]();,]+\s*$
      | </?[\w:]+[^<>]*>
      | "[\w.\-]+"\s*:\s
      | \$\ \S | \#\ \S
      | \w+\(\w*\)
      | 0x[0-9a-fA-F]+
    )""",
    re.VERBOSE,
)
# Cheap signs that there may be a log at all.
_HINT = re.compile(r":[0-5]\d")
_HINTS = (
    *("=", "SIP/2", "sip:", "Traceback", "Exception", "Digest", "   at ", "\tat "),
    *("0x", "000", "[INFO", "[ERR", "[DEB", "[WARN", ":~"),
)
_LINE = re.compile(r"[^\n]+")
_AFTER_STAMP = re.compile(rf"[>\s|*\-\[]*{_STAMP}[\]\s|,:;\-]*")
_BEFORE_MESSAGE = re.compile(rf"^[>\s|*\-\[]*{_STAMP}?[\]\s|,:;\-]*\[?(?:{_LEVEL}\b)?[\]\s|,:;\-]*")
_SAID_LEVEL = re.compile(rf"\[?{_LEVEL}\b")


def _may_hold_log(text: str, start: int, end: int) -> bool:
    if _HINT.search(text, start, end):
        return True
    for hint in _HINTS:  # noqa: SIM110  twice as fast as any()
        if text.find(hint, start, end) >= 0:
            return True
    return False


def find_logs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches of ``text[start:end]`` that are pasted logs, whole lines, in order.

    A stretch holds at least one line that no one writes as a sentence (or three that look like a dump) and the likely
    lines around it. A stamped line that talks to somebody is no log: it is a diary, or a hiding place.
    """
    if not _may_hold_log(text, start, end):
        return []
    found: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    sure = 0
    for line in _LINE.finditer(text, start, end):
        if run and text.count("\n", run[-1][1], line.start()) > 2:
            _close_run(text, run, sure, found)
            run, sure = [], 0
        weight = _weigh_line(line[0])
        if weight:
            run.append(line.span())
            sure += weight == 2
        elif run and not line[0].isspace():
            _close_run(text, run, sure, found)
            run, sure = [], 0
    _close_run(text, run, sure, found)
    return found


def _close_run(text: str, run: list[tuple[int, int]], sure: int, found: list[tuple[int, int]]) -> None:
    if len(run) == 1 and speaks_to_someone(_BEFORE_MESSAGE.sub("", text[run[0][0] : min(run[0][1], run[0][0] + 400)])):
        return
    if sure or len(run) >= 3:
        found.append((run[0][0], run[-1][1]))


def _weigh_line(line: str) -> int:
    """Return 2 for a line that is a log's, 1 for one that is in company, 0 for any other."""
    head = line[:400]
    if _SURE.match(head):
        stamp = _AFTER_STAMP.match(head)
        rest = head[stamp.end() :] if stamp else head
        return 0 if stamp and not _SAID_LEVEL.match(rest) and speaks_to_someone(rest) else 2
    if _LIKELY.match(head):
        stamp = _AFTER_STAMP.match(head)
        rest = head[stamp.end() :] if stamp else head
        return 0 if speaks_to_someone(_SAID_LEVEL.sub("", rest, count=1)) or (stamp and len(rest) < 2) else 1
    return 0

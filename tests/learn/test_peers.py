"""Other tools, asked the same questions; left out where they are not installed."""

import pytest

from modbot.errors import ModbotError
from modbot.learn.peers import build_peer


def test_an_unknown_peer_is_refused() -> None:
    with pytest.raises(ModbotError, match="no peer"):
        build_peer("grep")


def test_detect_secrets_reads_prose_only_when_eager() -> None:
    pytest.importorskip("detect_secrets")
    rows = [{"id": "1", "text": "Trunk password is 21By1TVLWLKJoq and it says 401."}]
    assert build_peer("detect-secrets")(rows)[0].spans == ()
    eager = build_peer("detect-secrets-eager")(rows)[0]
    assert {rows[0]["text"][span.start : span.end] for span in eager.spans} >= {"21By1TVLWLKJoq"}

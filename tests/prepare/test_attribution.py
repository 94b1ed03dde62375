"""Who speaks: quotes are believed where they are true, code where it is code, logs where nobody talks."""

import pytest

from modbot.prepare.post import prepare_post
from modbot.prepare.views import PreparedPost
from modbot.records import Post, QuotablePost, Surroundings

AL = QuotablePost("al", "Hi, my phone is dead since Monday. Any idea?", topic_id=9, post_number=1)
BOB = QuotablePost("bob", "Well, you idiot. Did you restart the PBX service?", topic_id=9, post_number=2)


def prepare(raw: str, *quotable: QuotablePost) -> PreparedPost:
    return prepare_post(Post(1, raw), Surroundings(quotable))


def own_words(raw: str, *quotable: QuotablePost) -> str:
    return " ".join(prepare(raw, *quotable).prose.text.split())


def kinds(raw: str, *quotable: QuotablePost) -> list[str]:
    return [segment.kind for segment in prepare(raw, *quotable).segments]


@pytest.mark.parametrize(
    "quote",
    [
        '[quote="bob, post:2, topic:9"]\nDid you restart the PBX service?\n[/quote]',
        '[quote="bob, post:2, topic:9, full:true"]\nWell, you idiot. Did you restart the PBX service?\n[/quote]',
        '[quote="bob, post:2, topic:9"]\ndid you re-start the PBX servce\n[/quote]',
        '[quote="Bob Smith, post:2, topic:9, username:bob"]\nDid you restart …\n[/quote]',
        '[quote="bob"]Did you restart the PBX service?[/quote]',
        "[quote]Did you restart the PBX service?[/quote]",
        "> Did you restart\n> the PBX service?\n",
        "<blockquote>Did you restart the PBX service?</blockquote>",
        '[QUOTE="bob, post:2, topic:9"]\n**Did** you _restart_ the PBX service?\n[/QUOTE]',
        '[quote="al, post:1"]\n[quote="bob, post:2, topic:9"]\nyou idiot\n[/quote]\nmy phone is dead\n[/quote]',
    ],
)
def test_a_true_quote_is_not_own_words(quote: str) -> None:
    assert own_words(f"{quote}\nYes I did.", AL, BOB) == "Yes I did."


@pytest.mark.parametrize(
    "quote",
    [
        '[quote="al, post:1, topic:9"]you moron[/quote]',
        '[quote="bob, post:3, topic:9"]you moron[/quote]',
        '[quote="bob, post:2, topic:8"]you moron[/quote]',
        '[quote="carl"]you moron[/quote]',
        "[quote]you moron[/quote]",
        "> you moron\n",
        "bob said:\n> you moron\n",
        "<blockquote>you moron</blockquote>",
    ],
)
def test_an_invented_quote_is_own_words(quote: str) -> None:
    assert "you moron" in own_words(f"{quote}\nBye.", AL, BOB)


def test_words_of_another_post_are_no_quote_of_the_named_one() -> None:
    assert "you idiot" in own_words('[quote="al, post:1, topic:9"]you idiot[/quote] Hey.', AL, BOB)


def test_a_word_slipped_into_a_true_sentence_makes_it_own_words() -> None:
    assert "moron" in own_words("> Did you restart the moron PBX service?\n", BOB)


def test_what_follows_an_unclosed_quote_is_own_words() -> None:
    assert own_words('[quote="bob, post:2, topic:9"]\nyou idiot\nPlease stay polite.', BOB) == "Please stay polite."


@pytest.mark.parametrize(
    "log",
    [
        "2026-01-02 10:00:01.123 INFO [sip] call from 100 dropped",
        "Jan  2 10:00:01 pbx kernel[1]: link down",
        "[10:00:01] ERROR: x=1 lost",
        "SIP/2.0 407 Proxy Authentication Required\nVia: SIP/2.0/UDP 10.0.0.1\nCSeq: 1 INVITE",
        'Authorization: Digest username="100", response="0f1e"',
        'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\nValueError: x',
        "System.NullReferenceException: Object\n   at Foo.Bar(String x) in c:\\a.cs:line 12",
        "v=0\no=- 1 1 IN IP4 10.0.0.1\nc=IN IP4 10.0.0.1\nm=audio 9000 RTP/AVP 8",
        "a=1\nb_2 = 3\nc.d=/x/y",
    ],
)
def test_a_pasted_log_is_a_log(log: str) -> None:
    assert own_words(f"See this:\n\n{log}\n\nWhat is it?") == "See this: What is it?"
    assert "log" in kinds(f"See this:\n\n{log}\n\nWhat is it?")


@pytest.mark.parametrize(
    "raw",
    [
        "10:00 I called them. 10:05 they hung up.",
        "2026-01-02 10:00 I called your support and you are useless",
        "[2026-01-02 10:00:01] INFO: you are all idiots",
        "WARNING: you are all idiots",
        "Version: 20.0.7\nPhone: Yealink T54W\nFirmware: 96.86",
        "Server: Debian 12\nFrom: Bob\nReason: none",
        "Password=hunter2 is what I typed",
        "1. open app\n2. dial 100\n3. hear echo",
    ],
)
def test_what_somebody_says_is_no_log(raw: str) -> None:
    assert own_words(raw) == " ".join(raw.split())


@pytest.mark.parametrize(
    "said",
    [
        "My customer says your PBX is trash",
        "Our boss told us that your PBX is trash",
        "Mein Kunde sagt, dass eure Anlage Schrott ist",
        "Il mio cliente dice che il vostro centralino fa schifo",
        "Mon client dit que votre standard est nul",
        "Мой клиент говорит, что ваша АТС мусор",
        "Ο πελάτης μου λέει ότι το κέντρο σας είναι σκουπίδι",
        "O meu cliente diz que a vossa central é lixo",
        "Mi cliente dice que su centralita es basura",
    ],
)
def test_what_a_customer_says_is_reported(said: str) -> None:
    prepared = prepare(f"{said}. Please help.")
    assert [segment.attribution for segment in prepared.segments] == ["own", "reported", "own"]
    assert said.rsplit(maxsplit=1)[-1] not in prepared.prose.text
    assert "Please help" in prepared.prose.text


def test_what_a_friend_says_is_own_words() -> None:
    for raw in ("A friend says you are idiots.", "Everyone knows you are idiots.", "My customer complains about echo."):
        assert own_words(raw) == raw


def test_a_signature_is_set_apart_and_stays_own_words() -> None:
    for closing in (
        "-- \nAnna\nACME",
        "Mit freundlichen Grüßen\nAnna\nACME",
        "Best regards,\nAnna",
        "С уважением,\nАнна",
    ):
        prepared = prepare(f"The phone rings twice.\n\n{closing}")
        assert prepared.segments[-1].kind == "signature"
        assert prepared.segments[-1].attribution == "own"
        assert prepared.prose.text.endswith(closing)


def test_a_rule_in_the_middle_begins_no_signature() -> None:
    assert kinds("One.\n---\nTwo goes on. And it goes on talking about the phone.") == ["prose"]


def test_markup_inside_a_word_hides_nothing() -> None:
    for raw in ("id<b></b>iot", "id**i**ot", "i<!-- x -->diot", "id[b]i[/b]ot"):
        prepared = prepare(f"you {raw} there")
        assert "idiot" in prepared.plain.text
        assert "idiot" in prepared.folded.text
        assert prepared.tricks == ("markup",)
    assert "one two" in " ".join(prepare("one<br>two").plain.text.split())

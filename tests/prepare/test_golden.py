"""Who said it: the posts that decide most false positives."""

from modbot.prepare.post import prepare_post
from modbot.prepare.views import PreparedPost
from modbot.records import Post, QuotablePost, Surroundings

BOB = QuotablePost("bob", "You idiot, did you restart the PBX service?", topic_id=9, post_number=2)
QUOTING = '[quote="bob, post:2, topic:9"]you idiot[/quote] Please stay polite.'


def prepare(raw: str, *quotable: QuotablePost) -> PreparedPost:
    return prepare_post(Post(1, raw), Surroundings(quotable))


def test_a_verified_quote_is_not_own_words() -> None:
    post = prepare(QUOTING, BOB)
    assert post.prose.text.split() == ["Please", "stay", "polite."]
    assert post.attribution_at(*find(QUOTING, "you idiot")) == "quoted"
    assert "you idiot" in post.exposure.text


def test_a_forged_quote_is_own_words() -> None:
    post = prepare(QUOTING, QuotablePost("bob", "I rebooted it twice.", topic_id=9, post_number=2))
    assert "you idiot" in post.prose.text
    assert post.attribution_at(*find(QUOTING, "you idiot")) == "own"
    assert post.tricks == ("forged quote",)


def test_a_quote_of_a_post_that_is_not_at_hand_is_own_words_and_no_trick() -> None:
    post = prepare(QUOTING)
    assert "you idiot" in post.prose.text
    assert post.tricks == ()
    assert [segment.kind for segment in post.segments] == ["quote", "prose"]


def test_a_sentence_slipped_into_a_true_quote_is_own_words() -> None:
    raw = '[quote="bob, post:2, topic:9"]\nDid you restart the PBX service? You are all morons.\n[/quote]\nYes.'
    assert prepare(raw, BOB).prose.text.split() == ["You", "are", "all", "morons.", "Yes."]


def test_secrets_in_a_code_block_are_code_and_stay_visible() -> None:
    raw = 'See:\n```\npassword=Hg7!kq2\nAuthorization: Digest username="100", response="0f1e2d"\n```\n'
    post = prepare(raw)
    assert post.prose.text.split() == ["See:"]
    assert post.attribution_at(*find(raw, "Hg7!kq2")) == "code"
    assert "Hg7!kq2" in post.exposure.text


def test_an_unfenced_sip_message_is_a_log() -> None:
    raw = (
        "Calls fail:\n\nINVITE sip:100@10.0.0.5 SIP/2.0\nVia: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK1\n"
        "From: <sip:+4915123456789@pbx.local>;tag=7\nTo: <sip:100@pbx.local>\nCall-ID: 5e1f\n\nWhat is wrong?"
    )
    post = prepare(raw)
    assert post.attribution_at(*find(raw, "+4915123456789")) == "log"
    assert post.prose.text.split() == ["Calls", "fail:", "What", "is", "wrong?"]


def test_technical_words_never_become_others() -> None:
    raw = "kill -9 it; drops after 45s / 450ms / code 455; 4SC, 64SC, 18.0.9.20, V20U8, T54W, 00:1a:4b:0c:5d:10, W73P"
    post = prepare(raw)
    assert post.folded.text == post.plain.text == raw.lower()
    assert post.tricks == ()


def test_greek_and_russian_are_no_disguise() -> None:
    for raw, language in (
        ("Καλημέρα, το τηλέφωνό μου δεν συνδέεται στο κέντρο μετά την αναβάθμιση σε V20 U7.", "el"),
        ("Здравствуйте, после обновления до V20 U7 телефон Yealink не регистрируется на АТС.", "ru"),
    ):
        post = prepare(raw)
        assert (post.language, post.language_is_sure, post.tricks) == (language, True, ())


def test_every_disguise_is_undone_and_named() -> None:
    raw = "уоu іdіоt, id\u200bi\u200bot, i d i o t, 1d10t, iiidiot"
    post = prepare(raw)
    first_reading = post.folded.text.partition("\n")[0]
    assert first_reading == "you idiot, idiot, idiot, idiot, idiot"
    assert set(post.tricks) == {"look-alike letters", "zero-width", "spacing", "leetspeak", "repeats"}
    at = first_reading.index("idiot", 15)
    start, end = post.folded.raw_span(at, at + 5)
    assert raw[start:end] == "i d i o t"


def test_prose_in_a_code_fence_is_own_words() -> None:
    for words in (
        "you are a stupid idiot and nobody likes you",
        "du bist ein Idiot und keiner mag dich",
        "είσαι ηλίθιος και κανείς δεν σε θέλει",
        "ты идиот и тебя никто не любит",
        "sei un idiota e nessuno ti vuole",
        "tu es un idiot et personne ne t'aime",
        "você é um idiota e ninguém gosta de você",
        "eres un idiota y nadie te quiere",
    ):
        assert words in prepare(f"Hello\n```\n{words}\n```").prose.text
        assert words in prepare(f"Hello `{words}`").prose.text
        assert words in prepare(f"Hello\n\n    {words}\n").prose.text
        assert (
            words in prepare(f"Log:\n```\nx = open('a.b')\nfor i in range(3):\n    x.read(i)\n{words}\n```").prose.text
        )


def test_code_in_a_code_fence_is_code() -> None:
    for code in (
        "for i in range(3):\n    print(i)",
        "systemctl restart 3CXPhoneSystem01 --now",
        "SELECT * FROM users WHERE id = 5;",
        "2026-01-02 10:00:01 INFO call from 100 dropped",
        '{"version": "20.0.7", "ok": true}',
    ):
        assert prepare(f"```\n{code}\n```").prose.text.strip("`\n ") == ""


def find(text: str, part: str) -> tuple[int, int]:
    start = text.index(part)
    return start, start + len(part)

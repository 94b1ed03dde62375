"""Disguises are undone; technical text, names and other scripts stay what they are."""

import pytest

from modbot.prepare.disguise import fold_phrase, undo_disguises
from modbot.prepare.fold import fold_plain
from modbot.prepare.views import View


def fold(raw: str) -> tuple[str, tuple[str, ...]]:
    view, tricks = undo_disguises(fold_plain(View(raw)), raw)
    return view.text, tricks


@pytest.mark.parametrize(
    ("raw", "shown", "trick"),
    [
        ("you 1d10t", "you idiot", "leetspeak"),
        ("4ssh0le", "asshole", "leetspeak"),
        ("sh1t b1tch m0r0n", "shit bitch moron", "leetspeak"),
        ("sh!t a$$hole f@ggot", "shit asshole faggot", "leetspeak"),
        ("dumba55 b00b5", "dumbass boobs", "leetspeak"),
        ("6лядь", "блядь", "leetspeak"),
        ("1oser", "loser", ""),
        ("l05er b45tard", "loser bastard", ""),
        ("i d i o t", "idiot", "spacing"),
        ("i.d.i.o.t", "idiot", "spacing"),
        ("i-d-i-o-t", "idiot", "spacing"),
        ("i_d_i_o_t", "idiot", "spacing"),
        ("и д и о т", "идиот", "spacing"),
        ("looooser", "loser", "repeats"),
        ("assssshole", "asshole", "repeats"),
        ("ηλίίίθιε", "ηλιθιε", "repeats"),
        ("i\u200bd\u200ci\u200do\u2060t", "idiot", "zero-width"),
        ("id\u00adiot", "idiot", "zero-width"),
        ("i̷̛d̶̈i̵̛ỏ̴t̶̍", "idiot", "combining marks"),
        ("уоu іdіоt", "you idiot", "look-alike letters"),
        ("you fυcκer", "you fucker", "look-alike letters"),
        ("ты cукa", "ты сука", "look-alike letters"),
        ("ты xуй", "ты хуй", "look-alike letters"),
        ("𝓲𝓭𝓲𝓸𝓽 ⓘⓓⓘⓞⓣ ｉｄｉｏｔ", "idiot idiot idiot", ""),
        ("🅸🅳🅸🅾🆃", "idiot", ""),
        ("🇮 🇩 🇮 🇴 🇹", "idiot", "look-alike letters"),
        ("ɪᴅɪᴏᴛ", "idiot", "look-alike letters"),
        ("what an аsshole, buy сосаіnе", "asshole, buy cocaine", "look-alike letters"),
        ("Support is really a useless саса today", "a useless caca", "look-alike letters"),
    ],
)
def test_a_disguise_is_undone_and_named(raw: str, shown: str, trick: str) -> None:
    text, tricks = fold(raw)
    assert shown in text
    assert trick in tricks if trick else True


@pytest.mark.parametrize(
    "raw",
    [
        "calls drop after 45s, 450ms jitter, code 455, 5min, 8khz, 10gb, 2nd, 64sc, 4sc",
        "v20u8, v18.0.9.20, 20.0.7.1080, t54w, t46s, w73p, d785, gxp2170, cp960, 3cx",
        "00:1a:4b:0c:5d:10, 001a4b0c5d10, 0x1f4a, 5e4d1a2b, a1b0c3d4e5f6",
        "win10, h264, g729, ipv4, mp3, utf8, sha1, md5, i18n, x86, b2b, p2p, rfc3261",
        "http://a1b.example/x1y?z4t=1 user@h0st.example c:\\w1n\\x /opt/v1a/b",
        "7kx3-9qpl-2mnd",
        "www.example.com, xxx-xxxx, 10000, aaa",
        "u.s.a., e.g., z. b., d. h., p. s.",
        "50μs, 2kω, 10µf, 5v",
        "наш sip-транк, ipшник, sipом, pbxа и 3cxом, usb-флешка",
        "το sip trunk του κέντρου",
        "сор, рот, нос, как, она",
        "flags 🇩🇪 🇬🇷 🇮🇹 🇪🇸 and a family 👨‍👩‍👧 ☎️",
        "l'été, señor, coração, größe, più",
    ],
)
def test_what_people_write_is_no_disguise(raw: str) -> None:
    text, tricks = fold(raw)
    assert tricks == ()
    assert text == fold_phrase(raw)


def test_a_place_in_the_folded_text_is_the_disguised_stretch() -> None:
    raw = "Well, i\u200bd\u200bi\u200bo\u200bt and l o s e r and 4ssh0le"
    view, _ = undo_disguises(fold_plain(View(raw)), raw)
    for word, disguised in (("idiot", "i\u200bd\u200bi\u200bo\u200bt"), ("loser", "l o s e r"), ("asshole", "4ssh0le")):
        at = view.text.index(word)
        start, end = view.raw_span(at, at + len(word))
        assert raw[start:end] == disguised


def test_a_phrase_meets_the_folded_text() -> None:
    for word in ("Größenwahn", "Ηλίθιε", "Ёлка", "garçon", "straße", "ΌΧΙ", "naïve"):
        assert fold_phrase(word) in fold(f"so {word} it is")[0]


def test_a_name_with_a_digit_in_front_is_read_a_second_time_only() -> None:
    text, tricks = fold("3cxphone and 4port, 5hit")
    assert text.partition("\n")[0] == "3cxphone and 4port, 5hit"
    assert "shit" in text
    assert tricks == ()


def test_the_second_reading_holds_whole_words() -> None:
    text, _ = fold("grass " * 20 + "1oser " + "class " * 20)
    assert set(text.split()) == {"grass", "class", "1oser", "loser"}


def test_both_readings_of_a_doubtful_word_are_there() -> None:
    text, _ = fold("he is a 1iar and k1lls")
    assert "liar" in text
    assert "kills" in text


def test_who_writes_leetspeak_throughout_means_letters_also_where_words_look_like_numbers() -> None:
    assert "salope" in fold("C3tt3 54l0p3 du 5upp0rt")[0]
    assert "salope" not in fold("Le 54l0p3 ne marche pas")[0]

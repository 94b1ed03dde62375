"""What a post exposes: personal data of others and secrets, with whose it is and who speaks."""

from pathlib import Path

import pytest

from modbot.detect.exposure import ExposureDetector, build_exposure_detector
from modbot.detect.personal.profile import load_profile
from modbot.prepare.post import prepare_post
from modbot.records import Author, Post

CONFIG = Path(__file__).parent.parent.parent / "config"


@pytest.fixture(scope="module")
def detector() -> ExposureDetector:
    profile = load_profile(CONFIG).with_guarded_numbers(["+357 25 000 123"], b"a key for tests")
    return build_exposure_detector(CONFIG, profile)


def seen(detector: ExposureDetector, text: str, **post: object) -> set[tuple[str, str]]:
    prepared = prepare_post(Post(**{"id": 1, "raw": text, "language": "en", **post}))
    return {(span.type, text[span.start : span.end]) for signal in detector.detect(prepared) for span in signal.spans}


def test_a_customers_name_and_number_are_personal_data(detector: ExposureDetector) -> None:
    assert seen(detector, "Ask our customer George Hansen, +44 29 1808 3445, he knows.") == {
        ("PERSON", "George Hansen"),
        ("PHONE", "+44 29 1808 3445"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "Kind regards,\nGeorge Hansen\n+44 29 1808 3445",
        "You can reach me on +44 29 1808 3445 all day.",
        "Running 18.0.9.20 on Debian 12",
        "PBX at 192.168.1.10, public 203.0.113.5, port 5060",
        "Write to support@carrier.example or info@some-carrier.de",
        "INVITE sip:476@sip.example.net and sip:100@10.0.0.5 fail",
        "Licence key XXXX-XXXX-XXXX-XXXX or 1234-5678-ABCD-EFGH",
        "The password is wrong, the log shows password=********",
        "Thanks George, the trunk works since 20.0.8.1109, ticket 2026110766.",
        'new Date() says "24. 11. 2025 10:13:39", the phone an hour less',
        "Windows 10.0 19044, build id 20251119140621, order 27710/2025",
        "POST (WEB) - 443 - 172.18.200.1 and nothing after it",
        "> On May 18, 2025, at 6:48 PM, Ian Sanders wrote:\n> reboot it\nDid that, no change.",
        "kernel: sipd D ffffffff8180cbe0 0 22581 22253 0x00000000\n0 1381 764 0x00000004",
        "pkts bytes target\n 154 74057 RTP all --\n 2 279 16740 SIP all --\nfiles 115719 116678 +959",
        "Firmware 39.0.46 - 39.0.63, tested 19 06 2025 and with 2.13.04 / 18.12.2025",
    ],
)
def test_own_public_and_technical_data_stay_silent(detector: ExposureDetector, text: str) -> None:
    assert seen(detector, text) == set()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("If anyone in Cork sets up a meeting, count me in. Niamh Brady, mobile +353 87 214 6609.", "en"),
        ("Vielleicht hilft es jemandem. Gezeichnet: Jörn Petersen, 0431 662 74 41", "de"),
        ("Es el filtro del navegador. Firmado: Nuria Bastida, 976 21 48 06", "es"),
        ("¿Cómo lo instalo en el cliente? Gracias Javier   jbenito77@correo-rapido.com", "es"),
        ("O recurso vai voltar? Agradeço,  Valdir Rondim\nvrondim@provedor.com.br", "pt"),
    ],
)
def test_a_name_and_number_that_close_a_post_are_the_authors(
    detector: ExposureDetector, text: str, language: str
) -> None:
    assert seen(detector, text, language=language) == set()


def test_a_closing_number_of_somebody_the_sentence_speaks_of_is_not_the_authors(detector: ExposureDetector) -> None:
    text = "The lease names the wrong contact, it should be Agnes Pereira, landline 01947 496 018."
    assert ("PHONE", "01947 496 018") in seen(detector, text)


@pytest.mark.parametrize(
    "text",
    [
        "It happened again today from 16.05–16.10, nobody was there.",
        "Under Law 13.709/2018 I ask for the topics I opened to be erased.",
        "Phones take 10.55.0.50–10.55.0.90, the router is 10.55.0.1.",
        "Have a look on AnyDesk, it is open until eight: 918 204 377",
        "The certificate's fingerprint is 4A:1F:9C:22:E0:7B:D1:55, mine too.",
        "Do I enter nome@firm.tld or x_xxx@xxxx.fr there?",
    ],
)
def test_ranges_laws_sessions_and_fingerprints_are_nobodys(detector: ExposureDetector, text: str) -> None:
    assert seen(detector, text) == set()


def test_a_person_named_as_an_example_is_a_person(detector: ExposureDetector) -> None:
    text = "Callers with two numbers are not recognised, for example Alice Fairweather, mobile +44 7911 204 381."
    assert seen(detector, text) == {("PERSON", "Alice Fairweather"), ("PHONE", "+44 7911 204 381")}
    assert seen(detector, "Type the mobile as in the example, +44 7911 204 381, and save.") == set()


def test_a_licence_key_is_confidential_in_public_and_wanted_in_a_ticket(detector: ExposureDetector) -> None:
    text = "Licence key: 7KX3-9QPL-2MND-8RTV"
    assert seen(detector, text) == {("LICENSE_KEY", "7KX3-9QPL-2MND-8RTV")}
    assert seen(detector, text, audience="private") == set()


def test_a_guarded_support_number_is_known_by_its_hash_alone(detector: ExposureDetector) -> None:
    assert seen(detector, "Just dial 00357 25000123") == {("SUPPORT_NUMBER", "00357 25000123")}
    assert "25000123" not in repr(load_profile(CONFIG).with_guarded_numbers(["+357 25 000 123"], b"k"))


def test_the_authors_own_address_is_known_by_the_account_name(detector: ExposureDetector) -> None:
    text = "Mail goes to anna.bell@gmail.com"
    assert seen(detector, text) == {("EMAIL", "anna.bell@gmail.com")}
    assert seen(detector, text, author=Author(username="annabell")) == set()


def test_the_words_of_a_secret_are_nobodys_name(detector: ExposureDetector) -> None:
    assert seen(detector, "Nebenstelle 12, Kennwort Sommer!2024#Blau.", language="de") == {
        ("PASSWORD", "Sommer!2024#Blau")
    }

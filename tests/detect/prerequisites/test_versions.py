"""Product versions in all their spellings."""

import pytest

from modbot.detect.prerequisites.versions import Version, VersionReader, load_version_words
from tests.detect.prerequisites.scene import CONFIG, the_product

READER = VersionReader(load_version_words(CONFIG), the_product().versions.majors)


def read(text: str) -> list[str]:
    return [str(found.version) for found in READER.find(text)]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("V20 U8", "20 U8"),
        ("v20u8", "20 U8"),
        ("build 20.0.8.1109", "20 U8"),
        ("20.0.8", "20 U8"),
        ("It fails on 20.0.8.930.", "20 U8"),
        ("It fails on 20.0.8.", "20 U8"),
        ("Version 18 Update 9", "18 U9"),
        ("15.5 SP6", "15.5 U6"),
        ("v15.5.15502.6", "15.5 U6"),
        ("версия 20 обновление 8", "20 U8"),
        ("έκδοση 20 update 8", "20 U8"),
        ("V20, mise à jour 8", "20 U8"),
        ("V20 mit Update 7", "20 U7"),
        ("Update 8 of V20", "20 U8"),
        ("Aktualisierung 8 von V20", "20 U8"),
        ("version 20.0 (Update 8)", "20 U8"),
        ("Running 18.0.9.20 on Debian", "18 U9"),
        ("3CX V18", "18"),
        ("U8/V20", "20 U8"),
        ("U8 (20.0)", "20 U8"),
        ("Update 8 della 20", "20 U8"),
        ("16-я версия, Update 5", "16 U5"),
        ("Update 8, V20", "20 U8"),
        ("Update 8 auf V20", "20 U8"),
        ("V18 with the last service pack there was (Update 9)", "18 U9"),
        ("Server 20.0.8.1109", "20 U8"),
    ],
)
def test_a_version_is_read_in_every_spelling(text: str, version: str) -> None:
    assert read(text) == [version]


@pytest.mark.parametrize(
    "text",
    [
        "Debian 12 update 5",
        "192.168.20.18",
        "T54W fw 96.86.0.70",
        "call 20 users",
        "в 20 минут",
        "latest version",
        "Windows Server 16 update 3",
    ],
)
def test_other_numbers_are_no_versions(text: str) -> None:
    assert read(text) == []


def test_an_update_of_another_sentence_or_version_is_not_taken() -> None:
    assert read("We run V20. Their firmware update 3 is out.") == ["20"]
    assert read("V20 here, V18 Update 9 there") == ["20", "18 U9"]


def test_versions_compare_by_major_then_update() -> None:
    assert Version((15, 5), 6) < Version((16, 0), 1) < Version((20, 0), 7) < READER.parse("20.0 Update 8")

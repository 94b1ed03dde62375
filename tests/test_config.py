from datetime import time
from pathlib import Path

import pytest

from modbot.config import Settings, load_settings
from modbot.errors import ConfigError

CONFIG = Path(__file__).parents[1] / "config"


# Nine lines that stand for a thousand million values.
ANCHORS = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)


def write(folder: Path, text: str) -> Path:
    (folder / "modbot.yaml").write_text(text)
    return folder


def test_the_shipped_file_states_the_defaults() -> None:
    assert load_settings(CONFIG) == Settings()


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, "")) == Settings()


def test_times_and_words_mean_what_they_say(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, "receive:\n  sweep_at: 02:15\nforum:\n  native_flags: off\n"))
    assert settings.receive.sweep_at == time(2, 15)
    assert settings.forum.native_flags == "off"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("forum:\n  urll: x\n", (2, 3), "did you mean “url”"),
        ("web:\n  port: many\n", (2, 3), "valid integer"),
        ("web:\n  port: 80\n  port: 81\n", (3, 3), "second time"),
        ("enforce:\n  mode: go\n", (2, 3), "rehearsal"),
        ("web: [1,\n", (2, 1), "indentation"),
        ("store:\n\turl: x\n", (2, 1), "a tab stands where only spaces may"),
        ("forum:\n  url: forum.example.org\n", (2, 3), "write it like https://forum.example.org"),
        ("forum:\n  url: ht!tp://x y\n", (2, 3), "no address of a forum"),
        ("review:\n  timezone: Mars/Olympus\n", (2, 3), "there is no time zone"),
        ("review:\n  opens_at: 18:00\n  closes_at: 09:00\n", (3, 3), "close after it opens"),
        ("just words", (1, 1), "no keys with values"),
        ("- a\n- b\n", (1, 1), "no keys with values"),
        (ANCHORS, (5, 5), "without anchors"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, text: str, place: tuple[int, int], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(write(tmp_path, text))
    problem = caught.value.problems[0]
    assert (problem.line, problem.column) == place
    assert words in str(problem)
    assert str(problem).startswith(f"{tmp_path}/modbot.yaml:{place[0]}:{place[1]}: ")


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path)


def test_other_bytes_than_utf_8_are_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "modbot.yaml").write_bytes(b"forum: \xff\xfe")
    with pytest.raises(ConfigError, match="save it as UTF-8"):
        load_settings(tmp_path)

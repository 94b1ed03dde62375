import gzip
import io
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
import typer

from modbot.cli.streams import Source, open_lines, open_output
from modbot.errors import ModbotError


def read(path: Path) -> list[str]:
    with Source.open(str(path)) as source:
        return list(source.guard(iter(source.text)))


def test_plain_and_packed_files_are_read_alike_and_broken_bytes_survive(tmp_path: Path) -> None:
    content = "\ufeffone\ntwo ".encode() + b"\xff\n"
    plain, packed = tmp_path / "a.jsonl", tmp_path / "a.jsonl.gz"
    plain.write_bytes(content)
    packed.write_bytes(gzip.compress(content))
    assert read(plain) == read(packed) == ["one\n", "two \udcff\n"]


def test_a_packed_file_cut_short_is_read_as_far_as_it_goes_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"one\n" * 100_000, mtime=0)[:-20])
    seen = []
    with Source.open(str(path)) as source, pytest.raises(ModbotError, match=r"a\.gz cannot be read to its end"):
        seen.extend(source.guard(iter(source.text)))
    path.write_bytes(b"no such packing")
    with pytest.raises(ModbotError, match="cannot be read to its end"):
        read(path)


def test_a_missing_file_and_a_folder_are_wrong_use(tmp_path: Path) -> None:
    for name in (tmp_path / "missing", tmp_path):
        with pytest.raises(typer.BadParameter, match="is not a file"), ExitStack() as stack:
            open_lines(stack, str(name))


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_what_is_no_utf_8_goes_out_escaped(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with open_output("-", str(path)) as write:
        write('{"id": "\ud800 \udcff ä"}\n')
    content = gzip.decompress(path.read_bytes()) if name.endswith("gz") else path.read_bytes()
    assert content == '{"id": "\\ud800 \\udcff ä"}\n'.encode()


def test_a_full_disk_and_a_folder_in_the_way_are_one_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(ModbotError, match="/dev/full cannot be written: No space left"),
        open_output("-", "/dev/full") as out,
    ):
        out("x" * 100_000)
    for name in (tmp_path, tmp_path / "missing" / "out.jsonl"):
        with pytest.raises(ModbotError, match="cannot be written"), open_output("-", str(name)):
            pass


def test_the_input_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("precious")
    with pytest.raises(typer.BadParameter, match="while it is read"), open_output(str(path), str(path)):
        pass
    assert path.read_text() == "precious"


def test_standard_output_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    beneath = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(beneath))
    with open_output("a", "-") as write:
        write("one\n")
    assert beneath.getvalue() == b"one\n"
    assert not sys.stdout.closed

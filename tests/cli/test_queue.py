import shutil
from pathlib import Path

from tests.cli.commands import CONFIG, modbot, read


def test_a_card_is_listed_shown_decided_and_taken_back(folder: Path) -> None:
    cards = read(folder, "queue", "list")
    assert isinstance(cards, list)
    severities = [card["severity"] for card in cards]
    assert severities == sorted(severities), "the most urgent stand first"
    flag = str(cards[0]["flag"])
    shown = read(folder, "queue", "show", flag)
    assert isinstance(shown, dict)
    assert shown["clause_texts"][0]["text"]
    decided = modbot(folder, "queue", "decide", flag, "ok", "--reason", "seen")
    assert "no violation" in decided.stdout, decided.stderr
    assert flag not in [str(card["flag"]) for card in read(folder, "queue", "list")]  # type: ignore[attr-defined]
    decision = decided.stdout.rsplit(maxsplit=1)[-1]
    assert "taken back" in modbot(folder, "queue", "undo", decision).stdout
    assert flag in [str(card["flag"]) for card in read(folder, "queue", "list")]  # type: ignore[attr-defined]


def test_a_list_that_is_cut_says_of_how_many(folder: Path) -> None:
    waiting = read(folder, "queue", "list", "--limit", "500")
    assert isinstance(waiting, list)
    shown = modbot(folder, "queue", "list", "--limit", "2").stdout
    assert f"2 of {len(waiting)} cards, the most urgent; --limit N shows more" in shown
    assert "shows more" not in modbot(folder, "queue", "list", "--limit", "500").stdout
    spam = [card for card in waiting if card["category"] == "spam"]
    assert f"1 of {len(spam)} cards" in modbot(folder, "queue", "list", "--limit", "1", "--category", "spam").stdout


def test_personal_data_and_secrets_are_masked_in_the_list(folder: Path) -> None:
    hidden = [c for c in read(folder, "queue", "list") if c["category"] in ("personal_data", "confidential")]  # type: ignore[attr-defined]
    assert hidden
    assert all("•" in card["excerpt"] for card in hidden)


def test_a_text_is_composed_from_a_draft_and_missing_ones_are_refused_kindly(folder: Path) -> None:
    flag = str(read(folder, "queue", "list", "--category", "spam")[0]["flag"])  # type: ignore[index]
    assert "--- warning" in modbot(folder, "queue", "draft", flag).stdout
    refused = modbot(folder, "queue", "decide", flag, "violation", "--action", "reply")
    assert (refused.returncode, "has no text yet" in refused.stderr) == (1, True)
    text = folder / "answer.txt"
    text.write_text("Please keep offers out of the support section.")
    done = modbot(folder, "queue", "decide", flag, "violation", "--action", "reply", "--text", str(text))
    assert "reply post/" in done.stdout, done.stderr
    modbot(folder, "queue", "undo", done.stdout.rsplit(maxsplit=1)[-1])


def test_what_a_rule_did_is_shown_before_it_is_taken_back(folder: Path) -> None:
    flag = str(read(folder, "queue", "list", "--category", "spam")[0]["flag"])  # type: ignore[index]
    source = read(folder, "queue", "show", flag)["findings"][0]["why"][0]["source"]  # type: ignore[index]
    shown = modbot(folder, "rules", "revert", source)
    assert "nothing was changed" in shown.stdout, shown.stderr
    assert "version " in shown.stdout
    assert "has found nothing yet" in modbot(folder, "rules", "revert", "rules/none/such").stderr


def test_mistakes_end_in_one_sentence(folder: Path) -> None:
    for words in (("show", "999999"), ("decide", "1", "perhaps"), ("list", "--category", "rude")):
        done = modbot(folder, "queue", *words)
        assert done.returncode == 1
        assert done.stderr.startswith("modbot: ")
        assert "Traceback" not in done.stderr


def test_without_a_forum_the_way_out_is_named(tmp_path: Path) -> None:
    shutil.copytree(CONFIG, tmp_path / "config")
    done = modbot(tmp_path, "poll")
    assert done.returncode == 1
    assert "forum.url" in done.stderr


def test_posts_that_could_not_be_examined_are_sent_again_and_others_are_refused(folder: Path) -> None:
    assert "every post could be examined" in modbot(folder, "queue", "examine").stdout
    flag = str(read(folder, "queue", "list", "--category", "spam")[0]["flag"])  # type: ignore[index]
    refused = modbot(folder, "queue", "examine", flag)
    assert (refused.returncode, "only a post that could not be examined" in refused.stderr) == (1, True)

"""Training: what sources say, what they leave unsaid, and the same model from the same data."""

import gzip
import json
from pathlib import Path

import pytest

from modbot.detect.classifier import Classifier
from modbot.detect.model.card import read_card
from modbot.errors import ModelError
from modbot.learn.fit import assign_folds
from modbot.learn.model_trial import draw_plots, score_files, tabulate
from modbot.learn.sources import Row, digest, drop_mislabelled, read_sources
from modbot.learn.train import Plan, train

EXAMPLES = Path(__file__).parents[2] / "models" / "examples"
SMALL = Plan(cap=60, per_pattern=1, steps=150, seed=3)


def write_source(folder: Path, name: str, language: str, texts: dict[str, list[str]], **more: str) -> Path:
    path = folder / f"{name}.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for label, written in texts.items():
            for text in written:
                line = {"source": name, "lang": language, "text": text, "labels": label.split(), "licence": "CC0-1.0"}
                lines.write(json.dumps({**line, **(more if label == "ok" else {})}) + "\n")
    return path


def spell(number: int) -> str:
    """A number as letters: the model leaves digits out."""
    return "".join(chr(ord("k") + int(digit)) for digit in str(number))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    calm = [f"the phone in room {spell(n)} rings twice and then the queue answers" for n in range(60)]
    rude = [f"you stupid idiot number {spell(n)}, shut up" for n in range(60)]
    ads = [f"buy cheap pills online, offer {n}, visit http://pills{n}.xyz" for n in range(60)]
    write_source(folder, "chat_en", "en", {"ok": calm[:30], "abuse.insult": rude[:30]})
    write_source(folder, "tweets_en", "en", {"ok": calm[30:45], "abuse.hate": rude[30:]}, neg_scope="hate")
    write_source(folder, "mail_en", "en", {"ok": calm[45:], "spam": ads})
    write_source(
        folder, "sumo_firefox_ham", "en", {"ok": [f"bookmark {spell(n)} is gone after the update" for n in range(50)]}
    )
    return folder


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few of the shipped examples."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "posts").mkdir()
    (folder / "en.txt").write_bytes((EXAMPLES / "en.txt").read_bytes())
    posts = (EXAMPLES / "posts" / "en.yaml").read_text(encoding="utf-8").split("\n- as:")[:40]
    (folder / "posts" / "en.yaml").write_text("\n- as:".join(posts), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def model(data: Path, examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "small"
    train(data, examples, folder, SMALL, lambda step: None)
    return folder


def test_the_same_data_and_seed_give_the_same_model(data: Path, examples: Path, model: Path, tmp_path: Path) -> None:
    again = train(data, examples, tmp_path / "small", SMALL, lambda step: None)
    card = read_card(model)
    assert again.measures == card.measures
    assert again.thresholds == card.thresholds
    assert again.sources["chat_en"].rows == 60


def test_a_trained_model_tells_rude_from_calm(model: Path, data: Path) -> None:
    scored = list(score_files(Classifier(model), [data / "chat_en.jsonl.gz", data / "sumo_firefox_ham.jsonl.gz"], 100))
    lines = {(line.category, line.source, line.measure): line.figure for line in tabulate(scored)}
    assert lines["abuse", "chat_en", "auc"].value > 0.9
    assert lines["abuse", "sumo_firefox_ham", "wrongly flagged"].value <= 0.1


def test_plots_are_written(model: Path, data: Path, tmp_path: Path) -> None:
    scored = list(score_files(Classifier(model), [data / "chat_en.jsonl.gz"], 100))
    (path,) = draw_plots(scored, tmp_path)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_ok_in_a_hate_set_counts_little_as_clean(data: Path) -> None:
    rows, origins = read_sources(data, 100, 1)
    weights = {(row.source, row.labels): row.weights for row in rows}
    assert weights["tweets_en", ("ok",)][0] < 0.5 * weights["chat_en", ("ok",)][0]
    assert origins["chat_en"].licence == "CC0-1.0"


def test_a_text_with_contrary_labels_teaches_nothing(tmp_path: Path) -> None:
    write_source(tmp_path, "one_en", "en", {"ok": ["it is what it is", "all fine"]})
    write_source(tmp_path, "two_en", "en", {"abuse.insult": ["It is what it is", "you clown"]})
    rows, _ = read_sources(tmp_path, 10, 1)
    assert sorted(row.words.folded[0] for row in rows) == ["all fine", "you clown"]


def test_a_post_listed_as_mislabelled_teaches_nothing(data: Path, tmp_path: Path) -> None:
    rows, _ = read_sources(data, 100, 1)
    listed = tmp_path / "mislabelled.txt"
    assert drop_mislabelled(rows, listed) == rows
    listed.write_text(f"# read by eye\n{digest(rows[0].words.folded[0])[:16]} abuse\n")
    assert drop_mislabelled(rows, listed) == rows[1:]


def test_adverts_of_different_sources_are_left_out_apart(tmp_path: Path) -> None:
    for number in range(4):
        write_source(
            tmp_path, f"chat{number}_en", "en", {"ok": [f"hello {spell(number)}"], "abuse": [f"you {number}a"]}
        )
        write_source(tmp_path, f"mail{number}_en", "en", {"ok": [f"dear {spell(number)}"], "spam": [f"buy {number}a"]})
    rows, _ = read_sources(tmp_path, 10, 1)
    folds = {row.source: int(fold) for row, fold in zip(rows, assign_folds(rows), strict=True)}
    assert len({fold for source, fold in folds.items() if source.startswith("mail")}) == 4


def test_a_source_is_never_on_both_sides(data: Path) -> None:
    rows, _ = read_sources(data, 100, 1)
    folds = assign_folds(rows)
    sides: dict[str, set[int]] = {}
    for row, fold in zip(rows, folds, strict=True):
        sides.setdefault(row.source, set()).add(int(fold))
    assert all(len(folds) == 1 for source, folds in sides.items() if source != "sumo_firefox_ham")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"jsonl\.gz"):
        read_sources(tmp_path, 10, 1)


def test_rows_know_what_they_are_of() -> None:
    row = Row("x", "en", words=None, labels=("abuse.hate", "abuse.insult"), weights=(1, 1))  # type: ignore[arg-type]
    assert row.says("abuse")
    assert not row.says("spam")

"""The shipped model: what it flags, where it points, and what it refuses."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from modbot.detect.classifier import THRESHOLD, Classifier
from modbot.detect.model.features import hash_grams, weigh
from modbot.errors import ConfigError, ModelError
from modbot.prepare.post import prepare_post
from modbot.prepare.views import PreparedPost
from modbot.records import Post, QuotablePost, Signal, Surroundings

MODEL = Path(__file__).parents[2] / "models" / "conduct"


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(MODEL)


def prepared(raw: str, language: str = "", title: str = "") -> PreparedPost:
    return prepare_post(Post(id=1, raw=raw, language=language, title=title))


def claim(classifier: Classifier, category: str, raw: str, title: str = "") -> Signal:
    return next(s for s in classifier.detect(prepared(raw, title=title)) if s.category == category)


@pytest.mark.parametrize(
    "raw",
    [
        "You are a complete moron, your answers are worthless, shut up.",
        "Du bist so ein dummer Vollidiot, halt einfach die Fresse.",
        "Sei proprio un coglione, stai zitto e vergognati.",
        "T'es qu'un gros connard, ferme ta gueule.",
        "Eres un imbécil y un payaso, cállate de una vez.",
        "Você é um imbecil nojento, cala a boca.",
        "Ты тупой идиот, заткнись уже, придурок.",
        "Είσαι μεγάλος μαλάκας, σκάσε ρε ηλίθιε.",
    ],
)
def test_an_insult_is_flagged_in_every_language_and_its_words_are_shown(classifier: Classifier, raw: str) -> None:
    signal = claim(classifier, "abuse", raw)
    assert signal.score >= THRESHOLD
    assert signal.label.startswith("abuse.")
    assert signal.spans
    assert all(0 <= span.start < span.end <= len(raw) for span in signal.spans)


@pytest.mark.parametrize(
    "raw",
    [
        "How do I kill the hung process? After kill -9 the call drops dead, jitter 450ms.",
        "Wie beende ich den hängenden Prozess? Nach 45s ist die Leitung tot, Code 455.",
        "Πώς σταματώ τη διεργασία; Μετά από 45s η γραμμή είναι νεκρή.",
        "Как завершить процесс? Через 45s линия мёртвая, код 455.",
        "Disappointed: since V20 U7 BLF keys stay red. Yealink T54W fw 96.86, log below. Any fix?",
        "My carrier's support is terrible, trunk down again.",
    ],
)
def test_jargon_and_criticism_are_clean(classifier: Classifier, raw: str) -> None:
    assert all(signal.score < THRESHOLD for signal in classifier.detect(prepared(raw)))


def test_every_post_has_a_probability_per_category(classifier: Classifier) -> None:
    (scores,) = classifier.scores([prepared("The desk phone rings twice before the queue answers.")])
    assert set(scores) == {"abuse", "spam"}
    assert all(0 < score < THRESHOLD for score in scores.values())


def test_a_batch_says_what_single_posts_say(classifier: Classifier) -> None:
    posts = [prepared(raw) for raw in ("Hello", "You stupid idiot, go to hell", "", "word " * 300, "\ud800 ünïcode")]
    together = classifier.detect_many(posts)
    for post, signals in zip(posts, together, strict=True):
        for one, many in zip(classifier.detect(post), signals, strict=True):
            assert (one.category, one.label, one.spans) == (many.category, many.label, many.spans)
            assert one.score == pytest.approx(many.score, abs=1e-4)


def test_what_words_add_is_exact_and_points_at_the_telling_ones(classifier: Classifier) -> None:
    window = "you are a stupid idiot my friend"
    added = classifier.model.explain("abuse", window.split())
    with np.load(MODEL / "weights.npz") as weights:
        grams = hash_grams([window])
        total = weights["abuse.grams"][grams.buckets].astype(np.float32).sum() * weigh(grams)[0]
    assert added.sum() == pytest.approx(total, rel=1e-3)
    assert added.argmax() in (3, 4)


def test_an_insult_at_the_end_of_a_long_post_counts(classifier: Classifier) -> None:
    talk = "We updated the phone system yesterday and moved the trunks to the new provider without any trouble. " * 8
    insult = "You are a stupid worthless idiot, shut up you moron."
    assert claim(classifier, "abuse", insult).score >= THRESHOLD
    # One window among several, half of it calm: ten times as likely, though only a rule beside it makes a finding.
    assert claim(classifier, "abuse", f"{talk}\n\n{insult}").score > 10 * claim(classifier, "abuse", talk).score


def test_a_quoted_insult_is_nobodys_word(classifier: Classifier) -> None:
    said = Surroundings(quotable=(QuotablePost("bob", "you are a stupid idiot"),))
    post = prepare_post(Post(1, "> you are a stupid idiot\n\nPlease stay polite."), said)
    assert classifier.scores([post])[0]["abuse"] < THRESHOLD


def test_weights_that_are_not_the_cards_own_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "conduct"
    shutil.copytree(MODEL, folder)
    (folder / "weights.npz").write_bytes((folder / "weights.npz").read_bytes() + b"x")
    with pytest.raises(ModelError, match="checksum"):
        Classifier(folder)


def test_a_missing_or_broken_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"card\.yaml"):
        Classifier(tmp_path)
    (tmp_path / "card.yaml").write_text("format: 1\nname: x\n")
    with pytest.raises(ConfigError):
        Classifier(tmp_path)


def test_hostile_text_is_read_in_linear_time(classifier: Classifier) -> None:
    for raw in ("a" * 1_000_000, "idiot " * 150_000, "\u0300" * 10_000):
        (scores,) = classifier.scores([prepared(raw)])
        assert np.isfinite(list(scores.values())).all()

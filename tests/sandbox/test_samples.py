"""The sample posts: enough of them, in all languages, mostly good, every category, and arriving as time goes by."""

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from modbot.records import LANGUAGES
from modbot.sandbox.nouns import Traits
from modbot.sandbox.samples import SampleForum, Trickle, mix_languages, read_samples
from modbot.sandbox.server import Arrivals, build_sandbox, start_sandbox
from tests.fakes import FakeClock
from tests.waiting import PATIENCE, best_of, wait_until

EVERYWHERE = {
    "abuse", "spam", "personal_data", "confidential", "vendor_complaint", "unlawful", "removal_request",
    "missing_prerequisites", "out_of_scope",
}  # fmt: skip


def test_there_are_more_than_two_hundred_in_eight_languages_and_most_are_good() -> None:
    samples = read_samples()
    by_language = Counter(sample.language for sample in samples)
    assert len(samples) >= 200
    assert set(by_language) == set(LANGUAGES)
    assert min(by_language.values()) >= 25
    for language in LANGUAGES:
        own = [sample for sample in samples if sample.language == language]
        assert sum(not sample.expected for sample in own) / len(own) >= 0.65, language
        assert {category for sample in own for category in sample.expected} >= EVERYWHERE, language


def test_all_of_them_arrive_in_their_threads_with_quotes_that_point_where_they_should() -> None:
    sandbox = build_sandbox(Traits(), FakeClock())
    forum = SampleForum(sandbox.world, mix_languages(read_samples()))
    forum.arrive(1000, spread=timedelta(hours=20))
    assert forum.waiting == 0
    for sample in forum.samples:
        post = forum.arrived[sample.key]
        assert "{topic}" not in post.raw
        if sample.reply_to:
            parent = forum.arrived[sample.reply_to]
            assert (post.topic_id, post.reply_to) == (parent.topic_id, parent.post_number)
            if "{quoted_post}" in sample.raw:
                quoted = post.raw.partition("]\n")[2].partition("\n[/quote]")[0].strip()
                assert quoted in parent.raw, sample.key
        else:
            assert sandbox.world.topics[post.topic_id].title == sample.title
    times = [forum.arrived[sample.key].created_at for sample in forum.samples]
    assert times == sorted(times)


def test_any_beginning_is_a_mixture_of_languages() -> None:
    mixed = mix_languages(read_samples())
    assert Counter(sample.language for sample in mixed[:16]) == dict.fromkeys(LANGUAGES, 2)
    assert sum(bool(sample.expected) for sample in mixed[:48]) == 16
    assert {category for sample in mixed[:160] for category in sample.expected} >= {"abuse", "spam", "personal_data"}
    assert sorted(sample.key for sample in mixed) == sorted(sample.key for sample in read_samples())


def test_new_ones_keep_arriving_while_it_runs() -> None:
    with start_sandbox(arrivals=Arrivals(at_once=40, every_seconds=0.02)) as sandbox:
        assert sandbox.samples is not None
        before = len(sandbox.samples.arrived)
        arrived = sandbox.samples.arrived
        wait_until(lambda: len(arrived) >= before + 3, "a third post")


def test_the_trickle_stops_when_all_have_arrived() -> None:
    sandbox = build_sandbox(Traits(), FakeClock())
    forum = SampleForum(sandbox.world, read_samples()[:2])
    trickle = Trickle(forum, 0.001)
    trickle.start()
    trickle._thread.join(PATIENCE)
    assert not trickle._thread.is_alive()
    assert forum.waiting == 0


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- {author: a, raw: x}", "neither a topic nor a reply"),
        ("- {author: a, raw: x, title: t, reply_to: nobody}", "neither a topic nor a reply"),
        ("- {author: a, raw: x, title: t, expected: [rudeness]}", "unknown category"),
        ("- {key: k, author: a, raw: x, title: t}\n- {key: k, author: a, raw: y, title: t}", "share a key"),
    ],
)
def test_a_faulty_sample_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "en.yaml").write_text(text)
    with pytest.raises(ValueError, match=fault):
        read_samples(tmp_path)


def test_all_of_them_are_there_in_well_under_a_second() -> None:
    def measure() -> float:
        began = time.process_time()
        with start_sandbox(arrivals=Arrivals(at_once=1000)) as sandbox:
            assert len(sandbox.world.posts) >= 200
            return time.process_time() - began

    assert best_of(3, measure) < 1

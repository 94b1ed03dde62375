from modbot.store.store import Store
from modbot.web.bench import bench_desk
from tests.review.scene import a_desk


def test_the_measurement_runs_on_both_databases_and_its_cases_are_real(store: Store) -> None:
    figures = bench_desk(a_desk(store), flags=2_000, rounds=5)
    assert figures.flags == 2_000
    assert len(figures.decide.times) == 5
    assert 0 < figures.queue.percentile(0.95) < 5_000
    with store.reading() as tx:
        assert sum(tx.flags.count_open().values()) == 1_995
        assert tx.audit.verify().whole

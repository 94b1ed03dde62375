import subprocess
import sys
from pathlib import Path

from modbot.store.queue import QueueQuery
from modbot.store.store import Store
from tests.builders import MONDAY, a_post

HANGING = """
import sys
from datetime import timedelta
from modbot.check.checker import Checker, CheckLimits
from modbot.check.filing import Filer
from modbot.clock import SystemClock
from modbot.store.flags import FlagFacts
from modbot.store.store import Store
from tests.check.detectors import FindsWord, an_examiner

class Hangs(FindsWord):
    def detect(self, post):
        while "forever" in post.raw.text:
            pass
        return super().detect(post)

limits = CheckLimits(attempts=2, budget=timedelta(seconds=2), lease=timedelta(), retry=timedelta())
filer = Filer(lambda *_: FlagFacts())
Checker(Store(sys.argv[1]), an_examiner(Hangs("idiot")), SystemClock(), filer, "one", limits=limits).check_all()
"""


def test_a_check_that_never_comes_back_ends_the_process_and_in_the_end_becomes_a_card(sqlite_url: str) -> None:
    with Store(sqlite_url) as store:
        with store.transaction() as tx:
            tx.posts.receive(a_post(id=1, raw="takes forever"), MONDAY)
            tx.posts.receive(a_post(id=2, raw="an idiot, by the way"), MONDAY)
        command = [sys.executable, "-c", HANGING, sqlite_url]
        root = Path(__file__).parents[2]
        ends = [subprocess.run(command, cwd=root, capture_output=True, text=True, check=False) for _ in range(3)]
        assert [end.returncode for end in ends] == [1, 1, 0]
        assert "Timeout" in ends[0].stderr
        with store.reading() as tx:
            assert {card.category for card in tx.flags.page(QueueQuery())} == {"abuse", "not_scanned"}

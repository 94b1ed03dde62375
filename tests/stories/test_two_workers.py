"""Two workers share one database: nothing is done twice and nothing left over."""

import threading
from collections import Counter
from collections.abc import Callable

from modbot.check.checker import Checker, CheckLimits
from modbot.check.filing import Filer
from modbot.enforce.perform import Performer
from modbot.enforce.switches import Caps
from modbot.prepare.views import PreparedPost
from modbot.records import Signal
from modbot.store.actions import NewAction
from modbot.store.store import Store
from tests.builders import MONDAY, a_post, facts_due
from tests.check.detectors import FindsWord, an_examiner
from tests.check.test_checker import no_watch
from tests.fakes import FakeClock, FakeForum

POSTS = 120
NO_CAPS = Caps(10**6, 10**6, 10**6, 10**6)


class NotesEach(FindsWord):
    """Finds the word and remembers every post it was shown."""

    def __init__(self, seen: list[object]) -> None:
        super().__init__("idiot")
        self._seen = seen

    def detect(self, post: PreparedPost) -> list[Signal]:
        self._seen.append(post.post.id)
        return super().detect(post)


def run_together(*works: Callable[[], object]) -> None:
    trouble: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            trouble.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert trouble == []


def test_two_workers_share_posts_and_actions(store_url: str) -> None:
    with Store(store_url) as one, Store(store_url) as two:
        with one.transaction() as tx:
            for number in range(POSTS):
                # all from Bo within the hour: both workers add to the same case all the time
                tx.posts.receive(a_post(id=number, raw=f"idiot number {number}"), MONDAY)
        seen: list[object] = []
        forum, clock = FakeForum(), FakeClock()
        filer = Filer(
            lambda finding, post, language, at: facts_due(),
            lambda flag: [NewAction(f"hide/{flag.post_id}", "hide", f"post/{flag.post_id}")],
        )
        checkers = [
            Checker(
                store, an_examiner(NotesEach(seen)), clock, filer, name, limits=CheckLimits(batch=5), watch=no_watch
            )
            for name, store in (("one", one), ("two", two))
        ]
        performers = [
            Performer(store, forum, FakeForum(), clock, name, "act", NO_CAPS)
            for name, store in (("one", one), ("two", two))
        ]
        run_together(*(checker.check_all for checker in checkers))
        run_together(*(lambda p=performer: p.perform_all(POSTS) for performer in performers))
        assert Counter(seen) == Counter(range(POSTS))
        assert len(forum.performed) == POSTS
        with one.reading() as tx:
            opened = Counter(entry.subject for entry in tx.audit.walk() if entry.verb == "open flag")
            assert (len(opened), set(opened.values())) == (POSTS, {1})
            assert tx.audit.verify().whole
            assert all(len(tx.flags.of_post(str(number))) == 1 for number in range(POSTS))

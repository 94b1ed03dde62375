"""Two people, a thousand random acts each, on the same cases at the same time: nothing is lost, nothing is double."""

import random
import threading
from collections import Counter

import pytest

from modbot.errors import ConflictError, NotAllowed
from modbot.review.decide import Choice, decide
from modbot.review.desk import Desk, Reviewer
from modbot.review.queue import claim, release
from modbot.review.undo import undo
from modbot.store.store import Store
from tests.builders import a_flag, a_post
from tests.review.scene import EVE, FINN, a_desk

CASES = 60


def act(desk: Desk, who: Reviewer, acts: int, done: Counter[str], troubles: list[BaseException]) -> None:
    chance = random.Random(who.name)
    mine: list[int] = []
    try:
        for _ in range(acts):
            number = chance.randint(1, CASES)
            kind = chance.choices(["decide", "undo", "claim", "release"], [5, 3, 2, 2])[0]
            try:
                if kind == "decide":
                    with desk.store.reading() as tx:
                        version = tx.flags.get(number).version
                    verdict = chance.choice(["violation", "no_violation", "escalate"])
                    mine.append(decide(desk, {number: version}, Choice(verdict), who).decisions[0].id)
                elif kind == "undo" and mine:
                    undo(desk, [mine.pop(chance.randrange(len(mine)))], who)
                elif kind == "claim":
                    claim(desk, number, who)
                else:
                    release(desk, number, who)
                    continue
                done[f"{kind} {who.name}"] += 1
            except (ConflictError, NotAllowed):
                done["told"] += 1
    except BaseException as error:
        troubles.append(error)


@pytest.mark.slow
def test_two_reviewers_and_a_thousand_acts_each_lose_and_double_nothing(sqlite_url: str) -> None:
    with Store(sqlite_url) as store:
        let_both_work(store, 1000)


def test_two_reviewers_at_once_lose_and_double_nothing(store: Store) -> None:
    let_both_work(store, 150)


def let_both_work(store: Store, acts: int) -> None:
    for number in range(1, CASES + 1):
        a_flag(store, a_post(number))
    desk, done, troubles = a_desk(store), Counter[str](), list[BaseException]()
    threads = [threading.Thread(target=act, args=(desk, who, acts, done, troubles)) for who in (EVE, FINN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert done["told"] > 0
    with store.reading() as tx:
        assert tx.audit.verify().whole
        verbs = Counter(f"{entry.verb} {entry.actor}" for entry in tx.audit.walk())
        for name in ("Eve", "Finn"):
            assert verbs[f"decide {name}"] == done[f"decide {name}"]
            assert verbs[f"undo {name}"] == done[f"undo {name}"]
        for number in range(1, CASES + 1):
            flag, decisions = tx.flags.get(number), tx.decisions.of_flag(number)
            standing = [d for d in decisions if d.undone_at is None]
            closing = [d for d in standing if d.verdict != "escalate"]
            assert len(closing) == (flag.state == "decided"), number
            if closing:
                assert flag.verdict == closing[0].verdict
        waiting = sum(tx.flags.get(number).state == "open" for number in range(1, CASES + 1))
        assert sum(tx.flags.count_open().values()) == waiting

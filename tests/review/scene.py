"""A desk on a real database, and the people who sit at it."""

from pathlib import Path

from modbot.flag.clauses import load_clauses
from modbot.flag.policy import load_policy
from modbot.prepare.post import prepare_post
from modbot.review.calendar import Calendar, Region
from modbot.review.desk import Desk, Manners, Reviewer
from modbot.review.letters import LetterWriter
from modbot.store.store import Store
from tests.fakes import FakeClock

CONFIG = Path(__file__).parent.parent.parent / "config"
POLICY = load_policy(CONFIG / "policy.yaml")
CLAUSES = load_clauses(CONFIG / "terms")
LETTERS = LetterWriter(CONFIG, CLAUSES)
BERLIN = Calendar(Region("berlin", holidays=("DE",)))

ADA = Reviewer("Ada", ("reviewer", "lead"))
EVE = Reviewer("Eve", ("reviewer",))
FINN = Reviewer("Finn", ("reviewer",))
RUTH = Reviewer("Ruth", ("rule_editor",))


def a_desk(store: Store, clock: FakeClock | None = None, **manners: object) -> Desk:
    """A desk in Berlin, on Monday morning."""
    return Desk(
        store,
        clock or FakeClock(),
        POLICY,
        CLAUSES,
        BERLIN,
        prepare_post,
        LETTERS,
        Manners(**manners),  # type: ignore[arg-type]
    )

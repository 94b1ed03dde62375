"""What the web is given: the desk, the doorkeeper, and readers of things other rooms own. All plain arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from modbot.enforce.switches import EnforceState, read_state
from modbot.review.accounts import Accounts
from modbot.review.card import mask_roughly
from modbot.review.desk import Desk
from modbot.review.forum_sign_in import ForumSignIn
from modbot.store.rows import FlagRow, PostRow

AcceptWebhook = Callable[[Mapping[str, str], bytes], bool]  # whether it is news; raises BadSignature


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as the desk lists it; ``source`` is the name its signals carry."""

    source: str
    category: str
    status: str
    severity: str = ""
    clauses: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted reply, in the author's language."""

    language: str
    text: str


MaskText = Callable[[str], str]  # text with personal data and secrets covered, same length


def _no_rules() -> Sequence[RuleLine]:
    return ()


def _no_drafts(post: PostRow, flags: Sequence[FlagRow], language: str) -> Sequence[Draft]:  # noqa: ARG001
    return ()


@dataclass(frozen=True, slots=True)
class WebParts:
    """Everything the pages need. ``public_url`` decides whether cookies are marked as secure."""

    desk: Desk
    accounts: Accounts
    zone: tzinfo = UTC
    public_url: str = "http://127.0.0.1:8400"
    forum_sign_in: ForumSignIn | None = None
    list_rules: Callable[[], Sequence[RuleLine]] = field(default=_no_rules)
    draft_replies: Callable[[PostRow, Sequence[FlagRow], str], Sequence[Draft]] = field(default=_no_drafts)
    mask_text: MaskText = field(default=mask_roughly)
    accept_webhook: AcceptWebhook | None = None

    @property
    def is_secure(self) -> bool:
        """Whether the desk is reached over HTTPS."""
        return self.public_url.startswith("https://")

    def read_enforcement(self) -> EnforceState:
        """Return whether modbot acts or rehearses, who stopped it if anybody did, and which breakers tripped."""
        with self.desk.store.reading() as tx:
            return read_state(tx, "rehearsal" if self.desk.manners.rehearsal else "act")

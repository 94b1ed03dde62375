"""The composition root: builds every part from settings, once, and names the concrete classes."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog

from modbot.check.checker import Checker, CheckLimits
from modbot.check.filing import Filer
from modbot.clock import Clock, SystemClock
from modbot.config import Settings, read_secret, require_secret
from modbot.detect.prerequisites.detector import CLAUSES, TOPIC_CLAUSES
from modbot.detect.rules.detector import RuleDetector
from modbot.detect.rules.reload import RuleWatcher
from modbot.duties import Pace, Parts, list_duties
from modbot.enforce.perform import Performer
from modbot.enforce.plan import plan_holding
from modbot.enforce.switches import Caps
from modbot.equipment import Equipment, Standards
from modbot.errors import ModbotError, Problem
from modbot.forget.retention import Forgetter, Retention
from modbot.forum.discourse import Access, Discourse, Habits, connect
from modbot.forum.dry_run import DryRun
from modbot.forum.paging import Manner
from modbot.prepare.post import prepare_post
from modbot.receive.forum_review import ForumReviews
from modbot.receive.poller import Poller
from modbot.receive.sweep import Sweep
from modbot.receive.webhook import WebhookDoor
from modbot.review.accounts import Accounts
from modbot.review.calendar import Calendar, Region
from modbot.review.changes import name_files, note_changes
from modbot.review.desk import Desk, Manners
from modbot.review.drafts import Drafter
from modbot.review.facts import FlagDescriber, Partners
from modbot.review.healing import Healer
from modbot.review.letters import LetterWriter
from modbot.review.replies import ReplyWriter
from modbot.store.store import Store
from modbot.worker import Worker


@dataclass(frozen=True, slots=True)
class App:
    """All parts of a running modbot that share one store, one clock and one forum."""

    settings: Settings
    desk: Desk
    accounts: Accounts
    forum: Discourse
    parts: Parts
    detector: RuleDetector
    rules: RuleWatcher
    worker: Worker
    drafter: Drafter


def open_store(settings: Settings) -> Store:
    """Return the store of these settings, its schema up to date; raises ConfigError for an address it cannot use."""
    url = read_secret(settings.store.url_env) or settings.store.url
    store = Store(url)
    store.migrate()
    return store


def build_desk(settings: Settings, standards: Standards, store: Store, clock: Clock | None = None) -> Desk:
    """Return the review desk over ``store``; raises ConfigError."""
    review = settings.review
    region = Region(
        review.region, review.timezone, review.opens_at, review.closes_at, holidays=tuple(filter(None, [review.region]))
    )
    manners = Manners(
        claim=timedelta(minutes=review.claim_minutes),
        undo=timedelta(minutes=review.undo_minutes),
        lab_sections=frozenset(review.lab_sections),
        rehearsal=settings.enforce.mode == "rehearsal",
        sla_mode=review.sla_mode,
        second_thoughts=timedelta(seconds=review.second_thoughts_seconds),
        sections=dict(settings.forum.sections),
    )
    return Desk(
        store,
        clock or SystemClock(),
        standards.policy,
        standards.clauses,
        Calendar(region),
        prepare_post,
        LetterWriter(standards.config, standards.clauses),
        manners,
    )


def find_access(settings: Settings) -> Access:
    """Return how to reach the configured forum; raises ModbotError naming the first thing that is missing."""
    forum = settings.forum
    if not forum.url:
        raise ModbotError(
            "no forum is configured: set forum.url in modbot.yaml, or use the sandbox (modbot run --sandbox)"
        )
    acts = settings.enforce.mode == "act"
    return Access(
        forum.url,
        forum.api_username,
        require_secret(forum.reader_key_env, "the key for reading the forum"),
        require_secret(forum.actor_key_env, "the key for acting on the forum") if acts else "",
        read_secret(forum.webhook_secret_env) or "",
    )


def connect_forum(settings: Settings, access: Access, clock: Clock) -> Discourse:
    """Return both sides of the forum behind ``access``; nothing is called yet."""
    return connect(access, build_habits(settings), clock)


def build_habits(settings: Settings) -> Habits:
    """Return how modbot behaves at the configured forum."""
    forum = settings.forum
    manner = Manner(overlap=settings.receive.overlap_ids)
    return Habits(forum.requests_per_minute, forum.read_private_messages, forum.native_flags, manner)


def build(settings: Settings, equipment: Equipment, desk: Desk, access: Access) -> App:
    """Return all parts of a running modbot; raises ConfigError. Nothing is started, nothing is called."""
    store, clock, name = desk.store, desk.clock, f"{socket.gethostname()}-{os.getpid()}"
    forum = connect_forum(settings, access, clock)
    rehearsal = DryRun()
    config, detector, lacking = equipment.standards.config, equipment.detectors.rules, equipment.detectors.prerequisites
    describe = FlagDescriber(desk, Partners())
    filer = Filer(describe, lambda flag: plan_holding(flag, desk.policy, settings.forum.native_flags))
    limits = CheckLimits(batch=settings.detect.batch, attempts=settings.detect.attempts)
    mode = settings.enforce.mode
    retention = Retention(settings.forget.clean_post_days, settings.forget.flagged_post_days)
    parts = Parts(
        poller=Poller(forum.reader, store, clock),
        sweep=Sweep(forum.reader, store, clock, settings.receive.sweep_days),
        door=WebhookDoor(forum.reader, store, clock),
        reviews=ForumReviews(forum.reader, desk, describe),
        checker=Checker(store, equipment.examiner, clock, filer, name, access.username, limits),
        performer=Performer(store, forum.actor or rehearsal, rehearsal, clock, name, mode, _caps(settings)),
        forgetter=Forgetter(store, clock, retention),
        healer=Healer(store, clock, desk.calendar, lacking.find_wants, describe),
    )
    return App(
        settings=settings,
        desk=desk,
        accounts=Accounts(desk),
        forum=forum,
        parts=parts,
        detector=detector,
        rules=RuleWatcher(equipment.rules, detector, partial(_note_changes, desk, detector, config)),
        worker=Worker(store, clock, name, list_duties(parts, _pace(settings))),
        drafter=Drafter(store, lacking.find_wants, ReplyWriter(config, lacking.current), CLAUSES, TOPIC_CLAUSES),
    )


def _note_changes(desk: Desk, detector: RuleDetector, config: Path, problems: tuple[Problem, ...]) -> None:
    """Write into the audit which rules and files of configuration differ from those last seen."""
    if problems:
        return  # the last good set keeps running
    now = desk.clock.now()
    try:
        with desk.store.transaction() as tx:
            note_changes(tx, "rules", {loaded.source: loaded.version for loaded in detector.rules.rules}, now)
            note_changes(tx, "config", name_files(config), now)
    except Exception as error:  # the rules are watched on; the next change notes this one too
        structlog.get_logger().error("changes not noted", error=type(error).__name__)


def _pace(settings: Settings) -> Pace:
    receive = settings.receive
    return Pace(
        poll=timedelta(seconds=receive.poll_seconds),
        reviews=timedelta(seconds=receive.reviews_seconds),
        sweep_at=receive.sweep_at,
    )


def _caps(settings: Settings) -> Caps:
    enforce = settings.enforce
    return Caps(enforce.per_hour, enforce.per_rule_hour, enforce.per_author_hour)

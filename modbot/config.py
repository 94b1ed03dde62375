"""config/modbot.yaml → one frozen settings record per room. An unknown key stops the start.

Secrets are never in the file: it names the environment variable that holds them.
"""

from __future__ import annotations

import os
from datetime import time
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from modbot.errors import ModbotError
from modbot.marked_yaml import read_model


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ForumSettings(_Strict):
    """The forum to read, and with which keys."""

    url: str = ""
    api_username: str = "modbot"
    reader_key_env: str = "MODBOT_READER_KEY"
    actor_key_env: str = "MODBOT_ACTOR_KEY"
    webhook_secret_env: str = "MODBOT_WEBHOOK_SECRET"
    requests_per_minute: int = Field(30, ge=1, le=600)
    read_private_messages: bool = False
    native_flags: Literal["off", "notify", "typed", "hide"] = "off"

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in {"http", "https"} or not parts.hostname or " " in url):
            raise ValueError(f"“{url}” is no address of a forum; write it like https://forum.example.org")
        return url

    sections: dict[int, str] = Field(default_factory=dict)


class ReceiveSettings(_Strict):
    """How often posts and verdicts are fetched."""

    poll_seconds: int = Field(60, ge=1)
    overlap_ids: int = Field(200, ge=0)
    reviews_seconds: int = Field(300, ge=1)
    sweep_at: time = time(3, 30)
    sweep_days: int = Field(2, ge=1)


class DetectSettings(_Strict):
    """Which product profile posts are read against."""

    product: str = "products/3cx.yaml"
    batch: int = Field(50, ge=1)
    attempts: int = Field(3, ge=1)
    hash_key_env: str = "MODBOT_HASH_KEY"
    repeats_at_least: int = Field(3, ge=1)
    repeats_similarity: float = Field(88.0, ge=50, le=100)


class ReviewSettings(_Strict):
    """The clock and the manners of the review desk."""

    region: str = "DE"
    timezone: str = "Europe/Berlin"
    opens_at: time = time(9)
    closes_at: time = time(18)
    sla_mode: Literal["business_days", "office_hours"] = "business_days"
    lab_sections: tuple[str, ...] = ()
    claim_minutes: int = Field(15, ge=1)
    undo_minutes: int = Field(30, ge=1)
    second_thoughts_seconds: int = Field(120, ge=0, le=86_400)

    @field_validator("timezone")
    @classmethod
    def _check_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (OSError, ValueError, KeyError) as error:
            raise ValueError(f"there is no time zone “{name}”; write one like Europe/Berlin or UTC") from error
        return name

    @field_validator("closes_at")
    @classmethod
    def _check_hours(cls, closes_at: time, others: ValidationInfo) -> time:
        if closes_at <= others.data.get("opens_at", time(0)):
            raise ValueError("the desk must close after it opens (opens_at)")
        return closes_at


class EnforceSettings(_Strict):
    """Rehearse (write down what would be done) or act; and how much at most."""

    mode: Literal["rehearsal", "act"] = "rehearsal"
    per_hour: int = Field(30, ge=0)
    per_rule_hour: int = Field(10, ge=0)
    per_author_hour: int = Field(5, ge=0)


class ForgetSettings(_Strict):
    """How many days text is kept."""

    clean_post_days: int = Field(30, ge=1)
    flagged_post_days: int = Field(180, ge=1)


class StoreSettings(_Strict):
    """Where everything is kept: SQLite by default, PostgreSQL by URL."""

    url: str = "sqlite:///var/modbot.db"
    url_env: str = "MODBOT_STORE_URL"


class WebSettings(_Strict):
    """Where the review desk answers."""

    host: str = "127.0.0.1"
    port: int = Field(8400, ge=0, le=65535)
    public_url: str = ""
    forum_sign_in_secret_env: str = "MODBOT_FORUM_SIGN_IN_SECRET"
    roles_by_group: dict[str, tuple[str, ...]] = Field(
        default_factory=lambda: {"admins": ("lead", "rule_editor", "admin"), "moderators": ("reviewer",)}
    )


class Settings(_Strict):
    """Everything config/modbot.yaml says."""

    forum: ForumSettings = ForumSettings()
    receive: ReceiveSettings = ReceiveSettings()
    detect: DetectSettings = DetectSettings()
    review: ReviewSettings = ReviewSettings()
    enforce: EnforceSettings = EnforceSettings()
    forget: ForgetSettings = ForgetSettings()
    store: StoreSettings = StoreSettings()
    web: WebSettings = WebSettings()


def load_settings(config: Path) -> Settings:
    """Return ``modbot.yaml`` of the folder; raises ConfigError with file, line and column of each fault."""
    return read_model(config / "modbot.yaml", Settings)


def read_secret(variable: str) -> str | None:
    """Return the secret in that environment variable, None when it is unset or empty."""
    return (os.environ.get(variable) or None) if variable else None


def require_secret(variable: str, purpose: str) -> str:
    """Return the secret in that environment variable; raises ModbotError naming the variable and its purpose."""
    secret = read_secret(variable)
    if secret is None:
        raise ModbotError(f"{purpose} is missing: set the environment variable {variable}")
    return secret


def find_cache_folder() -> Path:
    """Return the folder for what can be computed again, such as compiled patterns; it need not exist yet."""
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(chosen) if chosen.startswith("/") else Path.home() / ".cache") / "modbot"

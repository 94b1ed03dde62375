"""Why a post was flagged is said in the reader's language, whatever found it."""

from pathlib import Path

import pytest
import yaml

from modbot.detect.confidential.detector import REASONS, USABLE
from modbot.detect.model.scoring import KINDS
from modbot.detect.prerequisites.detector import CLAUSES, TOPIC_CLAUSES
from modbot.equipment import build_rule_reader
from modbot.flag.policy import load_policy
from modbot.records import Signal
from modbot.web.languages import load_translations
from modbot.web.reasons import CLUES, FINDERS, tell_reason
from modbot.web.wording import CATEGORIES, LABELS

CONFIG = Path(__file__).parents[2] / "config"
GERMAN, ITALIAN = (load_translations()[language].gettext for language in ("de", "it"))


def a_signal(source: str, label: str, reason: str) -> Signal:
    return Signal(source, label.partition(".")[0], label, (), 0.9, reason=reason)


@pytest.mark.parametrize(
    ("signal", "german", "italian"),
    [
        (a_signal("confidential/token", "confidential.token", "an access token is visible to readers"),
         "ein Zugriffsschlüssel (Token) ist für alle zu lesen", "un token di accesso è visibile ai lettori"),
        (a_signal("personal/phone", "personal_data.phone", "2 × phone of others, visible to readers"),
         "2 × Telefonnummer anderer, für alle zu lesen", "2 × Numero di telefono altrui, visibile ai lettori"),
        (a_signal("purposes/unlawful", "unlawful", "reads like unlawful"),
         "liest sich wie: Rechtswidriges", "si legge come: Illecito"),
        (a_signal("behaviour/circumstances", "spam.ad", "pills, odd number"),
         "Pillen, eine seltsam geschriebene Nummer", "pillole, un numero scritto in modo strano"),
        (a_signal("prerequisites/logs", "missing_prerequisites.logs", "missing prerequisites: logs"), "", ""),
        (a_signal("confidential/backup", "confidential.backup",
                  "a file of a kind that does not belong in public (backup)"),
         "eine Datei, die nicht in die Öffentlichkeit gehört (Sicherungsdatei)",
         "un file che non va reso pubblico (File di backup)"),
        (a_signal("rules/own/x", "spam.ad", "Nobody translated 100 % of this."),
         "Nobody translated 100 % of this.", "Nobody translated 100 % of this."),
    ],
)  # fmt: skip
def test_reasons_are_said_in_german_and_italian(signal: Signal, german: str, italian: str) -> None:
    assert tell_reason(signal, GERMAN) == german
    assert tell_reason(signal, ITALIAN) == italian


def test_whatever_finders_say_can_be_translated() -> None:
    assert set(REASONS.values()) <= set(FINDERS)
    weights = yaml.safe_load((CONFIG / "spam" / "behaviour.yaml").read_text(encoding="utf-8"))["weights"]
    assert {clue for clue, weight in weights.items() if weight > 0} <= set(CLUES)


def test_every_label_has_a_name() -> None:
    policy = load_policy(CONFIG / "policy.yaml")
    given = {label for category in policy.categories.values() for label in category.labels}
    given |= {loaded.rule.label for loaded in build_rule_reader(CONFIG).read().rules if loaded.rule.label}
    given |= {f"{category}.{kind}" for category, kinds in KINDS.items() for kind in kinds}
    given |= {f"confidential.{kind}" for kind in {*REASONS, *USABLE}}
    given |= {f"missing_prerequisites.{code}" for code in CLAUSES} | {
        f"out_of_scope.{topic}" for topic in TOPIC_CLAUSES
    }
    assert given - set(LABELS) - set(CATEGORIES) == set()

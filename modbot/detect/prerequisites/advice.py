"""What else to ask of one's own network and machine, where the fault sounds like theirs. For drafts only, no codes."""

from __future__ import annotations

from modbot.prepare.statement import Statement

# Each with the clause it rests on.
ADVICE_CLAUSES = {"network_check": "SP-2.4", "repro_hosted": "SP-2.5", "hw_spec": "SP-2.9"}


def list_advice(statement: Statement) -> tuple[str, ...]:
    """Return what a problem post should be asked beyond the required items (SP-2.4, SP-2.5, SP-2.9)."""
    if statement.kind != "problem":
        return ()
    stated = {item.item for item in statement.items}
    is_own_host = "self_hosted" in statement.values("hosting")
    advice: list[str] = []
    if "network_symptom" in stated and "network_checked" not in stated:
        advice.append("network_check")
        if is_own_host:
            advice.append("repro_hosted")
    if is_own_host and "slow" in stated and "host_specs" not in stated:
        advice.append("hw_spec")
    return tuple(advice)

"""The rules in force, read-only, each with how often people agreed with it."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from modbot.review.attainment import Share
from modbot.web.visit import Looking

router = APIRouter(include_in_schema=False)
_DAYS = 90


@router.get("/rules", response_class=HTMLResponse)
def show_rules(visit: Looking) -> Response:
    """List rules and models with the decisions of the last three months."""
    visit.need("see_reports")
    now = visit.parts.desk.clock.now()
    with visit.parts.desk.store.reading() as tx:
        tallies = tx.reports.by_source(now - timedelta(days=_DAYS), now + timedelta(days=1))
    sums: dict[str, Share] = {}
    for (source, _), tally in tallies.items():
        known = sums.get(source, Share(0, 0))
        total = tally.violations + tally.no_violations
        sums[source] = Share(known.hits + tally.violations, known.total + total)
    listed = list(visit.parts.list_rules())
    rows = [(rule, sums.get(rule.source, Share(0, 0))) for rule in listed]
    others = sorted(set(sums) - {rule.source for rule in listed})
    return visit.render("rules.html", rows=rows, others=[(source, sums[source]) for source in others])

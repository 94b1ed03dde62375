from modbot.forum.dry_run import DryRun
from tests.forum.visitors import an_action


def test_a_rehearsal_writes_down_ids_and_never_text() -> None:
    lines: list[str] = []
    actor = DryRun(lines.append)
    actor.perform(an_action("reply", "812", raw="You said your number was 030 23125 000."))
    actor.perform(an_action("hide", "812", decision_id=None))
    assert lines == [
        "would reply 812 (flag 12, by decision 5, with raw)",
        "would hide 812 (flag 12, by a holding rule)",
    ]
    assert [action.kind for action in actor.actions] == ["reply", "hide"]

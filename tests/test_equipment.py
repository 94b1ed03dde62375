"""What looks at posts stays: the garbage collector is told so while they are examined, and not afterwards."""

import gc

from modbot.equipment import settle


def test_the_collector_leaves_what_is_built_alone_only_while_posts_are_examined() -> None:
    usual = gc.get_threshold()
    with settle():
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > usual[0]
    assert (gc.get_freeze_count(), gc.get_threshold()) == (0, usual)

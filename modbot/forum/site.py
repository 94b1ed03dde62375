"""What the forum is made of, remembered for a while: sections, flag types, topics. Saves a call for every post."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from modbot.clock import Clock
from modbot.errors import ForumError
from modbot.forum.client import ForumClient
from modbot.forum.discourse_json import SiteFacts, TopicFacts, read_site, read_topic_facts

SITE_FRESH = timedelta(hours=1)
TOPIC_FRESH = timedelta(minutes=10)
TOPICS_KEPT = 500


class Site:
    """Facts about the forum, read when needed and again when they grow old; stale ones are better than none."""

    def __init__(self, client: ForumClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._facts: SiteFacts | None = None
        self._read_at = clock.now()
        self._topics: OrderedDict[int, tuple[datetime, TopicFacts]] = OrderedDict()

    def facts(self) -> SiteFacts:
        """Return sections and flag types; raises ForumError only when they were never read."""
        if self._facts is None or self._clock.now() - self._read_at > SITE_FRESH:
            try:
                self._facts, self._read_at = read_site(self._client.get("/site.json")), self._clock.now()
            except ForumError:
                if self._facts is None:
                    raise
        return self._facts

    def remember_topic(self, topic_id: int, facts: TopicFacts) -> None:
        """Keep what was learnt about a topic by the way."""
        self._topics[topic_id] = (self._clock.now(), facts)
        self._topics.move_to_end(topic_id)
        while len(self._topics) > TOPICS_KEPT:
            self._topics.popitem(last=False)

    def topic(self, topic_id: int) -> TopicFacts | None:
        """Return a topic's facts, None when it is gone or closed to this reader."""
        known = self._topics.get(topic_id)
        if known is not None and self._clock.now() - known[0] < TOPIC_FRESH:
            return known[1]
        data = self._client.get_if_there(f"/t/{topic_id}.json")
        if not isinstance(data, dict):
            return None
        self.remember_topic(topic_id, read_topic_facts(data))
        return self._topics[topic_id][1]

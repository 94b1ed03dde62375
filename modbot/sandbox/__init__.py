"""A stateful stand-in for a Discourse forum over HTTP, for the demo and the tests.

In: the HTTP calls a bot makes of a forum, scripted trouble, sample posts. Out: the answers a Discourse would give.
It never speaks to a real forum and says on every page and in every answer that it is not one. It exists because the
published description of the API holds neither the review queue nor the errors, orders and races a bot must survive.
"""

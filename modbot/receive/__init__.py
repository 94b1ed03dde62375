"""How posts and verdicts come in: one door (the inbox), polling as the truth, webhooks as a wake-up only.

In: a ForumReader and the store. Out: stored versions of posts waiting for their check, flags from members' reports,
decisions staff made on the forum's own review screen. It never judges a post and never changes the forum.
"""

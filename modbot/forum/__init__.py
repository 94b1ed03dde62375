"""The forum's contract: reading posts and verdicts, performing actions. It knows nothing of the store.

In: a forum's address and keys. Out: posts and review rows as records; actions carried out, each at most once however
often it is asked for. All calls share one budget, because a forum's limit counts every integration of the site
together. Reading tolerates every version's habits; writing re-reads first and is never repeated blindly.
"""

"""The forum's contract: reading posts and verdicts, performing actions. It knows nothing of the store."""

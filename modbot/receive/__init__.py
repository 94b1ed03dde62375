"""How posts and verdicts come in: one door (the inbox), polling as the truth, webhooks as a wake-up only."""

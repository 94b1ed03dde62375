"""What a support post states and what it lacks: prepared post and product in, hints out.

Reads versions, hosting, trunks, phones, steps, logs and the kind of post from word lists that staff can tune
(config/prerequisites/), and compares them with what the product's terms require (config/products/). It never asks
for a licence key, never looks at a partner's level, and everything it says is a hint, not a violation.
"""

"""Unchecked posts in, flags out: what the pipeline finds is filed, in one transaction with its audit.

It may add to a flag, it never decides one. A post that cannot be examined becomes a card that says so.
"""

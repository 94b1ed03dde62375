"""Unchecked posts in, flags out: what the pipeline finds is filed, in one transaction with its audit."""

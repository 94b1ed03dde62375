"""A stateful stand-in for a Discourse forum over HTTP, for demo and tests. It is plainly not a real one."""

"""A stateful stand-in for a Discourse forum over HTTP: the demo's forum and the tests' forum. It is plainly not a real one."""

"""The command line: one file per command group. Commands import their rooms when called, so that --help stays quick."""

"""The command line: the same verbs from a terminal."""

"""The command line's verbs, one module for each kind of work; cli.py gathers them."""

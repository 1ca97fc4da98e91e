"""The command line's verbs, one module for each kind of work, gathered by name for cli.py; and with which status each may end.

Each is loaded with its libraries when it is asked for: listing them all costs next to nothing.
"""

import ast
from importlib import import_module
from keyword import iskeyword
from pathlib import Path

import click

PROBLEMS, STORE_FAULT, PROGRAM_FAULT = 1, 3, 70
# Which module of this folder defines which.
DEFINED = {
    "office": ("init", "build", "demo"),
    "ledger": ("targets", "facts", "documents", "register", "reconcile", "check"),
    "judgement": ("progress", "changes"),
    "reporting": (
        "template",
        "import",
        "confirm-name",
        "batches",
        "void",
        "close",
        "reopen",
        "reporting",
        "submissions",
        "discard",
    ),
    "papers": ("export",),
    "statements": ("ledger",),
}
MODULES = {name: module for module, names in DEFINED.items() for name in names}


class Commands(click.Group):
    """A group that loads a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded now; None when there is none."""
        if cmd_name not in MODULES:
            return None
        command: click.Command = getattr(import_module(f"commands.{MODULES[cmd_name]}"), _function(cmd_name))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, each with the first line of its docstring, read from its source."""
        said = {name: line for module in DEFINED for name, line in _first_lines(module).items()}
        with formatter.section("Commands"):
            formatter.write_dl([(name, said[_function(name)]) for name in self.list_commands(ctx)])


def _function(command: str) -> str:
    """The name of a command's function: its own, unless Python keeps that word for itself."""
    return f"{command}_" if iskeyword(command) else command.replace("-", "_")


def _first_lines(module: str) -> dict[str, str]:
    """The first docstring line of each function of a module of commands."""
    source = (Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8")
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return {node.name: (ast.get_docstring(node) or "").partition("\n")[0] for node in functions}

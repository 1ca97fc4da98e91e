"""The command line as tests type it: in this process, or in one of its own where processes are what is tested."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

import cli
from wording.translate import use

ROOT = Path(__file__).parents[1]
Done = subprocess.CompletedProcess[str]


def run(*arguments: str, database: Path) -> Done:
    """What a command says and how it ends; a fault that escapes it is raised."""
    environment = {"XUSHI_DATABASE": str(database)}
    try:
        done = CliRunner().invoke(
            cli.main, arguments, prog_name="cli.py", env=environment, catch_exceptions=False
        )
    finally:
        use("zh")
    return Done(arguments, done.exit_code, done.stdout, done.stderr)


def run_apart(*arguments: str, database: Path) -> Done:
    """`run` in a process of its own."""
    environment = os.environ | {"XUSHI_DATABASE": str(database)}
    command = [sys.executable, str(ROOT / "cli.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment)


def table(done: Done) -> list[dict[str, str]]:
    """The rows a command printed as CSV."""
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))

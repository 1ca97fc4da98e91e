"""The demonstration: synthetic monthly workbooks of Baotou for 2024, marked 示例数据 wherever they show.

The targets are real; every reported figure here is invented, reproducibly, by synthesis.py.
"""

from pathlib import Path

FOLDER = Path(__file__).parent

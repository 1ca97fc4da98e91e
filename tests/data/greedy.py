"""A reader's process that takes more than it may have, for tests of the limits: `python -m tests.data.greedy WHAT`."""

import sys

from data.workbooks import child

child.ANSWER_LIMIT = 4096  # small, so that a test need not write 256 MB
if sys.argv[1] == "time":
    child.CPU_LIMIT = 1
child.limit()
match sys.argv[1]:
    case "memory":
        hoard = bytearray(child.MEMORY_LIMIT)
    case "answer":
        child.hand_over(b"0" * 8192)
    case "time":
        while True:
            pass

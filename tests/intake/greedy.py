"""A reader that does what it must not, or what it is told, for tests: a child runs `main(WHAT)`."""

import os

from intake.guard import inside


def main(what: str) -> None:
    if what == "answer":
        inside.MESSAGE_LIMIT = 4096  # small, so that a test need not write 256 MB
    if what == "time":
        inside.CPU_LIMIT = 1
    inside.limit()
    match what:
        case "memory":
            bytearray(inside.MEMORY_LIMIT)
        case "answer":
            inside.tell(b"0" * 8192)
        case "lie":
            os.write(1, (1 << 60).to_bytes(inside.HEAD) + b"0" * 8192)
            inside.hear()
            inside.hear()
        case "time":
            while True:
                pass
        case "talk":
            print("this is no message")
            inside.tell(str(os.getpid()).encode())
            while (heard := inside.hear()) != b"end":
                inside.tell(heard * 2, b"!")
        case "leave":
            os._exit(0)

"""How a command may end, besides 0 for done and 2 for wrong usage."""

PROBLEMS, STORE_FAULT, PROGRAM_FAULT = 1, 3, 70

"""Eight readers query while imports run: every answer belongs to one state of the store, and none fails."""

import threading

from intake import door
from tests.intake.reporting import JUNE, NOW, check, form, ledger, rows

IMPORTS = 8
READERS = 8


def test_readers_see_whole_batches_only_and_never_go_back(tmp_path):
    """Every import sets all eight figures to its own number; a torn read would see two numbers at once."""
    store = ledger(tmp_path / "x.duckdb")
    halt, faults, reads = threading.Event(), [], []

    def reader() -> None:
        newest = 0.0
        while not halt.is_set():
            seen = {
                float(row["value"]) for row in store.rows("observations", as_of=JUNE) if row["kind"] != "yoy"
            }
            if len(seen) > 1 or (seen and min(seen) < newest):
                faults.append(seen)
            newest = max(seen, default=newest)
            reads.append(1)

    threads = [threading.Thread(target=reader) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, IMPORTS + 1):
            frame = rows("steel", "invest", "wind", "share", "standing", "profit", ytd=[50.0 + number] * 6)
            preview = check(store, form(frame), f"{number}.xlsx")
            door.commit(store, preview, by="张三", now=NOW, confirm_warnings=True)
        door.void(store, 1, reason="重报", now=NOW)  # changes a row in place, and still renews the copy
    finally:
        halt.set()
        for thread in threads:
            thread.join()
    assert (faults, len(store.rows("batches"))) == ([], IMPORTS)
    assert len(reads) > READERS

"""The kept files: whole or not there, the same bytes once, and for nobody else to read."""

from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from data import home
from data.errors import RecordsError
from data.home import Files

CONTENT = b"\x00workbook" * 1000


@pytest.fixture
def kept(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


def names(kept: Files) -> list[str]:
    return [path.name for path in kept.folder.iterdir()]


def keep(kept: Files, content: bytes) -> str:
    with kept.received(BytesIO(content)) as received:
        kept.keep(received)
    return received.sha256


def test_bytes_are_kept_under_their_digest_once_and_closed_to_others(kept: Files):
    digest = sha256(CONTENT).hexdigest()
    assert [keep(kept, CONTENT), keep(kept, CONTENT)] == [digest, digest]
    assert names(kept) == [digest]
    assert kept.read(digest) == CONTENT
    assert kept.path(digest).stat().st_mode & 0o777 == 0o600


def test_what_is_received_and_not_kept_goes_again(kept: Files):
    with kept.received(BytesIO(CONTENT)) as received:
        assert (received.size, len(names(kept))) == (len(CONTENT), 1)
    assert names(kept) == []
    with pytest.raises(ZeroDivisionError), kept.received(BytesIO(CONTENT)):
        raise ZeroDivisionError
    assert names(kept) == []


def test_a_file_is_copied_a_piece_at_a_time(kept: Files, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(home, "CHUNK", 7)
    assert kept.read(keep(kept, CONTENT)) == CONTENT


def test_what_was_removed_is_not_there_any_more(kept: Files):
    digest = keep(kept, CONTENT)
    kept.remove(digest)
    kept.remove(digest)
    assert kept.read(digest) is None


def test_old_files_are_told_from_new_ones(kept: Files):
    keep(kept, CONTENT)
    now = datetime.now()
    assert list(kept.older(now - timedelta(minutes=1))) == []
    assert len(list(kept.older(now + timedelta(minutes=1)))) == 1


class FullDisk(BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_said_and_leaves_nothing(kept: Files):
    with pytest.raises(RecordsError, match="No space left"), kept.received(FullDisk()):
        pass
    assert names(kept) == []

"""The same content, the same bytes: time stamps taken out of the files that libraries write.

Office files are zip archives whose entries carry the clock; workbooks inside them carry it again. Both are set to
the moment the data were known at. It changes nothing a reader of the file sees.
"""

import re
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)  # the oldest a zip entry can be
_STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def freeze_zip(content: bytes, moment: datetime) -> bytes:
    """The archive with every entry's time fixed, workbooks inside it likewise, entries in their own order."""
    buffer = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(
                _undated(entry), _frozen(entry.filename, source.read(entry), moment), ZIP_DEFLATED
            )
    return buffer.getvalue()


def _undated(entry: ZipInfo) -> ZipInfo:
    return ZipInfo(entry.filename, _FIRST_MOMENT)


def _frozen(name: str, content: bytes, moment: datetime) -> bytes:
    if name.endswith(".xlsx"):
        return freeze_zip(content, moment)
    if name == "docProps/core.xml":
        stamp = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
        return _STAMPS.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
    return content

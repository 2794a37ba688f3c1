"""What the record keeps of a content: one gzip file, block by block, or the content itself where it is packed."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from gbflex.content import BLOCK_BYTES, measured, opened
from gbflex.errors import BrokenFile
from gbflex.store.entry import Entry
from gbflex.store.record import Record

LINES = "".join(f"{number},{number % 97}\n" for number in range(400_000)).encode()


def entry_of(content: bytes) -> Entry:
    sha256, size = measured(content)
    return Entry(
        "elexon.boalf", sha256, size, "a.csv", "file", "2024-01-01T00:00:00Z", settlement_run=None, said={}
    )


def kept(home: Path) -> Path:
    (path,) = (path for path in (home / "record" / "objects").rglob("*") if path.is_file())
    return path


def test_a_content_of_several_blocks_is_one_gzip_file(tmp_path: Path) -> None:
    """Proves: blocks packed in threads stand in their order, and any gzip reads them. If broken: the record loses what it was given."""
    assert len(LINES) > 3 * BLOCK_BYTES
    record, entry = Record(tmp_path), entry_of(LINES)
    record.keep(LINES, entry)
    assert gzip.decompress(kept(tmp_path).read_bytes()) == LINES
    with opened(record.content(entry)) as file:
        assert file.read() == LINES


def test_a_lost_block_is_noticed_and_mended(tmp_path: Path) -> None:
    """Proves: a file of whose blocks only the first is left, which gzip reads without complaint, is damaged, and is mended by the same content. If broken: a table loses the end of a file."""
    record, entry = Record(tmp_path), entry_of(LINES)
    record.keep(LINES, entry)
    packed, first = kept(tmp_path).read_bytes(), zlib.decompressobj(wbits=31)
    first.decompress(kept(tmp_path).read_bytes())
    kept(tmp_path).write_bytes(packed[: -len(first.unused_data)])
    with pytest.raises(BrokenFile, match="its hash has changed"):
        record.content(entry)
    record.keep(LINES, entry)
    assert kept(tmp_path).read_bytes() == packed


@pytest.mark.parametrize("content", [b"", b"PAR1 and more", gzip.compress(LINES)])
def test_what_is_packed_or_empty_is_kept(tmp_path: Path, content: bytes) -> None:
    """Proves: a packed content is kept as it is, and an empty one can be read again. If broken: it is packed twice, or lost."""
    record, entry = Record(tmp_path), entry_of(content)
    record.keep(content, entry)
    with opened(record.content(entry)) as file:
        assert file.read() == content
    assert (kept(tmp_path).read_bytes() == content) == bool(content)

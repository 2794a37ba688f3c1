"""The built book asks no other host: no script, style, picture, font or frame has an address.

Usage: python tools/check_book.py build/docs; prints each finding and exits 1 if there is any.
A link that a reader follows may lead anywhere.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

LOADED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\ssrc=[\"']?(?:https?:)?//[^\s\"'>]+"
    r"|<link\b(?![^>]*rel=[\"']?(?:canonical|prev|next|alternate))[^>]*\shref=[\"']?(?:https?:)?//[^\s\"'>]+"
    r"|url\([\"']?(?:https?:)?//[^)]+",
    re.IGNORECASE,
)


def main(folder: Path) -> int:
    """Check every page and style sheet."""
    pages = [path for path in sorted(folder.rglob("*")) if path.suffix in (".html", ".css")]
    findings = [(path, found) for path in pages for found in LOADED.findall(path.read_text("utf-8"))]
    for path, found in findings:
        print(f"{path}: {found}")
    print(f"book: {len(pages)} pages and style sheets, {len(findings)} requests to other hosts")
    return 1 if findings or not pages else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

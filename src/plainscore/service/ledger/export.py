"""A ledger as a folder that anyone can verify offline: entries, checkpoints, public key.

Layout::

    DIR/entries.jsonl        one entry a line, byte for byte as it was hashed
    DIR/checkpoints/*.checkpoint
    DIR/public-key.txt       for convenience; verify with a key from elsewhere
    DIR/openings.jsonl       if wanted: payload and salt of entries, one a line; for auditors only
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from plainscore.records import Problem, whole_folder
from plainscore.service.ledger.canonical import Json, canonical_bytes
from plainscore.service.ledger.entry import Entry
from plainscore.service.ledger.signing import CheckpointVerifier
from plainscore.service.ledger.verification import LedgerRow, Verification, verify_ledger

ENTRIES = "entries.jsonl"
CHECKPOINTS = "checkpoints"
PUBLIC_KEY = "public-key.txt"
OPENINGS = "openings.jsonl"
Openings: TypeAlias = Mapping[str, tuple[Json, bytes]]
"""Payload and salt by key of the event."""

_ANEW = "export the ledger anew"


def export_ledger(
    folder: Path,
    entries: Iterable[bytes],
    checkpoints: Mapping[str, bytes],
    verifier: CheckpointVerifier,
    openings: Openings | None = None,
) -> int:
    """Write a ledger as a folder, whole or not at all. Without openings it holds no personal data.

    Parameters
    ----------
    folder : pathlib.Path
        The folder to write.
    entries : iterable of bytes
        Bytes of the entries, in order.
    checkpoints : mapping of str to bytes
        Checkpoints by file name (`checkpoint_name`).
    verifier : CheckpointVerifier
        The ledger's public key.
    openings : Openings, optional
        What entries committed to, to be compared by `verify_export`.

    Returns
    -------
    int
        Number of entries written.
    """
    written = 0
    with whole_folder(folder) as scratch:
        with (scratch / ENTRIES).open("wb") as file:
            for data in entries:
                file.write(data + b"\n")
                written += 1
        (scratch / CHECKPOINTS).mkdir()
        for name, text in checkpoints.items():
            (scratch / CHECKPOINTS / name).write_bytes(text)
        (scratch / PUBLIC_KEY).write_text(verifier.text() + "\n")
        if openings is not None:
            with (scratch / OPENINGS).open("wb") as file:
                for subject, (payload, salt) in openings.items():
                    said: Json = {"payload": payload, "salt": salt.hex(), "subject": subject}
                    file.write(canonical_bytes(said) + b"\n")
    return written


def verify_export(
    folder: Path,
    verifier: CheckpointVerifier,
    *,
    published: Mapping[str, bytes] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verification:
    """Verify an exported ledger offline; its openings too, where it has them.

    Parameters
    ----------
    folder : pathlib.Path
        A folder written by `export_ledger`.
    verifier : CheckpointVerifier
        The ledger's public key, best from another place than the folder.
    published : mapping of str to bytes, optional
        Checkpoints published outside the database, by file name.
    progress : callable, optional
        Called with the entries done and the total.

    Returns
    -------
    Verification
        What was found.

    Raises
    ------
    FileNotFoundError
        If the folder holds no ledger.
    """
    paths = sorted((folder / CHECKPOINTS).iterdir())
    checkpoints = {f"{CHECKPOINTS}/{path.name}": path.read_bytes() for path in paths}
    openings, problems = _openings(folder / OPENINGS)
    rows = _rows(folder / ENTRIES, openings)
    found = verify_ledger(rows, checkpoints, verifier, published=published, progress=progress)
    if (folder / ENTRIES).read_bytes()[-1:] not in {b"", b"\n"}:
        text = "its last line does not end"
        problems.append(Problem(ENTRIES, found.size, None, "cut_line", text, _ANEW))
    for subject in openings:
        text = f"opens {subject}, which is no entry"
        problems.append(Problem(OPENINGS, None, None, "opens_nothing", text, _ANEW))
    return replace(found, problems=(*found.problems, *problems))


def _rows(path: Path, openings: dict[str, tuple[Json, bytes]]) -> Iterator[LedgerRow]:
    """Yield the entries, each with its opening, which is taken out."""
    with path.open("rb") as file:
        for line in file:
            data = line.removesuffix(b"\n")
            opening = openings.pop(_subject(data), None) if openings else None
            yield LedgerRow(data, opening=opening)


def _subject(data: bytes) -> str:
    try:
        return Entry.read(data).subject
    except ValueError:
        return ""


def _openings(path: Path) -> tuple[dict[str, tuple[Json, bytes]], list[Problem]]:
    found: dict[str, tuple[Json, bytes]] = {}
    problems = []
    lines = path.read_bytes().splitlines() if path.exists() else []
    for row, line in enumerate(lines, 1):
        try:
            read = json.loads(line)
            found[str(read["subject"])] = (read["payload"], bytes.fromhex(read["salt"]))
        except (ValueError, TypeError, KeyError):
            text = "is no payload with its salt"
            problems.append(Problem(OPENINGS, row, None, "bad_opening", text, _ANEW))
    return found, problems

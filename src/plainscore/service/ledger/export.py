"""A ledger as a folder that anyone can verify offline: entries, checkpoints, public key.

Layout::

    DIR/entries.jsonl        one entry a line, byte for byte as it was hashed
    DIR/checkpoints/*.checkpoint
    DIR/public-key.txt       for convenience; verify with a key from elsewhere
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from plainscore.records import Problem, whole_folder
from plainscore.service.ledger.signing import CheckpointVerifier
from plainscore.service.ledger.verification import LedgerRow, Verification, verify_ledger

ENTRIES = "entries.jsonl"
CHECKPOINTS = "checkpoints"
PUBLIC_KEY = "public-key.txt"


def export_ledger(
    folder: Path,
    entries: Iterable[bytes],
    checkpoints: Mapping[str, bytes],
    verifier: CheckpointVerifier,
) -> int:
    """Write a ledger as a folder, whole or not at all. It holds no personal data.

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
    return written


def verify_export(
    folder: Path,
    verifier: CheckpointVerifier,
    *,
    published: Mapping[str, bytes] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verification:
    """Verify an exported ledger offline.

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
    found = verify_ledger(
        _rows(folder / ENTRIES), checkpoints, verifier, published=published, progress=progress
    )
    if (folder / ENTRIES).read_bytes()[-1:] not in {b"", b"\n"}:
        text = "its last line does not end"
        cut = Problem(ENTRIES, found.size, None, "cut_line", text, "export the ledger anew")
        found = Verification(
            found.size, found.covered, found.checkpoints, found.opened, (*found.problems, cut)
        )
    return found


def _rows(path: Path) -> Iterator[LedgerRow]:
    with path.open("rb") as file:
        for line in file:
            yield LedgerRow(line.removesuffix(b"\n"))

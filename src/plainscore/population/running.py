"""Working through partitions one by one, so that no crash loses or doubles any."""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainscore.population.location import WORK, Location, publish
from plainscore.population.manifest import MANIFEST, Manifest, ManifestError, Partition, Rows

Progress = Callable[[int, int], None]
PROBLEMS = "problems"
"""Folder of the output that holds what was left out of each partition, and why."""


@dataclass(frozen=True, slots=True)
class Made:
    """What one partition gave.

    Parameters
    ----------
    table : pyarrow.Table
        Its rows.
    rows : mapping of str to Rows
        By table: what was read, used and left out.
    counts : mapping of str to int
        What there is to say of the rows it gave.
    problems : pyarrow.Table
        One row for each row left out, with the columns of `plainscore.records.Problem`.
    input_digest : str
        SHA-256 of what it was made from.
    """

    table: pa.Table
    rows: Mapping[str, Rows]
    counts: Mapping[str, int]
    problems: pa.Table
    input_digest: str


def combined(value: object) -> str:
    """Return one digest of digests, names and figures.

    Examples
    --------
    >>> combined({"a": 1})[:8]
    'f9d86028'
    """
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


@contextmanager
def work_folder(output: Location, work: Path | None) -> Iterator[Path]:
    """Hold the folder for unfinished work while the block runs; no other run may use the output.

    Parameters
    ----------
    output : Location
        The output folder.
    work : pathlib.Path or None
        Where unfinished work is kept when the output is not on this machine; by default a folder
        in the system's temporary one, named after the output, readable by its owner alone.

    Yields
    ------
    pathlib.Path
        A folder, which may hold the work of a run that was broken off.

    Raises
    ------
    ManifestError
        If another run is writing this output now.
    """
    if output.is_local:
        place = Path(output.path) / WORK
    else:
        name = hashlib.sha256(output.path.encode()).hexdigest()[:16]
        place = work or Path(tempfile.gettempdir()) / f"plainscore-{name}"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    if place.stat().st_uid != os.getuid():
        raise ManifestError(f"{place} belongs to somebody else: name another work folder")
    with (place / "lock").open("w") as lock:
        try:
            # the system lets go of it however the process ends
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ManifestError(f"another run is writing {output.path}") from error
        for left in place.glob("scratch-*"):
            shutil.rmtree(left)
        try:
            yield place
        except ManifestError:
            if [left.name for left in place.iterdir()] == ["lock"]:
                shutil.rmtree(place)
            raise


def unfinished(
    output: Location, asked: Mapping[str, str | int], *, restart: bool
) -> Manifest | None:
    """Return the manifest to go on from; None to begin anew, after clearing what stands there.

    Parameters
    ----------
    output : Location
        The output folder.
    asked : mapping of str to str or int
        Everything the rows depend on.
    restart : bool
        Begin anew whatever stands there, if it was written by a run.

    Raises
    ------
    ManifestError
        If the output belongs to a run over something else, or to no run at all.
    """
    manifest = Manifest.load(output)
    if manifest is None:
        strange = [name for name in output.names() if name != WORK]
        if strange:
            raise ManifestError(
                f"{output.path} holds {strange[0]} and no manifest: name a new or empty folder"
            )
        return None
    if not restart:
        differing = manifest.differences(asked)
        if differing:
            raise ManifestError(
                f"{output.path} was made with other {', '.join(differing)}: name another folder, "
                "or begin anew with --restart"
            )
        return manifest
    for name in output.names():
        if name not in {WORK, MANIFEST}:
            (output / name).delete()
    # last: as long as it stands, a run that is broken off here can be begun again
    (output / MANIFEST).delete()
    return None


def keep_work_of(work: Path, asked: Mapping[str, str | int], *, restart: bool) -> None:
    """Clear the work folder unless it holds work for the same rows."""
    mark = work / "asked.json"
    text = json.dumps(dict(asked), sort_keys=True)
    if not restart and mark.exists() and mark.read_text() == text:
        return
    for left in work.iterdir():
        if left.is_dir():
            shutil.rmtree(left)
        elif left.name != "lock":
            left.unlink()
    draft = work / "asked.draft"
    draft.write_text(text)
    draft.replace(mark)


def release(output: Location, work: Path) -> None:
    """Remove the work folder of a finished run."""
    shutil.rmtree(work)
    (output / WORK).delete()


def missing(manifest: Manifest, output: Location, folder: str) -> list[str]:
    """Return the partitions whose file is not there as the manifest has it."""
    return [
        name
        for name in manifest.names
        if name not in manifest.finished
        or (output / folder / f"{name}.parquet").size != manifest.finished[name].bytes
    ]


def run_partitions(
    manifest: Manifest,
    output: Location,
    folder: str,
    work: Path,
    make: Callable[[str, Path], Made],
    *,
    progress: Progress | None = None,
) -> Manifest:
    """Make every partition that is not finished.

    A partition is written beside the output, moved to its place in one step and only then entered
    in the manifest. A crash between the two makes the same partition once more, over the same name.

    Parameters
    ----------
    manifest : Manifest
        Where to go on from.
    output : Location
        The output folder.
    folder : str
        Its sub-folder for the rows.
    work : pathlib.Path
        The folder for unfinished work.
    make : callable
        Given a partition's name and an empty scratch folder, returns what it gives.
    progress : callable, optional
        Called with partitions done and partitions in all.

    Returns
    -------
    Manifest
        Complete.
    """
    advance = progress or (lambda _done, _total: None)
    total = len(manifest.names)
    left = missing(manifest, output, folder)
    for done, name in enumerate(left, start=total - len(left)):
        advance(done, total)
        with tempfile.TemporaryDirectory(prefix="scratch-", dir=work) as scratch:
            made = make(name, Path(scratch))
            partition = _keep(made, output / folder / f"{name}.parquet", output, Path(scratch))
        manifest = manifest.having(name, partition)
        manifest.save(output, work)
    advance(total, total)
    return manifest


def _keep(made: Made, target: Location, output: Location, scratch: Path) -> Partition:
    notes = output / PROBLEMS / target.name
    if made.problems.num_rows:
        draft = scratch / "problems"
        pq.write_table(made.problems, draft, compression="zstd")
        publish(draft, notes, output)
    else:
        notes.delete()
    draft = scratch / "rows"
    pq.write_table(made.table, draft, compression="zstd")
    with draft.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    size = draft.stat().st_size
    publish(draft, target, output)
    counts = pc.value_counts(made.problems["code"]).to_pylist()
    return Partition(
        rows=made.rows,
        counts=made.counts,
        problems={each["values"]: each["counts"] for each in sorted(counts, key=str)},
        input_digest=made.input_digest,
        output_digest=digest,
        bytes=size,
    )

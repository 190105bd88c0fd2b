"""Publishing checkpoints outside the database: a folder, or an object store.

Whoever can change the database cannot change what was published, and what was published cannot be
published again with another content.
"""

import os
import re
import tempfile
from pathlib import Path
from typing import Protocol

from pyarrow import fs

_DIGITS = 20
_NAME = re.compile(rf"\d{{{_DIGITS}}}\.checkpoint")


class CheckpointConflictError(RuntimeError):
    """Another checkpoint of the same size was published before: two histories exist."""


def checkpoint_name(size: int) -> str:
    """Return the file name of the checkpoint of a size; names sort as sizes do.

    Examples
    --------
    >>> checkpoint_name(2048)
    '00000000000000002048.checkpoint'
    """
    return f"{size:0{_DIGITS}d}.checkpoint"


class CheckpointPlace(Protocol):
    """Somewhere outside the database that keeps checkpoints."""

    def publish(self, size: int, text: str) -> None:
        """Publish a checkpoint; the same one twice is one."""

    def published(self) -> dict[str, bytes]:
        """Return what was published, by file name, in order of size."""


class CheckpointFolder:
    """A folder of checkpoints, one file each, that are never overwritten.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; made when absent. Best on another machine, or mailed on from here.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = CheckpointFolder(Path(place) / "published")
    ...     folder.publish(1, "one")
    ...     folder.publish(1, "one")
    ...     sorted(folder.published())
    ['00000000000000000001.checkpoint']
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def publish(self, size: int, text: str) -> None:
        """Publish a checkpoint: whole or not at all, and never over another.

        Raises
        ------
        CheckpointConflictError
            If a different checkpoint of this size was published before.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / checkpoint_name(size)
        handle, name = tempfile.mkstemp(prefix=".", dir=self._folder)
        scratch = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            scratch.chmod(0o444)
            # a link fails where the name is taken, in one step; a rename would overwrite
            target.hardlink_to(scratch)
        except FileExistsError:
            _same(target.read_bytes(), text, str(target))
        finally:
            scratch.unlink()
        directory = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def published(self) -> dict[str, bytes]:
        """Return what was published, by file name."""
        if not self._folder.is_dir():
            return {}
        paths = sorted(path for path in self._folder.iterdir() if _NAME.fullmatch(path.name))
        return {path.name: path.read_bytes() for path in paths}


class CheckpointObjects:
    """An object store of checkpoints (S3, Google Cloud Storage, Azure), one object each.

    Object stores write whole objects, but not all can refuse to overwrite: what stands under the
    name is read first and after. Give the bucket a retention lock to make this certain.

    Parameters
    ----------
    uri : str
        Such as ``s3://bucket/checkpoints``; credentials come from the environment, as usual.
    """

    def __init__(self, uri: str) -> None:
        self._files, self._folder = fs.FileSystem.from_uri(uri)

    def publish(self, size: int, text: str) -> None:
        """Publish a checkpoint.

        Raises
        ------
        CheckpointConflictError
            If a different checkpoint of this size was published before.
        """
        path = f"{self._folder}/{checkpoint_name(size)}"
        if self._files.get_file_info(path).type is fs.FileType.NotFound:
            self._files.create_dir(self._folder, recursive=True)
            with self._files.open_output_stream(path) as stream:
                stream.write(text.encode())
        _same(self._read(path), text, path)

    def published(self) -> dict[str, bytes]:
        """Return what was published, by file name."""
        chosen = fs.FileSelector(self._folder, allow_not_found=True)
        found = sorted(
            (each for each in self._files.get_file_info(chosen) if _NAME.fullmatch(each.base_name)),
            key=lambda each: str(each.base_name),
        )
        return {str(each.base_name): self._read(each.path) for each in found}

    def _read(self, path: str) -> bytes:
        with self._files.open_input_stream(path) as stream:
            return bytes(stream.read())


def checkpoint_place(address: str) -> CheckpointPlace:
    """Return the place that an address names.

    Parameters
    ----------
    address : str
        A folder, or the URI of an object store.

    Returns
    -------
    CheckpointPlace
        A `CheckpointFolder` or `CheckpointObjects`.

    Examples
    --------
    >>> type(checkpoint_place("published")).__name__
    'CheckpointFolder'
    """
    if "://" in address:
        return CheckpointObjects(address)
    return CheckpointFolder(Path(address))


def _same(held: bytes, text: str, where: str) -> None:
    if held != text.encode():
        raise CheckpointConflictError(
            f"{where} holds another checkpoint of this size: the ledger has two histories"
        )

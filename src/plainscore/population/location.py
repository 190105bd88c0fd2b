"""Where files stand: a folder of this machine, or an address such as ``s3://bucket/folder``."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pyarrow import fs

WORK = ".work"
"""Hidden folder in an output for what is unfinished; readers of Parquet folders skip it."""

_NATIVE = frozenset({"file", "s3", "gs", "gcs", "abfs", "abfss", "hdfs", "viewfs"})
"""Schemes that Arrow opens by itself; all others go through fsspec."""


class LocationError(ValueError):
    """An address that cannot be opened; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Location:
    """A file or folder on a file system.

    Parameters
    ----------
    filesystem : pyarrow.fs.FileSystem
        Where it stands.
    path : str
        Its path there.

    Examples
    --------
    >>> (locate("/data/people") / "accounts.parquet").path
    '/data/people/accounts.parquet'
    """

    filesystem: fs.FileSystem
    path: str

    def __truediv__(self, name: str) -> "Location":
        return Location(self.filesystem, f"{self.path.rstrip('/')}/{name}")

    @property
    def is_local(self) -> bool:
        """Whether it stands on this machine."""
        return isinstance(self.filesystem, fs.LocalFileSystem)

    @property
    def name(self) -> str:
        """Last part of the path."""
        return self.path.rstrip("/").rsplit("/", 1)[-1]

    @property
    def size(self) -> int | None:
        """Bytes of the file; None where there is no such file."""
        info = self.filesystem.get_file_info(self.path)
        return int(info.size) if info.type == fs.FileType.File else None

    def exists(self) -> bool:
        """Whether there is a file or folder."""
        return bool(self.filesystem.get_file_info(self.path).type != fs.FileType.NotFound)

    def names(self) -> list[str]:
        """Return the names of what stands directly in the folder, sorted; none if it is absent."""
        selector = fs.FileSelector(self.path, recursive=False, allow_not_found=True)
        return sorted(info.base_name for info in self.filesystem.get_file_info(selector))

    def parquet_files(self) -> list["Location"]:
        """Return the Parquet files that stand directly in the folder, by name."""
        return [
            self / name
            for name in self.names()
            if name.endswith(".parquet") and not name.startswith((".", "_"))
        ]

    def digest(self) -> str:
        """Return what tells this file from every other version of it.

        Returns
        -------
        str
            SHA-256 of the content of a local file. A stored object is never changed in place, so
            elsewhere it is that of name, size and time of writing, and nothing is fetched.
        """
        if self.is_local:
            with Path(self.path).open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        info = self.filesystem.get_file_info(self.path)
        return hashlib.sha256(f"{self.path} {info.size} {info.mtime_ns}".encode()).hexdigest()

    def read(self) -> bytes:
        """Return the content of the file."""
        with self.filesystem.open_input_stream(self.path) as stream:
            return bytes(stream.read())

    def fetch(self, folder: Path, name: str) -> Path:
        """Return a local path of the file: itself, or a copy in `folder` of that name."""
        if self.is_local:
            return Path(self.path)
        target = folder / name
        with self.filesystem.open_input_stream(self.path) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        return target

    def delete(self) -> None:
        """Remove the file, or the folder with all in it; nothing happens where there is none."""
        kind = self.filesystem.get_file_info(self.path).type
        if kind == fs.FileType.Directory:
            self.filesystem.delete_dir(self.path)
        elif kind == fs.FileType.File:
            self.filesystem.delete_file(self.path)


def locate(address: str | Path) -> Location:
    """Open an address.

    Parameters
    ----------
    address : str or pathlib.Path
        A path of this machine; ``file://``, ``s3://``, ``gs://``, ``abfs://`` and ``hdfs://``,
        opened by Arrow; any other scheme that fsspec knows.

    Returns
    -------
    Location
        The place; whether anything is there is not looked at.

    Raises
    ------
    LocationError
        If no installed package opens such addresses.

    Examples
    --------
    >>> locate("people").is_local
    True
    >>> locate("nosuch://people")
    Traceback (most recent call last):
    ...
    plainscore.population.location.LocationError: nosuch://people cannot be opened: ...
    """
    text = str(address)
    if isinstance(address, Path) or "://" not in text:
        return Location(fs.LocalFileSystem(), Path(text).absolute().as_posix())
    scheme = text.split("://", 1)[0]
    try:
        if scheme in _NATIVE:
            return Location(*fs.FileSystem.from_uri(text))
        return Location(*_through_fsspec(text))
    except (ImportError, ValueError, OSError) as error:
        raise LocationError(f"{text} cannot be opened: {error}") from error


def _through_fsspec(text: str) -> tuple[fs.FileSystem, str]:
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra: few need it
    except ImportError as error:
        raise ImportError(
            "such addresses need fsspec: install plainscore[remote], and the package of the store"
        ) from error
    filesystem, path = url_to_fs(text)
    return fs.PyFileSystem(fs.FSSpecHandler(filesystem)), path


def publish(source: Path, target: Location, output: Location) -> None:
    """Put a finished file in its place: a reader sees all of it or nothing.

    Parameters
    ----------
    source : pathlib.Path
        A local file; on this machine it stands on the disk of `target` and is moved.
    target : Location
        Its place; its folder is made.
    output : Location
        The output folder, whose hidden work folder takes what has half arrived.
    """
    folder, _, name = target.path.rpartition("/")
    target.filesystem.create_dir(folder, recursive=True)
    if target.is_local:
        with source.open("rb") as stream:
            # the manifest must not outlive the rows it speaks of when the power fails
            os.fsync(stream.fileno())
        source.replace(target.path)
        return
    work = output / WORK
    work.filesystem.create_dir(work.path, recursive=True)
    arriving = work / name
    with source.open("rb") as stream, arriving.filesystem.open_output_stream(arriving.path) as copy:
        shutil.copyfileobj(stream, copy)
    arriving.filesystem.move(arriving.path, target.path)

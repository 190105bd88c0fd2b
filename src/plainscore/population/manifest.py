"""The manifest of a run over a population: what was asked, and what each partition gave."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from plainscore.population.location import Location, publish

MANIFEST = "manifest.json"
FORMAT = "plainscore-population/1"


class ManifestError(ValueError):
    """An output that belongs to another run; the message says what differs."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table: ``rows_in == rows_out + quarantined``, always.

    Examples
    --------
    >>> Rows(10, 9, 1) + Rows(5, 5, 0)
    Rows(rows_in=15, rows_out=14, quarantined=1)
    """

    rows_in: int
    rows_out: int
    quarantined: int

    def __post_init__(self) -> None:
        if self.rows_in != self.rows_out + self.quarantined:
            raise ValueError(f"rows were lost or doubled: {self}")

    def __add__(self, other: "Rows") -> "Rows":
        return Rows(
            self.rows_in + other.rows_in,
            self.rows_out + other.rows_out,
            self.quarantined + other.quarantined,
        )


@dataclass(frozen=True, slots=True)
class Partition:
    """A finished partition.

    Parameters
    ----------
    rows : mapping of str to Rows
        By table: what was read, used and left out.
    counts : mapping of str to int
        What there is to say of the rows it gave.
    problems : mapping of str to int
        Rows left out, by the code of the problem.
    input_digest, output_digest : str
        SHA-256 of what it was made from and of the file it gave.
    bytes : int
        Size of that file.
    """

    rows: Mapping[str, Rows]
    counts: Mapping[str, int]
    problems: Mapping[str, int]
    input_digest: str
    output_digest: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was asked for and which partitions are finished.

    Parameters
    ----------
    asked : mapping of str to str or int
        Everything the rows depend on: digests of the inputs, of the catalogue, of the scorecard,
        the engine, the number of partitions.
    names : tuple of str
        Every partition, in order.
    finished : mapping of str to Partition
        Those that are finished.

    Examples
    --------
    >>> manifest = Manifest({"inputs": "ab"}, ("partition-00000",))
    >>> Manifest.from_json(manifest.to_json()) == manifest, manifest.complete
    (True, False)
    """

    asked: Mapping[str, str | int]
    names: tuple[str, ...]
    finished: Mapping[str, Partition] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def complete(self) -> bool:
        """Whether every partition is finished."""
        return len(self.finished) == len(self.names)

    @property
    def totals(self) -> dict[str, Rows]:
        """Rows by table, of all finished partitions together."""
        totals: dict[str, Rows] = {}
        for partition in self.finished.values():
            for table, rows in partition.rows.items():
                totals[table] = totals.get(table, Rows(0, 0, 0)) + rows
        return totals

    @property
    def problems(self) -> dict[str, int]:
        """Rows left out by the code of the problem, of all finished partitions together."""
        return _added(partition.problems for partition in self.finished.values())

    @property
    def counts(self) -> dict[str, int]:
        """What there is to say of the rows, of all finished partitions together."""
        return _added(partition.counts for partition in self.finished.values())

    def having(self, name: str, partition: Partition) -> Self:
        """Return the manifest with one more finished partition."""
        together = {**self.finished, name: partition}
        ordered = {each: together[each] for each in self.names if each in together}
        return replace(self, finished=MappingProxyType(ordered))

    def to_json(self) -> str:
        """Return the manifest as a JSON document, the same for the same rows."""
        document = {
            "format": FORMAT,
            "asked": dict(self.asked),
            "complete": self.complete,
            "totals": {table: asdict(rows) for table, rows in self.totals.items()},
            "counts": self.counts,
            "problems": self.problems,
            "partitions": {
                name: asdict(self.finished[name]) if name in self.finished else None
                for name in self.names
            },
        }
        return json.dumps(document, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a manifest.

        Raises
        ------
        ManifestError
            If the text is no manifest of this format.
        """
        try:
            document: dict[str, Any] = json.loads(text)
            if document["format"] != FORMAT:
                raise ManifestError(f"its format is {document['format']}, not {FORMAT}")
            partitions = document["partitions"]
            return cls(
                asked=MappingProxyType(document["asked"]),
                names=tuple(partitions),
                finished=MappingProxyType(
                    {name: _partition(stored) for name, stored in partitions.items() if stored}
                ),
            )
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
            raise ManifestError(f"it cannot be read: {error}") from error

    def save(self, output: Location, work: Path) -> None:
        """Replace the manifest of an output in one step."""
        draft = work / MANIFEST
        draft.write_text(self.to_json(), encoding="utf-8")
        publish(draft, output / MANIFEST, output)

    @classmethod
    def load(cls, output: Location) -> Self | None:
        """Return the manifest of an output; None where there is none.

        Raises
        ------
        ManifestError
            If there is one that cannot be read.
        """
        place = output / MANIFEST
        if place.size is None:
            return None
        try:
            return cls.from_json(place.read().decode("utf-8"))
        except (ManifestError, UnicodeDecodeError) as error:
            raise ManifestError(f"{place.path} is no manifest: {error}") from error

    def differences(self, asked: Mapping[str, str | int]) -> list[str]:
        """Return the names of what was asked for otherwise, sorted."""
        keys = self.asked.keys() | asked.keys()
        return sorted(key for key in keys if self.asked.get(key) != asked.get(key))


def _partition(stored: dict[str, Any]) -> Partition:
    rows = {table: Rows(**counts) for table, counts in stored.pop("rows").items()}
    return Partition(rows=rows, **stored)


def _added(each: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for counts in each:
        total.update(counts)
    return dict(sorted(total.items()))

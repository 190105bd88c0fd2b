"""The catalogue: every feature there is, one file a factor."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plainscore.features.feature import Feature

FACTORS = (
    "income",
    "obligations",
    "balance",
    "overdraft",
    "bills",
    "net_flow",
    "tradelines",
)
"""Files of features, in the order of their columns."""


class _Catalogue(Mapping[str, "Feature"]):
    """Features by name, read when one is asked for: formulas bring libraries that are slow."""

    @cached_property
    def _features(self) -> Mapping[str, "Feature"]:
        modules = (import_module(f"{__name__}.{factor}") for factor in FACTORS)
        return MappingProxyType({each.name: each for module in modules for each in module.FEATURES})

    def __getitem__(self, name: str) -> "Feature":
        return self._features[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._features)

    def __len__(self) -> int:
        return len(self._features)

    def __contains__(self, name: object) -> bool:
        return name in self._features

    def __repr__(self) -> str:
        return f"<catalogue of {len(self)} features>"


CATALOGUE: Mapping[str, "Feature"] = _Catalogue()
"""Features by name. A new one needs a line in ``docs/decisions/closed-features.md``."""

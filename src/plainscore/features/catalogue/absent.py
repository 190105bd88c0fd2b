"""Features of the field that are not in the catalogue, and why."""

from collections.abc import Mapping
from types import MappingProxyType

ABSENT: Mapping[str, str] = MappingProxyType(
    {
        "payment_to_residual": "needs the instalment of the credit asked for, which an application "
        "does not state; residual_income is there to hold an instalment against",
        "inquiries_6m": "needs a register of inquiries, which no source gives; if it were scored, "
        "the law would ask for it as a fifth key factor (15 USC 1681g(f)(9))",
    }
)
"""Reasons by name."""

"""What is held about a person: tables, closed lists and their validation."""

from plainscore.records.folder import (
    read_records,
    read_table,
    table_path,
    whole_folder,
    write_records,
    write_table,
)
from plainscore.records.kinds import LIQUID_KINDS, AccountKind, TradelineKind
from plainscore.records.problem import Problem
from plainscore.records.purposes import Purpose
from plainscore.records.records import Records
from plainscore.records.roles import BILL_ROLES, OWN_MONEY_ROLES, Role, RoleSource
from plainscore.records.tables import INSTANT, MONEY, SCHEMAS
from plainscore.records.validation import Validated, validate

__all__ = [
    "BILL_ROLES",
    "INSTANT",
    "LIQUID_KINDS",
    "MONEY",
    "OWN_MONEY_ROLES",
    "SCHEMAS",
    "AccountKind",
    "Problem",
    "Purpose",
    "Records",
    "Role",
    "RoleSource",
    "TradelineKind",
    "Validated",
    "read_records",
    "read_table",
    "table_path",
    "validate",
    "whole_folder",
    "write_records",
    "write_table",
]

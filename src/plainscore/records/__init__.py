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
from plainscore.records.merging import merge_tables, new_rows
from plainscore.records.problem import Problem
from plainscore.records.purposes import Purpose
from plainscore.records.records import Records
from plainscore.records.roles import BILL_ROLES, OWN_MONEY_ROLES, Role, RoleSource
from plainscore.records.table_files import (
    TableFile,
    TableFileError,
    read_table_file,
    write_table_file,
)
from plainscore.records.tables import INSTANT, KEYS, MONEY, SCHEMAS
from plainscore.records.validation import Validated, validate

__all__ = [
    "BILL_ROLES",
    "INSTANT",
    "KEYS",
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
    "TableFile",
    "TableFileError",
    "TradelineKind",
    "Validated",
    "merge_tables",
    "new_rows",
    "read_records",
    "read_table",
    "read_table_file",
    "table_path",
    "validate",
    "whole_folder",
    "write_records",
    "write_table",
    "write_table_file",
]

"""`PersonDays`: what a person's accounts booked, added up by day, to which days can be added."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc

from plainscore.features.chosen import chosen_features
from plainscore.features.kernel import merged
from plainscore.features.kernel.cells import ACCOUNT, CELL_COLUMNS, DAY
from plainscore.features.person import Value
from plainscore.features.person_folding import Accounts, day_and_moment, folded_features
from plainscore.features.person_tradelines import fold_tradelines
from plainscore.records import SCHEMAS, Records

_LAST_DAY = 2**31 - 1
_KNOWN_UNTIL = b"known_until"
_ACCOUNTS = b"accounts"


@dataclass(frozen=True, slots=True, eq=False)
class PersonDays:
    """Sums by account, day and role of everything known of a person up to a moment.

    All that features need of the transactions, in a tenth of their bytes and without the rows: a
    service that keeps it computes features anew as of any later day, and takes in a day of new
    rows, without reading the person's history. Adding new rows gives what summing up all rows at
    once gives, exactly; rows that are learned of late are added like any others.

    Parameters
    ----------
    accounts : pyarrow.Table
        The person's accounts (contract ``accounts``).
    cells : ndarray of int64
        The sums (`plainscore.features.kernel.cells.CELL_COLUMNS`); an account's number is its
        place among the liquid accounts in the order of their ids.
    known_until : datetime.datetime
        Every row known by this moment is in the sums, and no other.

    Examples
    --------
    >>> nobody = Records.empty()
    >>> days = PersonDays.of(nobody.accounts, nobody.transactions, datetime(2026, 1, 1, tzinfo=UTC))
    >>> again = PersonDays.from_bytes(days.to_bytes())
    >>> again.features(datetime(2026, 1, 2, tzinfo=UTC))["enough_information"]
    False
    """

    accounts: pa.Table
    cells: npt.NDArray[np.int64]
    known_until: datetime

    @classmethod
    def of(cls, accounts: pa.Table, transactions: pa.Table, known_until: datetime) -> Self:
        """Add up the transactions known by a moment.

        Parameters
        ----------
        accounts : pyarrow.Table
            The accounts of one person (contract ``accounts``).
        transactions : pyarrow.Table
            Rows of these accounts (contract ``transactions``), each once, in any order.
        known_until : datetime.datetime
            Rows known later are left out: add them with `with_rows` when their time has come.

        Returns
        -------
        PersonDays
            The sums.

        Raises
        ------
        OverflowError
            If an amount is beyond ten thousand million: such sums need the whole records.
        """
        held = Accounts.of(accounts)
        _, moment = day_and_moment(known_until)
        cells, fits = held.cells_of(transactions, _LAST_DAY, moment)
        if not (fits and held.fit):
            raise OverflowError("amounts are too great for sums by day: keep the records")
        return cls(accounts, cells, known_until.astimezone(UTC))

    def with_rows(
        self, transactions: pa.Table, known_until: datetime, accounts: pa.Table | None = None
    ) -> Self:
        """Add rows that became known since.

        Parameters
        ----------
        transactions : pyarrow.Table
            Rows of the person (contract ``transactions``); those known by the `known_until` of
            these sums are in them already and are left out.
        known_until : datetime.datetime
            As of when every row is in the sums; not before the moment of these sums.
        accounts : pyarrow.Table, optional
            The person's accounts now, if they changed; none may be missing.

        Returns
        -------
        PersonDays
            New sums.

        Raises
        ------
        ValueError
            If the moment is before that of these sums, or an account is missing.
        OverflowError
            As of `of`.
        """
        if known_until < self.known_until:
            raise ValueError(f"everything known by {self.known_until} is in the sums already")
        since = pa.scalar(self.known_until, SCHEMAS["transactions"].field("known_at").type)
        new = transactions.filter(pc.greater(transactions["known_at"], since))
        every = self.accounts if accounts is None else accounts
        added = type(self).of(every, new, known_until)
        return type(self)(every, merged(self._among(every), added.cells), added.known_until)

    def _among(self, accounts: pa.Table) -> npt.NDArray[np.int64]:
        """Return the cells with the numbers that the accounts have among others."""
        before, now = Accounts.of(self.accounts).names, Accounts.of(accounts).names
        if before == now:
            return self.cells
        missing = sorted(set(before) - set(now))
        if missing:
            raise ValueError(f"accounts of the sums are missing: {', '.join(missing)}")
        numbers = np.array([now.index(name) for name in before], np.int64)
        cells = self.cells.copy()
        cells[:, ACCOUNT] = numbers[cells[:, ACCOUNT]] if len(numbers) else 0
        return cells

    def features(
        self,
        as_of: datetime,
        tradelines: pa.Table | None = None,
        tradeline_months: pa.Table | None = None,
        *,
        features: tuple[str, ...] | None = None,
    ) -> dict[str, Value]:
        """Compute the features as of a moment.

        Parameters
        ----------
        as_of : datetime.datetime
            Not before `known_until`: the sums do not tell what was not yet known.
        tradelines, tradeline_months : pyarrow.Table, optional
            The person's tradelines and their reports; none by default.
        features : tuple of str, optional
            Names of the features to compute; the whole catalogue by default.

        Returns
        -------
        dict of str to float, int, bool or None
            What `plainscore.features.person_features` returns for the rows added up.

        Raises
        ------
        KeyError
            If a feature is not in the catalogue.
        ValueError
            If the moment is before that of the sums.
        """
        if as_of < self.known_until:
            raise ValueError(f"the sums hold what became known up to {self.known_until}")
        today, moment = day_and_moment(as_of)
        empty = Records.empty()
        credit = Records(
            empty.accounts,
            empty.transactions,
            empty.tradelines if tradelines is None else tradelines,
            empty.tradeline_months if tradeline_months is None else tradeline_months,
        )
        return folded_features(
            self.cells[self.cells[:, DAY] < today],
            Accounts.of(self.accounts),
            today,
            fold_tradelines(credit, today, moment),
            chosen_features(features),
        )

    def to_bytes(self) -> bytes:
        """Return the sums as one Arrow stream, compressed."""
        accounts = io.BytesIO()
        with ipc.new_stream(accounts, self.accounts.schema) as writer:
            writer.write_table(self.accounts)
        table = pa.table(
            {name: pa.array(self.cells[:, place]) for place, name in enumerate(CELL_COLUMNS)}
        ).replace_schema_metadata(
            {_KNOWN_UNTIL: self.known_until.isoformat(), _ACCOUNTS: accounts.getvalue()}
        )
        stream = io.BytesIO()
        options = ipc.IpcWriteOptions(compression="zstd")
        with ipc.new_stream(stream, table.schema, options=options) as writer:
            writer.write_table(table)
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """Return the sums that `to_bytes` wrote."""
        table = ipc.open_stream(stored).read_all()
        cells = np.empty((table.num_rows, len(CELL_COLUMNS)), np.int64)
        for place, name in enumerate(CELL_COLUMNS):
            cells[:, place] = table[name].to_numpy()
        known_until = datetime.fromisoformat(table.schema.metadata[_KNOWN_UNTIL].decode())
        accounts = ipc.open_stream(table.schema.metadata[_ACCOUNTS]).read_all()
        return cls(accounts, cells, known_until)

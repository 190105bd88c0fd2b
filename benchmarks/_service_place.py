"""A service in use, made as its owners make it: people with statements, a scorecard, a lender.

python -m benchmarks._service_place FOLDER PEOPLE ADDRESS
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from plainscore.cli.demo_consent import allow_everything
from plainscore.cli.fit import catalogue_notes
from plainscore.records import Purpose
from plainscore.scorecard import Scorecard, ScorecardClassifier
from plainscore.service.access.clients import add_client
from plainscore.service.access.enrolment import add_lender, add_staff
from plainscore.service.access.scopes import Scope
from plainscore.service.actors import Staff, StaffRole
from plainscore.service.cards import approve_card, submit_card
from plainscore.service.data.importing import take_in
from plainscore.service.data.parsing import SentFile, parse
from plainscore.service.pages.sign_up import add_person
from plainscore.service.service import Service
from plainscore.service.serving import Place, opened
from plainscore.service.settings import Settings

MONTHS = 14
ACCOUNTS = 2
# a current account and a shared one: what a busy household books in a month
A_MONTH = 54
# the mean of each feature among made-up people, and what risk does to it
WHAT_RISK_DOES = {
    "residual_ratio": (0.25, -0.2),
    "low_balance_days": (0.3, 0.2),
    "overdraft_fee_count_net": (1.0, 1.0),
    "income_cv": (0.3, 0.15),
    "bills_on_time_share": (0.85, -0.1),
    "buffer_days": (20.0, -12.0),
    "income_monthly_p25": (2000.0, -300.0),
    "income_main_stream_share": (0.8, -0.1),
    "fixed_obligation_ratio": (0.4, 0.1),
    "nsf_returned_count": (0.5, 0.5),
    "balance_eod_p10": (300.0, -250.0),
    "net_flow_ratio": (0.1, -0.1),
}


def statement(bank_number: str, seed: int, until: datetime) -> bytes:
    """Write fourteen whole months of an account as CSV."""
    rng = np.random.default_rng(seed)
    lines = ["account_id,date,amount,currency,balance,id,description"]
    first = until.date().replace(day=1)
    for _ in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
    balance, number = 900.0, 0
    for _ in range(MONTHS):
        booked = [(1, 2100.0, "SALARY"), (3, -800.0, "RENT FLAT"), (12, -35.0, "MOBILE PHONE")]
        booked += [(9 + int(rng.integers(3)), -60.5, "ELECTRICITY POWER")]
        spent = rng.dirichlet(np.ones(A_MONTH - len(booked))) * rng.uniform(900, 1200)
        booked += [(int(rng.integers(1, 29)), -round(each, 2) - 0.01, "SHOP") for each in spent]
        for day, amount, words in sorted(booked):
            balance, number = balance + amount, number + 1
            on = first.replace(day=day)
            lines.append(f"{bank_number},{on},{amount:.2f},EUR,{balance:.2f},T{number},{words}")
        first = (first + timedelta(days=32)).replace(day=1)
    return ("\n".join(lines) + "\n").encode()


def made_up_card() -> Scorecard:
    """Fit a scorecard of twelve features of the catalogue on made-up people."""
    rng = np.random.default_rng(3)
    risk = rng.normal(size=3000)
    columns = {
        name: mean + slope * (risk + rng.normal(size=risk.size))
        for name, (mean, slope) in WHAT_RISK_DOES.items()
    }
    bad = rng.random(risk.size) < 1 / (1 + np.exp(2 - 1.5 * risk))
    notes = {name: note for name, note in catalogue_notes().items() if name in columns}
    model = ScorecardClassifier(name="made-up people", notes=notes, gate="enough_information")
    return model.fit(pa.table(columns), bad.astype(int)).scorecard_


def approve(service: Service) -> None:
    author, approver = (
        Staff(add_staff(service, name, StaffRole.ANALYST)[0], StaffRole.ANALYST)
        for name in ("The author", "The approver")
    )
    digest = submit_card(service, author, made_up_card().to_json().encode())
    approve_card(service, approver, digest, expires_at=service.clock.now() + timedelta(days=300))


def add_customer(service: Service, lender_id: str, number: int) -> str:
    """Sign somebody up, with statements and a consent for the lender."""
    person, _, _ = add_person(service, "")
    files = [
        SentFile(f"{each}.csv", statement(f"DE{number:04}{each:016}", number + each, _today()))
        for each in range(ACCOUNTS)
    ]
    with service.database.transaction(person) as connection:
        for parsed in parse(files):
            take_in(connection, service, person.person_id, parsed)
    allow_everything(service, person, lender_id, Purpose.EXTENSION_OF_CREDIT, days=90)
    return person.person_id


def main() -> None:
    folder, people, address = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    with opened(Settings(address), Place(folder, environment=os.environ)) as service:
        approve(service)
        lender_id = add_lender(service, "A lender", "lender@lender.example")
        client_id, secret = add_client(service, lender_id, tuple(Scope))
        customers = [add_customer(service, lender_id, number) for number in range(people)]
    told = {"client_id": client_id, "secret": secret.reveal().decode(), "people": customers}
    print(json.dumps(told))


def _today() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main()

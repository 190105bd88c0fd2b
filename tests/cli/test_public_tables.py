"""The public tables as they are: fit and validate from the command line."""

import pytest

from plainscore.scorecard import Scorecard

TABLES = [
    ("german/german_credit.csv", "bad", None, {"personal_status_sex", "age", "foreign_worker"}),
    (
        "south_german/south_german_credit.csv",
        "credit_risk",
        "0",
        {"personal_status_sex", "age", "foreign_worker"},
    ),
    (
        "taiwan/default_of_credit_card_clients.csv",
        "default.payment.next.month",
        None,
        {"SEX", "EDUCATION", "MARRIAGE", "AGE"},
    ),
    ("credit_data/credit_data_4454.csv", "Status", "bad", {"Age", "Marital"}),
]


@pytest.mark.parametrize(("file", "target", "bad", "protected"), TABLES)
def test_fit_and_validate(run, shared_data, tmp_path, file, target, bad, protected):
    table, card, page = shared_data / file, tmp_path / "card.json", tmp_path / "report.html"
    says_bad = () if bad is None else ("--bad", bad)
    assert run("fit", table, "--target", target, *says_bad, "--out", card).code == 0
    document = Scorecard.load(card)
    assert protected <= {excluded.name for excluded in document.excluded}
    assert not protected & set(document.feature_names)
    ran = run("validate", card, table, "--target", target, *says_bad, "--out", page)
    assert ran.code == 0
    assert page.stat().st_size > 20_000

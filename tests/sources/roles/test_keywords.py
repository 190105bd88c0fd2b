"""The keyword table: what it tells, what it does not, and how a table of one's own is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.records import Role
from plainscore.sources.roles.keywords import KeywordTableError, load_keywords, parse_keywords

LANGUAGES = {"en", "de", "fr", "es", "it", "nl", "pt", "cs", "pl"}


@pytest.mark.parametrize(
    ("text", "inflow", "role"),
    [
        ("ACME LTD SALARY MAY", True, Role.INCOME),
        ("Lohn/Gehalt 05", True, Role.INCOME),
        ("BUERGERGELD JOBCENTER", True, Role.INCOME),
        ("Bürgergeld", True, Role.INCOME),
        ("VIREMENT SALAIRE", True, Role.INCOME),
        ("NÓMINA MAYO", True, Role.INCOME),
        ("stipendio maggio", True, Role.INCOME),
        ("SALARIS MEI", True, Role.INCOME),
        ("pensão", True, Role.INCOME),
        ("Důchod", True, Role.INCOME),
        ("Wynagrodzenie za maj", True, Role.INCOME),
        ("RENT FLAT 3", False, Role.HOUSING),
        ("Hypothekenrate", False, Role.HOUSING),
        ("Loyer avril", False, Role.HOUSING),
        ("czynsz", False, Role.HOUSING),
        ("nájemné", False, Role.HOUSING),
        ("Stadtwerke Abschlag", False, Role.UTILITIES),
        ("Électricité", False, Role.UTILITIES),
        ("recibo luz", False, Role.UTILITIES),
        ("BROADBAND 12", False, Role.TELECOM),
        ("Mobilfunkrechnung", False, Role.TELECOM),
        ("KFZ-Versicherungsbeitrag", False, Role.INSURANCE),
        ("ubezpieczenie OC", False, Role.INSURANCE),
        ("Council Tax", False, Role.TAX),
        ("Belastingdienst", False, Role.TAX),
        ("loan repayment 7/36", False, Role.DEBT_PAYMENT),
        ("splátka úvěru", False, Role.DEBT_PAYMENT),
        ("personal loan advance", True, Role.DEBT_DISBURSEMENT),
        ("transfer to savings", False, Role.SAVINGS_TRANSFER),
        ("ATM High Street", False, Role.CASH),
        ("OVERDRAFT FEE", False, Role.FEE_OVERDRAFT),
        ("agios", False, Role.FEE_OVERDRAFT),
        ("RUECKLASTSCHRIFT Strom", True, Role.RETURNED_PAYMENT),
        ("unpaid direct debit", True, Role.RETURNED_PAYMENT),
        ("zwrot za towar", True, Role.REFUND),
        ("refund", True, Role.REFUND),
    ],
)
def test_words_of_nine_languages(text: str, inflow: bool, role: Role) -> None:
    assert load_keywords().role(text, inflow=inflow) is role


@pytest.mark.parametrize(
    ("text", "inflow"),
    [
        ("RENT", True),
        ("salary", False),
        ("Brentwood Parent Transparent", False),
        ("GEHALTVOLL", True),
        ("wages of sin records", False),
        ("gas billing", False),
        ("coffee", False),
        ("", True),
        ("4711", False),
    ],
)
def test_words_inside_other_words_and_the_other_direction_tell_nothing(
    text: str, inflow: bool
) -> None:
    assert load_keywords().role(text, inflow=inflow) is None


def test_a_longer_phrase_goes_before_a_shorter_one() -> None:
    table = load_keywords()
    assert table.role("instalment council tax", inflow=False) is Role.TAX
    assert table.role("RENT A CAR", inflow=False) is Role.OTHER
    assert table.role("overdraft fee refund", inflow=True) is Role.FEE_OVERDRAFT


def test_equally_long_phrases_that_disagree_tell_nothing() -> None:
    assert load_keywords().role("insurance mortgage", inflow=False) is None


@pytest.mark.parametrize(
    "text", ["salary advance loan", "loan salary", "pension refund", "state pension loan"]
)
def test_a_word_for_income_beside_a_word_for_something_else_is_not_income(text: str) -> None:
    assert load_keywords().role(text, inflow=True) is not Role.INCOME


@given(st.text(), st.booleans())
def test_any_text_is_stood(text: str, inflow: bool) -> None:
    assert load_keywords().role(text, inflow=inflow) in {None, *Role}


@given(st.permutations(["miete", "mai", "wohnung", "4"]), st.sampled_from([" ", "/", ", ", "+"]))
def test_order_and_separators_of_words_do_not_matter_to_one_word(
    words: list[str], separator: str
) -> None:
    assert load_keywords().role(separator.join(words), inflow=False) is Role.HOUSING


def test_every_language_has_words_for_the_main_roles() -> None:
    table = load_keywords()
    assert table.inflow
    assert table.outflow
    content = (Path(__file__).parents[3] / "src/plainscore/sources/roles/keywords.toml").read_text()
    for role in ("income.inflow", "housing.outflow", "debt_payment.outflow", "tax.outflow"):
        section = content.split(f"[{role}]")[1].split("\n[")[0]
        given_languages = {line.split(" =")[0] for line in section.splitlines() if " = " in line}
        assert given_languages == LANGUAGES, role


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[housing.outflow]\nxx = ["leiga*", "hus"]\n', "utf-8")
    table = load_keywords(path)
    assert table.role("Leigan mai", inflow=False) is Role.HOUSING
    assert table.role("rent", inflow=False) is None
    path.write_text('[tax.outflow]\nxx = ["hus"]\n', "utf-8")
    assert load_keywords(path).role("hus", inflow=False) is Role.TAX


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[groceries.outflow]\nen = ["milk"]', "[groceries] is not a role"),
        ('[housing.sideways]\nen = ["rent"]', "write inflow or outflow"),
        ('housing = "rent"', "give a section"),
        ('[housing]\noutflow = "rent"', "give a section"),
        ('[housing.outflow]\nen = "rent"', "give a list"),
        ("[housing.outflow]\nen = [7]", "7 is not a phrase"),
        ('[housing.outflow]\nen = ["!!"]', "is not a phrase"),
        ('[housing.outflow]\nen = ["ren*"]', "too short a beginning"),
        ("[housing.outflow", "is not TOML"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_the_entry_at_fault(
    content: str, message: str
) -> None:
    with pytest.raises(KeywordTableError, match=r".") as caught:
        parse_keywords(content)
    assert message in str(caught.value)


def test_an_absent_table_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_keywords(tmp_path / "absent.toml")

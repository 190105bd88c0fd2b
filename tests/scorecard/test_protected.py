import pytest

from plainscore.scorecard import protected_ground
from plainscore.scorecard.protected import GATE_COLUMNS

PROTECTED = """
sex SEX Gender personal_status_sex gender_code age AGE Age applicant_age applicantAge age_years
age_at_application AgeInYears birth_date date_of_birth DOB dob year_of_birth marital Marital
MARRIAGE marital_status civil.status_married address_change race RACE ethnicity ethnic_origin
color colour religion church_tax national_origin nationality citizenship country_of_birth
foreign_worker immigrant disability disabled health_status pregnancy pregnant political_party
trade_union_member union_membership sexual_orientation orientation genetic_risk
public_assistance medicaid welfare_recipient benefit_income_share EDUCATION education_level
mother_language language name first_name LastName customer_name surname address home_address
street postcode zip zip_code ZipCode gps_lat latitude longitude lat lon location city region
facebook_friends social_media_score whatsapp_contacts customer_age borrower_age age_group
age_band title merchant_category merchantName MCC payee top_counterparty gambling_share
purchase_category spending.category.1 transaction_description memo
"""

FREE = """
account_age account_age_months tradeline_age_oldest oldest_tradeline_age_months average
percentage mortgage mortgage_age usage wage months_since_last_late number_of_accounts
credit_union_loans income income_cv overdraft_days purpose amount savings Home Time Records Job
Expenses Income Assets Debt Price Seniority LIMIT_BAL PAY_0 BILL_AMT1 num_trades
age_of_oldest_account essex_ratio message_count dosage stage named_pairs interface housing
residence_since telephone property employment installment_rate other_debtors first_payment_delay
title_loans_open months_since_purchase loan_purpose credit_category health_insurance_paid_on_time
"""


@pytest.mark.parametrize("column", PROTECTED.split())
def test_protected_names_are_recognised(column):
    assert protected_ground(column) is not None


@pytest.mark.parametrize("column", FREE.split())
def test_other_names_are_free(column):
    assert protected_ground(column) is None


def test_the_ground_is_named():
    assert protected_ground("personal_status_sex") == "sex"
    assert protected_ground("civil.status_married") == "marital status"
    assert protected_ground("address_change") == "address or location"


@pytest.mark.parametrize(
    ("column", "ground"),
    [
        ("Geschlecht", "sex"),
        ("sexe", "sex"),
        ("edad", "age"),
        ("âge", "age"),
        ("nationalité", "national origin"),
        ("Familienstand", "marital status"),
        ("estado_civil", "marital status"),
        ("PLZ", "address or location"),
    ],
)
def test_names_in_other_languages_are_known(column, ground):
    assert protected_ground(column) == ground


@pytest.mark.parametrize("column", ["income_alter", "adresse_count_score_total"])
def test_words_that_only_look_alike_are_judged_by_the_whole_name(column):
    assert (protected_ground(column) is None) == (column == "income_alter")


@pytest.mark.parametrize("column", sorted(GATE_COLUMNS))
def test_how_much_is_known_of_a_person_is_never_scored(column):
    assert protected_ground(column) == "how much is known of a person"

"""The parameters of the simulated economy."""

from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, slots=True)
class Economy:
    """Everything about the simulated economy that a researcher may want to turn.

    Rates are a month unless named otherwise; amounts are in `currency`.

    Parameters
    ----------
    first_application : datetime.date
        Earliest day on which a person applies.
    application_days : int
        Applications are spread evenly over this many days, so that there are vintages.
    warm_up_months : int
        Months lived before the records start; only tradelines remember them.
    outcome_months : int
        Months after the application in which the new loan can go bad.
    currency : str
        ISO 4217 code of every account.
    wage_median : float
        Median monthly net wage of a permanent job at mid-career.
    job_loss : float
        Chance of losing a permanent job; less secure work is a multiple of it.
    hours_cut : float
        Chance that a permanent worker's hours are cut; less secure work is a multiple of it.
    job_found : float
        Chance that a person without work finds work.
    frailty_spread : float
        Standard deviation of the log of a person's own job-loss multiplier.
    cycle_amplitude : float
        Relative swing of job losses over the business cycle of 30 months.
    strain : float
        Chance that hard times begin, in which living costs more for some months.
    shock : float
        Chance of a large unplanned expense.
    shock_median : float
        Median size of such an expense.
    instalment_share : float
        Median instalment of the new loan, as a share of monthly income.
    thrift_median : float
        Median buffer people aim at, in months of outgoings.
    thrift_spread : float
        Standard deviation of the log of that buffer.
    short_history_share, second_account_share, thin_file_share : float
        Shares of people with a short record, two current accounts and no reported tradeline.
    savings_share, overdraft_share, card_share : float
        Shares of people with a savings account, an arranged overdraft and a credit card.
    returned_payment_fee : float
        What the bank charges for a payment it returns.
    overdraft_rate : float
        Yearly interest on a negative balance.
    overdraft_fee : float
        Charged for a month with a negative balance.

    Raises
    ------
    ValueError
        If a share or a rate is outside [0, 1], or a length is not positive.

    Examples
    --------
    >>> Economy(job_loss=0.02).job_loss
    0.02
    >>> Economy(shock=1.5)
    Traceback (most recent call last):
    ...
    ValueError: shock is 1.5; it must lie between 0 and 1
    """

    first_application: date = date(2023, 1, 2)
    application_days: int = 365
    warm_up_months: int = 6
    outcome_months: int = 12
    currency: str = "EUR"
    wage_median: float = 2300.0
    job_loss: float = 0.011
    hours_cut: float = 0.007
    job_found: float = 0.105
    frailty_spread: float = 0.9
    cycle_amplitude: float = 0.25
    strain: float = 0.025
    shock: float = 0.06
    shock_median: float = 450.0
    instalment_share: float = 0.12
    thrift_median: float = 0.7
    thrift_spread: float = 1.1
    short_history_share: float = 0.12
    second_account_share: float = 0.15
    thin_file_share: float = 0.2
    savings_share: float = 0.6
    overdraft_share: float = 0.6
    card_share: float = 0.45
    returned_payment_fee: float = 6.0
    overdraft_rate: float = 0.16
    overdraft_fee: float = 5.0

    def __post_init__(self) -> None:
        within_one = (
            "job_loss",
            "hours_cut",
            "job_found",
            "cycle_amplitude",
            "strain",
            "shock",
            "instalment_share",
            "overdraft_rate",
            *(field.name for field in fields(self) if field.name.endswith("_share")),
        )
        for name in within_one:
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise ValueError(f"{name} is {value}; it must lie between 0 and 1")
        for name in ("application_days", "outcome_months", "wage_median", "thrift_median"):
            value = getattr(self, name)
            if value <= 0:
                raise ValueError(f"{name} is {value}; it must be positive")
        for name in ("warm_up_months", "frailty_spread", "thrift_spread", "shock_median"):
            value = getattr(self, name)
            if value < 0:
                raise ValueError(f"{name} is {value}; it must not be negative")

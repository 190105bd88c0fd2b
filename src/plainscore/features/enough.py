"""How much must be known of a person before anything is said of them."""

ACTIVITY_DAYS = 90
LEAST_HISTORY_DAYS = 90
LEAST_DAYS_WITH_TRANSACTIONS = 6
GREATEST_GAP_DAYS = 60

"""What a person reads for the closed lists of the records."""

from plainscore.records import AccountKind, Role, RoleSource

KIND_WORDS: dict[str, str] = {
    AccountKind.CURRENT: "Current account",
    AccountKind.SAVINGS: "Savings account",
    AccountKind.CARD: "Card",
    AccountKind.LOAN: "Loan",
    AccountKind.OTHER: "Account",
}

ROLE_WORDS: dict[str, str] = {
    Role.INCOME: "income",
    Role.HOUSING: "rent or home loan",
    Role.UTILITIES: "power, water or heating",
    Role.TELECOM: "phone or internet",
    Role.INSURANCE: "insurance",
    Role.TAX: "tax",
    Role.DEBT_PAYMENT: "paying back credit",
    Role.DEBT_DISBURSEMENT: "credit paid out",
    Role.SAVINGS_TRANSFER: "to or from savings",
    Role.OWN_TRANSFER: "between own accounts",
    Role.CASH: "cash",
    Role.FEE_OVERDRAFT: "overdraft fee",
    Role.RETURNED_PAYMENT: "payment that bounced",
    Role.REFUND: "refund",
    Role.OTHER: "other",
}

SOURCE_WORDS: dict[str, str] = {
    RoleSource.PERSON: "as you said",
    RoleSource.BANK_CODE: "by the bank's code",
    RoleSource.BANK_CATEGORY: "by the bank's category",
    RoleSource.OWN_ACCOUNT: "by your other account",
    RoleSource.RECURRENCE: "because it recurs",
    RoleSource.KEYWORD: "by a word in its text",
    RoleSource.DEFAULT: "nothing told it apart",
}

STANDING_WORDS = {
    "counts": "",
    "disputed": "You said that this is wrong. It is being looked into.",
    "removed": "Removed. It does not count.",
    "corrected": "Corrected. It counts as corrected.",
}

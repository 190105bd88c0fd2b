"""The words on statements, in three languages, made of neutral names that belong to nobody.

Some phrases say what a payment is for and some do not, as at real banks. ``{no}`` is the other
side's number, ``{ref}`` a reference, ``{month}`` and ``{year}`` the booking month.
"""

from dataclasses import dataclass

from plainscore.simulation.streams import Stream


@dataclass(frozen=True, slots=True)
class Words:
    """How one stream is worded in one language.

    Parameters
    ----------
    party : str
        Kind of the other side; its name is this and a number.
    phrases : tuple of str
        Ways to word the payment.
    """

    party: str
    phrases: tuple[str, ...]


def _words(party: str, *phrases: str) -> Words:
    return Words(party, phrases)


_LOAN_EN = _words(
    "Lender", "Loan repayment {ref}", "Loan instalment {month}/{year}", "Agreement {ref}"
)
_LOAN_DE = _words("Kreditbank", "Kreditrate {month}/{year}", "Darlehen {ref}", "Vertrag {ref}")
_LOAN_FR = _words(
    "Organisme", "Echeance pret {ref}", "Remboursement credit {month}/{year}", "Contrat {ref}"
)

ENGLISH: dict[Stream, Words] = {
    Stream.WAGE: _words(
        "Employer", "Salary {month}/{year}", "Wages {ref}", "Payroll {month}{year}", "Payment {ref}"
    ),
    Stream.GIG: _words("Platform", "Earnings {ref}", "Invoice {ref}", "Weekly payout"),
    Stream.BENEFIT: _words(
        "Benefits office", "Unemployment benefit", "Social security {ref}", "Claim {ref}"
    ),
    Stream.PENSION: _words("Pension office", "Pension {month}/{year}", "State pension"),
    Stream.ALLOWANCE: _words("Family office", "Child benefit", "Family allowance {month}/{year}"),
    Stream.RENT: _words(
        "Landlord", "Rent {month}/{year}", "Rent flat {no}", "Standing order {ref}"
    ),
    Stream.MORTGAGE: _words(
        "Home lender", "Mortgage {ref}", "Mortgage payment {month}/{year}", "Home loan {ref}"
    ),
    Stream.BOARD: _words("Household", "Board and lodging", "Monthly share", "Contribution to rent"),
    Stream.ENERGY: _words(
        "Energy supplier",
        "Electricity {month}/{year}",
        "Gas and electricity {ref}",
        "Customer {ref}",
    ),
    Stream.WATER: _words("Water company", "Water bill {ref}", "Water rates", "Customer {ref}"),
    Stream.MOBILE: _words(
        "Mobile operator", "Mobile bill {month}/{year}", "Phone bill {ref}", "Account {ref}"
    ),
    Stream.INTERNET: _words(
        "Network", "Broadband {month}/{year}", "Internet bill {ref}", "Account {ref}"
    ),
    Stream.INSURANCE: _words(
        "Insurer", "Car insurance {ref}", "Insurance premium {month}/{year}", "Policy {ref}"
    ),
    Stream.COVER: _words("Insurer", "Home insurance {year}", "Yearly premium policy {ref}"),
    Stream.TAX: _words("Tax office", "Income tax {ref}", "Council tax {year}", "Assessment {ref}"),
    Stream.LOAN: _words(
        "Car lender", "Car finance {ref}", "Loan repayment {ref}", "Contract {ref}"
    ),
    Stream.SECOND_LOAN: _LOAN_EN,
    Stream.STRESS_LOAN: _LOAN_EN,
    Stream.NEW_LOAN: _LOAN_EN,
    Stream.CARD: _words(
        "Card issuer", "Credit card payment", "Card {ref}", "Card statement {month}/{year}"
    ),
    Stream.LOAN_PAYOUT: _words("Lender", "Loan payout {ref}", "Loan advance", "Disbursement {ref}"),
    Stream.SAVINGS: _words(
        "Own account", "Transfer savings", "Savings {month}/{year}", "Transfer {ref}"
    ),
    Stream.OWN: _words("Own account", "Transfer own account", "Transfer {ref}"),
    Stream.GROCERY: _words(
        "Grocer", "Card payment Grocer {no}", "Grocer {no}", "POS {ref} Grocer {no}"
    ),
    Stream.TRANSPORT: _words(
        "Fuel station", "Card payment Station {no}", "Station {no}", "Tickets {ref}"
    ),
    Stream.LEISURE: _words(
        "Shop", "Card payment Shop {no}", "Shop {no}", "Online order {ref}", "Cafe {no}"
    ),
    Stream.SHOCK: _words("Workshop", "Invoice {ref}", "Repair {ref}", "Bill {ref}"),
    Stream.CASH: _words(
        "Cash machine", "ATM withdrawal {ref}", "Cash withdrawal {no}", "Cash {no}"
    ),
    Stream.REFUND: _words(
        "Shop", "Refund order {ref}", "Card refund Shop {no}", "Credit note {ref}"
    ),
    Stream.HELP: _words("Person", "For you", "As agreed", "Transfer"),
    Stream.OVERDRAFT_FEE: _words(
        "Bank", "Overdraft interest {month}/{year}", "Arranged overdraft charge"
    ),
    Stream.RETURN_FEE: _words("Bank", "Unpaid item fee", "Returned item charge"),
    Stream.RETURNED: _words(
        "Bank", "Returned direct debit {ref}", "Unpaid direct debit", "Reversal {ref}"
    ),
}

GERMAN: dict[Stream, Words] = {
    Stream.WAGE: _words(
        "Arbeitgeber",
        "Gehalt {month}/{year}",
        "Lohn {ref}",
        "Bezüge {month}.{year}",
        "Zahlung {ref}",
    ),
    Stream.GIG: _words("Plattform", "Abrechnung {ref}", "Rechnung {ref}", "Auszahlung Woche"),
    Stream.BENEFIT: _words(
        "Arbeitsamt", "Arbeitslosengeld", "Leistung {month}/{year}", "Bescheid {ref}"
    ),
    Stream.PENSION: _words("Rentenkasse", "Rente {month}/{year}", "Rentenzahlung {ref}"),
    Stream.ALLOWANCE: _words("Familienkasse", "Kindergeld", "Kindergeld {ref}"),
    Stream.RENT: _words(
        "Vermieter", "Miete {month}/{year}", "Miete Wohnung {no}", "Dauerauftrag {ref}"
    ),
    Stream.MORTGAGE: _words(
        "Baubank", "Baufinanzierung {ref}", "Annuität {month}/{year}", "Darlehen Haus {ref}"
    ),
    Stream.BOARD: _words("Haushalt", "Kostgeld", "Anteil Miete", "Monatsanteil"),
    Stream.ENERGY: _words(
        "Energieversorger",
        "Stromabschlag {month}/{year}",
        "Abschlag Strom Gas {ref}",
        "Kunde {ref}",
    ),
    Stream.WATER: _words(
        "Wasserwerk", "Wasserrechnung {ref}", "Wasser Abwasser Quartal", "Kunde {ref}"
    ),
    Stream.MOBILE: _words(
        "Mobilanbieter",
        "Mobilfunkrechnung {month}/{year}",
        "Telefonrechnung {ref}",
        "Kundenkonto {ref}",
    ),
    Stream.INTERNET: _words(
        "Netzanbieter",
        "Internet Festnetz {month}/{year}",
        "Internetrechnung {ref}",
        "Kundenkonto {ref}",
    ),
    Stream.INSURANCE: _words(
        "Versicherer",
        "KFZ-Versicherung {ref}",
        "Versicherungsbeitrag {month}/{year}",
        "Police {ref}",
    ),
    Stream.COVER: _words("Versicherer", "Hausratversicherung {year}", "Jahresbeitrag {ref}"),
    Stream.TAX: _words(
        "Finanzamt", "Einkommensteuer {ref}", "Grundsteuer {year}", "Bescheid {ref}"
    ),
    Stream.LOAN: _words(
        "Autobank", "Autokredit Rate {ref}", "Kreditrate {month}/{year}", "Vertrag {ref}"
    ),
    Stream.SECOND_LOAN: _LOAN_DE,
    Stream.STRESS_LOAN: _LOAN_DE,
    Stream.NEW_LOAN: _LOAN_DE,
    Stream.CARD: _words("Kartenstelle", "Kreditkartenabrechnung {month}/{year}", "Karte {ref}"),
    Stream.LOAN_PAYOUT: _words(
        "Kreditbank", "Kreditauszahlung {ref}", "Darlehensauszahlung", "Auszahlung {ref}"
    ),
    Stream.SAVINGS: _words(
        "Eigenes Konto", "Umbuchung Sparkonto", "Sparen {month}/{year}", "Umbuchung {ref}"
    ),
    Stream.OWN: _words("Eigenes Konto", "Umbuchung eigenes Konto", "Übertrag {ref}"),
    Stream.GROCERY: _words(
        "Lebensmittel", "Kartenzahlung Markt {no}", "Markt {no}", "Einkauf {ref} Markt {no}"
    ),
    Stream.TRANSPORT: _words("Tankstelle", "Kartenzahlung Tankstelle {no}", "Fahrkarten {ref}"),
    Stream.LEISURE: _words(
        "Laden", "Kartenzahlung Laden {no}", "Laden {no}", "Bestellung {ref}", "Cafe {no}"
    ),
    Stream.SHOCK: _words("Werkstatt", "Rechnung {ref}", "Reparatur {ref}"),
    Stream.CASH: _words(
        "Geldautomat", "Geldautomat {no}", "Bargeldauszahlung {ref}", "Barabhebung {no}"
    ),
    Stream.REFUND: _words("Laden", "Gutschrift Bestellung {ref}", "Erstattung Laden {no}"),
    Stream.HELP: _words("Person", "Für dich", "Wie besprochen", "Überweisung"),
    Stream.OVERDRAFT_FEE: _words("Bank", "Sollzinsen {month}/{year}", "Überziehungszinsen"),
    Stream.RETURN_FEE: _words("Bank", "Entgelt Rücklastschrift", "Rücklastschriftgebühr"),
    Stream.RETURNED: _words(
        "Bank", "Rücklastschrift {ref}", "Lastschrift Rückgabe", "Storno {ref}"
    ),
}

FRENCH: dict[Stream, Words] = {
    Stream.WAGE: _words(
        "Employeur",
        "Salaire {month}/{year}",
        "Virement salaire {ref}",
        "Paie {month}{year}",
        "Virement {ref}",
    ),
    Stream.GIG: _words("Plateforme", "Prestations {ref}", "Facture {ref}", "Versement semaine"),
    Stream.BENEFIT: _words(
        "Caisse emploi", "Allocation chomage", "Allocations {month}/{year}", "Dossier {ref}"
    ),
    Stream.PENSION: _words("Caisse retraite", "Pension {month}/{year}", "Retraite {ref}"),
    Stream.ALLOWANCE: _words(
        "Caisse famille", "Allocations familiales", "Prestations {month}/{year}"
    ),
    Stream.RENT: _words(
        "Bailleur", "Loyer {month}/{year}", "Loyer appartement {no}", "Virement permanent {ref}"
    ),
    Stream.MORTGAGE: _words(
        "Banque logement", "Pret immobilier {ref}", "Echeance habitat {month}/{year}"
    ),
    Stream.BOARD: _words("Foyer", "Participation foyer", "Part mensuelle"),
    Stream.ENERGY: _words(
        "Fournisseur energie", "Electricite {month}/{year}", "Facture energie {ref}", "Client {ref}"
    ),
    Stream.WATER: _words("Service des eaux", "Facture eau {ref}", "Eau trimestre", "Client {ref}"),
    Stream.MOBILE: _words(
        "Operateur mobile", "Forfait mobile {month}/{year}", "Facture mobile {ref}", "Compte {ref}"
    ),
    Stream.INTERNET: _words(
        "Operateur", "Facture internet {month}/{year}", "Abonnement box {ref}", "Compte {ref}"
    ),
    Stream.INSURANCE: _words(
        "Assureur", "Assurance auto {ref}", "Prime assurance {month}/{year}", "Police {ref}"
    ),
    Stream.COVER: _words("Assureur", "Assurance habitation {year}", "Cotisation annuelle {ref}"),
    Stream.TAX: _words("Tresor public", "Impot revenu {ref}", "Taxe fonciere {year}", "Avis {ref}"),
    Stream.LOAN: _words(
        "Credit auto", "Credit auto {ref}", "Echeance pret {month}/{year}", "Contrat {ref}"
    ),
    Stream.SECOND_LOAN: _LOAN_FR,
    Stream.STRESS_LOAN: _LOAN_FR,
    Stream.NEW_LOAN: _LOAN_FR,
    Stream.CARD: _words("Carte", "Releve carte {month}/{year}", "Carte de credit {ref}"),
    Stream.LOAN_PAYOUT: _words(
        "Organisme", "Deblocage pret {ref}", "Versement pret", "Virement {ref}"
    ),
    Stream.SAVINGS: _words(
        "Compte personnel", "Virement livret epargne", "Epargne {month}/{year}", "Virement {ref}"
    ),
    Stream.OWN: _words("Compte personnel", "Virement interne", "Virement {ref}"),
    Stream.GROCERY: _words(
        "Epicerie", "Paiement carte Epicerie {no}", "Epicerie {no}", "CB {ref} Epicerie {no}"
    ),
    Stream.TRANSPORT: _words("Station", "Paiement carte Station {no}", "Billets {ref}"),
    Stream.LEISURE: _words(
        "Magasin", "Paiement carte Magasin {no}", "Magasin {no}", "Commande {ref}", "Cafe {no}"
    ),
    Stream.SHOCK: _words("Atelier", "Facture {ref}", "Reparation {ref}"),
    Stream.CASH: _words(
        "Distributeur", "Retrait DAB {no}", "Retrait especes {ref}", "Retrait {no}"
    ),
    Stream.REFUND: _words("Magasin", "Remboursement commande {ref}", "Avoir Magasin {no}"),
    Stream.HELP: _words("Personne", "Pour toi", "Comme convenu", "Virement"),
    Stream.OVERDRAFT_FEE: _words("Banque", "Interets debiteurs {month}/{year}", "Agios"),
    Stream.RETURN_FEE: _words("Banque", "Frais de rejet", "Frais rejet prelevement {ref}"),
    Stream.RETURNED: _words(
        "Banque", "Rejet prelevement {ref}", "Prelevement impaye", "Annulation {ref}"
    ),
}

LANGUAGES: tuple[dict[Stream, Words], ...] = (ENGLISH, GERMAN, FRENCH)

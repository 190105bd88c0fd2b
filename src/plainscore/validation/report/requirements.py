"""Which section answers which requirement of the rules on models and credit scores."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement, and where the report answers it.

    Parameters
    ----------
    place : str
        Where the rule asks it.
    asks : str
        What it asks, in short.
    sections : tuple of str
        Anchors of the sections that answer it; empty when this report does not.
    elsewhere : str
        What is to be looked up or written elsewhere.
    """

    place: str
    asks: str
    sections: tuple[str, ...] = ()
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A law or a guidance.

    Parameters
    ----------
    name : str
        Its name.
    remark : str
        What a reader should know of it.
    requirements : tuple of Requirement
        What it asks.
    """

    name: str
    remark: str
    requirements: tuple[Requirement, ...]


RULES: tuple[Rule, ...] = (
    Rule(
        "SR 26-2 / OCC Bulletin 2026-13 (formerly SR 11-7)",
        "Guidance of April 2026 on model risk of US banks; it replaces SR 11-7 and is built on "
        "principles, so the words of SR 11-7 that validators use stand here too.",
        (
            Requirement("Development and use", "purpose, intended use, limits", ("model",)),
            Requirement("Development and use", "data: source, window, fitness", ("model", "data")),
            Requirement(
                "Development and use",
                "conceptual soundness: method, variables, assumptions",
                ("points", "left-out", "data"),
            ),
            Requirement(
                "Development and use", "testing: sensitivity", ("sensitivity", "weaknesses")
            ),
            Requirement(
                "Validation and monitoring",
                "outcomes analysis: ranking",
                ("discrimination", "distribution", "cut-offs"),
            ),
            Requirement(
                "Validation and monitoring",
                "outcomes analysis: forecasts beside outcomes",
                ("calibration",),
            ),
            Requirement("Validation and monitoring", "benchmarks", ("ceiling", "champion")),
            Requirement("Validation and monitoring", "stability over time", ("stability",)),
            Requirement(
                "Validation and monitoring",
                "ongoing monitoring: plan",
                ("model",),
                "plainscore monitor makes its page",
            ),
            Requirement("Validation and monitoring", "known weaknesses", ("weaknesses", "limits")),
            Requirement(
                "Governance and controls",
                "owner, inventory, effective challenge, approval",
                ("model", "reproduce"),
                "who approved it stands in the institution's own inventory",
            ),
            Requirement(
                "Vendor and third-party products", "evidence that can be checked", ("reproduce",)
            ),
        ),
    ),
    Rule(
        "EU AI Act, Annex IV (technical documentation)",
        "Regulation (EU) 2024/1689; scoring the creditworthiness of people is high-risk by "
        "Annex III 5(b).",
        (
            Requirement("1", "general description: purpose, version, use", ("model",)),
            Requirement("2(a), 2(b)", "method, logic, main choices", ("reading", "points", "data")),
            Requirement("2(c)", "architecture of the system", (), "the service's own pages"),
            Requirement(
                "2(d)", "data: origin, scope, selection, cleaning", ("model", "data", "left-out")
            ),
            Requirement("2(e), 3", "human oversight", ("model",)),
            Requirement("2(f), 6", "changes, foreseen and made", ("model",)),
            Requirement(
                "2(g), 4",
                "validation: data, metrics, why they fit; dated reports",
                ("discrimination", "calibration", "fairness", "reproduce"),
            ),
            Requirement("2(h)", "cybersecurity", (), "the service's own pages"),
            Requirement(
                "3",
                "capabilities and limits; accuracy for groups of people",
                ("weaknesses", "fairness", "limits"),
            ),
            Requirement("5", "risk management system (Article 9)", (), "a file of its own"),
            Requirement("7, 8", "standards applied, declaration", (), "files of their own"),
            Requirement("9", "monitoring after release (Article 72)", ("model", "stability")),
        ),
    ),
    Rule(
        "Reg B, 12 CFR 1002.2(p): empirically derived, demonstrably and statistically sound",
        "A system that is not all of this is a judgmental one, and may not score age.",
        (
            Requirement(
                "(p)(1)(i)",
                "derived by comparing creditworthy and other applicants of a recent period",
                ("model", "data"),
            ),
            Requirement(
                "(p)(1)(ii)",
                "made to judge creditworthiness for the creditor's legitimate interests",
                ("model", "cut-offs"),
            ),
            Requirement(
                "(p)(1)(iii)",
                "developed and validated by accepted statistical methods",
                ("discrimination", "calibration", "points", "leaks", "reproduce"),
            ),
            Requirement(
                "(p)(1)(iv)", "revalidated periodically and adjusted", ("model", "stability")
            ),
        ),
    ),
)
"""What a validator, an auditor and a regulator ask for."""

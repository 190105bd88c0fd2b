"""The page of results, from what the sections measured."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import t

REFERENCES = {"optbinning": "less optbinning", "EBM main effects": "less EBM"}


def table(heading: list[str], rows: list[list[str]]) -> list[str]:
    lines = [f"| {' | '.join(heading)} |", f"|{'---|' * len(heading)}"]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows), ""]


def shown(value: float | None, form: str = ".2f", unit: str = "") -> str:
    return "" if value is None else f"{value:{form}}{unit}"


def seconds(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.3f} s" if value < 1 else f"{value:.1f} s"


def micro(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} µs" if value < 1000 else f"{value / 1000:.1f} ms"


def origin(facts: dict[str, Any]) -> str:
    return (
        f"Measured {facts['at']} at revision {facts['revision']}, {facts['cores']} cores, "
        f"{facts['memory_gib']} GiB, Python {facts['python']}; {facts['minutes']} minutes."
    )


def speed(found: dict[str, Any]) -> list[str]:
    measured = found["measured"]
    lines = [
        "## Time and memory on simulated tables",
        origin(found["facts"]),
        "",
        (
            f"At most {measured['budget_s']:g} s a contender and table, after the table is "
            f"made and "
            "code is compiled. Memory is the peak above what the process held with its table. "
            "AUC is "
            "on 100,000 fresh rows. At most 8 bins of at least 5 % where a contender bins; the "
            "defaults otherwise. For FasterRisk only its own search is timed, on steps given "
            "to it."
        ),
        "",
    ]
    for rows, columns in sorted({(x["rows"], x["columns"]) for x in measured["rows"]}):
        lines += [f"### {rows:,} rows x {columns}", ""]
        body = []
        for each in measured["rows"]:
            if (each["rows"], each["columns"]) != (rows, columns):
                continue
            fit = seconds(each.get("fit_s"))
            if each.get("skipped"):
                fit = "not run: stopped on a smaller table"
            elif "failed" in each:
                fit = f"fails: {each['failed']}"
            elif not fit:
                fit = f"stopped at {each['stopped']:g} s"
            peak = each["peak_mib"] - each["held_mib"] if "peak_mib" in each else None
            body.append(
                [
                    each["name"], fit, seconds(each.get("score_s")), micro(each.get("one_row_us")),
                    shown(peak, ",.0f", " MiB"), shown(each.get("auc"), ".4f"),
                    shown(each.get("bins"), ".1f"), shown(each.get("features"), ".0f"),
                ]
            )  # fmt: skip
        heading = ["", "fit", "score all rows", "one row", "memory", "AUC", "bins", "features"]
        lines += table(heading, body)
        lines += ratios(measured["rows"], rows, columns)
    return lines


def ratios(measured: list[dict[str, Any]], rows: int, columns: int) -> list[str]:
    own = {x["name"]: x for x in measured if (x["rows"], x["columns"]) == (rows, columns)}
    ours, peer = own.get("Plainscore woe", {}), own.get("optbinning", {})
    said = []
    if "fit_s" in ours and "fit_s" in peer:
        said.append(f"fits {peer['fit_s'] / ours['fit_s']:.0f} times as fast")
    if "score_s" in ours and "score_s" in peer:
        said.append(f"scores {peer['score_s'] / ours['score_s']:.0f} times as fast")
    if "score_s" in ours and "sum_s" in ours:
        over = ours["score_s"] / ours["sum_s"]
        said.append(f"takes {over:.1f} times as long to score as NumPy takes to sum the table")
    return [f"Plainscore woe, beside optbinning: {', '.join(said)}.", ""] if said else []


def growth(found: dict[str, Any]) -> list[str]:
    lines = ["## Growth of the fit with rows, 20 columns", origin(found["facts"]), ""]
    body = []
    sizes: list[int] = []
    for name, rows in found["measured"].items():
        sizes = sizes or [each["rows"] for each in rows]
        own = {each["rows"]: each["fit_s"] for each in rows}
        large = [(r, s) for r, s in own.items() if r >= 100_000]
        power = np.polyfit(*np.log(np.array(large)).T, 1)[0] if len(large) > 1 else float("nan")
        body.append([name, *(seconds(own.get(size)) for size in sizes), f"{power:.2f}"])
    heading = ["", *(f"{size:,}" for size in sizes), "exponent from 100,000 rows"]
    return [*lines, *table(heading, body)]


def binning(found: dict[str, Any]) -> list[str]:
    measured = found["measured"]
    lines = ["## Exact binning", origin(found["facts"]), ""]
    lines += ["One variable, 100 pre-bins of 100,000 rows, after pre-binning:", ""]
    lines += table(
        ["trend", "time"], [[k, f"{v:.2f} ms"] for k, v in measured["search_ms"].items()]
    )
    lines += [
        (
            "Information value of every variable beside optbinning, same constraints (8 bins "
            "of at "
            "least 5 %):"
        ),
        "",
    ]
    heading = ["data", "trend", "variables", "higher", "equal", "lower", "least", "mean"]
    body = [
        [
            x["table"], x["trend"], *(f"{x[k]}" for k in ("variables", "higher", "equal", "lower")),
            f"{x['least']:+.5f}", f"{x['mean']:+.5f}",
        ]
        for x in measured["beside_optbinning"]
    ]  # fmt: skip
    return [*lines, *table(heading, body)]


def interval(values: np.ndarray) -> float:
    """Return half the 95 % interval of a cross-validated mean.

    Folds share training rows: Nadeau and Bengio 2003, Machine Learning 52: 239-281.
    """
    if values.size < 2:
        return float("nan")
    error = np.sqrt(values.var(ddof=1) * (1 / values.size + 0.2 / 0.8))
    return float(t.ppf(0.975, values.size - 1) * error)


def paired(folds: dict[tuple[int, ...], Any], base: dict[tuple[int, ...], float]) -> str:
    """Return the mean difference on the folds that both have done, and half its interval."""
    gaps = np.array([folds[k]["auc"] - base[k] for k in folds if k in base])
    return f"{gaps.mean():+.4f} ({interval(gaps):.4f})" if gaps.size else ""


Own = dict[tuple[str, str], Any]
"""What a contender reached on a data set, by the names of both."""


def areas_of(own: Own, name: str, contender: str) -> dict[tuple[int, ...], float]:
    """Return the AUC of each fold; none where the contender was not run."""
    row = own.get((name, contender), {"folds": []})
    return {tuple(fold["fold"]): fold["auc"] for fold in row["folds"]}


def accuracy(found: dict[str, Any]) -> list[str]:
    measured = found["measured"]
    own: Own = {(x["table"], x["name"]): x for x in measured["rows"]}
    lines = [
        "## Accuracy on public data",
        origin(found["facts"]),
        "",
        (
            "AUC by stratified 5-fold cross-validation, ten times on the two German sets, three "
            "times on credit_data, once on Taiwan, on the same folds; "
            "protected attributes and identifiers are left out for all. In brackets half the "
            "95 % "
            "interval of the mean, and of the difference to optbinning and to EBM's main effects "
            "on the same folds. "
            f"At most {measured['budget_s']:g} s a contender and data set: the folds done "
            f"until then "
            "count. LightGBM is tuned on folds inside the training rows; all others at their "
            "defaults "
            "(8 bins of at least 5 % where they bin). The additive fits are without their "
            "held-out calibration, which changes no order and which no peer has."
        ),
        "",
    ]
    for name in dict.fromkeys(x["table"] for x in measured["rows"]):
        bases = [areas_of(own, name, peer) for peer in REFERENCES]
        body = []
        for (data, contender), row in own.items():
            if data != name:
                continue
            folds = {tuple(f["fold"]): f for f in row["folds"]}
            areas = np.array([f["auc"] for f in folds.values()])
            if not areas.size:
                why = row.get("failed") or f"stopped at {row.get('stopped', 0):g} s"
                body.append([contender, why, *[""] * (len(REFERENCES) + 4)])
                continue
            gaps = [paired(folds, base) for base in bases]
            bins = [f["bins"] for f in folds.values() if f["bins"] is not None]
            body.append(
                [
                    contender, f"{areas.mean():.4f} ({interval(areas):.4f})", *gaps,
                    f"{areas.size}",
                    f"{np.mean(bins):.1f}" if bins else "",
                    f"{np.mean([f['features'] for f in folds.values()]):.1f}",
                    seconds(float(np.mean([f["seconds"] for f in folds.values()]))),
                ]
            )  # fmt: skip
        lines += [f"### {name}", ""]
        heading = ["", "AUC", *REFERENCES.values(), "folds", "bins", "features", "a fold"]
        lines += table(heading, body)
    return [*lines, *mean_over_sets(own), *beside_the_bar(own), *beside_lightgbm(own)]


def mean_over_sets(own: Own) -> list[str]:
    sets = list(dict.fromkeys(name for name, _ in own))
    body = []
    for contender in dict.fromkeys(name for _, name in own):
        theirs = [areas_of(own, name, contender) for name in sets]
        ours = [areas_of(own, name, ADDITIVE) for name in sets]
        same = [sorted(a.keys() & b.keys()) for a, b in zip(theirs, ours, strict=True)]
        if all(same):
            means = [
                np.mean([np.mean([x[k] for k in keys]) for x, keys in zip(side, same, strict=True)])
                for side in (theirs, ours)
            ]
            body.append([contender, *(f"{mean:.4f}" for mean in means)])
    heading = ["", "AUC", "Plainscore additive on the same folds"]
    return ["### Mean over the data sets", "", *table(heading, body)]


ADDITIVE = "Plainscore additive"
EQUAL = 0.002
"""Difference in AUC that counts as none."""


def beside_the_bar(own: Own) -> list[str]:
    """Say of every data set whether the additive card is above optbinning, or equal."""
    body = []
    for name in dict.fromkeys(table for table, _ in own):
        ours, peer = (areas_of(own, name, who) for who in (ADDITIVE, "optbinning"))
        gaps = np.array([ours[k] - peer[k] for k in ours if k in peer])
        if not gaps.size:
            continue
        mean, half = float(gaps.mean()), interval(gaps)
        verdict = "cannot be told apart"
        if abs(mean) <= EQUAL:
            verdict = f"equal within {EQUAL}"
        elif abs(mean) > half:
            verdict = "above" if mean > 0 else "below"
        elif mean > 0:
            verdict = "above, by less than its interval"
        body.append([name, f"{mean:+.4f}", f"{mean - half:+.4f} to {mean + half:+.4f}", verdict])
    heading = ["", "additive less optbinning", "95 % interval", ""]
    return [
        "### Plainscore additive beside optbinning, on the same folds",
        "",
        *table(heading, body),
    ]


def beside_lightgbm(own: Own) -> list[str]:
    """Say where the additive card is furthest below LightGBM, and why."""
    losses = {}
    for name in dict.fromkeys(table for table, _ in own):
        sides = [areas_of(own, name, who) for who in (ADDITIVE, f"{ADDITIVE}, pairs", "LightGBM")]
        same = sides[0].keys() & sides[1].keys() & sides[2].keys()
        if same:
            means = [np.mean([side[k] for k in same]) for side in sides]
            losses[name] = (float(means[0] - means[2]), float(means[1] - means[2]))
    if not losses:
        return []
    worst = min(losses, key=lambda name: losses[name][0])
    alone, pairs = losses[worst]
    return [
        (
            f"The largest loss to LightGBM is on {worst}: {alone:+.4f}, and {pairs:+.4f} with "
            "pairs. Pairs are small tables of two features: what they win back is interaction, "
            "which an additive card cannot hold; what remains is interaction of more features, or "
            "too weak to be told from chance by the rule for pairs."
        ),
        "",
    ]


SECTIONS = {"speed": speed, "growth": growth, "binning": binning, "accuracy": accuracy}


def write_page(folder: Path, path: Path) -> None:
    """Write the page of the sections that were measured."""
    lines = [
        "# Plainscore beside its peers",
        "",
        (
            "Made by `python -m benchmarks results`; every contender in a process of its own. "
            "The "
            "figures behind this page are in [results](results)."
        ),
        "",
    ]
    versions: dict[str, str] = {}
    for name, section in SECTIONS.items():
        file = folder / f"{name}.json"
        if file.exists():
            found = json.loads(file.read_text(encoding="utf-8"))
            versions |= found["facts"]["versions"]
            lines += section(found)
    stated = ", ".join(f"{name} {number}" for name, number in versions.items())
    lines += ["## Versions", "", (f"{stated}. FasterRisk 0.1.10 fails with NumPy 2 and runs in an "
              "environment of its own with NumPy 1."), ""]  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8")

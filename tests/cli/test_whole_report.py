"""One command on the Taiwan data gives the whole report; its numbers are recomputed from the page.

Scores are added up from the points table as it is printed, on the raw file; every figure is then
recomputed with scikit-learn, statsmodels, fairlearn, SciPy or by hand, and compared as printed.
"""

import json
import re
from dataclasses import dataclass

import fairlearn.metrics as fair
import lxml.html
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.optimize import brentq
from scipy.special import expit, logit
from scipy.stats import chi2, chi2_contingency, ks_2samp, ncx2, norm
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
from statsmodels.stats.meta_analysis import effectsize_smd
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    proportions_ztest,
)

TARGET = "default.payment.next.month"
CUT_OFF = 575
FACTS = """
purpose = "Card limits"
population = "Card holders"
not_for = "Hiring"
limits = ["One bank"]
owner = "Retail credit risk"
bad = "Default in the month after"
data = "UCI, CC BY 4.0"
first_day = 2005-04-01
last_day = 2005-09-30
measured_first_day = 2005-04-01
measured_last_day = 2005-09-30
oversight = "A credit officer"
monitoring = "Monthly"
revalidation = "Yearly"
[[exclusions]]
what = "Protected attributes"
why = "never scored"
"""


@dataclass
class Report:
    page: lxml.html.HtmlElement
    rows: pd.DataFrame
    train: pd.DataFrame
    card: dict

    def table(self, section, place=0):
        """Cells of a table's body, as text."""
        table = self.page.cssselect(f"#{section} table")[place]
        return [[text_of(cell) for cell in row] for row in table.cssselect("tbody tr")]


def text_of(element):
    return " ".join(element.text_content().replace("\N{NO-BREAK SPACE}", " ").split())


def numbers(text):
    """Read the numbers of a cell, shares as shares."""
    found = re.findall(r"[-\N{MINUS SIGN}+]?\d[\d,]*\.?\d*(?:e-\d+)?", text)
    read = [float(each.replace(",", "").replace("\N{MINUS SIGN}", "-")) for each in found]
    return [each / 100 for each in read] if "%" in text else read


def same(cell, *wanted):
    """Compare a cell with figures, up to the digits it is printed with."""
    shown = numbers(cell)
    assert len(shown) == len(wanted), (cell, wanted)
    digits = len(re.search(r"\d(?:\.(\d+))?", cell).group(1) or "")
    step = 0.51 * 10.0**-digits / (100 if "%" in cell else 1)
    for each, value in zip(shown, wanted, strict=True):
        assert abs(each - value) <= step + 1e-9, (cell, wanted)


def share(hits, n):
    return (hits / n, *proportion_confint(hits, n, method="wilson"))


def delong(score, bad):
    """Area and the values of its structural components, by comparing every pair."""
    goods, bads = np.sort(score[bad == 0]), np.sort(score[bad == 1])

    def below(values, among):
        left, right = (np.searchsorted(among, values, side) for side in ("left", "right"))
        return (left + right) / 2 / among.size

    of_bads, of_goods = 1 - below(score[bad == 1], goods), below(score[bad == 0], bads)
    return of_bads.mean(), of_bads, of_goods


def auc_interval(score, bad):
    area, of_bads, of_goods = delong(score, bad)
    error = np.sqrt(of_bads.var(ddof=1) / of_bads.size + of_goods.var(ddof=1) / of_goods.size)
    reach = norm.ppf(0.975) * error / (area * (1 - area))
    return area, expit(logit(area) - reach), expit(logit(area) + reach)


def gain(first, second, bad):
    """The area of `second` less that of `first`, with DeLong's interval."""
    one, other = delong(first, bad), delong(second, bad)
    moved = [after - before for before, after in zip(one[1:], other[1:], strict=True)]
    error = np.sqrt(sum(each.var(ddof=1) / each.size for each in moved))
    change, reach = other[0] - one[0], norm.ppf(0.975) * error
    return change, change - reach, change + reach


def in_bin(values, label):
    """Rows that a printed bin holds."""
    ends = [float(each.replace(",", "")) for each in re.findall(r"-?[\d,]+\.?\d*", label)]
    if label.startswith("below"):
        return values < ends[0]
    if label.endswith("and above"):
        return values >= ends[0]
    return (values >= ends[0]) & (values < ends[1]) if ends else values.isna()


def printed_points(page, table):
    """Points of every feature by the bins printed."""
    points = {}
    for block in page.cssselect(".feature"):
        name = block.cssselect("code")[0].text
        total = pd.Series(0, index=table.index)
        for row in block.cssselect("tbody tr"):
            total += int(numbers(text_of(row[-1]))[0]) * in_bin(table[name], text_of(row[0]))
        points[name] = total
    return pd.DataFrame(points)


@pytest.fixture(scope="module")
def report(shared_data, tmp_path_factory):
    from plainscore.cli import main  # noqa: PLC0415 - the program, as a person calls it

    (path,) = (shared_data / "taiwan").glob("*.csv")
    folder = tmp_path_factory.mktemp("taiwan")
    table = pd.read_csv(path)
    held = np.random.default_rng(0).random(len(table)) < 0.4
    table["half"] = np.where(np.arange(len(table)) % 2, "2005-08", "2005-09")
    protected = ["SEX", "EDUCATION", "MARRIAGE", "AGE"]
    for name, rows in (("train", table[~held]), ("test", table[held])):
        rows.drop(columns=protected).to_csv(folder / f"{name}.csv", index=False)
    table[["ID", *protected]].to_csv(folder / "protected.csv", index=False)
    (folder / "facts.toml").write_text(FACTS)

    def run(*words):
        with pytest.raises(SystemExit) as stop:
            main([str(word) for word in words])
        assert stop.value.code == 0

    fit = ("fit", folder / "train.csv", "--target", TARGET, "--exclude", "ID", "--exclude", "half")
    run(*fit, "--out", folder / "card.json")
    run(*fit, "--exclude", "PAY_0", "--out", folder / "champion.json")
    run("validate", folder / "card.json", folder / "test.csv", "--target", TARGET,
        "--out", folder / "report.html", "--strict",
        "--sample", "hold-out", "--facts", folder / "facts.toml", "--period", "half",
        "--protected", folder / "protected.csv", "--key", "ID", "--cut-off", CUT_OFF,
        "--champion", folder / "champion.json")  # fmt: skip
    page = lxml.html.document_fromstring((folder / "report.html").read_text())
    rows = table[held].reset_index(drop=True)
    card = json.loads((folder / "card.json").read_text())
    base = int(re.search(r"Base points (\d+)", page.get_element_by_id("points").text_content())[1])
    rows["score"] = base + printed_points(page, rows).sum(axis=1)
    line = card["calibration"]
    assert line["kind"] == "logistic"
    rows["p"] = expit(line["intercept"] + line["slope"] * rows["score"])
    rows["bad"] = rows[TARGET]
    return Report(page, rows, table[~held].reset_index(drop=True), card)


def test_every_section_is_there(report):
    links = [link.get("href")[1:] for link in report.page.cssselect("nav a")]
    for name in ("model", "summary", "discrimination", "calibration", "points", "weaknesses",
                 "champion", "fairness", "stability", "leaks", "requirements"):  # fmt: skip
        assert name in links
    assert "No mandatory field or section is missing" in report.page.text_content()


def test_headline_and_rows(report):
    rows = report.rows
    said = text_of(report.page.get_element_by_id("summary"))
    rate = share(rows["bad"].sum(), len(rows))
    for value in (roc_auc_score(rows["bad"], -rows["score"]),):
        assert f"AUC {value:.3f}" in said
        assert f"Gini {2 * value - 1:.3f}" in said
    assert f"Bad rate {100 * rate[0]:.1f} %" in said
    assert f"{100 * rate[1]:.1f} % to {100 * rate[2]:.1f} %" in said
    counts = [numbers(row[1])[0] for row in report.table("data")]
    n, bads = len(rows), rows["bad"].sum()
    assert counts == [n, 0, 0, 0, n, n - bads, bads]


def test_scale(report):
    line = report.card["calibration"]
    for score, chance, odds in report.table("reading"):
        p = expit(line["intercept"] + line["slope"] * numbers(score)[0])
        same(chance, p)
        same(odds.split(" to ")[0], (1 - p) / p)


def test_discrimination(report):
    score, bad = report.rows["score"].to_numpy(), report.rows["bad"].to_numpy()
    by_delong, by_bootstrap, gini, ks = (row[1:4] for row in report.table("discrimination"))
    for cell, value in zip(by_delong, auc_interval(score, bad), strict=True):
        same(cell, value)
    rng = np.random.default_rng(99)
    goods, bads = score[bad == 0], score[bad == 1]
    drawn = [
        delong(np.concatenate([rng.choice(goods, goods.size), rng.choice(bads, bads.size)]),
               np.repeat([0, 1], [goods.size, bads.size]))[0]
        for _ in range(400)
    ]  # fmt: skip
    area, ends = roc_auc_score(bad, -score), np.quantile(drawn, [0.025, 0.975])
    # another seed, fewer replicates: the ends agree to a tenth of the width
    assert (
        np.abs([numbers(each)[0] for each in by_bootstrap] - np.array([area, *ends])).max() < 0.003
    )
    assert (
        np.abs([numbers(each)[0] for each in gini] - (2 * np.array([area, *ends]) - 1)).max()
        < 0.006
    )
    distance = ks_2samp(bads, goods)
    same(ks[0], distance.statistic)
    assert numbers(ks[1])[0] < distance.statistic < numbers(ks[2])[0]
    for upto, of_bads, of_goods, gap in report.table("discrimination", 1):
        at = numbers(upto)[0]
        same(of_bads, (bads <= at).mean())
        same(of_goods, (goods <= at).mean())
        same(gap, (bads <= at).mean() - (goods <= at).mean())


def test_bands_and_calibration_by_band(report):
    rows = report.rows
    expected = {row[0]: row for row in report.table("calibration", 1)}
    for label, n, goods, bads, part, of_goods, of_bads, rate in report.table("distribution"):
        low, high = numbers(label)
        inside = rows[(rows["score"] >= low) & (rows["score"] <= high)]
        hits = inside["bad"].sum()
        assert [numbers(each)[0] for each in (n, goods, bads)] == [
            len(inside), len(inside) - hits, hits
        ]  # fmt: skip
        same(part, len(inside) / len(rows))
        same(of_goods, (len(inside) - hits) / (rows["bad"] == 0).sum())
        same(of_bads, hits / rows["bad"].sum())
        if len(inside):
            same(rate, *share(hits, len(inside)))
            same(expected[label][3], inside["p"].mean())
            same(expected[label][4], *share(hits, len(inside)))


def test_cut_offs_and_gains(report):
    rows = report.rows
    n, all_bads = len(rows), rows["bad"].sum()
    for cut, approved, bads, part, rate, kept_out, lost in report.table("cut-offs"):
        inside = rows[rows["score"] >= numbers(cut)[0]]
        hits = inside["bad"].sum()
        assert [numbers(approved)[0], numbers(bads)[0]] == [len(inside), hits]
        same(part, *share(len(inside), n))
        same(rate, *share(hits, len(inside)))
        same(kept_out, *share(all_bads - hits, all_bads))
        same(lost, *share(n - all_bads - len(inside) + hits, n - all_bads))
    for upto, count, bads, part, caught, lift in report.table("cut-offs", 1):
        inside = rows[rows["score"] <= numbers(upto)[0]]
        hits = inside["bad"].sum()
        assert [numbers(count)[0], numbers(bads)[0]] == [len(inside), hits]
        same(part, len(inside) / n)
        same(caught, *share(hits, all_bads))
        same(lift, hits / all_bads / (len(inside) / n))


def test_calibration(report):
    bad, p = report.rows["bad"].to_numpy(float), report.rows["p"].to_numpy()
    shown = {re.split(r" \d| share", row[0])[0]: row[1:4] for row in report.table("calibration")}

    def agrees(name, *wanted):
        for cell, value in zip(shown[name], wanted, strict=True):
            same(cell, value)

    rate = np.array(share(bad.sum(), bad.size))
    agrees("Observed / expected bads", *(rate / p.mean()))
    large = sm.GLM(bad, np.ones((bad.size, 1)), sm.families.Binomial(), offset=logit(p)).fit()
    agrees("Calibration in the large", large.params[0], *large.conf_int()[0])
    model = sm.Logit(bad, sm.add_constant(logit(p))).fit(disp=0)
    agrees("Calibration slope", model.params[1], *model.conf_int()[1])
    agrees("Calibration intercept", model.params[0], *model.conf_int()[0])
    for name, each, value in (
        ("Brier score", (p - bad) ** 2, brier_score_loss(bad, p)),
        ("Log loss", -np.log(np.where(bad == 1, p, 1 - p)), log_loss(bad, p)),
    ):
        reach = 1.96 * each.std(ddof=1) / np.sqrt(bad.size)
        agrees(name, value, value - reach, value + reach)
    plain = (bad - bad.mean()) ** 2
    kept = ((p - bad) ** 2).mean() / plain.mean()
    reach = 1.96 * ((p - bad) ** 2 - kept * plain).std(ddof=1) / np.sqrt(bad.size) / plain.mean()
    agrees("Brier skill", 1 - kept, 1 - kept - reach, 1 - kept + reach)
    # tenths by the probability, ties together with the lower ones
    order = np.sort(p)
    edges = np.unique(order[np.ceil(bad.size * np.arange(1, 10) / 10).astype(int) - 1])
    groups = pd.DataFrame({"bad": bad, "p": p}).groupby(np.searchsorted(edges, p))
    size, seen, expected = groups.size(), groups["bad"].sum(), groups["p"].sum()
    statistic = ((seen - expected) ** 2 / (expected * (1 - expected / size))).sum()
    said = text_of(report.page.get_element_by_id("calibration"))
    assert f"over {len(size)} groups: {statistic:.1f} on {len(size)} degrees" in said
    assert f"p = {chi2.sf(statistic, len(size)):.3f}" in said


def test_points_table_on_the_rows_of_the_fit(report):
    train = report.train
    bad = train[TARGET]
    blocks = {block.cssselect("code")[0].text: block for block in report.page.cssselect(".feature")}
    overview = {row[0]: row for row in report.table("points")}
    for name, block in blocks.items():
        information = 0.0
        for row in block.cssselect("tbody tr"):
            label, n, part, rate, woe = (text_of(cell) for cell in row[:5])
            inside = in_bin(train[name], label)
            hits, count = bad[inside].sum(), inside.sum()
            assert numbers(n)[0] == count, (name, label)
            same(part, count / len(train))
            if count:
                same(rate, *share(hits, count))
                goods = (count - hits) / (bad == 0).sum()
                evidence = np.log(goods / (hits / bad.sum()))
                # the weight of evidence is drawn a little towards nil where rows are few
                assert numbers(woe)[0] == pytest.approx(evidence, abs=0.03)
                information += (goods - hits / bad.sum()) * evidence
        label = text_of(block.cssselect("h3")[0])
        assert numbers(overview[label][3])[0] == pytest.approx(information, rel=0.01, abs=0.002)


def test_what_each_feature_is_worth(report):
    rows = report.rows
    points = printed_points(report.page, rows)
    bad, score = rows["bad"].to_numpy(), rows["score"].to_numpy(float)
    shown = report.table("sensitivity")
    assert len(shown) == points.shape[1]
    for name, fall, moved in shown:
        moves = (points[name] - points[name].mean()).to_numpy()
        same(fall, *gain(score - moves, score, bad))
        same(moved, np.abs(moves).mean())


def test_weaknesses_are_of_half_the_rows_and_lie_where_the_page_says(report):
    labels = {
        text_of(block.cssselect("h3")[0]): block.cssselect("code")[0].text
        for block in report.page.cssselect(".feature")
    }
    tables = report.page.cssselect("#weaknesses table")
    assert tables
    for table in tables:
        ranking = "AUC promised" in text_of(table)
        for row in table.cssselect("tbody tr"):
            inside = pd.Series(data=True, index=report.rows.index)
            for line in row[0].itertext():
                feature, _, label = line.partition(": ")
                inside &= in_bin(report.rows[labels[feature]], label)
            part = report.rows[inside]
            n, bads = (numbers(text_of(cell))[0] for cell in row[1:3])
            assert abs(n - len(part) / 2) < 4 * np.sqrt(len(part) / 4)
            figure = numbers(text_of(row[-3]))
            # the whole slice holds the half that was searched: it looks at least as bad
            if ranking:
                assert roc_auc_score(part["bad"], -part["score"]) < figure[2]
                p, s = part["p"].to_numpy(), part["score"].to_numpy()
                both = np.repeat([1, 0], len(part)), np.tile(-s, 2), np.concatenate([p, 1 - p])
                promised = roc_auc_score(both[0], both[1], sample_weight=both[2])
                assert abs(numbers(text_of(row[3]))[0] - promised) < 0.06
            else:
                expected = figure[0] ** -1 * bads / n
                ends = np.array(share(bads, n)) / expected
                assert figure == pytest.approx(ends, abs=0.0015)
                whole = part["bad"].sum() / part["p"].sum()
                assert (whole > 1) == (figure[0] > 1)


def test_champion_and_swap_set(report):
    table = report.table("champion")
    cells = report.table("champion", 1)
    rows = report.rows
    assert numbers(table[1][1])[:1] == [round(roc_auc_score(rows["bad"], -rows["score"]), 4)]
    approved = (rows["score"] >= numbers(table[1][2])[0]).sum()
    n = {row[0].split(":")[0]: numbers(row[1])[0] for row in cells}
    assert n["Both approve"] + n["Swapped in"] == approved
    assert sum(n.values()) == len(rows)
    assert sum(numbers(row[2])[0] for row in cells) == rows["bad"].sum()
    for row in cells:
        same(row[3], numbers(row[1])[0] / len(rows))
        same(row[4], *share(numbers(row[2])[0], numbers(row[1])[0]))


@pytest.fixture(scope="module")
def groups(report):
    age = pd.cut(report.rows["AGE"], [0, 24, 39, 61, 200], labels=False).map(
        dict(enumerate(["under 25", "25 to 39", "40 to 61", "62 and over"]))
    )
    named = {name: report.rows[name].astype(str) for name in ("SEX", "EDUCATION", "MARRIAGE")}
    return pd.DataFrame({**named, "AGE": age})


def test_fairness_by_group(report, groups):
    rows = report.rows
    approved = rows["score"] >= CUT_OFF
    for at, name in enumerate(groups):
        shown, errors, over = (report.table("fairness", 3 * at + each) for each in range(3))
        base = shown[0][0].removesuffix(" reference")
        assert base == groups[name].value_counts().index[0]
        frame = fair.MetricFrame(
            metrics={"rate": fair.selection_rate, "goods": fair.true_positive_rate,
                     "bads": fair.false_positive_rate},
            y_true=rows["bad"] == 0, y_pred=approved, sensitive_features=groups[name],
        ).by_group  # fmt: skip
        reference = groups[name] == base
        for row, wrong in zip(shown, errors, strict=True):
            label = row[0].removesuffix(" reference")
            member = groups[name] == label
            part = rows[member]
            n, hits = member.sum(), part["bad"].sum()
            assert numbers(row[1])[0] == n
            same(row[2], *share(hits, n))
            same(row[3], part["score"].mean())
            same(row[5], frame["rate"][label], *share(approved[member].sum(), n)[1:])
            if label != base:
                others = rows["score"][reference]
                d, _ = effectsize_smd(
                    part["score"].mean(), part["score"].std(), n,
                    others.mean(), others.std(), len(others),
                )  # fmt: skip
                assert numbers(row[4])[0] == pytest.approx(d, abs=0.0051)
                counts = approved[member].sum(), n, approved[reference].sum(), reference.sum()
                ends = confint_proportions_2indep(*counts, method="score", compare="ratio")
                same(row[6], frame["rate"][label] / frame["rate"][base], *ends)
                _, p_value = proportions_ztest(counts[::2], counts[1::2])
                assert numbers(row[7])[0] == pytest.approx(p_value, rel=0.06)
            for cell, metric, among in (
                (wrong[1], "goods", part["bad"] == 0),
                (wrong[2], "bads", part["bad"] == 1),
            ):
                if cell != "too few":
                    inside = approved[member][among]
                    same(cell, frame[metric][label], *share(inside.sum(), among.sum())[1:])
            taken = part[approved[member]]
            same(wrong[3], *share(taken["bad"].sum(), len(taken)))
            if wrong[4] != "too few":
                same(wrong[4], *(np.array(share(hits, n)) / part["p"].mean()))
                same(wrong[5], *auc_interval(part["score"].to_numpy(), part["bad"].to_numpy()))
        labels = [row[0] for row in shown[1:]]
        for cut, *ratios in over:
            passed = (rows["score"] >= numbers(cut)[0]).groupby(groups[name]).mean()
            for label, cell in zip(labels, ratios, strict=True):
                if cell != "too few":
                    same(re.split(" ", cell)[0], passed[label] / passed[base])


def test_intersections(report, groups):
    rows, pairs = report.rows, report.page.cssselect("#fairness details")
    checked = 0
    for details in pairs:
        title = text_of(details.cssselect("summary")[0])
        names = re.match(r"(\w+) and (\w+):", title)
        if not names:
            continue
        first, second = names.groups()
        both = groups[first] + ", " + groups[second]
        base = title.rsplit("reference ", 1)[1]
        for row in details.cssselect("tbody tr"):
            label, n, rate, passed, ratio = (text_of(cell) for cell in row)
            part = rows[both == label]
            taken = (part["score"] >= CUT_OFF).sum()
            others = rows["score"][both == base] >= CUT_OFF
            assert numbers(n)[0] == len(part)
            same(rate, *share(part["bad"].sum(), len(part)))
            same(passed, *share(taken, len(part)))
            same(ratio.split(" ")[0], taken / len(part) / others.mean())
            checked += 1
    assert checked > 20


def test_proxies_and_each_feature_taken_out(report, groups):
    rows, points = report.rows, printed_points(report.page, report.rows)
    proxies, dropped = (report.table("fairness", place) for place in (-2, -1))
    for source, attribute, group, area, verdict in proxies:
        member = groups[attribute] == group
        values = rows["score"] if source == "score" else points[source]
        if values.nunique() <= 20:
            values = member.groupby(values).transform("mean")
        found = roc_auc_score(member, values)
        same(area.split(" ")[0], max(found, 1 - found) if source == "score" else found)
        assert (verdict == "strong proxy") == (numbers(area)[1] >= 0.7)
    approved = rows["score"] >= CUT_OFF
    for feature, change, moved in dropped:
        without = rows["score"] - points[feature] + points[feature].mean()
        same(
            change,
            roc_auc_score(rows["bad"], -without) - roc_auc_score(rows["bad"], -rows["score"]),
        )
        distinct = np.sort(without.unique())[::-1]
        reached = [0, *np.cumsum(without.value_counts().loc[distinct])]
        taken = int(np.argmin(np.abs(np.array(reached) - approved.sum())))
        again = without.isin(distinct[:taken])
        for name, label, cell in re.findall(
            r"(SEX|EDUCATION|MARRIAGE|AGE) ([\w ]+?) ([+-][\d.]+)", moved
        ):
            base = groups[name].value_counts().index[0]
            before, after = (each.groupby(groups[name]).mean() for each in (approved, again))
            same(cell, after[label] / after[base] - before[label] / before[base])


def test_stability(report):
    rows = report.rows
    first, later = (rows[rows["half"] == name] for name in ("2005-08", "2005-09"))
    for row, part in zip(report.table("stability"), (first, later), strict=True):
        assert numbers(row[1])[0] == len(part)
        same(row[2], *share(part["bad"].sum(), len(part)))
        same(row[3], *auc_interval(part["score"].to_numpy(), part["bad"].to_numpy()))
        same(row[4], part["bad"].sum() / part["p"].sum())
    ordered = np.sort(first["score"])
    edges = np.unique(ordered[np.ceil(len(ordered) * np.arange(1, 10) / 10).astype(int) - 1])
    counts = np.array([
        np.bincount(np.searchsorted(edges, part["score"]), minlength=edges.size + 1)
        for part in (first, later)
    ])  # fmt: skip
    cells = counts.shape[1]
    pooled = counts.sum(axis=0) / counts.sum()
    shares = (counts + cells / 2 * pooled) / (counts.sum(axis=1, keepdims=True) + cells / 2)
    psi = ((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum()
    shown = numbers(report.table("stability")[1][5])
    assert shown[0] == pytest.approx(psi, abs=0.00051)
    n, m = counts.sum(axis=1)
    statistic = psi * n * m / (n + m)
    high = brentq(lambda moved: ncx2.cdf(statistic, cells - 1, moved) - 0.025, 1e-9, 100)
    assert shown[2] == pytest.approx(high * (n + m) / n / m, abs=0.00051)
    assert shown[3] == pytest.approx(chi2_contingency(counts, correction=False).pvalue, abs=0.006)

"""The same classes as somebody with a notebook works them out: tables read by COPY, everything else in pandas' memory.

Floats, no frozen inputs, no hashes, nothing written: what is left when all that makes a result repeatable is left out.
"""

import io

import numpy as np
import pandas as pd
from django.db import connection

TABLES = {
    "figure": """SELECT enterprise_id, park_id, tax_wan, sales_wan, energy_tce, employees
        FROM enterprises_yearlyfigure WHERE year = {year}""",
    "firm": "SELECT id AS enterprise_id, name, uscc FROM enterprises_enterprise",
    "stay": """SELECT enterprise_id, park_id, floor_area_m2, own_parcel_mu, valid_from, valid_until
        FROM enterprises_occupancy""",
    "park": """SELECT park.id AS park_id, leaf.parent_id AS county_id
        FROM parks_park park JOIN accounts_place leaf ON leaf.id = place_id""",
    "phase": """SELECT park_id, land_area_mu, floor_area_m2
        FROM parks_phase WHERE completed_on <= make_date({year}, 12, 31)""",
}
TERMS = (("tax_wan", "land", 40, 60), ("sales_wan", "land", 30, 45), ("sales_wan", "energy_tce", 30, 45))


def classes(year: int) -> pd.DataFrame:
    """Firm by firm: county_id, enterprise_id, group, score, rank, letter ("" for whoever is not ranked)."""
    firms = measured(frames(year), year)
    firms["ranked"] = (firms["land"] > 0) & (firms["energy_tce"] > 0)
    keys = ["county_id", "group"]
    ranked = firms[firms["ranked"]].copy()
    sums = ranked.groupby(keys)[["tax_wan", "sales_wan", "energy_tce", "land"]].transform("sum")
    score = 0.0
    for above, below, weight, cap in TERMS:
        base = (sums[above] / sums[below]).round(4)
        score = score + ((ranked[above] / ranked[below]).round(4) * weight / base).round(4).clip(upper=cap)
    ranked["score"] = score.round(4)
    groups = ranked.groupby(keys)["score"]
    ranked["rank"] = groups.rank(method="min", ascending=False).astype(int)
    ranked["letter"] = letters(ranked["rank"], groups.transform("size"), ranked["score"])
    return firms.join(ranked[["score", "rank", "letter"]])


def frames(year: int) -> dict[str, pd.DataFrame]:
    return {name: table(query.format(year=int(year))) for name, query in TABLES.items()}


def table(query: str) -> pd.DataFrame:
    found = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)", found)
    found.seek(0)
    return pd.read_csv(found)


def measured(given: dict[str, pd.DataFrame], year: int) -> pd.DataFrame:
    """Firms with their sums and their land, each in its group."""
    stays = given["stay"]
    months = months_of(stays, year)
    stays = stays.assign(floor=stays["floor_area_m2"] * months, own=stays["own_parcel_mu"] * months)
    stays = stays.groupby(["enterprise_id", "park_id"], as_index=False)[["floor", "own"]].sum()
    parks = given["phase"].groupby("park_id", as_index=False).sum()
    parks = parks.rename(columns={"land_area_mu": "park_land", "floor_area_m2": "park_floor"})
    rows = given["figure"].merge(given["park"]).merge(parks, how="left", on="park_id")
    rows = rows.merge(stays, how="left", on=["enterprise_id", "park_id"]).merge(
        given["firm"], on="enterprise_id"
    )
    rows["land"] = (rows["own"] / 12 + rows["park_land"] * rows["floor"] / (rows["park_floor"] * 12)).fillna(
        0
    )
    rows["land"] = rows["land"].round(4)
    firms = rows.groupby(["county_id", "enterprise_id"], as_index=False)[
        ["tax_wan", "sales_wan", "energy_tce", "employees", "land"]
    ].sum(min_count=1)
    firms["group"] = np.where(firms["sales_wan"] >= 2000, "above_scale", "below_scale")
    return firms


def months_of(stays: pd.DataFrame, year: int) -> pd.Series:
    """Months of the year on whose last day the rooms were occupied."""
    last_days = pd.date_range(f"{year}-01-01", periods=12, freq="ME").strftime("%Y-%m-%d")
    until = stays["valid_until"].fillna("9999-12-31")
    return sum(((stays["valid_from"] <= day) & (day <= until)).astype(int) for day in last_days)


def letters(rank: pd.Series, size: pd.Series, score: pd.Series) -> np.ndarray:
    """By thresholds in groups under ten, else by position: 20 % A, 40 % B, the last 5 % D."""
    small = np.select([score >= 90, score >= 70, score >= 50], ["A", "B", "C"], "D")
    a, b, d = size // 5, size * 2 // 5, (size + 19) // 20
    shares = np.select([rank <= a, rank <= a + b, rank <= size - d], ["A", "B", "C"], "D")
    return np.where(size < 10, small, shares)


def differing(found: pd.DataFrame, stored: str) -> int:
    """How many firms have another class here than in the results that `stored` selects (enterprise_id, letter)."""
    exact = table(stored).set_index("enterprise_id")["letter"].fillna("")
    here = found.set_index("enterprise_id")["letter"].fillna("")
    return int((exact.reindex(here.index).fillna("") != here).sum())

"""Studies made up in a second: the tables that a model would leave, without a model.

A small city of six towns, a county and a city. People stay a random time at a post; then they retire, resign or
move up; every post that falls empty is filled after a while by someone new. Policies differ in how soon
people leave. The numbers mean nothing; their form and their accounts are those of a study.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from experiments import columns
from experiments.parts import arranged, write_part
from sim.measures import headline
from sim.terms import RankGroup

START = 2010 * 12
TOWNS = (
    ("qinghe", "Qinghe", "清河镇", 0), ("shuangqiao", "Shuangqiao", "双桥镇", 0), ("dashi", "Dashi", "大石镇", 1),
    ("wutong", "Wutong", "梧桐镇", 2), ("yunling", "Yunling", "云岭乡", 3), ("gaoshan", "Gaoshan", "高山乡", 4),
)  # fmt: skip
ESTABLISHED = {"township": 22, "county": 60, "city": 40}
LEADING = {"township": 9, "county": 15, "city": 10}
ABOVE = {"township": "county", "county": "city"}


@dataclass(frozen=True)
class Made:
    """A made-up policy. `leave`: chance a month that a township post falls empty; `allowance`: yuan a month."""

    name: str
    label_en: str
    label_zh: str
    leave: float
    allowance: float = 200.0
    source: str = "003_ pt5, facts T12"
    why: str = "Made up for tests."


BASELINE = Made("rules_2006", "Rules of 2006", "2006 年规则", 0.011)
POLICIES = (
    BASELINE,
    Made(
        "limits_57_55",
        "Age limits 57 and 55",
        "年龄界限 57 与 55 岁",
        0.007,
        source="003_ pt5, T13-T14",
    ),
    Made(
        "allowance_up",
        "Higher township allowance",
        "提高乡镇补贴",
        0.0108,
        900.0,
        source="000_, facts 1.12.2",
    ),
)


@cache
def units() -> pd.DataFrame:
    """Return the units of the made-up city."""
    rows = [(name, "township", "linjiang", far, ESTABLISHED["township"], en, zh) for name, en, zh, far in TOWNS]
    rows.append(
        (
            "linjiang_organs",
            "county",
            "linjiang",
            0,
            ESTABLISHED["county"],
            "Linjiang organs",
            "临江县直",
        )
    )
    rows.append(("haizhou_organs", "city", "haizhou", 0, ESTABLISHED["city"], "Haizhou organs", "海州市直"))
    names = ["unit", "tier", "county", "remoteness", "established", "label_en", "label_zh"]
    return pd.DataFrame(rows, columns=names)


@cache
def posts() -> pd.DataFrame:
    """Return the posts of the made-up city, leading ones first in each unit."""
    rows = []
    for unit in units().itertuples():
        for ordinal in range(unit.established):
            group = "non_leading"
            if ordinal < LEADING[unit.tier]:
                group = "section" if ordinal < 3 else "deputy_section"
            row = (len(rows), unit.unit, unit.tier, unit.county, group, unit.remoteness)
            rows.append((*row, group != "non_leading"))
    names = ["post", "unit", "tier", "county", "rank_group", "remoteness", "leading"]
    return pd.DataFrame(rows, columns=names)


@cache
def _seats(tier: str) -> list:
    """Return the posts of a tier without a leading role."""
    frame = posts()
    return list(frame[(frame["tier"] == tier) & ~frame["leading"]].itertuples())


def run_of(policy: Made, seed: int, months: int) -> SimpleNamespace:
    """Return the tables of one made-up run."""
    chance = np.random.default_rng([seed, 7])
    horizon = START + months
    spells, empty, people = [], [], _People(chance)
    for post in posts().itertuples():
        far = post.remoteness
        leave = policy.leave * (1 + 0.25 * far) if post.tier == "township" else 0.006
        fill = 0.10 / (1 + 0.5 * far) if post.tier == "township" else 0.3
        month, at_start, opened_by = START, True, "opening_stock"
        vacant = chance.random() < (0.12 + 0.04 * far if post.tier == "township" else 0.02)
        while month < horizon:
            if vacant:
                filled = month + int(chance.geometric(fill))
                empty.append((post, month, filled, at_start, opened_by))
                month, at_start, vacant = filled, False, False
                continue
            end = month + int(chance.geometric(leave))
            cause = str(chance.choice(["retire", "resign", "open_selection", "die"], p=[0.5, 0.15, 0.3, 0.05]))
            person = people.opening(post) if at_start else people.recruit(post, month)
            spells.append((person, 0, post, month if not at_start else START - 30, end, cause, at_start))
            if cause == "open_selection" and post.tier in ABOVE and end < horizon:
                seats = _seats(ABOVE[post.tier])
                seat = seats[int(chance.integers(len(seats)))]
                spells.append((person, 1, seat, end, end + int(chance.geometric(0.01)), "retire", False))
            month, at_start, vacant, opened_by = end, False, True, cause
    careers, openings = _careers(spells, horizon), _openings(empty, horizon)
    frames = SimpleNamespace(careers=careers, openings=openings, units=units(), posts=posts())
    frames.months = _months(frames, policy, months)
    frames.events = _no_events()
    return frames


class _People:
    """Numbers cadres and gives them a sex and a birth month."""

    def __init__(self, chance: np.random.Generator) -> None:
        self.chance, self.next = chance, 0

    def opening(self, post) -> SimpleNamespace:
        return self._new(START - 240, "opening_stock", int(self.chance.integers(24 * 12, 59 * 12)))

    def recruit(self, post, month: int) -> SimpleNamespace:
        return self._new(month, "recruit", int(self.chance.integers(22 * 12, 34 * 12)) - (month - START))

    def _new(self, entered: int, route: str, age: int) -> SimpleNamespace:
        self.next += 1
        sex = "female" if self.chance.random() < 0.25 else "male"
        return SimpleNamespace(number=self.next, entered=entered, route=route, born=START - age, sex=sex)


def _careers(spells: list, horizon: int) -> pd.DataFrame:
    rows = [
        {
            "cadre": who.number, "key": who.number, "sex": who.sex, "born": who.born, "education": "bachelor",
            "party_member": True, "route": who.route, "entered": who.entered, "spell": spell,
            "tier": post.tier, "county": post.county, "unit": post.unit, "remoteness": post.remoteness,
            "rank": post.rank_group if post.leading else "staff", "rank_group": post.rank_group,
            "leading": bool(post.leading),
            "from_month": begin, "to_month": min(end, horizon), "end": cause if end < horizon else "",
            "censored": end >= horizon, "at_start": at_start,
        }
        for who, spell, post, begin, end, cause, at_start in spells
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _openings(empty: list, horizon: int) -> pd.DataFrame:
    rows = [
        {
            "post": post.post, "unit": post.unit, "tier": post.tier, "county": post.county,
            "rank_group": post.rank_group, "remoteness": post.remoteness,
            "leading": bool(post.leading), "opened": opened, "filled": filled if filled < horizon else -1,
            "months_open": min(filled, horizon) - opened, "censored": filled >= horizon, "at_start": at_start,
            "opened_by": cause, "filled_by": "recruit" if filled < horizon else "", "chain": -1, "depth": 0,
        }
        for post, opened, filled, at_start, cause in empty
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _months(run: SimpleNamespace, policy: Made, months: int) -> pd.DataFrame:
    """Return stocks that agree with the openings, and pay in proportion to the holders."""
    stock = run.posts.groupby(["tier", "county", "rank_group"]).size().rename("established").reset_index()
    frame = pd.DataFrame({"month": np.arange(START, START + months)}).merge(stock, how="cross")
    opened = run.openings.assign(until=run.openings["filled"].where(run.openings["filled"] >= 0, 10**6))
    keys = ["tier", "county", "rank_group"]
    lasting = pd.DataFrame({"month": frame["month"].unique()}).merge(opened, how="cross")
    lasting = lasting[(lasting["opened"] <= lasting["month"]) & (lasting["month"] < lasting["until"])]
    vacant = lasting.groupby(["month", *keys]).size().rename("vacant").reset_index()
    frame = frame.merge(vacant, how="left", on=["month", *keys]).fillna({"vacant": 0})
    holders = frame["established"] - frame["vacant"]
    frame = frame.assign(year=frame["month"] // 12, holders=holders)
    town = (frame["tier"] == "township").to_numpy()
    frame["pay_yuan"] = holders * 5000.0
    frame["allowance_yuan"] = np.where(town, holders * policy.allowance, 0.0)
    frame["award_yuan"] = np.where(frame["month"] % 12 == 11, holders * 160.0, 0.0)
    wishes = 0.40 - 20 * (0.011 - policy.leave)
    frame["wish_to_leave"] = (holders * wishes + frame["month"] % 3 / 3).astype(int)
    frame["age_months_sum"] = holders * 41.0 * 12
    for column in columns.MONTHS:
        if column.name not in frame and column.name != "run":
            frame[column.name] = 0.0 if column.kind == "float64" else 0
    frame["moves_up"] = np.where(town & (frame["rank_group"] == RankGroup.NON_LEADING.name.lower()), 1, 0)
    return frame


def _no_events() -> pd.DataFrame:
    return pd.DataFrame({column.name: [] for column in columns.EVENTS if column.name != "run"})


def write_study(
    folder: Path, policies: Sequence[Made], seeds: Mapping[str, int] | int, *, months: int = 96,
    keep: Sequence[str] = tuple(columns.BY_RUN), missing: int = 0,
) -> Path:  # fmt: skip
    """Write a made-up study. `seeds`: how many a policy, for all or by policy; `missing`: runs left undone."""
    counts = seeds if isinstance(seeds, Mapping) else {policy.name: seeds for policy in policies}
    pieces: dict[str, list] = {}
    for policy in policies:
        for seed in range(1, counts[policy.name] + 1):
            tables = run_of(policy, seed, months)
            name = f"{policy.name}-{seed}"
            for table in keep:
                piece = arranged(getattr(tables, table), table, columns.BY_RUN[table], run=name)
                pieces.setdefault(table, []).append(piece)
            row = {
                "run": name, "policy": policy.name, "point": 0, "seed": seed, "plan": policy.name,
                "city": "made_up", "start": START, "months": months,
                "incentives.township_allowance_yuan_per_month.class_0": policy.allowance, **headline(tables),
            }  # fmt: skip
            row = {key: [value] for key, value in row.items()}
            pieces.setdefault("runs", []).append(arranged(row, "runs", _run_columns()))
    for table, rows in pieces.items():
        write_part(folder, table, "0", rows)
    for table, frame in (("units", units()), ("posts", posts())):
        write_part(folder, table, "made_up", [arranged(frame, table, columns.OF_CITY[table])])
    write_manifest(folder, policies, counts, months, keep, missing)
    return folder


def _run_columns() -> tuple[columns.Column, ...]:
    allowance = columns.Column("incentives.township_allowance_yuan_per_month.class_0", "float64", "yuan a month", "")
    return (*columns.RUNS, allowance, *columns.measure_columns())


def write_manifest(
    folder: Path,
    policies: Sequence[Made],
    counts: Mapping[str, int],
    months: int,
    keep: Sequence[str],
    missing: int,
) -> None:
    """Write what a study says of itself."""
    done = sum(counts.values())
    manifest = {
        "schema_version": columns.SCHEMA_VERSION, "study": folder.name, "command": "compare", "words": [],
        "hash": "0123456789abcdef", "months": months, "seeds": list(range(1, max(counts.values()) + 1)),
        "keep": list(keep), "varied": ["incentives.township_allowance_yuan_per_month"],
        "city": {
            "name": "made_up", "hash": "fedcba9876543210",
            "config": {"name": "made_up", "label_en": "Made-up city", "label_zh": "虚构市",
                       "notes": {"units": "assumption: made up"}},
        },
        "policies": [
            {
                "name": policy.name, "label_en": policy.label_en, "label_zh": policy.label_zh,
                "source": policy.source, "why": policy.why, "plan": policy.name,
                "config": {"incentives": {"township_allowance_yuan_per_month": [policy.allowance] * 5}},
            }
            for policy in policies
        ],
        "runs_asked": done + missing, "runs_done": done, "complete": missing == 0,
        "code": {"source_hash": "abc123", "revision": "unknown", "lock": "abc"}, "versions": {"python": "3.13.0"},
        "opened": "2026-11-01T08:00:00+00:00", "closed": "2026-11-01T08:01:00+00:00", "wall_seconds": 61.5,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def renamed(policy: Made, **changes: object) -> Made:
    """Return a policy with some fields changed."""
    return replace(policy, **changes)

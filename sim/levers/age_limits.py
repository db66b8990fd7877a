"""Levers: age lines for nomination, recruitment, selection and transfer."""

from dataclasses import dataclass

from sim.levers.labels import TOWNS
from sim.parameters import parameter


@dataclass(frozen=True)
class AgeLimits:
    """Age lines for nomination, recruitment, selection and transfer."""

    renewal_men_years: float = parameter(
        50.0, "years", 35, 70, f"{TOWNS}, T12: in 2006 cadres over 50 were not renominated",
        "Renomination to a township team, men", "继续提名年龄界限(男)", by_county=True,
    )  # fmt: skip
    renewal_women_years: float = parameter(
        45.0, "years", 35, 70, f"{TOWNS}, T12: women five years earlier",
        "Renomination to a township team, women", "继续提名年龄界限(女)", by_county=True,
    )  # fmt: skip
    new_men_years: float = parameter(
        50.0, "years", 35, 70, f"{TOWNS}, T12: no nomination over 50",
        "New nomination to a township team, men", "新提名年龄界限(男)", by_county=True,
    )  # fmt: skip
    new_women_years: float = parameter(
        45.0, "years", 35, 70, f"{TOWNS}, T12: women five years earlier",
        "New nomination to a township team, women", "新提名年龄界限(女)", by_county=True,
    )  # fmt: skip
    organ_leading_men_years: float = parameter(
        57.0, "years", 45, 70,
        "assumption: leaders of organs leave their posts some years before retirement (facts 2.4: 51-58, conflicting)",
        "Leading posts in organs, men", "机关领导职务年龄界限(男)", by_county=True,
    )  # fmt: skip
    organ_leading_women_years: float = parameter(
        52.0, "years", 45, 70, "assumption: women five years earlier, as in the townships",
        "Leading posts in organs, women", "机关领导职务年龄界限(女)", by_county=True,
    )  # fmt: skip
    recruitment_years: float = parameter(
        35.0, "years", 22, 60, "facts 2.1: entry age 18-35",
        "Recruitment by examination", "招录年龄上限",
    )  # fmt: skip
    selection_years: float = parameter(
        35.0, "years", 22, 60, "facts 2.5: city notice of 2020, age 35 or under",
        "Open selection", "遴选年龄上限",
    )  # fmt: skip
    transfer_years: float = parameter(
        45.0, "years", 22, 65, "assumption: receiving organs prefer people with two decades left (facts 2.5: 40-45)",
        "Transfer to another unit", "调动年龄上限",
    )  # fmt: skip
    new_service_left_years: float = parameter(
        0.0, "years before retirement", 0, 15,
        "facts 1.4.4 (003_ pt5) proposes that nominees can serve five more years; no such rule as found",
        "Service left that a new nominee must have", "新提名须能任职年限", by_county=True,
    )  # fmt: skip
    renewal_service_left_years: float = parameter(
        0.0, "years before retirement", 0, 15,
        "facts 1.4.3 (003_ pt5) proposes that incumbents can serve three more years; no such rule as found",
        "Service left that a renewed leader must have", "继续提名须能任职年限", by_county=True,
    )  # fmt: skip
    round_every_months: float = parameter(
        60.0, "months", 12, 120, "facts T25: term lengthened from 3 to 5 years",
        "Leadership round", "换届周期",
    )  # fmt: skip

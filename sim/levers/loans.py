"""Levers: loans upward and task forces that take people off their posts."""

from dataclasses import dataclass

from sim.levers.labels import TIERS, TOWNS
from sim.parameters import parameter


@dataclass(frozen=True)
class Loans:
    """Loans upward and task forces that take people off their posts."""

    loan_requests_per_100_posts_per_year: tuple[float, ...] = parameter(
        (1.5, 0.6, 0.0), "requests per 100 established posts a year", 0, 50,
        "002_, facts 1.5.5: superior organs borrow the young; how many is unknown (facts 2.5), an assumption",
        "Loans asked for by the tier above", "上级借调人次(每百编制)", labels=TIERS,
    )  # fmt: skip
    loan_months: float = parameter(
        6.0, "months", 1, 60, "facts 2.5: normally at most six months",
        "Term of a loan", "单次借调期限",
    )  # fmt: skip
    loan_limit_months: float = parameter(
        12.0, "months", 1, 240, "facts 2.5: at most twelve months in all",
        "Longest loan within the rules", "借调累计期限",
    )  # fmt: skip
    loan_rules_kept_share: float = parameter(
        0.2, "share of requests", 0, 1,
        "facts 2.5: rules came from 2017 on and are not everywhere; the share is an assumption",
        "Loans that keep to the rules", "借调规定执行比例",
    )  # fmt: skip
    loan_only_to_short_units: bool = parameter(
        False, "yes/no", 0, 1, "facts 2.5: a unit that is full may not borrow, says one province",
        "Only units with vacancies may borrow", "满编单位不得借调",
    )  # fmt: skip
    loan_receiver_pays: bool = parameter(
        False, "yes/no", 0, 1, "facts 2.5: pay stays with the home unit as found",
        "Receiving unit pays for loans", "借调由用人单位负担经费",
    )  # fmt: skip
    loan_stays_share: float = parameter(
        0.1, "share of loans that end", 0, 1,
        "002_, facts 1.5.5: borrowed before they take root; how many stay is an assumption",
        "Loans that end in a transfer up", "借调后正式调入比例",
    )  # fmt: skip
    task_force_per_100_posts_per_year: tuple[float, ...] = parameter(
        (0.8, 2.0, 0.5), "people per 100 established posts a year", 0, 50,
        f"{TOWNS}, T17, T19-T21, facts 1.6.15: over 300 were pulled off, most from organs; spread over years and tiers "
        "by assumption",
        "People pulled off for special tasks", "专项工作抽调人数(每百编制)", labels=TIERS,
    )  # fmt: skip
    task_force_months: float = parameter(
        24.0, "months", 1, 120, f"{TOWNS}, T19, facts 1.6.15: two years",
        "Term of a task force", "专项工作抽调期限",
    )  # fmt: skip

"""Policies with levers anywhere between their bounds."""

from typing import Any

from hypothesis import strategies as st

from sim.levers import (
    AgeLimits,
    Exchange,
    Loans,
    Promotion,
    Quotas,
    Retirement,
    Secondment,
    Service,
    Training,
    Work,
    levers,
)  # fmt: skip
from sim.policy import Policy


def value(name: str, low: float | None = None) -> Any:
    """Draw a lever's value between its bounds."""
    declared = levers()[name]
    low = declared.low if low is None else low
    if isinstance(declared.default, bool):
        return st.booleans()
    if declared.labels:
        return st.tuples(*[st.floats(low, declared.high)] * len(declared.labels))
    return st.floats(low, declared.high)


def every(prefix: str) -> dict[str, Any]:
    """Draw each lever of a group between its bounds."""
    return {name.removeprefix(f"{prefix}."): value(name) for name in levers() if name.startswith(f"{prefix}.")}


def group(kind: type, prefix: str, **low: float) -> Any:
    return st.builds(kind, **{name: value(f"{prefix}.{name}", least) for name, least in low.items()})


policies = st.builds(
    Policy,
    quotas=st.builds(
        Quotas,
        township_recruits_per_100_posts_per_year=st.floats(0, 30),
        county_selection_per_100_posts_per_year=st.floats(0, 30),
        city_selection_per_100_posts_per_year=st.floats(0, 30),
        reserved_township_service_share=st.floats(0, 1),
    ),
    age_limits=group(
        AgeLimits, "age_limits", renewal_men_years=35, renewal_women_years=35, new_men_years=35, new_women_years=35,
        organ_leading_men_years=45, organ_leading_women_years=45, recruitment_years=26, selection_years=22,
        transfer_years=22, round_every_months=12,
    ),
    retirement=group(Retirement, "retirement", retirement_men_years=50, retirement_women_years=45, early_retirement=0),
    service=group(Service, "service", township_min_service_months=0, organ_min_service_months=0),
    promotion=st.builds(
        Promotion,
        min_months_in_rank=st.tuples(*[st.floats(0, 60)] * 6),
        approval_months=st.floats(0, 12),
        chain_approval_months=st.floats(0, 12),
        outside_share=st.floats(0, 0.5),
        own_unit_share=st.floats(0, 1),
        placement_share=st.floats(0, 1),
        down_share=st.floats(0, 1),
        up_share=st.floats(0, 1),
    ),
    work=st.builds(Work, burden_ratio=st.floats(0.3, 3)),
    secondment=st.builds(Secondment, **every("secondment")),
    loans=st.builds(Loans, **every("loans")),
    exchange=st.builds(Exchange, **every("exchange")),
    training=st.builds(Training, **every("training")),
)  # fmt: skip

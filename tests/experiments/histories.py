"""A yearly table as a planner would write it, for tests of the backtest."""

from experiments.backtest_table import COUNTS


def table(years=range(2010, 2016)) -> str:
    head = ",".join(("year", "tier", *COUNTS))
    rows = [
        f"{year},{tier},{300 + year % 7},{20 + year % 3},18,3,2" for year in years for tier in ("township", "county")
    ]
    return "\n".join([head, *rows])

"""The pages: one planner's question each, answered with cards."""

from typing import Final

from dashboards.pages import belief, changes, costs, drives, empty, life, moves, people, stays, trade, what_if
from dashboards.pages.page import Choice, Page

__all__ = ["PAGES", "Choice", "Page", "page_named"]

PAGES: Final = (
    changes.PAGE, stays.PAGE, empty.PAGE, moves.PAGE, people.PAGE, costs.PAGE, drives.PAGE, trade.PAGE, what_if.PAGE,
    life.PAGE, belief.PAGE,
)  # fmt: skip
"""In the order of the rail."""


def page_named(key: str) -> Page | None:
    """Return a page by its key, the first for an empty one, None for a key that is no page's."""
    if not key:
        return PAGES[0]
    return next((page for page in PAGES if page.key == key), None)

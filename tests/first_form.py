"""The model's first form: fifteen processes, civil servants alone. The twin is of this form, and old results are."""

from typing import Final

from sim.plan import NAMES

FIRST_MONTH: Final = frozenset((
    "calendar", "retirement", "workload", "teams", "appraisal", "ranking", "prospects", "motivation", "intention",
    "resignation", "leadership_round", "second_line", "fill_posts", "open_selection", "transfer", "recruitment",
))  # fmt: skip
"""The processes of the model's first form; with all others off it must give what it gave then."""
LATER: Final = tuple(name for name in NAMES if name not in FIRST_MONTH)
"""The processes to switch off."""
CIVIL_SERVANTS_ONLY: Final = ("city.other_staff=false",)
"""Words that leave all but civil servants out of a city, as in the model's first form."""
FIRST_FORM: Final = (*CIVIL_SERVANTS_ONLY, f"off=[{','.join(LATER)}]")
"""Words that ask for the model's first form."""

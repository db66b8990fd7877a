"""Levers: reserve cadres and their development."""

from dataclasses import dataclass

from sim.parameters import parameter


@dataclass(frozen=True)
class Bench:
    """Reserve cadres and their development."""

    reserve_per_100_leading_posts: float = parameter(
        30.0, "people per 100 leading posts of the next rank", 0, 300,
        "facts 1.19.5 (000_): the reserve is thin; the number is an assumption",
        "Size of the reserve list", "后备干部规模(每百领导岗位)", by_county=True,
    )  # fmt: skip
    reserve_years: float = parameter(
        45.0, "years", 25, 65, "assumption: reserves are young enough for two terms",
        "Age line of the reserve list", "后备干部年龄界限",
    )  # fmt: skip
    reserve_weight: float = parameter(
        0.0, "points", 0, 10, "facts 1.19.6 (002_): send reserves to key posts; as found the list weighs nothing",
        "Weight of the reserve list in promotion", "后备干部晋升权重",
    )  # fmt: skip
    reserve_development_share: float = parameter(
        0.0, "share of what planned tasks can teach", 0, 1,
        "facts 1.19.6 (000_): plan the training of reserves with tasks and loads; none as found",
        "Planned development of reserves", "后备干部压担培养力度",
    )  # fmt: skip

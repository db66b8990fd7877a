"""Levers: minimum service."""

from dataclasses import dataclass

from sim.parameters import parameter


@dataclass(frozen=True)
class Service:
    """Minimum service."""

    township_min_service_months: float = parameter(
        60.0, "months", 0, 240, "Document 人社部发〔2014〕61号: 5 years including probation (facts 2.1)",
        "Minimum township service of recruits", "乡镇最低服务年限", by_county=True,
    )  # fmt: skip
    organ_min_service_months: float = parameter(
        36.0, "months", 0, 240, "assumption: local notices ask 2-5 years in the present organ (facts 2.5)",
        "Minimum service in organs", "机关最低服务年限",
    )  # fmt: skip

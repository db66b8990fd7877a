"""Levers: accountability, fault tolerance, false reports, supervision."""

from dataclasses import dataclass

from sim.parameters import parameter


@dataclass(frozen=True)
class Accountability:
    """Accountability, fault tolerance, false reports, supervision."""

    incident_detection_share: float = parameter(
        0.5, "share of incidents", 0, 1, "assumption: supervision of township leaders is weak (facts 1.18.5)",
        "Incidents that come to light", "问题发现率", by_county=True,
    )  # fmt: skip
    fault_tolerance_clarity: float = parameter(
        0.2, "0-1", 0, 1, "002_, facts 1.10.4: the rules exist, but nobody knows how they apply; the number is assumed",
        "Clarity of fault tolerance", "容错纠错规则清晰度", by_county=True,
    )  # fmt: skip
    fault_tolerance_generosity: float = parameter(
        0.5, "0-1", 0, 1, "assumption: the written rules would exempt half of all honest mistakes (facts 1.10.4)",
        "Generosity of fault tolerance", "容错纠错宽容度", by_county=True,
    )  # fmt: skip
    blame_accuracy_share: float = parameter(
        0.3, "share of blame", 0, 1, "000_, facts 1.10.7: held to account at once and without analysis; assumed number",
        "Blame that hits who is responsible", "精准问责比例", by_county=True,
    )  # fmt: skip
    decider_blame_share: float = parameter(
        0.3, "share of mistaken decisions", 0, 1, "003_ pt1, facts 1.10.8: deciders do not answer; assumed number",
        "Mistaken decisions that deciders answer for", "决策失误由决策者担责比例", by_county=True,
    )  # fmt: skip
    territory_blame_share: float = parameter(
        0.8, "share", 0, 1, "000_, facts 1.10.3: responsibility follows territory though departments hold the power; "
        "assumed number", "Blame for departments' work borne by the township", "属地责任承担比例", by_county=True,
    )  # fmt: skip
    false_report_months: float = parameter(
        24.0, "months", 1, 60, "002_, facts 1.10.5: no procedure clears a name; two years are an assumption",
        "Months until a false report is cleared", "澄清正名所需月数", by_county=True,
    )  # fmt: skip
    false_reporters_punished_share: float = parameter(
        0.0, "share", 0, 1, "002_, facts 1.10.5: malicious reports go unpunished",
        "False reporters who are punished", "诬告查处比例", by_county=True,
    )  # fmt: skip
    removal_clarity_share: float = parameter(
        0.0, "0-1", 0, 1, "002_, facts 1.10.9: the boundaries for removing unfit cadres are unclear and hard to apply",
        "Clarity of the criteria for removal", "不胜任认定标准清晰度", by_county=True,
    )  # fmt: skip

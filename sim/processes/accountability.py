"""Accountability (问责): who is blamed for what went wrong, for how long, and over whom a false report hangs."""

from sim.blame import departments_share, incidents_at, present_at, shocks_at, tolerance
from sim.compiled import compiled
from sim.draws import Decision, Word, draw, identity, stream
from sim.elementary import exp
from sim.lots import holder_tried, is_taken, tries
from sim.regions import units_of
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, NOBODY, Away

SANCTION_MONTHS = (6, 12, 18, 24)
"""Warning, demerit, major demerit, demotion or dismissal from the post (Law on administrative sanctions art. 8)."""
EVERYBODY, LEADERS, OTHERS = 0, 1, 2
CARELESS_AT_MOST = 2.0
"""Standard deviations below average from which on less ability makes nobody more likely to be at fault."""


@compiled
def count_of(u: float, mean: float) -> int:
    """Return a Poisson number for a draw; with the same draw a larger mean never gives fewer."""
    if u < 1.0 - mean:  # below exp(-mean), as nearly always
        return 0
    n, term = 0, exp(-mean)
    total = term
    while u >= total and n < 1000:
        n += 1
        term *= mean / n
        total += term
    return n


@compiled
def sanction_months(u: float, shares: Array) -> int:
    """Return how long a sanction blocks promotion, in months, for a draw; shares: (4,) by severity, mildest first."""
    left = u * shares.sum()
    for k in range(3):
        if left < shares[k]:
            return SANCTION_MONTHS[k]
        left -= shares[k]
    return SANCTION_MONTHS[3]


@compiled
def false_report_rate(per_year: float, punished: float, deterrence: float) -> float:
    """Return false reports per cadre-month, fewer where those who make them are punished (facts 1.10.5-6)."""
    return per_year / MONTHS * (1.0 - deterrence * punished)


@compiled
def whose(decision: float, accurate: bool, mistaken: float, decider: float) -> tuple[int, bool]:
    """Return among whom the blame falls and whether ability counts, for a draw on the decision behind it.

    A mistaken decision is laid on those who decide in `decider` of all cases and else on those who carried it out
    (facts 1.10.8); what no decision caused hits whoever is responsible if the blame is accurate, else whoever is there.
    """
    if decision < mistaken * decider:
        return LEADERS, False
    if decision < mistaken:
        return OTHERS, False
    return EVERYBODY, accurate


@compiled
def _by_lot(s: State, u: int, key: Word, among: int, leaders_ratio: float, careless: float) -> int:
    """Return one of a unit's holders at work by a weighted lot, or NOBODY."""
    heaviest = max(1.0, leaders_ratio) * exp(careless * CARELESS_AT_MOST)
    for trial in range(tries(s, u)):
        row = holder_tried(s, u, key, trial)
        if row == NOBODY:
            continue
        person = s.cadres[row]
        if person["unit"] != u or person["away"] != Away.NO:
            continue
        if (among == LEADERS and not person["leading"]) or (among == OTHERS and person["leading"]):
            continue
        weight = exp(careless * min(CARELESS_AT_MOST, -person["ability"]))
        if is_taken(key, trial, weight * (leaders_ratio if person["leading"] else 1.0), heaviest):
            return row
    return NOBODY


@compiled
def _sanction(s: State, row: int, months: int) -> None:
    """Block a cadre's promotion for some months; the longest running period counts."""
    person = s.cadres[row]
    person["sanction_until"] = max(person["sanction_until"], s.clock[0]["now"] + months)
    person["motivation"] = max(0.0, person["motivation"] - s.setting[0]["sanction_motivation"])


@compiled
def _hold_to_account(s: State, u: int, n: int, shock: bool) -> None:
    """Find out for each of a unit's `n` incidents who bears it and whether fault tolerance exempts it."""
    clock, b, unit = s.clock[0], s.setting[0], s.units[u]
    lever, seed, now = s.levers[unit["group"]], clock["seed"], clock["now"]
    spared = tolerance(lever["fault_tolerance_clarity"], lever["fault_tolerance_generosity"])
    theirs = departments_share(s, u)
    for k in range(n):
        incident = identity(k, unit["key"], 1 if shock else 0)
        honest = shock or draw(stream(seed, Decision.HONEST, now), incident) < b["honest_mistake_share"]
        if honest and draw(stream(seed, Decision.TOLERATED, now), incident) < spared:
            continue
        place = u
        if not shock and draw(stream(seed, Decision.TERRITORY, now), incident) < theirs:
            place = int(s.organs[unit["group"]])
        among, careless = LEADERS, False
        if not shock:
            accurate = draw(stream(seed, Decision.ACCURATE, now), incident) < lever["blame_accuracy_share"]
            decision = draw(stream(seed, Decision.DECIDER, now), incident)
            among, careless = whose(decision, accurate, b["mistaken_decision_share"], lever["decider_blame_share"])
        key = stream(seed ^ incident, Decision.BLAMED, now)
        ratio = b["blame_leaders_ratio"]
        row = _by_lot(s, place, key, among, ratio, b["careless_ability"] if careless else 0.0)
        if row == NOBODY and among != EVERYBODY:
            row = _by_lot(s, place, key, EVERYBODY, ratio, 0.0)
        if row != NOBODY:
            severity = draw(stream(seed, Decision.SEVERITY, now), incident)
            _sanction(s, row, sanction_months(severity, b["sanction_shares"]))


@compiled
def _accuse(s: State, u: int, n: int) -> None:
    """Let `n` false reports fall on a unit's people; each hangs over its victim until it is cleared."""
    clock, b, unit = s.clock[0], s.setting[0], s.units[u]
    until = clock["now"] + int(s.levers[unit["group"]]["false_report_months"])
    for k in range(n):
        key = stream(clock["seed"] ^ identity(k, unit["key"], 2), Decision.ACCUSED, clock["now"])
        row = _by_lot(s, u, key, EVERYBODY, b["blame_leaders_ratio"], 0.0)
        if row != NOBODY:
            person = s.cadres[row]
            person["accused_until"] = max(person["accused_until"], until)
            person["motivation"] = max(0.0, person["motivation"] - b["accusation_motivation"])


@compiled
def accountability(s: State) -> None:
    """Draw every unit's incidents, sudden events and false reports of the month, and hold people to account."""
    clock, b = s.clock[0], s.setting[0]
    key = stream(clock["seed"], Decision.INCIDENTS, clock["now"])
    key_shock = stream(clock["seed"], Decision.SHOCKS, clock["now"])
    key_false = stream(clock["seed"], Decision.FALSE_REPORTS, clock["now"])
    for u in units_of(s):
        unit, lever = s.units[u], s.levers[s.units[u]["group"]]
        n = count_of(draw(key, unit["key"]), incidents_at(s, u))
        if n > 0:
            _hold_to_account(s, u, n, False)
        n = count_of(draw(key_shock, unit["key"]), shocks_at(s, u))
        if n > 0:
            _hold_to_account(s, u, n, True)
        rate = false_report_rate(
            b["false_reports_per_cadre_year"], lever["false_reporters_punished_share"], b["false_report_deterrence"]
        )
        n = count_of(draw(key_false, unit["key"]), rate * max(0, present_at(s, u)))
        if n > 0:
            _accuse(s, u, n)

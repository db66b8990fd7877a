"""A setting: everything we assume about people, composed from the assumptions that stand beside each rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from sim.blame import Blame
from sim.burden import Burden
from sim.filling import Acceptance
from sim.inspection import Inspection
from sim.learning import Learning
from sim.newcomers import Newcomers
from sim.origins import Origins
from sim.parameters import Declaration, as_record, declarations, problems, record_dtype
from sim.processes.absences import Returns
from sim.processes.appraisal import Performance
from sim.processes.care import Relief
from sim.processes.caution import Caution
from sim.processes.convert import Conversion
from sim.processes.elections import Contests
from sim.processes.esteem import Esteem
from sim.processes.exchange import Exchanging
from sim.processes.grades import Seniors
from sim.processes.household import Household
from sim.processes.identity import Identity
from sim.processes.institutions import Institutions
from sim.processes.intention import Wants
from sim.processes.last_place import LastPlace
from sim.processes.loans import Lending
from sim.processes.motivation import Drive
from sim.processes.open_selection import Selection
from sim.processes.placement_up import Placement
from sim.processes.programme import Programme
from sim.processes.prospects import Sight
from sim.processes.recruitment import Attraction, Examination
from sim.processes.reserve_list import Development
from sim.processes.retirement import EarlyRetirement
from sim.processes.reunion import Reunions
from sim.processes.secondment import Secondments
from sim.processes.stagnation import Weariness
from sim.processes.supervision import Misconduct
from sim.processes.teams import Cohesion
from sim.processes.training import Schooling
from sim.processes.transfer import Transfers
from sim.processes.villages import VillageBehaviour
from sim.processes.workload import Load
from sim.review import Review
from sim.rewards import Recognition
from sim.seating import Seating
from sim.skills import Skills
from sim.synthesis import Association
from sim.table import Array
from sim.traits import Traits

GROUPS: Final[Mapping[str, type]] = {
    "association": Association,
    "origins": Origins,
    "seating": Seating,
    "traits": Traits,
    "review": Review,
    "retirement_behaviour": EarlyRetirement,
    "load": Load,
    "cohesion": Cohesion,
    "performance": Performance,
    "sight": Sight,
    "drive": Drive,
    "wants": Wants,
    "acceptance": Acceptance,
    "selection": Selection,
    "transfers": Transfers,
    "attraction": Attraction,
    "newcomers": Newcomers,
    "blame": Blame,
    "burden": Burden,
    "caution": Caution,
    "recognition": Recognition,
    "relief": Relief,
    "household": Household,
    "learning": Learning,
    "secondments": Secondments,
    "returns": Returns,
    "lending": Lending,
    "exchanging": Exchanging,
    "placement": Placement,
    "reunions": Reunions,
    "weariness": Weariness,
    "schooling": Schooling,
    "seniors": Seniors,
    "esteem": Esteem,
    "contests": Contests,
    "inspection": Inspection,
    "development": Development,
    "last_place": LastPlace,
    "misconduct": Misconduct,
    "skills": Skills,
    "identity": Identity,
    "institutions": Institutions,
    "conversion": Conversion,
    "programme": Programme,
    "village_behaviour": VillageBehaviour,
    "examination": Examination,
}

ASSUMPTIONS: Final = record_dtype(GROUPS)
"""One record of all assumptions, as compiled code reads it."""


@dataclass(frozen=True)
class Setting:
    """Values of all assumptions."""

    association: Association = field(default_factory=Association)
    origins: Origins = field(default_factory=Origins)
    seating: Seating = field(default_factory=Seating)
    traits: Traits = field(default_factory=Traits)
    review: Review = field(default_factory=Review)
    retirement_behaviour: EarlyRetirement = field(default_factory=EarlyRetirement)
    load: Load = field(default_factory=Load)
    cohesion: Cohesion = field(default_factory=Cohesion)
    performance: Performance = field(default_factory=Performance)
    sight: Sight = field(default_factory=Sight)
    drive: Drive = field(default_factory=Drive)
    wants: Wants = field(default_factory=Wants)
    acceptance: Acceptance = field(default_factory=Acceptance)
    selection: Selection = field(default_factory=Selection)
    transfers: Transfers = field(default_factory=Transfers)
    attraction: Attraction = field(default_factory=Attraction)
    newcomers: Newcomers = field(default_factory=Newcomers)
    blame: Blame = field(default_factory=Blame)
    burden: Burden = field(default_factory=Burden)
    caution: Caution = field(default_factory=Caution)
    recognition: Recognition = field(default_factory=Recognition)
    relief: Relief = field(default_factory=Relief)
    household: Household = field(default_factory=Household)
    learning: Learning = field(default_factory=Learning)
    secondments: Secondments = field(default_factory=Secondments)
    returns: Returns = field(default_factory=Returns)
    lending: Lending = field(default_factory=Lending)
    exchanging: Exchanging = field(default_factory=Exchanging)
    placement: Placement = field(default_factory=Placement)
    reunions: Reunions = field(default_factory=Reunions)
    weariness: Weariness = field(default_factory=Weariness)
    schooling: Schooling = field(default_factory=Schooling)
    seniors: Seniors = field(default_factory=Seniors)
    esteem: Esteem = field(default_factory=Esteem)
    contests: Contests = field(default_factory=Contests)
    inspection: Inspection = field(default_factory=Inspection)
    development: Development = field(default_factory=Development)
    last_place: LastPlace = field(default_factory=LastPlace)
    misconduct: Misconduct = field(default_factory=Misconduct)
    skills: Skills = field(default_factory=Skills)
    identity: Identity = field(default_factory=Identity)
    institutions: Institutions = field(default_factory=Institutions)
    conversion: Conversion = field(default_factory=Conversion)
    programme: Programme = field(default_factory=Programme)
    village_behaviour: VillageBehaviour = field(default_factory=VillageBehaviour)
    examination: Examination = field(default_factory=Examination)

    @cached_property
    def record(self) -> Array:
        """All assumptions as one record: (1,) ASSUMPTIONS, not to be written to."""
        found = as_record({name: getattr(self, name) for name in GROUPS}, ASSUMPTIONS)
        found.flags.writeable = False
        return found

    def problems(self) -> list[str]:
        """Say in words everything that is wrong with these assumptions."""
        return list(self._out_of_bounds)

    @cached_property
    def _out_of_bounds(self) -> tuple[str, ...]:
        """What is wrong; assumptions never change, and every run of a study asks."""
        return tuple(line for prefix in GROUPS for line in problems(getattr(self, prefix), prefix))


def assumptions() -> dict[str, Declaration]:
    """Return every assumption's declaration by full name."""
    return {each.name: each for prefix, group in GROUPS.items() for each in declarations(group, prefix)}

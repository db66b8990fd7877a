"""Measures: pure functions of the result tables of a run.

`declared` names the headline results (`MEASURES`), `headline` computes them; `stocks`, `openings`,
`stays`, `survival`, `mobility` and `cost` give the tables behind the charts; `columns` and
`estimators` serve them all.

Time. Tables hold month numbers; stocks are taken at month end. What happens in month m shows at the
end of m, so the time from one month to another is the number of month ends between: a cadre who
entered in month 5 and left in month 8 was there at three month ends, time 3. Whoever was there when
the run began stands at the end of the month before it. Whoever is still there at the horizon (first
month after the run) was seen until the month before. Shares at time t count those who lasted longer
than t: S(t) = P(T > t), so S(k) is the share there k months on.
"""

from sim.measures.columns import Tables, Window, window_of
from sim.measures.declared import MEASURES, Measure
from sim.measures.headline import headline

__all__ = ["MEASURES", "Measure", "Tables", "Window", "headline", "window_of"]

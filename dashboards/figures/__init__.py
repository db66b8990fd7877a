"""Tables to figures: pure functions of a DataFrame, a language and a colour scheme."""

from dashboards.figures.bands import Line, Shape, band_panels
from dashboards.figures.causes import cause_panels
from dashboards.figures.differences import Quantity, difference_panels
from dashboards.figures.flows import flow_figure, largest
from dashboards.figures.pyramid import pyramid_figure
from dashboards.figures.tiles import tile_figure

__all__ = [
    "Line",
    "Quantity",
    "Shape",
    "band_panels",
    "cause_panels",
    "difference_panels",
    "flow_figure",
    "largest",
    "pyramid_figure",
    "tile_figure",
]

"""Mesa's own page, SolaraViz, shows the model, steps it and makes it anew; no browser needed."""

import pytest

WHY = "Mesa's page needs the extra viz; `make test-deep` installs it"

pytestmark = pytest.mark.deep
solara = pytest.importorskip("solara", reason=WHY)
vuetify = pytest.importorskip("ipyvuetify", reason=WHY)
pytest.importorskip("altair", reason=WHY)

from mesa.visualization import Slider, SolaraViz, make_plot_component  # noqa: E402
from solara.widgets import GridLayout  # noqa: E402

import experiments  # noqa: E402
from experiments.batch import BatchModel  # noqa: E402

RENEWAL = "age_limits.renewal_men_years"
LABEL = "Renomination, men"
MONTHS = 3


class Drawn:
    """A page drawn once, and what a reader would see and press."""

    def __init__(self, model, components, params):
        self.model = solara.reactive(model)

        @solara.component
        def page():
            with solara.AppLayout():
                SolaraViz(self.model, components=components, model_params=params, name="Cadres")

        self.box, self.tree = solara.render(page(), handle_error=False)

    def press(self, label):
        self.button(label).click()

    def button(self, label):
        return self.tree.find(vuetify.Btn, children=[label]).widget

    def choose(self, kind, label, value):
        (widget,) = (each for each in self.tree.find(kind).widgets if each.label == label)
        widget.v_model = value

    def texts(self):
        spans = self.tree.find(vuetify.Html, tag="span").widgets
        return [child for span in spans for child in span.children]

    def plot(self):
        return bytes(self.tree.find(GridLayout).widget.items[0].value)


def people_by_tier(model):
    """Show what Mesa's verbs say of the people."""
    return solara.Text(tiers(model))


def tiers(model):
    return f"by tier {model.agents.groupby('tier').count()}"


@pytest.fixture
def page():
    """Return a page with a plot, a figure of the people and two controls."""
    params = {
        "rng": 3,
        "months": MONTHS,
        "policy": {
            "type": "Select",
            "label": "Policy",
            "value": "rules_2006",
            "values": ["rules_2006", "limits_57_55"],
        },
        RENEWAL: Slider(LABEL, 50, 45, 60, 1),
    }
    plot = make_plot_component(["township_vacancy", "wish_to_leave_township"])
    drawn = Drawn(BatchModel(rng=3, months=MONTHS), [plot, people_by_tier], params)
    yield drawn
    drawn.tree.close()


def test_the_page_shows_the_model(page):
    assert {"Time: 0.0", tiers(page.model.value)} <= set(page.texts())
    assert page.plot().startswith(b"\x89PNG")


def test_step_moves_the_model_and_the_page(page):
    before = page.plot()
    page.press("Step")
    assert page.model.value.steps == 1
    assert {"Time: 1.0", tiers(page.model.value)} <= set(page.texts())
    assert page.plot() != before
    page.press("Step")
    assert page.model.value.steps == 2
    alone = BatchModel(rng=3, months=MONTHS)
    alone.run_for(2)
    assert (page.model.value.world.cadres == alone.world.cadres).all()


def test_the_page_stops_at_the_end_of_the_run(page):
    for _ in range(MONTHS):
        assert not page.button("Step").disabled
        page.press("Step")
    assert page.button("Step").disabled


def test_reset_makes_the_model_that_the_controls_say(page):
    page.press("Step")
    page.choose(vuetify.Slider, LABEL, 58)
    page.choose(vuetify.Select, "Policy", "limits_57_55")
    first = page.model.value
    page.press("Reset")
    second = page.model.value
    assert second is not first
    assert second.steps == 0
    assert second.seed == 3
    assert second.months == MONTHS
    assert second.policy.age_limits.renewal_men_years == 58
    assert second.policy == BatchModel(policy="limits_57_55", **{RENEWAL: 58}).policy
    assert {"Time: 0.0", tiers(second)} <= set(page.texts())
    page.press("Step")
    assert second.steps == 1


def test_the_page_takes_the_plain_model_too():
    model = experiments.build_model([], seed=2)
    params = {"city": model.city, "rng": {"type": "InputText", "value": 2}}
    page = Drawn(model, [people_by_tier], params)
    page.press("Step")
    assert tiers(page.model.value) in page.texts()
    page.press("Reset")
    assert page.model.value is not model
    assert (page.model.value.world.opening_cadres == model.world.opening_cadres).all()
    page.tree.close()

"""Seeds are added by the real command until bands are narrow enough, or the budget ends."""

import io

import pytest
from omegaconf import OmegaConf
from rich.console import Console

from experiments.carry_out import Call, CarriedOut
from experiments.compare import conducted
from experiments.compose import compose
from experiments.problems import Problems
from experiments.study import Study
from sim.intervals import paired_difference

POLICIES = "policies=[rules_2006,allowance_up]"


def compared(out, *words: str) -> tuple[CarriedOut, str]:
    words = (
        POLICIES,
        "months=24",
        "keep=[]",
        "seeds=5",
        "workers=1",
        "run_seconds=none",
        "reuse=false",
        *words,
        f"out={out}",
    )
    config = OmegaConf.to_container(compose(words, "compare"), resolve=True)
    console = Console(file=io.StringIO(), width=200)
    return conducted(Call("compare", words, config, "compare"), console), console.file.getvalue()


def test_seeds_are_added_until_the_band_is_narrow_enough(tmp_path):
    done, said = compared(tmp_path / "it", "precision.wish_to_leave_township=0.01", "most_seeds=200")
    runs = Study(tmp_path / "it").runs().pivot(index="seed", columns="policy", values="wish_to_leave_township")
    apart = paired_difference(runs["allowance_up"], runs["rules_2006"])
    assert 10 <= len(runs) < 200
    assert list(runs.index) == list(range(1, len(runs) + 1))
    assert (apart.high - apart.low) / 2 <= 0.01
    assert done.asked.seeds == tuple(runs.index)
    assert "as narrow as wished" in said and "To halve all these intervals" in said
    assert "达到所要求的精度" in said
    again, _ = compared(tmp_path / "it", "precision.wish_to_leave_township=0.01", "most_seeds=200")
    assert again.outcome.written == 0 and again.asked.seeds == done.asked.seeds


def test_the_budget_ends_it(tmp_path):
    done, said = compared(tmp_path / "it", "precision.township_vacancy=0.001", "most_seeds=12")
    assert len(done.asked.seeds) == 12
    assert "The budget of 12 runs" in said and "(wished: ±0.10 points" in said
    more, _ = compared(tmp_path / "it", "precision.township_vacancy=0.001", "most_seeds=50", "most_minutes=0.0001")
    assert len(more.asked.seeds) < 50


@pytest.mark.parametrize(("word", "said"), [
    ("precision.no_result=0.1", "precision names"), ("precision.township_vacancy=-1", "township_vacancy"),
    ("most_seeds=1", "most_seeds is 1"), ("most_minutes=-1", "most_minutes is -1"),
])  # fmt: skip
def test_a_precision_that_cannot_be_is_refused(tmp_path, word, said):
    with pytest.raises(Problems, match=said):
        compared(tmp_path / "it", word)
    assert not (tmp_path / "it").exists()

"""A toy city whose tables are right by construction, to check measures against each other.

It moves people between seats by the plainest rules and writes down what it does. It is not the
model: it knows nothing of it, and shares no code with it or with the measures.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from tests.rules.small_tables import COUNTS, START, Run, careers, events, months, openings, units


class Toy:
    """Two townships (remoteness 0 and 4, 40 posts) and one county organ (20 posts)."""

    def __init__(self, length: int, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        self.now = START
        self.horizon = START + length
        self.posts = [
            {
                "unit": unit, "tier": tier, "remoteness": remoteness,
                "rank": "section" if i < 2 else "deputy_section" if i < 6 else "staff",
                "holder": -1, "opening": -1,
            }
            for unit, tier, remoteness, size in [
                ("organ", "county", 0, 20), ("near", "township", 0, 20), ("far", "township", 4, 20),
            ]
            for i in range(size)
        ]  # fmt: skip
        self.people: list[dict[str, object]] = []
        self.spells: list[dict[str, object]] = []
        self.opened: list[dict[str, object]] = []
        self.log: list[dict[str, object]] = []
        self.ledger: list[dict[str, object]] = []
        self.chains = 0
        for post in range(len(self.posts)):
            if self.chance.random() < 0.85:
                self.enter(post, "opening_stock")
            else:
                self.open(post, "opening_stock", at_start=True)
        self.log.clear()
        while self.now < self.horizon:
            self.step()
            self.now += 1

    def run(self) -> Run:
        for person in self.people:
            if person["post"] != -1:
                self.close(person, "")
        established = pd.Series([post["unit"] for post in self.posts]).value_counts()
        places = {post["unit"]: post for post in self.posts}
        return Run(
            months(*self.ledger),
            openings(*self.opened),
            careers(*self.spells),
            units(
                *(
                    {
                        "unit": unit, "tier": place["tier"], "remoteness": place["remoteness"],
                        "established": int(established[unit]),
                    }
                    for unit, place in places.items()
                )
            ),
            events(*self.log),
        )  # fmt: skip

    def step(self) -> None:
        self.flows = {self.group(post): dict.fromkeys(COUNTS, 0) for post in self.posts}
        moved: set[int] = set()
        for row, person in enumerate(self.people):
            if person["post"] != -1 and self.chance.random() < 0.012:
                self.leave(row, str(self.chance.choice(["retire", "resign", "die"])))
        for number, post in enumerate(self.posts):
            if post["holder"] != -1 or self.chance.random() > 0.25:
                continue
            if post["tier"] == "township" and post["rank"] == "staff":
                continue
            ready = [row for row in range(len(self.people)) if self.may_go(row, post, moved)]
            if ready:
                row = int(self.chance.choice(ready))
                moved.add(row)
                self.appoint(row, number)
        if self.now % 12 == 7:
            for number, post in enumerate(self.posts):
                if post["holder"] == -1 and post["rank"] == "staff" and self.chance.random() < 0.7:
                    self.enter(number, "recruit")
        self.record()

    def may_go(self, row: int, post: Mapping[str, object], moved: set[int]) -> bool:
        """People move up or within their tier; one in ten would also go down to a township."""
        if self.people[row]["post"] == -1 or row in moved:
            return False
        tier = self.posts[self.people[row]["post"]]["tier"]
        return tier in ("township", post["tier"]) or self.chance.random() < 0.1

    def group(self, post: Mapping[str, object]) -> tuple[object, object]:
        return post["tier"], "non_leading" if post["rank"] == "staff" else post["rank"]

    def open(self, number: int, cause: str, depth: int = 0, chain: int = -1, at_start: bool = False) -> None:
        post = self.posts[number]
        if chain == -1:
            chain, self.chains = self.chains, self.chains + 1
        post["holder"], post["opening"] = -1, len(self.opened)
        tier, rank_group = self.group(post)
        self.opened.append(
            {
                "post": number, "unit": post["unit"], "tier": tier, "rank_group": rank_group,
                "remoteness": post["remoteness"], "leading": rank_group != "non_leading",
                "opened": self.now, "at_start": at_start, "opened_by": cause, "chain": chain,
                "depth": depth,
            }
        )  # fmt: skip

    def sit(self, row: int, number: int) -> None:
        post, person = self.posts[number], self.people[row]
        if post["holder"] == -1 and post["opening"] != -1:
            self.opened[post["opening"]]["filled"] = self.now
        if post["rank"] != "staff" and person["rank"] != "section":
            person["rank"] = post["rank"]
        person.update(post=number, since=self.now, spell=person["spell"] + 1)
        post["holder"], post["opening"] = row, -1

    def close(self, person: Mapping[str, object], cause: str) -> None:
        post = self.posts[person["post"]]
        self.spells.append(
            {
                "cadre": person["cadre"], "born": person["born"], "route": person["route"],
                "spell": person["spell"], "tier": post["tier"], "unit": post["unit"],
                "remoteness": post["remoteness"], "rank": person["rank"],
                "leading": post["rank"] != "staff", "from_month": person["since"],
                "to_month": self.now, "end": cause,
                "at_start": person["route"] == "opening_stock" and person["spell"] == 0,
            }
        )  # fmt: skip

    def enter(self, number: int, route: str) -> None:
        born = self.now - int(self.chance.integers(22 * 12, 50 * 12))
        row = len(self.people)
        self.people.append({"cadre": row, "born": born, "route": route, "spell": -1, "rank": "staff", "post": -1})
        post = self.posts[number]
        self.sit(row, number)
        self.write("enter", route, row, rank_before=self.people[row]["rank"], to_tier=post["tier"])
        if route == "recruit":
            self.flows[self.group(post)]["entries_recruit"] += 1

    def appoint(self, row: int, number: int) -> None:
        person, post = self.people[row], self.posts[number]
        old, before = self.posts[person["post"]], person["rank"]
        opening = self.opened[post["opening"]]
        self.close(person, "promote")
        self.open(person["post"], "promote", opening["depth"] + 1, opening["chain"])
        self.sit(row, number)
        tiers = {"from_tier": old["tier"], "to_tier": post["tier"]}
        self.write("appoint", "promote", row, rank_before=before, **tiers)
        if old["tier"] != post["tier"]:
            way = "moves_up" if post["tier"] == "county" else "moves_down"
            self.flows[self.group(old)][way] += 1
        self.flows[self.group(post)]["promotions"] += before != person["rank"]

    def leave(self, row: int, cause: str) -> None:
        person = self.people[row]
        post = self.posts[person["post"]]
        self.close(person, cause)
        self.open(person["post"], cause)
        person["post"] = -1
        self.write("leave", cause, row, rank_before=person["rank"], from_tier=post["tier"])
        self.flows[self.group(post)][f"exits_{cause}"] += 1

    def write(self, kind: str, cause: str, row: int, **more: object) -> None:
        rank = self.people[row]["rank"]
        event = {"month": self.now, "cadre": row, "kind": kind, "cause": cause, "rank_after": rank}
        self.log.append(event | more)

    def record(self) -> None:
        for post in self.posts:
            row = self.flows[self.group(post)]
            row["established"] += 1
            row["vacant"] += post["holder"] == -1
            row["holders"] += post["holder"] != -1
            if post["holder"] != -1:
                row["age_months_sum"] += self.now - self.people[post["holder"]]["born"]
                row["pay_yuan"] += 5000
        self.ledger += [
            {"month": self.now, "tier": tier, "rank_group": group, **row} for (tier, group), row in self.flows.items()
        ]

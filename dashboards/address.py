"""The address of a view: everything that is chosen stands in the link, so that a link restores it exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode

from dashboards.theme import LANGUAGES, Language, View

THEMES: Final = ("auto", "light", "dark")
MOST_POLICIES: Final = 6
"""Policies beside the baseline that a view compares; more have no colour and no dash of their own."""
LONGEST: Final = 8_000
"""Characters of a query that are read; browsers send no longer ones."""
_KNOWN: Final = ("study", "policies", "show", "lang", "theme")


@dataclass(frozen=True)
class Device:
    """What the reader's screen is like. `dark`: the system asks for dark colours; `narrow`: a phone."""

    dark: bool = False
    narrow: bool = False

    @classmethod
    def of(cls, data: object) -> "Device":
        """Read what the browser says of itself; what it does not say is the usual."""
        known = data if isinstance(data, Mapping) else {}
        return cls(known.get("dark") is True, known.get("narrow") is True)


@dataclass(frozen=True)
class Address:
    """A view. `policies`: those compared, if none is chosen the study's first; `show`: whose charts are drawn.

    `more`: what only one page knows (a split, a seed, a slider), by name.
    """

    page: str = ""
    study: str = ""
    policies: tuple[str, ...] = ()
    show: str = ""
    language: Language = "en"
    theme: str = "auto"
    more: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, pathname: object, search: object) -> "Address":
        """Read an address; what it does not say, or says wrongly of language and theme, is the usual."""
        page = str(pathname or "").strip("/") if isinstance(pathname, str) else ""
        text = search.lstrip("?")[:LONGEST] if isinstance(search, str) else ""
        said = dict(parse_qsl(text, max_num_fields=None))
        policies = tuple(dict.fromkeys(name for name in said.get("policies", "").split(",") if name))
        language = said.get("lang")
        theme = said.get("theme", "auto")
        return cls(
            page=page[:40],
            study=said.get("study", ""),
            policies=policies[:MOST_POLICIES],
            show=said.get("show", ""),
            language="zh" if language == "zh" else "en",
            theme=theme if theme in THEMES else "auto",
            more={name: value for name, value in said.items() if name not in _KNOWN},
        )

    def get(self, name: str, allowed: Sequence[str]) -> str:
        """Return what a page's own choice says, the first of the allowed if it says nothing that is allowed."""
        value = self.more.get(name, "")
        return value if value in allowed else (allowed[0] if allowed else "")

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number that a page's own choice says, within bounds."""
        try:
            value = int(self.more.get(name, default))
        except ValueError:
            value = default
        return min(max(value, low), high)

    def on(self, page: str) -> "Address":
        """Return the address of another page of the same view."""
        return replace(self, page=page, more={})

    def with_more(self, **values: str | int | None) -> "Address":
        """Return the address with other values of the page's own choices; None takes one away."""
        merged = dict(self.more) | {name: "" if value is None else str(value) for name, value in values.items()}
        return replace(self, more={name: value for name, value in merged.items() if value != ""})

    def url(self, **changes: Any) -> str:
        """Return the link to this view, or to one that differs in the fields given."""
        own = replace(self, **changes)
        said = {
            "study": own.study,
            "policies": ",".join(own.policies),
            "show": own.show,
            "lang": own.language if own.language != LANGUAGES[0] else "",
            "theme": own.theme if own.theme != "auto" else "",
            **own.more,
        }
        query = urlencode({name: value for name, value in said.items() if value}, safe=",:.", quote_via=quote)
        return f"/{quote(own.page)}" + (f"?{query}" if query else "")


def seen(pathname: object, search: object, device: object) -> tuple[Address, View]:
    """Return what an address asks for, and how this screen shows it."""
    address, screen = Address.of(pathname, search), Device.of(device)
    dark = screen.dark if address.theme == "auto" else address.theme == "dark"
    return address, View(address.language, "dark" if dark else "light", screen.narrow)

"""What is made before it is asked for: the first study's pages, and the other pages of a view that somebody reads."""

import logging
import threading
from dataclasses import replace
from typing import Final

from dashboards.address import Address
from dashboards.futures import PATIENCE, Futures
from dashboards.pages import PAGES
from dashboards.theme import View
from dashboards.web.answer import shown
from dashboards.web.live import SEEDS
from dashboards.web.shelf import Shelf
from dashboards.web.sliders import Ground

_LOG: Final = logging.getLogger("cadreflow")


class Ahead:
    """Makes pages ready in the background, for one view at a time: a newer one takes the place of the one before."""

    def __init__(self, shelf: Shelf, futures: Futures) -> None:
        self._shelf, self._futures = shelf, futures
        self._wish: tuple[Address, View] | None = None
        self._turn = threading.Lock()
        self._closed = False
        self._threads: list[threading.Thread] = []

    def start(self) -> threading.Thread:
        """Make ready what is asked for first: the usual future, and the pages of the first study."""
        return self._begin(None)

    def read(self, address: Address, view: View) -> threading.Thread | None:
        """Make the other pages of a view ready, unless they are; a view is all that leads from page to page."""
        wish = (replace(address, page="", more={}), view)
        if wish == self._wish:
            return None
        self._wish = wish
        return self._begin(wish)

    def _begin(self, wish: tuple[Address, View] | None) -> threading.Thread:
        thread = threading.Thread(target=self._work, args=(wish,), daemon=True)
        self._threads = [*(each for each in self._threads if each.is_alive()), thread]
        thread.start()
        return thread

    def close(self) -> None:
        """Stop, and wait for the page that is being made: its study can be let go then."""
        self._closed = True
        for thread in self._threads:
            thread.join(timeout=PATIENCE)

    def _work(self, wish: tuple[Address, View] | None) -> None:
        if wish is None:
            try:
                self._futures.now(Ground.usual().plan(), SEEDS[0])  # the model itself takes seconds to come
            except Exception:
                _LOG.debug("the usual future could not be made ready", exc_info=True)
        address, view = wish or (Address(), View())
        if not self._shelf.names():
            return
        with self._turn:
            for page in PAGES:
                if self._closed or (wish is not None and wish != self._wish):
                    return
                try:
                    if not page.live:
                        shown(self._shelf, replace(address, page=page.key), view, self._futures)
                except Exception:  # told when the page is asked for
                    _LOG.debug("page %s of %r could not be made ready", page.key, address.study, exc_info=True)

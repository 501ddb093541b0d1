"""A fair line: who came first is served first, and everybody knows how many are ahead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator


class Line:
    """In front of something that `places` can use at a time. Belongs to one event loop."""

    def __init__(self, places: int = 1):
        self.places = places
        self._standing: list[Place] = []

    def joined(self) -> Place:
        """A place at the end of the line; it must be left in the end, served or not."""
        place = Place(self)
        self._standing.append(place)
        return place

    def ahead(self, place: Place) -> int:
        """How many must leave before this place is served; 0 or less: it is."""
        return self._standing.index(place) - self.places + 1

    def leave(self, place: Place) -> None:
        self._standing.remove(place)
        for each in self._standing:
            each.moved.set()


class Place:
    def __init__(self, line: Line):
        self._line = line
        self.moved = asyncio.Event()

    async def waited(self) -> AsyncGenerator[int]:
        """How many are ahead, each time that it changes; ends when it is this place's turn."""
        while (ahead := self._line.ahead(self)) > 0:
            self.moved.clear()
            yield ahead
            await self.moved.wait()

    def leave(self) -> None:
        """Lets the next one in."""
        self._line.leave(self)

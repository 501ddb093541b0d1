"""First come, first served, and whoever gives up is not waited for."""

import asyncio

from summarizer.line import Line


async def test_places_are_served_in_order_and_told_how_many_are_ahead():
    line, heard, order = Line(2), {}, []

    async def visitor(name: int):
        place = line.joined()
        try:
            heard[name] = [ahead async for ahead in place.waited()]
            order.append(name)
            await asyncio.sleep(0.01)
        finally:
            place.leave()

    await asyncio.gather(*(visitor(name) for name in range(5)))
    assert order == [0, 1, 2, 3, 4]
    assert heard[0] == heard[1] == [] and heard[2][0] == 1 and heard[4][0] == 3
    assert heard[4] == sorted(heard[4], reverse=True)


async def test_one_who_gives_up_leaves_the_line():
    line = Line()
    first, second, third = line.joined(), line.joined(), line.joined()

    async def wait(place):
        async for _ in place.waited():
            pass

    waiting = asyncio.create_task(wait(third))
    await asyncio.sleep(0)
    second.leave()
    await asyncio.sleep(0)
    assert not waiting.done()
    first.leave()
    await asyncio.wait_for(waiting, 1)

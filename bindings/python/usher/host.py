"""For asyncio: sleeps until the queue has something to do, and has one call out on each lane at a time.

    async def make_call(call: usher.Call) -> usher.Outcome: ...

    async with usher.Host(queue, make_call) as host:
        host.feed(usher.Joined(at, "launch", "ada"))
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timezone
from types import TracebackType
from typing import Callable, Optional

from .calls import Call, Fed, Outcome, Outcomes
from .events import Feedable
from .queue import Clock, Queue, until

MakeCall = Callable[[Call], Awaitable[Outcomes]]


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


class Host:
    """Borrows the queue, which nobody else drives meanwhile. What `make_call` raises counts as `retry`, with its words
    as the reason. Leaving the `async with` starts no further calls and waits for those that are out."""

    def __init__(self, queue: Queue, make_call: MakeCall, clock: Clock = utc_now) -> None:
        self.queue = queue
        self._make_call = make_call
        self._clock = clock
        self._changed = asyncio.Event()
        self._out: set[asyncio.Task[None]] = set()
        self._running: Optional[asyncio.Task[None]] = None

    def feed(self, event: Feedable, source_position: str = "") -> Fed:
        """Tells what happened, now."""
        fed = self.queue.feed(event, self._clock(), source_position)
        self.wake()
        return fed

    def wake(self) -> None:
        """To be called after anything else that was done to the queue."""
        self._changed.set()

    async def __aenter__(self) -> Host:
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, kind: Optional[type[BaseException]], error: Optional[BaseException],
                        traceback: Optional[TracebackType]) -> None:
        if self._running is not None:
            self._running.cancel()
            ended = (await asyncio.gather(self._running, return_exceptions=True))[0]
            if isinstance(ended, Exception) and error is None:
                raise ended
        await asyncio.gather(*self._out)

    async def _run(self) -> None:
        while True:
            self._changed.clear()
            for call in self.queue.drain(self._clock):
                task = asyncio.create_task(self._make(call))
                self._out.add(task)
                task.add_done_callback(self._out.discard)
            try:
                await asyncio.wait_for(self._changed.wait(), until(self.queue.wake_at(), self._clock()))
            except asyncio.TimeoutError:
                pass

    async def _make(self, call: Call) -> None:
        try:
            outcomes = await self._make_call(call)
        except Exception as error:  # whatever it is, the lane has to go on
            outcomes = Outcome.retry(reason=f"{type(error).__name__}: {error}")
        self.queue.complete(call, outcomes, self._clock())
        self._changed.set()

    async def idle(self) -> None:
        """Until no call is out and only an event could bring work: for tests and one-off programs."""
        while self._out or self.queue.wake_at() is not None:
            seconds = until(self.queue.wake_at(), self._clock())
            await (asyncio.wait(self._out, return_when=asyncio.FIRST_COMPLETED) if self._out
                   else asyncio.sleep(seconds or 0))

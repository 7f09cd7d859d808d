"""An event loop whose clock jumps to the next thing to do instead of waiting for it."""

import asyncio
import selectors
from datetime import timedelta


class JumpingSelector(selectors.SelectSelector):
    def __init__(self):
        super().__init__()
        self.passed = 0.0

    def select(self, timeout=None):
        ready = super().select(0)
        if not ready and timeout:
            self.passed += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self._jumping = JumpingSelector()
        super().__init__(self._jumping)

    def time(self):
        return self._jumping.passed

    def clock(self, beginning):
        """A host's clock; a millisecond's half is added so that what the loop's floats cut off is there."""
        return lambda: beginning + timedelta(seconds=self.time() + 0.0005)


def run(make_coroutine):
    """Runs `make_coroutine(loop)` in virtual time."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(make_coroutine(loop))
    finally:
        loop.close()

"""Ctrl-C and SIGTERM: the command unwinds, says one line, and ends with 130 or 143, out of any calculation too."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType
from typing import Final

from gbflex import limits
from gbflex.door import STOPPED

__all__ = ["Stopped", "Stopping"]

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
AGAIN_SECONDS: Final = 0.02
"""After so long a stop that was lost on its way is tried again."""


class Stopped(BaseException):
    """The user or the system stops the command; no error, so that nothing on the way takes it for one."""


class Stopping:
    """Whether and how this process is being stopped."""

    def __init__(self) -> None:
        self.number = 0
        self._said = False
        self._ended = threading.Event()

    @property
    def exit_code(self) -> int:
        """What a shell expects of a process that a signal ended."""
        return 128 + self.number

    def begin(self) -> None:
        """Handle the signals from now on; one that the parent process has told us to ignore stays ignored."""
        heard, told = os.pipe()
        os.set_blocking(told, False)
        # Python tells this pipe of a signal while a calculation keeps the main thread from handling it.
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
        threading.Thread(target=self._watch, args=(heard,), name="gbflex-stop", daemon=True).start()
        sys.unraisablehook = self._lost
        for number in SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._stop)

    def end(self) -> None:
        """The work is done: a signal changes nothing any more."""
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self._ended.set()

    def say(self) -> None:
        """The one line, once."""
        if not self._said:
            self._said = True
            sys.stderr.write(STOPPED)
            sys.stderr.flush()

    def _stop(self, number: int, _: FrameType | None) -> None:
        if not self.number:
            self.number = number
            raise Stopped

    def _lost(self, unraisable: sys.UnraisableHookArgs) -> None:
        """What was raised where nothing can be, such as in a finaliser: a stop is tried again."""
        if not isinstance(unraisable.exc_value, Stopped):
            sys.__unraisablehook__(unraisable)
            return
        number, self.number = self.number, 0
        again = threading.Timer(AGAIN_SECONDS, signal.raise_signal, (number,))
        again.daemon = True
        again.start()

    def _watch(self, heard: int) -> None:
        while (number := os.read(heard, 1)[0]) not in SIGNALS:
            pass
        # Long enough to clear drafts away; what is left then is cleared by the next writer.
        if not self._ended.wait(limits.STOP_SECONDS) and signal.getsignal(number) != signal.SIG_IGN:
            self.number = self.number or number
            self.say()
            os._exit(self.exit_code)

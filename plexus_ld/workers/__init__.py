"""Functions run apart: in disposable processes, under limits of time and memory.

Strangers' bytes and typed queries can end the process that reads them, or keep it
busy for ever. So they are read here: ``Workers.call``, ``Workers.map`` and
``Workers.call_prepared`` run a function of a lower floor in another process, which is
killed at its limit and replaced; docs/adr/0010 says why and how.
"""

from plexus_ld.workers.limits import Limits
from plexus_ld.workers.pool import Workers

__all__ = ["Limits", "Workers"]

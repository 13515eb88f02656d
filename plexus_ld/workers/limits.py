"""What one call in a worker may cost."""

from dataclasses import dataclass

#: Gibibyte, in bytes.
_GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may cost; for `Workers.map`, what each of its items may.

    Attributes:
        wall_s: Longest time on the clock, in seconds.
        cpu_s: Most time on the processor, in seconds; rounded up to whole ones.
        memory_bytes: Most memory on top of what the worker had before the call.
    """

    wall_s: float = 10.0
    cpu_s: float = 10.0
    memory_bytes: int = _GIB

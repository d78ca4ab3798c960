"""Sizes as people write them, and those of Azure's virtual machines."""

from __future__ import annotations

import re
from typing import NamedTuple

UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}


def bytes_of(text: str) -> int:
    """`8g`, `512m`, `1.5GiB` as bytes. ValueError when it is no size."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*", text, re.IGNORECASE)
    if found is None:
        raise ValueError(f"{text!r} is no size: write 8g or 512m.")
    return int(float(found[1]) * UNITS[found[2].lower()])


class MachineSize(NamedTuple):
    cpus: int
    gigabytes: int
    gpus: int = 0


# Those that scripts and documents of v1 name (Azure's documentation of Dv2, DSv2, Fsv2, NC, NCv2, NCv3, NDs and NV).
MACHINES = {
    "standard_d1_v2": MachineSize(1, 3),
    "standard_d2_v2": MachineSize(2, 7),
    "standard_d3_v2": MachineSize(4, 14),
    "standard_d4_v2": MachineSize(8, 28),
    "standard_d11_v2": MachineSize(2, 14),
    "standard_d12_v2": MachineSize(4, 28),
    "standard_d13_v2": MachineSize(8, 56),
    "standard_d14_v2": MachineSize(16, 112),
    "standard_d2s_v3": MachineSize(2, 8),
    "standard_d4s_v3": MachineSize(4, 16),
    "standard_d8s_v3": MachineSize(8, 32),
    "standard_ds1_v2": MachineSize(1, 3),
    "standard_ds2_v2": MachineSize(2, 7),
    "standard_ds3_v2": MachineSize(4, 14),
    "standard_ds4_v2": MachineSize(8, 28),
    "standard_ds5_v2": MachineSize(16, 56),
    "standard_ds11_v2": MachineSize(2, 14),
    "standard_ds12_v2": MachineSize(4, 28),
    "standard_ds13_v2": MachineSize(8, 56),
    "standard_f2s_v2": MachineSize(2, 4),
    "standard_f4s_v2": MachineSize(4, 8),
    "standard_f8s_v2": MachineSize(8, 16),
    "standard_f16s_v2": MachineSize(16, 32),
    "standard_nc6": MachineSize(6, 56, 1),
    "standard_nc12": MachineSize(12, 112, 2),
    "standard_nc24": MachineSize(24, 224, 4),
    "standard_nc6s_v2": MachineSize(6, 112, 1),
    "standard_nc6s_v3": MachineSize(6, 112, 1),
    "standard_nc12s_v3": MachineSize(12, 224, 2),
    "standard_nc24s_v3": MachineSize(24, 448, 4),
    "standard_nd6s": MachineSize(6, 112, 1),
    "standard_nv6": MachineSize(6, 56, 1),
}


def machine_size(name: str) -> MachineSize | None:
    """What Azure's virtual machine of this name had; None of one that is not known here."""
    return MACHINES.get(name.lower())

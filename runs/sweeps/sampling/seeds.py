"""Seeds of 32 bits, which is what Optuna's samplers take: another one for each trial of a sweep, whatever the sweep's seed."""

import numpy as np

BITS = 0xFFFFFFFF


def seed_of(seed: int, index: int) -> int:
    """No two indexes of a sweep share one: the mixing (MurmurHash3's last step) maps the 32 bits one to one."""
    mixed = (start(seed) + index) & BITS
    mixed = ((mixed ^ (mixed >> 16)) * 0x85EBCA6B) & BITS
    mixed = ((mixed ^ (mixed >> 13)) * 0xC2B2AE35) & BITS
    return mixed ^ (mixed >> 16)


def start(seed: int) -> int:
    return int(np.random.SeedSequence(abs(seed)).generate_state(1)[0])

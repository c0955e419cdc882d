"""Functional tests: heel raise, squat, step-down, one-legged stand, stance, lunge, deadlift.

Each test says what it wants of the body at any moment (`wish`): where the feet stand or hang, how
far the knee bends, how pelvis and trunk lean. `Performer` finds the place of the pelvis at which
the body's centre of mass stays above its support, and gives the same `Pose` as a walker does.
"""

from .performer import Performer, performer

__all__ = ["Performer", "performer"]

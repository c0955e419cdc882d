"""How a person walks or runs: exact kinematics, from asked-for parameters to joints in 3D.

Standing feet are fixed to the ground and roll over heel and forefoot; the path of the pelvis is
fitted once so that the legs between pelvis and feet bend as people's legs do; the swinging foot
follows usual curves, bent so that it leaves and meets the ground without a jump.
"""

from .pose import ArmPose, LegPose, Pose
from .walker import Walker, walker

__all__ = ["ArmPose", "LegPose", "Pose", "Walker", "walker"]

"""What the stage offers: the policy that the city lives under."""

from qingtian_platform.assess.policies import policy

__all__ = ["policy"]

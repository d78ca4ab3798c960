from .target import Fenced, Target

__all__ = ["Fenced", "Target"]

from .attempt import SignInAttempt
from .invitation import Invitation
from .member import Member, Role
from .token import Token
from .user import User
from .workspace import Workspace

__all__ = ["Invitation", "Member", "Role", "SignInAttempt", "Token", "User", "Workspace"]

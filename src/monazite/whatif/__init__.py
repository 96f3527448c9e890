"""What if the law changes: whose decision flips between two laws, why, and what is at stake."""

from monazite.whatif.count import Flips, Group
from monazite.whatif.run import Question, whatif
from monazite.whatif.sides import Side, without

__all__ = ["Flips", "Group", "Question", "Side", "whatif", "without"]

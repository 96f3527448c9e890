"""Licences: is there one for the line, and is enough left on it?"""

from monazite.licences.cover import FACTS
from monazite.licences.ledger import Ledger
from monazite.licences.model import Balance, Grant, Register
from monazite.licences.register import read_register

__all__ = ["FACTS", "Balance", "Grant", "Ledger", "Register", "read_register"]

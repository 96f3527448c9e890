"""Forensics: where a certificate contradicts itself, another certificate, or the register of standards."""

from __future__ import annotations

from monazite.quality.forensics.examine import findings
from monazite.quality.forensics.factors import wrong_factors
from monazite.quality.forensics.model import CODES, Finding

__all__ = ["CODES", "Finding", "findings", "wrong_factors"]

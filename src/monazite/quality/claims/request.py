"""What a run is told of quality: register, certificates of the lots, decision rule; it travels to workers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Certificate
from monazite.quality.decision import RULES, Rule
from monazite.quality.model import Register
from monazite.quality.naming import Words

__all__ = ["Quality"]


@dataclass(frozen=True)
class Quality:
    """What the claims of lines are held against.

    `certificates` is None where none were given: a line that names one is then not blamed. `files` gives the SHA-256
    of each file of certificates by its path, `unread` tells of those that are none, `notes` of mistakes in others.
    `trust` is the SHA-256 of the file of those who are trusted, empty for none; `unverified` tells of each certificate
    that nobody trusted is known to vouch for why: the signed ones, and with `trust` all others too.
    """

    register: Register
    weights: Weights
    words: Words
    rule: Rule = RULES["simple"]
    certificates: tuple[Certificate, ...] | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    trust: str = ""
    unverified: Mapping[Certificate, str] = field(default_factory=dict)

    def versions(self) -> str:
        """Return the packs of the register with their versions, as one text."""
        return " ".join(f"{name}@{version}" for name, version in sorted(self.register.versions.items()))

    def counts(self) -> dict[str, int]:
        """Return how many certificates were read, from how many files, and how many files hold none."""
        return {"read": len(self.certificates or ()), "files": len(self.files), "not_read": len(self.unread)}

    def told(self) -> list[str]:
        """Return what of the certificates could not be read, for people."""
        return [*(f"no certificate could be read from {text}" for text in self.unread), *self.notes]

    def record(self) -> dict[str, Any]:
        """Return all that the answers follow from, for the record of a run and to tell whether a part stands."""
        words = (self.register, sorted(self.weights.values.items()), self.words)
        return {
            "register": dict(self.register.versions),
            "sha256": hashlib.sha256(repr(words).encode()).hexdigest(),
            "rule": self.rule.id,
            "certificates": None if self.certificates is None else dict(self.files),
            "trust": self.trust,
            "unverified": sorted({f"{one.digest} {one.id}: {why}" for one, why in self.unverified.items()}),
        }

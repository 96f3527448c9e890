"""Is a credential genuine, from whom, and does it count on a day? Without any network.

Every reason is told, not only the first one. A signature that was not checked is never taken for one that fits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from monazite.credentials.checks import credential_reasons, fits, issuer_of, method_of, secured_reasons
from monazite.credentials.envelope import Secured, opened
from monazite.credentials.instants import day_reasons, signed_on
from monazite.credentials.keys import DID_KEY, PublicKey
from monazite.credentials.model import Refused, Told, state_of
from monazite.credentials.status import status_reasons
from monazite.credentials.trust import Trust, TrustedKey

__all__ = ["Verifier"]

HOW_TO_TRUST = "give a file of those you trust with --trust"


@dataclass(frozen=True)
class Verifier:
    """Verifies credentials on a day, by those who are trusted.

    `lists` is what a verifier said of the credentials that hold status lists.
    """

    on: dt.date
    trust: Trust = field(default_factory=Trust)
    lists: Sequence[Told] = ()

    def verify(self, data: bytes, path: str = "") -> Told:
        """Return what is said of a file of a credential; only UsageError is raised, where a library is missing."""
        try:
            secured = opened(data)
        except Refused as reason:
            problems = (reason.problem(path),)
            return Told(path, state_of(problems), problems)
        reasons = [*credential_reasons(secured.credential), *secured_reasons(secured)]
        key = None if reasons else self._key(secured, reasons)
        signed = key is not None and _holds(secured, key.key, reasons)
        day = signed_on(secured, reasons)
        if key is not None and not key.counts_on(day):
            reasons.append(Refused("S023", f"signed on {day or 'an unknown day'}, outside the days of its key"))
        reasons += day_reasons(secured, self.on)
        # What names a list was perhaps changed where the signature does not fit.
        if signed:
            reasons += status_reasons(secured.credential, self.lists)
        return self._told(secured, path, reasons, key if signed else None, day)

    def _told(
        self, secured: Secured, path: str, reasons: list[Refused], key: TrustedKey | None, day: dt.date | None
    ) -> Told:
        issuer = issuer_of(secured.credential)
        problems = tuple(sorted({reason.problem(path) for reason in reasons}))
        known = self.trust.issuers.get(issuer)
        return Told(
            path,
            state_of(problems),
            problems,
            secured.form,
            issuer,
            known.name if known and key else "",
            key.key.multibase if key else "",
            key is not None,
            day,
            self._status(secured, problems) if key else "",
            secured.credential if key else {},
        )

    def _status(self, secured: Secured, problems: tuple[object, ...]) -> str:
        """Return what is known of a withdrawal: "none" told, "clear", or the state of the check."""
        if secured.credential.get("credentialStatus") is None:
            return "none"
        codes = {getattr(problem, "code", "") for problem in problems}
        return "withdrawn" if "S024" in codes else "not_checked" if codes & {"S025", "S031"} else "clear"

    # -------------------------------------------------------- the key
    def _key(self, secured: Secured, reasons: list[Refused]) -> TrustedKey | None:
        """Return the key that must have signed; what speaks against it, or leaves it open, is noted."""
        issuer, method = issuer_of(secured.credential), method_of(secured)
        if ("#" in method or ":" in method) and method.partition("#")[0] != issuer:
            reasons.append(Refused("S016", f"the key {method[:80]} is not of the issuer {issuer[:80]}"))
            return None
        try:
            if issuer in self.trust.issuers:
                return self._trusted(secured, issuer, method)
            if issuer.startswith(DID_KEY):
                own = TrustedKey(_did_key(issuer, method))
                reasons.append(Refused("S030", f"{issuer[:80]} is not known", HOW_TO_TRUST))
                return own
            text = f"the key of {issuer[:80]} is not known: the signature was not checked"
            raise Refused("S032", text, HOW_TO_TRUST)
        except Refused as reason:
            reasons.append(reason)
            return None

    def _trusted(self, secured: Secured, issuer: str, method: str) -> TrustedKey:
        """Return the key of an issuer that a credential means; of several, the one that fits."""
        keys = self.trust.issuers[issuer].keys
        if issuer.startswith(DID_KEY):
            named = [key for key in keys if key.key == _did_key(issuer, method)]
        else:
            named = [key for key in keys if key.goes_by(method)]
        if not named:
            raise Refused("S017", f"{method[:120]} is not one of the keys that are trusted for {issuer[:80]}")
        return next((key for key in named if _fits(secured, key.key)), named[0])


def _did_key(issuer: str, method: str) -> PublicKey:
    """Return the key that a did:key is; its method repeats it."""
    text = issuer.removeprefix(DID_KEY)
    try:
        key = PublicKey.of_multibase(text)
    except ValueError as error:
        raise Refused("S016", f"the issuer is no did:key: {error}") from None
    if method.rpartition("#")[2] != text:
        raise Refused("S016", f"the key {method[:120]} is not the one that the issuer is")
    return key


def _fits(secured: Secured, key: PublicKey) -> bool:
    try:
        return fits(secured, key)
    except Refused:
        return False


def _holds(secured: Secured, key: PublicKey, reasons: list[Refused]) -> bool:
    """Return whether the signature fits; note why it does not."""
    try:
        if fits(secured, key):
            return True
        reasons.append(Refused("S018", "the signature does not fit: something was changed, or another key signed"))
    except Refused as reason:
        reasons.append(reason)
    return False

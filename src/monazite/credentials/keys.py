"""Keys: Ed25519 and P-256 in the forms in which credentials name them (Multikey, did:key, JWK), and signatures.

The mathematics are those of the library cryptography. did:key: W3C CCG, The did:key Method; Multikey: W3C Controlled
Identifiers 1.0, 2.2.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monazite.credentials.encodings import base58, base64url, from_base58, from_base64url
from monazite.errors import UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["ALGORITHMS", "EXTRA", "DID_KEY", "PublicKey", "SigningKey", "needs_extra"]

EXTRA = "pip install 'monazite[sign]'"
DID_KEY = "did:key:"
# Kind of key → the algorithms of JOSE that it may sign with, the usual name first (RFC 8037, RFC 9864, RFC 7518).
ALGORITHMS = {"Ed25519": ("EdDSA", "Ed25519"), "P-256": ("ES256",)}
CODECS = {"Ed25519": b"\xed\x01", "P-256": b"\x80\x24"}
LENGTHS = {"Ed25519": 32, "P-256": 33}
SIGNATURE = 64  # bytes, of both kinds


def needs_extra() -> UsageError:
    """Return the error of a command that needs the libraries of signatures where they are not installed."""
    return UsageError(f"signatures need cryptography and rfc8785, which are not installed: {EXTRA}")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: "Ed25519" with 32 bytes, or "P-256" with 33 (a compressed point)."""

    kind: str
    raw: bytes

    @property
    def multibase(self) -> str:
        """The key as a Multikey: z6Mk… or zDn…"""
        return "z" + base58(CODECS[self.kind] + self.raw)

    @property
    def did(self) -> str:
        """The identifier that is the key itself: did:key:z6Mk…"""
        return DID_KEY + self.multibase

    @classmethod
    def of_multibase(cls, text: str) -> PublicKey:
        """Return the key of a Multikey; raise ValueError for none, and for kinds not known here."""
        if not text.startswith("z"):
            raise ValueError("a key begins with z (base58)")
        data = from_base58(text[1:])
        for kind, codec in CODECS.items():
            if data.startswith(codec) and len(data) == len(codec) + LENGTHS[kind]:
                return cls(kind, data[len(codec) :])
        raise ValueError("neither an Ed25519 nor a P-256 key")

    @classmethod
    def of_jwk(cls, jwk: Mapping[str, Any]) -> PublicKey:
        """Return the key of a JWK; raise ValueError for none, and for one that holds its secret."""
        if "d" in jwk:
            raise ValueError("this holds the private key: never give it away")
        kind, x = (jwk.get("kty"), jwk.get("crv")), from_base64url(str(jwk.get("x", "")))
        if kind == ("OKP", "Ed25519") and len(x) == 32:
            return cls("Ed25519", x)
        y = from_base64url(str(jwk.get("y", "")))
        if kind == ("EC", "P-256") and len(x) == len(y) == 32:
            return cls("P-256", bytes([2 + (y[-1] & 1)]) + x)
        raise ValueError("neither an Ed25519 nor a P-256 key")

    @property
    def jwk(self) -> dict[str, str]:
        """An Ed25519 key as a JWK, as a did:web document publishes it."""
        return {"kty": "OKP", "crv": "Ed25519", "x": base64url(self.raw)}

    def fits(self, signature: bytes, message: bytes) -> bool:
        """Return whether a signature over a message was made with this key."""
        if len(signature) != SIGNATURE:
            return False
        return _ed25519(self.raw, signature, message) if self.kind == "Ed25519" else _p256(self.raw, signature, message)


def _ed25519(raw: bytes, signature: bytes, message: bytes) -> bool:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        raise needs_extra() from None
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _p256(raw: bytes, signature: bytes, message: bytes) -> bool:
    """JOSE writes an ECDSA signature as its two numbers, the library wants them in DER."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import ec, utils
        from cryptography.hazmat.primitives.hashes import SHA256
    except ImportError:
        raise needs_extra() from None
    numbers = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
        key.verify(utils.encode_dss_signature(*numbers), message, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private Ed25519 key; it never shows its secret."""

    _key: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"SigningKey({self.public.did})"

    @property
    def public(self) -> PublicKey:
        """The public key that belongs to it."""
        return PublicKey("Ed25519", self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the signature over a message, 64 bytes; the same one each time (RFC 8032)."""
        return self._key.sign(message)

    @classmethod
    def new(cls) -> SigningKey:
        """Return a new key."""
        try:
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        except ImportError:
            raise needs_extra() from None
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def of_seed(cls, seed: bytes) -> SigningKey:
        """Return the key of 32 secret bytes."""
        try:
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        except ImportError:
            raise needs_extra() from None
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    def pem(self) -> bytes:
        """Return the key as PEM (PKCS #8), not encrypted."""
        from cryptography.hazmat.primitives import serialization

        forms = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        return self._key.private_bytes(*forms, serialization.NoEncryption())

    @classmethod
    def of_pem(cls, data: bytes) -> SigningKey:
        """Return the key of a PEM text; raise ValueError for one that is none, encrypted, or of another kind."""
        try:
            from cryptography.exceptions import UnsupportedAlgorithm
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
            from cryptography.hazmat.primitives.serialization import load_pem_private_key
        except ImportError:
            raise needs_extra() from None
        try:
            key = load_pem_private_key(data, password=None)
        except TypeError:
            raise ValueError("the key is encrypted; decrypt it first") from None
        except (ValueError, UnsupportedAlgorithm):
            raise ValueError("no private key in PEM (PKCS #8)") from None
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("no Ed25519 key")
        return cls(key)

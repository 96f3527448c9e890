"""Signed credentials: W3C Verifiable Credentials 2.0, secured as vc+jwt or with a proof of eddsa-jcs-2022."""

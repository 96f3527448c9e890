"""`monazite certificate key`: make a key to sign credentials with."""

from __future__ import annotations

import json
from pathlib import Path

import click

__all__ = ["command"]


@click.command("key")
@click.option(
    "--out",
    required=True,
    metavar="PATH",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the private key to this file (PEM, PKCS #8), which must not be there yet.",
)
@click.option(
    "--language",
    "--lang",
    "language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of headings.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(out: Path, language: str, as_json: bool) -> None:
    """Make a key (Ed25519) to sign certificates with, and print the public half to hand to others.

    The file holds the secret: only you may read it, it is not encrypted, and it is never written over. Whoever has it
    signs in your name. Others need the identifier (did:key) that is printed, in their trust file.

    Exit status: 0 written, 2 not.

    \b
    Examples:
      monazite certificate key --out key.pem
    """
    from monazite.cli.words_of import words_of
    from monazite.credentials.key_files import write_key
    from monazite.credentials.keys import SigningKey

    key = SigningKey.new()
    write_key(out, key)
    public = key.public
    if as_json:
        told = {"key": str(out), "did": public.did, "multibase": public.multibase, "jwk": public.jwk}
        click.echo(json.dumps(told, indent=1))
        return
    t = words_of("signature", language)
    click.echo(t("key_written", path=out))
    click.echo(f"  did:        {public.did}")
    click.echo(f"  multibase:  {public.multibase}")
    click.echo(t("key_trust"))
    click.echo(f'  issuers:\n    - id: {public.did}\n      name: "…"')

"""`monazite certificate sign`: a certificate with its verdict as a signed UNTP Digital Conformity Credential."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.law_options import DAY, today
from monazite.cli.rule_option import DECISION_RULE
from monazite.cli.standards_options import contract_option, on_option, register_of, standards_options

if TYPE_CHECKING:
    from monazite.cli.signature_issue import Asked

__all__ = ["command"]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ASSESSORS = ["Self", "Commercial", "Buyer", "Membership", "3rdParty", "Unspecified"]
LEVELS = ["GovtApproval", "GlobalMRA", "Accredited", "Verified", "Validated", "Unspecified"]


@click.command("sign")
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--key", "key_path", required=True, type=FILE, help="Private key: PEM that only you may read.")
@click.option("--to", "to_name", required=True, metavar="NAME", help="To whom it is issued.")
@click.option("--out", required=True, metavar="PATH", help="Write the credential to this file; - for standard output.")
@click.option(
    "--form",
    type=click.Choice(["eddsa-jcs-2022", "vc+jwt"]),
    default="eddsa-jcs-2022",
    show_default=True,
    help="JSON with a proof, or a token.",
)
@click.option(
    "--against", default="", metavar="GRADE", help="Edition and grade [default: what the certificate claims]."
)
@click.option("--lot", default="", help="Which certificate of a file of many: its lot or number.")
@click.option("--rule", **DECISION_RULE)
@click.option("--partial", is_flag=True, help="Also where the verdict is open: only requirements that have an answer.")
@click.option("--issuer", default="", metavar="DID", help="Who issues: did:web:… [default: the key itself, did:key].")
@click.option("--key-id", default="", help="Name of the key with that issuer [default: the key itself].")
@click.option("--name", default="", help="Name of the issuer [default: the issuer of the certificate].")
@click.option("--to-id", default="", metavar="URI", help="Identifier of whom it is issued to.")
@click.option("--product-id", default="", metavar="URI", help="Identifier of the lot.")
@click.option(
    "--assessor", type=click.Choice(ASSESSORS), default="Unspecified", help="Who assessed, seen from the maker."
)
@click.option("--level", type=click.Choice(LEVELS), default="Unspecified", help="What stands behind the assessment.")
@click.option("--until", type=DAY, help="Last day on which the credential counts [default: no end].")
@click.option("--status-list", default="", metavar="URL", help="Where you publish what you withdraw.")
@click.option("--status-index", type=click.IntRange(0), help="Place of this credential in that list.")
@contract_option
@on_option
@standards_options
def command(
    path: Path,
    contracts: tuple[Path, ...],
    on: dt.date | None,
    language: str,
    folder: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Hold a certificate against a grade and write the verdict as a signed credential that others can verify.

    The form is the Digital Conformity Credential of UNTP 0.6.1, one assessment a requirement, as a W3C Verifiable
    Credential. UNTP knows only true and false: an open verdict is not signed, unless with --partial, and neither is one
    against an edition that is not in force on the day. What UNTP has no place for is left out and told. Before anything
    is written, the credential is verified and read back, and must give the same verdict. Any certificate that
    certificate check reads can be signed, if it has no mistakes.

    Exit status: 0 written, 2 not.

    \b
    Examples:
      monazite certificate sign coa.json --key key.pem --to "Northwind Magnets" --out lot.vc.json
      monazite certificate sign lots.xlsx --lot P-301 --against "GB/T 5240-1992 Nd2O3-1" --key key.pem \\
          --to "Northwind Magnets" --on 2014-05-06 --form vc+jwt --out P-301.jwt
      monazite certificate sign coa.json --key key.pem --issuer did:web:lab.example --key-id key-1 \\
          --to "Northwind Magnets" --until 2027-12-31 --out lot.vc.json
    """
    from monazite.cli.signature_issue import Asked, issued
    from monazite.cli.signature_written import written_record, written_text
    from monazite.read.places import refuse_shared_places

    asked = Asked(path=path, on=on or today(), folder=folder, **options)
    refuse_shared_places({"--out": asked.out}, {"the certificate": [str(path)], "the key": [str(asked.key_path)]})
    done = issued(asked, register_of(folder, contracts), dt.datetime.now(dt.UTC))
    _write(asked, done.text)
    if as_json:
        said = json.dumps(written_record(asked, done), ensure_ascii=False, indent=1)
    else:
        said = written_text(asked, done, language)
    click.echo(said, err=asked.out == "-")


def _write(asked: Asked, text: str) -> None:
    """Write the credential whole or not at all."""
    from monazite.write import whole_file

    if asked.out == "-":
        click.echo(text, nl=False)
        return
    with whole_file(Path(asked.out)) as place:
        place.write_text(text, "utf-8")

"""Adapters: one file for each publisher's layout, all giving parties, rejects and findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from monazite.errors import InputError, UsageError, nearest
from monazite.parties.lists.formats.sniff import sniff
from monazite.parties.lists.model import Context, File, Reading

__all__ = ["FORMATS", "read_files"]

# Each module has a function `read(files, context)`; it is imported when it is needed.
FORMATS = {
    "ofac-csv": ("ofac_csv", "OFAC SDN or consolidated list, delimited: sdn.csv with alt.csv and add.csv"),
    "ofac-xml": ("ofac_xml", "OFAC SDN or consolidated list, simple XML: sdn.xml"),
    "ofac-advanced": ("ofac_advanced", "OFAC SDN or consolidated list, advanced XML: sdn_advanced.xml"),
    "csl-csv": ("csl_csv", "US Consolidated Screening List, CSV"),
    "csl-json": ("csl_json", "US Consolidated Screening List, JSON"),
    "un-xml": ("un_xml", "UN Security Council consolidated list, XML"),
    "eu-xml": ("eu_xml", "EU consolidated financial sanctions list, XML"),
    "eu-csv": ("eu_csv", "EU consolidated financial sanctions list, CSV"),
    "uk-ofsi": ("uk_csv", "UK consolidated list of financial sanctions targets (OFSI), CSV"),
    "uk-fcdo": ("uk_csv", "UK sanctions list (FCDO), CSV"),
    "opensanctions-csv": ("opensanctions", "OpenSanctions targets.simple.csv"),
    "ftm-json": ("ftm", "FollowTheMoney entities, one JSON object a line"),
}


def read_files(
    files: Sequence[File], name: str, country: Callable[[str], str], form: str = "", encoding: str = ""
) -> Reading:
    """Read the files of one edition of the list `name`; the format is that of the first file where none is given.

    `country` gives the ISO code of a country's name or code, empty where it knows none. Raises InputError where a file
    cannot be read as a whole; single records that cannot be used are rejects of the reading.
    """
    if form and form not in FORMATS:
        raise UsageError(f"no format '{form}': {nearest(form, FORMATS)}")
    forms = [form or sniff(file) for file in files]
    if len(set(forms)) != 1:
        raise InputError(f"files of different formats in one edition: {', '.join(sorted(set(forms)))}")
    if len(files) > 1 and forms[0] != "ofac-csv":
        raise InputError(f"{len(files)} files, where a list of format {forms[0]} is one")
    read: Callable[[Sequence[File], Context], Reading]
    read = import_module(f"monazite.parties.lists.formats.{FORMATS[forms[0]][0]}").read
    return read(files, Context(name, country, encoding))

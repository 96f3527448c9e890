"""Lists of parties as dated data: publishers' files read, kept as editions, and given back as known on a day."""

from monazite.parties.lists.formats import FORMATS, read_files
from monazite.parties.lists.model import Edition, Feed, File, Gap, ListSource, Origin, Readiness, Reading
from monazite.parties.lists.place import lists_folder
from monazite.parties.lists.readiness import readiness
from monazite.parties.lists.spans import listed_on
from monazite.parties.lists.store import ListStore, load_parties
from monazite.parties.lists.update import Limits, Outcome, take_reading, update_list

__all__ = [
    "FORMATS",
    "Edition",
    "Feed",
    "File",
    "Gap",
    "Limits",
    "ListSource",
    "ListStore",
    "Origin",
    "Outcome",
    "Readiness",
    "Reading",
    "lists_folder",
    "load_parties",
    "listed_on",
    "read_files",
    "readiness",
    "take_reading",
    "update_list",
]

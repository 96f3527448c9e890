"""Reading instruments.yml: acts, announcements and statements with their days, and what they do to each other."""

from __future__ import annotations

from monazite.law.model import Act, Instrument
from monazite.packs.dated import relations_of
from monazite.packs.fields import Entry, Problems
from monazite.packs.references import References
from monazite.packs.sources import RELATIONS, SOURCE_KEYS, ordered, sourced

__all__ = ["read_instruments"]

INSTRUMENT_KEYS = (
    *"title title_zh issuer issued published in_force_from in_force_to binding acts".split(),
    *RELATIONS,
    *SOURCE_KEYS,
)
ACTS = {"suspends": ("from", "to"), "ends": ("on",), "resumes": ("from",)}


def read_instruments(problems: Problems, references: References) -> dict[str, Instrument]:
    """Return the instruments of a pack by id; what they name is noted in `references`."""
    out = {}
    for entry in problems.entries("instruments.yml", INSTRUMENT_KEYS, ("title", "issuer")):
        references.named.append(("instruments.yml", entry.name, str(entry.name)))
        out[str(entry.name)] = _instrument(entry, references)
    return out


def _instrument(entry: Entry, references: References) -> Instrument:
    out = Instrument(
        id=str(entry.name),
        title=entry.text("title"),
        title_zh=entry.text("title_zh"),
        issuer=entry.text("issuer"),
        issued=entry.date("issued"),
        published=entry.date("published"),
        first=entry.date("in_force_from"),
        last=entry.date("in_force_to"),
        binding=entry.choice("binding", ("yes", "no"), default="yes") != "no",
        acts=tuple(_act(part, references) for part in entry.mappings("acts")),
        relations=relations_of(entry, references),
        **sourced(entry),
    )
    ordered(entry, out.first, out.last, "in_force_to")
    return out


def _act(entry: Entry, references: References) -> Act:
    kinds = [word for word in ACTS if word in entry.fields]
    if len(kinds) != 1:
        entry.check_keys((*ACTS, "from", "to", "on", "note"), ())
        if kinds or not set(entry.fields) - {"from", "to", "on", "note"}:
            text = "an act suspends, ends or resumes one thing"
            entry.problems.say(entry.path, entry.name, "P055", text, "- suspends: instrument")
        return Act(kind="suspends", target="")
    kind = kinds[0]
    entry.check_keys((kind, *ACTS[kind], "note"), (kind, ACTS[kind][0]))
    first, last = entry.date("from"), entry.date("on" if kind == "ends" else "to")
    ordered(entry, first, last, "to")
    target = entry.text(kind)
    if target:
        references.targets.append((entry.path, entry.fields.get(kind), target, str(entry.name)))
    return Act(kind=kind, target=target, first=first, last=last)

"""Which facts lists tell, and which they never deny because something of the fact is in no list."""

from __future__ import annotations

from monazite.packs.lists import known_lists
from monazite.parties.feeding import fed_facts


def test_what_no_list_holds_whole_is_never_denied() -> None:
    fed = {one.template: one for one in fed_facts(known_lists(), ["consignee_eu_listed", "consignee_us_listed"])}
    assert fed["{party}_eu_listed"].lacks == {"eu-fsf": "Annex IV of Regulation (EU) No 833/2014"}
    assert fed["{party}_us_listed"].lacks == {}

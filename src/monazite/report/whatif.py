"""The page of a what-if: one HTML file that holds all it needs, loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.report.flow import draw_flow
from monazite.report.pages import environment, style, version, write_page
from monazite.report.texts import Texts, short, texts
from monazite.vocabulary import vocabulary

if TYPE_CHECKING:
    from monazite.whatif import Flips, Group

__all__ = ["render_flips", "write_flips"]

ROWS = 30
WAYS = ("added", "removed", "opened")


def write_flips(path: str, flips: Flips, *, language: str = "en") -> None:
    """Write the page to `path`, whole or not at all; raise UsageError, OutputError as `write_report` does."""
    text = render_flips(flips, language=language)
    write_page(path, text)


def render_flips(flips: Flips, *, language: str = "en") -> str:
    """Return the page as a text of HTML."""
    from markupsafe import Markup

    t = texts(language, "whatif")
    return (
        environment()
        .get_template("whatif.html")
        .render(
            t=t,
            f=flips,
            css=style({"$title": t("title"), "$page": t("page"), "$kind": f"Monazite · {t('kind')}"}),
            headline=_headline(flips, t),
            stake=", ".join(_money(flips.value, t, 6)),
            sides=[(t("law_before"), _side(flips.before, t)), (t("law_after"), _side(flips.after, t))],
            flow=Markup(draw_flow(flips.decisions, t)) if flips.decisions else "",
            provisions=_provisions(flips, t),
            outcomes=_table(flips, "outcome", t, lambda name: _outcome(name, t)),
            destinations=_table(flips, "destination", t, t.country),
            parties=_table(flips, "party", t, lambda name: t("not_stated") if name == "?" else short(name)),
            lines=[_line(line, flips, t) for line in flips.first],
            version=version(),
        )
    )


def _headline(flips: Flips, t: Texts) -> str:
    if not flips.changed:
        return t("flip_none")
    more = flips.changed - flips.flipped
    others = t("flip_others", n=more) if more else ""
    return t("flip_headline", lines=t("lines", n=flips.lines_out), flipped=t.number(flips.flipped), others=others)


def _side(told: Mapping[str, Any], t: Texts) -> list[str]:
    known = t("side_known", day=t.day(date.fromisoformat(told["known_on"])))
    own = told["day"] == "each line's own"
    day = t("side_own_day") if own else t("side_day", day=t.day(date.fromisoformat(told["day"])))
    lines = [day, known, t.name("reading", told["reading"]), told["packs"]]
    return lines + ([t("side_assumed", facts=told["assumed"])] if "assumed" in told else [])


def _money(value: Mapping[str, int], t: Texts, most: int = 3) -> list[str]:
    amounts = sorted(((c, v) for c, v in value.items() if v), key=lambda pair: -pair[1])
    whole = [t.money(v // 10_000 * 10_000, c).removesuffix(".00") for c, v in amounts[:most]]
    return whole + ([t("more", n=len(amounts) - most)] if len(amounts) > most else [])


def _changes(group: Group, t: Texts) -> str:
    parts = [
        f"{t.number(n)} {t.name('change', name)}" for name, n in sorted(group.changes.items(), key=lambda p: -p[1])
    ]
    return t("comma").join(parts)


def _provisions(flips: Flips, t: Texts) -> list[dict[str, Any]]:
    rows = [(way, name, group) for way in WAYS for name, group in flips.groups.get(way, {}).items()]
    # What decides stands before what only adds a duty or a finding.
    rows.sort(key=lambda row: (not flips.titles[row[1]]["outcome"], -row[2].lines, row[1]))
    return [_provision(way, name, group, flips, t) for way, name, group in rows[:ROWS]]


def _provision(way: str, name: str, group: Group, flips: Flips, t: Texts) -> dict[str, Any]:
    told = flips.titles[name]
    return {
        "title": (t.language == "zh" and told["title_zh"]) or told["title"],
        "where": ", ".join(filter(None, (told["instrument"], told["article"]))),
        "url": told["url"] if told["url"].startswith(("https://", "http://")) else "",
        "memory": told["confidence"] == "memory",
        "way": t(way),
        "lines": t.number(group.lines),
        "changes": _changes(group, t),
        "value": _money(group.value, t),
    }


def _table(flips: Flips, kind: str, t: Texts, name: Any) -> dict[str, Any]:
    groups = flips.groups.get(kind, {})
    rows = [
        (name(key), t.number(g.lines), _changes(g, t), _money(g.value, t)) for key, g in list(groups.items())[:ROWS]
    ]
    return {"rows": rows, "more": max(0, len(groups) - ROWS) + flips.more.get(kind, 0)}


def _outcome(name: str, t: Texts) -> str:
    """Return 'not_controlled … exempt > prohibited' in words."""
    ends = [" … ".join(t.name("outcome", word) for word in end.split(" … ")) for end in name.split(" > ")]
    return " → ".join(ends)


def _line(line: Mapping[str, Any], flips: Flips, t: Texts) -> dict[str, Any]:
    words = vocabulary()
    why = [(t(way), _titles(line[way], flips, t)) for way in WAYS if line[way]]
    labels = [words[fact].label(t.language) for fact in line["ask"]] if line["ask"] else []
    return {
        "place": f"{short(line['declaration'] or '')} {line['line'] if line['line'] is not None else ''}".strip()
        or f"{short(Path(line['source']).name)}:{line['row']}",
        "what": short(line["description"] or ""),
        "who": short(line["end_user"] or line["consignee"] or ""),
        "destination": t.country(line["destination"]),
        "value": t.money(line["value"], line["currency"] or ""),
        "before": line["decision_before"],
        "after": line["decision_after"],
        "outcome": _outcome(_interval(line), t),
        "why": why,
        "ask": t("to_ask", facts=t("comma").join(labels)) if labels else "",
    }


def _titles(names: Sequence[str], flips: Flips, t: Texts) -> list[str]:
    told = [flips.titles[name] for name in names]
    return [(t.language == "zh" and one["title_zh"]) or one["title"] for one in told[:3]]


def _interval(line: Mapping[str, Any]) -> str:
    ends = [dict.fromkeys((line[f"low_{side}"], line[f"high_{side}"])) for side in ("before", "after")]
    return " > ".join(" … ".join(end) for end in ends)

"""Why a verdict on a certificate is what it is: its reason, what was found and converted, and what may surprise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monazite.chemistry.weights import Weights
from monazite.cli.certificate_amounts import amount, decimal
from monazite.cli.certificate_mistakes import translated
from monazite.cli.certificate_record import with_unit
from monazite.cli.standards_text import standards_texts
from monazite.cli.words_of import words_of
from monazite.quality.certificate import Certificate
from monazite.quality.checking import MARKET, Checked, Checker
from monazite.quality.decision import RULES, Rule
from monazite.quality.difference import by_difference
from monazite.quality.model import Requirement
from monazite.quality.substance import ratio
from monazite.quality.units import unit
from monazite.quality.verdict import GradeVerdict, Verdict
from monazite.report.texts import Texts

__all__ = [
    "because",
    "certificate_texts",
    "chance",
    "converted",
    "found_text",
    "head_text",
    "joint",
    "limit_text",
    "notes",
    "reason_text",
    "rule_words",
    "short_reason",
    "standing_text",
    "ways_text",
]

NAMES_SHOWN, SHOWN, PURITY = 4, 6, 9
SURE = 0.0005  # a probability so near to 0 or 1 is not shown


def certificate_texts(language: str) -> Texts:
    """Return the fixed texts of the commands in a language."""
    return words_of("certificate", language)


def because(one: Checked, t: Texts) -> str:
    """Return the reason of a verdict in one line: what is worst, and how many more are like it."""
    if one.verdict is None:
        return t(f"why.{one.why}")
    doubts = joint(t).join(t(f"doubt.{doubt}") for doubt in one.doubts)
    if one.verdict.state == "not_assessed":
        return doubts
    if one.verdict.state == "pass":
        met = t("all_met", n=len(one.verdict.of("pass")))
        return t("but", met=met, doubts=doubts) if doubts else met
    told = _worst(one.verdict, t)
    return t("but", met=told, doubts=doubts) if doubts and one.verdict.state == "conditional_pass" else told


def head_text(one: Checked, t: Texts) -> str:
    """Return the headline: the state, the grade, and why a grade that is met is no pass."""
    state = t(f"state.{one.state}")
    if one.verdict is None:
        return t("head_none", state=state)
    head, doubts = t("head", state=state, grade=one.verdict.grade.id), [t(f"short_doubt.{each}") for each in one.doubts]
    return t("head_doubt", head=head, doubts=", ".join(doubts)) if doubts else head


def _worst(verdict: GradeVerdict, t: Texts) -> str:
    """Return what is worst, the contents that share a reason together."""
    alike: dict[str, list[str]] = {}
    for each in verdict.of(verdict.state):
        alike.setdefault(reason_text(each, t), []).append(each.requirement.analyte)
    return joint(t).join(t("because", analytes=_few(names, t), words=words) for words, names in alike.items())


def joint(t: Texts) -> str:
    """Return what stands between two parts of a sentence."""
    return "；" if t.language == "zh" else "; "


def _few(names: Sequence[str], t: Texts) -> str:
    """Return some names, and how many more there are."""
    shown = ", ".join(names[:NAMES_SHOWN])
    return t("and_more", names=shown, n=len(names) - NAMES_SHOWN) if len(names) > NAMES_SHOWN else shown


def reason_text(verdict: Verdict, t: Texts) -> str:
    """Return why a requirement is in its state, in the language of the texts."""
    if verdict.state in ("fail", "conditional_fail", "conditional_pass") and verdict.rests_on:
        wanted = verdict.requirement
        words = {"found": amount(verdict.rests_on.found, SHOWN), "unit": wanted.unit, "limit": wanted.printed}
        return t("above" if verdict.state == "fail" else "near", **words)
    if verdict.state == "not_assessed":
        return t("balance" if verdict.requirement.kind == "balance" else "informational")
    return t(f"reason.{verdict.reason}")


def found_text(verdict: Verdict, certificate: Certificate, weights: Weights) -> str:
    """Return the result as printed, with its unit; where no number counts, the words of the certificate."""
    way = verdict.rests_on
    if way is None:
        of = verdict.requirement.analyte
        same = (one for one in certificate.results if ratio(one.analyte, of, weights) is not None)
        one = next(same, None)
        return "–" if one is None else with_unit((one,)) if one.value else f"'{one.text}'"
    shown = way.results if "sum" in way.ways else way.results[:1]
    return with_unit(shown)


def _is_size(way: str) -> bool:
    """Return whether what was done is a change of unit only, which the result shows."""
    ends = way.split(" as ")
    return len(ends) == 2 and all(map(unit, ends))


def limit_text(wanted: Requirement, t: Texts) -> str:
    """Return a limit as printed, with its unit and what it is a share of."""
    basis = "" if wanted.basis == "as_received" else standards_texts(t.language)(f"basis.{wanted.basis}")
    return t("limit", limit=wanted.printed, unit=wanted.unit, basis=basis).strip()


def converted(verdict: Verdict) -> str:
    """Return the result in the words of the limit, with its unit; empty where nothing was converted."""
    way = verdict.rests_on
    return f"{amount(way.found, SHOWN)} {verdict.requirement.unit}" if way and way.ways else ""


def ways_text(verdict: Verdict, t: Texts) -> str:
    """Return what was converted to what; a change of unit alone is not told, as the result shows it."""
    ways = verdict.rests_on.ways if verdict.rests_on else ()
    told = [_way(each, t) for each in ways if not _is_size(each)]
    return t("by", ways=", ".join(told)) if told else ""


def _way(way: str, t: Texts) -> str:
    first, between, second = way.partition(" as ")
    return t("way", first=first, second=second) if between else t("sum") if way == "sum" else way


def chance(verdict: Verdict, t: Texts) -> str:
    """Return the probability of conformity; empty where it is not known, or nearly 0 or 1."""
    known = verdict.probability
    return t("probability", text=f"{100 * known:.1f}") if known is not None and SURE < known < 1 - SURE else ""


def short_reason(verdict: Verdict, t: Texts) -> str:
    """Return why a requirement is in its state where that is not plain, in few words."""
    if verdict.reason:
        return t(f"short.{verdict.reason}")
    return "" if verdict.state in ("pass", "fail") else reason_text(verdict, t)


def notes(one: Checked, checker: Checker, t: Texts) -> Iterator[str]:
    """Yield what else is to know: which grade this is of how many, and what may surprise."""
    yield from (translated(hint, t.language) for hint in one.unread)
    yield from _difference(one, checker, t)
    if one.claim:
        yield t("claimed", text=one.claim)
    verdict = one.verdict
    if verdict is None:
        return
    if one.why:
        yield t(f"why.{one.why}")
    if one.others:
        met = verdict.state in ("pass", "conditional_pass")
        yield t("best_met" if met else "none_met", n=len(one.others) + 1)
    if (edition := checker.register.editions.get(verdict.grade.edition)) and edition.kind == MARKET:
        yield f"{edition.id}: {standards_texts(t.language)('market')}"
    yield from _another(one, t)


def standing_text(one: Checked, checker: Checker, t: Texts) -> str:
    """Return how the edition stands on the day; empty where there is none."""
    if one.verdict is None or not one.standing:
        return ""
    return f"{one.verdict.grade.edition}: {standards_texts(t.language)(f'told.{one.standing}', day=checker.on)}"


def _difference(one: Checked, checker: Checker, t: Texts) -> Iterator[str]:
    """Yield the purity by difference, where the certificate tells no purity and enough other rare earths."""
    substance = checker.substance(one.certificate.product)
    found = by_difference(one.certificate, substance, checker.weights)
    if found and not any(each.analyte == substance for each in one.certificate.results):
        ends = dict.fromkeys((decimal(found.low, PURITY), decimal(found.high, PURITY)))
        yield t("difference", analyte=found.analyte, value="..".join(ends), n=found.count)


def _another(one: Checked, t: Texts) -> Iterator[str]:
    """Yield that the certificate is of another product than the grade, and of which."""
    assert one.verdict is not None
    if one.another:
        yield t("another", ours=one.certificate.product, theirs=one.verdict.grade.product)


def rule_words(rule: Rule, t: Texts) -> str:
    """Return a decision rule in words: one of RULES, or one that was made by its guard band or its risk."""
    kind, _, by = rule.id.partition("_")
    return t(f"rule.{rule.id}") if rule.id in RULES else t(f"rule.{kind}", by=by)

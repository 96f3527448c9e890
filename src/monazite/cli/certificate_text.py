"""What `monazite certificate check` prints: the verdict and why, each requirement, then what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from monazite.chemistry.weights import Weights
from monazite.cli.certificate_amounts import amount, decimal
from monazite.cli.certificate_record import FileChecked, with_unit
from monazite.cli.law_table import console, printed
from monazite.cli.standards_text import grid, standards_texts
from monazite.cli.words_of import words_of
from monazite.quality.certificate import Certificate
from monazite.quality.checking import MARKET, Checked, Checker
from monazite.quality.difference import by_difference
from monazite.quality.forensics import Finding
from monazite.quality.substance import ratio
from monazite.quality.units import unit
from monazite.quality.verdict import WORST, GradeVerdict, Verdict
from monazite.report.texts import Texts

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["certificate_texts", "checked_text", "counts_text"]

COLOURS = {
    "pass": "green",
    "conditional_pass": "yellow",
    "indeterminate": "yellow",
    "conditional_fail": "magenta",
    "fail": "red",
    "not_assessed": "dim",
}
NAMES_SHOWN, SHOWN, PURITY = 4, 6, 9
SURE = 0.0005  # a probability so near to 0 or 1 is not shown


def certificate_texts(language: str) -> Texts:
    """Return the fixed texts of the commands in a language."""
    return words_of("certificate", language)


def checked_text(file: FileChecked, checker: Checker, language: str, *, terminal: bool, full: bool) -> str:
    """Return what is said of a file: each certificate in full or as one line, then the mistakes in the file."""
    t, out = certificate_texts(language), console(terminal=terminal)
    if file.reading.refused:
        out.print(t("refused", path=file.reading.path), style="red", markup=False)
    for k, one in enumerate(file.checked):
        _certificate(out, one, checker, t, full=full)
        _findings(out, file.findings[k] if file.findings else (), t)
    _mistakes(out, file, t)
    return printed(out)


def _certificate(out: Console, one: Checked, checker: Checker, t: Texts, *, full: bool) -> None:
    verdict, certificate = one.verdict, one.certificate
    state = t(f"state.{one.state}")
    head = t("head", state=state, grade=verdict.grade.id) if verdict else t("head_none", state=state)
    out.print(head, style=f"bold {COLOURS[one.state]}", markup=False)
    out.print(f"  {_because(one, t)}", markup=False)
    told = ("product", "lot", "issuer", "issued")
    parts = [t(name, text=getattr(certificate, name)) for name in told if getattr(certificate, name)]
    name = t("about", path=certificate.path, id=certificate.id)
    out.print(f"  {name}{'  ' if parts else ''}{', '.join(parts)}", markup=False, style="dim")
    if not full:
        return
    if verdict:
        _requirements(out, verdict, certificate, checker.weights, t)
    _standing(out, one, checker, t)


# ------------------------------------------------------------ why
def _because(one: Checked, t: Texts) -> str:
    """Return the reason of a verdict in one line: what is worst, and how many more are like it."""
    if one.verdict is None:
        return t(f"why.{one.why}")
    worst = one.verdict.of(one.state)
    if one.state in ("pass", "not_assessed"):
        return t("all_met", n=len(one.verdict.of("pass")))
    alike: dict[str, list[str]] = {}
    for each in worst:
        alike.setdefault(reason_text(each, t), []).append(each.requirement.analyte)
    return _joint(t).join(t("because", analytes=_few(names, t), words=words) for words, names in alike.items())


def _joint(t: Texts) -> str:
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


# ------------------------------------------------------------ requirements
def _requirements(out: Console, verdict: GradeVerdict, certificate: Certificate, weights: Weights, t: Texts) -> None:
    from rich.text import Text

    table = grid("plain", "plain", "plain", "plain", "wide")
    for each in verdict.verdicts:
        wanted = each.requirement
        basis = "" if wanted.basis == "as_received" else standards_texts(t.language)(f"basis.{wanted.basis}")
        limit = t("limit", limit=wanted.printed, unit=wanted.unit, basis=basis).strip()
        cells = (Text(wanted.analyte), Text(limit), Text(_found(each, certificate, weights)), Text(_how(each, t)))
        table.add_row(Text(f"  {t(f'state.{each.state}')}", style=COLOURS[each.state]), *cells)
    out.print(table)


def _found(verdict: Verdict, certificate: Certificate, weights: Weights) -> str:
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


def _how(verdict: Verdict, t: Texts) -> str:
    """Return what was converted to what, the probability, and the reason where it is not plain."""
    way, parts = verdict.rests_on, []
    if way and way.ways:
        told = [each for each in way.ways if not _is_size(each)]
        by = [t("by", ways=", ".join(told))] if told else []
        parts.append(", ".join([f"= {amount(way.found, SHOWN)} {verdict.requirement.unit}", *by]))
    if verdict.probability is not None and SURE < verdict.probability < 1 - SURE:
        parts.append(t("probability", text=f"{100 * verdict.probability:.1f}"))
    if verdict.state != "pass" and verdict.state != "fail":
        parts.append(reason_text(verdict, t) if not verdict.reason else t(f"short.{verdict.reason}"))
    elif verdict.reason:
        parts.append(t(f"short.{verdict.reason}"))
    return _joint(t).join(parts)


# ------------------------------------------------------------ what else is to know
def _standing(out: Console, one: Checked, checker: Checker, t: Texts) -> None:
    """Print which grade this is of how many, how its edition stands on the day, and what may surprise."""
    for line in _notes(one, checker, t):
        out.print(f"  {line}", markup=False)


def _notes(one: Checked, checker: Checker, t: Texts) -> Iterable[str]:
    yield from one.unread
    yield from _difference(one, checker, t)
    if one.claim:
        yield t("claimed", text=one.claim)
    verdict = one.verdict
    if verdict is None:
        return
    if one.why:
        yield t(f"why.{one.why}")
    if one.others:
        met = one.state in ("pass", "conditional_pass")
        yield t("best_met" if met else "none_met", n=len(one.others) + 1)
    edition = checker.register.editions.get(verdict.grade.edition)
    s = standards_texts(t.language)
    if edition and one.standing:
        yield f"{edition.id}: {s(f'told.{one.standing}', day=checker.on)}"
        if edition.kind == MARKET:
            yield f"{edition.id}: {s('market')}"
    yield from _another(one, checker, t)


def _difference(one: Checked, checker: Checker, t: Texts) -> Iterable[str]:
    """Yield the purity by difference, where the certificate tells no purity and enough other rare earths."""
    substance = checker.substance(one.certificate.product)
    found = by_difference(one.certificate, substance, checker.weights)
    if found and not any(each.analyte == substance for each in one.certificate.results):
        ends = dict.fromkeys((decimal(found.low, PURITY), decimal(found.high, PURITY)))
        yield t("difference", analyte=found.analyte, value="..".join(ends), n=found.count)


def _another(one: Checked, checker: Checker, t: Texts) -> Iterable[str]:
    """Yield that the certificate is of another product than the grade, where both are known."""
    assert one.verdict is not None
    ours, theirs = one.certificate.product, one.verdict.grade.product
    known = checker.substance(ours) if ours else ""
    if known and checker.substance(theirs) and known != checker.substance(theirs):
        yield t("another", ours=ours, theirs=theirs)


def _findings(out: Console, found: Sequence[Finding], t: Texts) -> None:
    if found:
        out.print(t("findings"), style="bold", markup=False)
    for each in found:
        zh = t.language == "zh"
        caveat = each.caveat_zh if zh else each.caveat
        out.print(f"  {each.code} ({each.strength}): {each.text_zh if zh else each.text}", markup=False)
        out.print(f"    {caveat}", markup=False, style="dim")


def _mistakes(out: Console, file: FileChecked, t: Texts) -> None:
    if file.reading.problems:
        out.print(t("mistakes"), style="bold", markup=False)
    for problem in file.reading.problems:
        out.print(f"  {problem}", markup=False, soft_wrap=True)


def counts_text(checked: Sequence[Checked], refused: int, checker: Checker, language: str) -> str:
    """Return how many certificates are in each state, the rule, and what this is not."""
    t = certificate_texts(language)
    counts = Counter(one.state for one in checked)
    parts = [t("counted", n=counts[s], state=t(f"state.{s}")) for s in reversed(WORST) if counts[s]]
    parts += [t("files_refused", n=refused)] if refused else []
    joint = "；" if language == "zh" else ", "
    lines = [t("counts", n=len(checked), day=checker.on, parts=joint.join(parts) or "–")]
    compare = t(f"compare.{checker.compare or 'mixed'}")
    lines.append(t("rule", rule=t(f"rule.{checker.rule.id}"), compare=compare))
    return "\n".join([*lines, standards_texts(language)("notice")])

"""What `monazite certificate check` prints: the verdict and why, each requirement, then what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from monazite.chemistry.weights import Weights
from monazite.cli.certificate_mistakes import problem_in
from monazite.cli.certificate_record import FileChecked
from monazite.cli.certificate_signed import signature_line
from monazite.cli.certificate_why import (
    because,
    certificate_texts,
    chance,
    converted,
    found_text,
    head_text,
    joint,
    limit_text,
    notes,
    rule_words,
    short_reason,
    standing_text,
    ways_text,
)
from monazite.cli.law_table import console, printed
from monazite.cli.standards_text import grid, standards_texts
from monazite.quality.certificate import Certificate
from monazite.quality.checking import Checked, Checker
from monazite.quality.forensics import Finding
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


def checked_text(file: FileChecked, checker: Checker, language: str, *, terminal: bool, full: bool) -> str:
    """Return what is said of a file: each certificate in full or as one line, then the mistakes in the file."""
    t, out = certificate_texts(language), console(terminal=terminal)
    if file.reading.refused:
        out.print(t("refused", path=file.reading.path), style="red", markup=False)
    for k, one in enumerate(file.checked):
        _certificate(out, one, checker, t, full=full)
        _findings(out, file.findings[k] if file.findings else (), t)
    if line := signature_line(file.reading, t.language):
        out.print(f"  {line}", markup=False, emoji=False, soft_wrap=True)
    _mistakes(out, file, t)
    return printed(out)


def _certificate(out: Console, one: Checked, checker: Checker, t: Texts, *, full: bool) -> None:
    verdict, certificate = one.verdict, one.certificate
    out.print(head_text(one, t), style=f"bold {COLOURS[one.state]}", markup=False)
    out.print(f"  {because(one, t)}", markup=False)
    told = ("product", "lot", "issuer", "issued")
    parts = [t(name, text=getattr(certificate, name)) for name in told if getattr(certificate, name)]
    name = t("about", path=certificate.path, id=certificate.id)
    out.print(f"  {name}{'  ' if parts else ''}{', '.join(parts)}", markup=False, style="dim")
    if not full:
        return
    if verdict:
        _requirements(out, verdict, certificate, checker.weights, t)
    _standing(out, one, checker, t)


# ------------------------------------------------------------ requirements
def _requirements(out: Console, verdict: GradeVerdict, certificate: Certificate, weights: Weights, t: Texts) -> None:
    from rich.text import Text

    table = grid("plain", "plain", "plain", "plain", "wide")
    for each in verdict.verdicts:
        wanted, found = each.requirement, found_text(each, certificate, weights)
        cells = (wanted.analyte, limit_text(wanted, t), found, _how(each, t))
        table.add_row(Text(f"  {t(f'state.{each.state}')}", style=COLOURS[each.state]), *map(Text, cells))
    out.print(table)


def _how(verdict: Verdict, t: Texts) -> str:
    """Return what was converted to what, the probability, and the reason where it is not plain."""
    size = converted(verdict)
    parts = (", ".join(filter(None, (f"= {size}", ways_text(verdict, t)))) if size else "", chance(verdict, t))
    return joint(t).join(filter(None, (*parts, short_reason(verdict, t))))


# ------------------------------------------------------------ what else is to know
def _standing(out: Console, one: Checked, checker: Checker, t: Texts) -> None:
    """Print which grade this is of how many, how its edition stands on the day, and what may surprise."""
    for line in filter(None, (*notes(one, checker, t), standing_text(one, checker, t))):
        out.print(f"  {line}", markup=False)


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
        out.print(f"  {problem_in(problem, t.language)}", markup=False, soft_wrap=True)


def counts_text(checked: Sequence[Checked], refused: int, checker: Checker, language: str) -> str:
    """Return how many certificates are in each state, the rule, and what this is not."""
    t = certificate_texts(language)
    counts = Counter(one.state for one in checked)
    parts = [t("counted", n=counts[s], state=t(f"state.{s}")) for s in reversed(WORST) if counts[s]]
    parts += [t("files_refused", n=refused)] if refused else []
    joint = "；" if language == "zh" else ", "
    lines = [t("counts", n=len(checked), day=checker.on, parts=joint.join(parts) or "–")]
    compare = t(f"compare.{checker.compare or 'mixed'}")
    lines.append(t("rule", rule=rule_words(checker.rule, t), compare=compare))
    return "\n".join([*lines, standards_texts(language)("notice")])

"""What is said of certificates as pages of a PDF: every text ready, in the language that is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from monazite.cli.certificate_mistakes import problem_in
from monazite.cli.certificate_record import FileChecked
from monazite.cli.certificate_text import counts_text
from monazite.cli.certificate_why import (
    because,
    certificate_texts,
    chance,
    converted,
    found_text,
    joint,
    limit_text,
    notes,
    reason_text,
    short_reason,
    ways_text,
)
from monazite.cli.standards_text import standards_texts, title_of
from monazite.quality.checking import Checked, Checker
from monazite.quality.forensics import Finding as Found
from monazite.quality.units import UNITS, unit
from monazite.quality.verdict import VERSION, WORST, GradeVerdict, Verdict
from monazite.report.texts import Texts
from monazite.report.verdict import Finding, Row, Sheet, Verdicts
from monazite.report.verdict_scale import Scale, scale

__all__ = ["verdict_pages"]

MISTAKES, ALL_MISTAKES, MANY = 20, 100, 4  # shown of one file, and of all; packs that are counted
LABELS = (
    "page on_page state requirement limit result picture why grade requirements legend notes findings mistakes refused "
    "sources file rule certificate verdicts"
).split()


def verdict_pages(told: Sequence[FileChecked], checker: Checker, language: str, assumed: str = "") -> Verdicts:
    """Return the pages of all certificates of some files; `assumed` is the basis where they tell none."""
    t = certificate_texts(language)
    sheets = [_sheet(file, k, checker, t) for file in told for k in range(len(file.checked))]
    counts = Counter(sheet.state for sheet in sheets)
    refused = [file for file in told if file.reading.refused]
    every = [one for file in told for one in file.checked]
    summary, rule, notice = counts_text(every, len(refused), checker, language).split("\n")
    several = [file for file in told if len(file.checked) > 1]
    return Verdicts(
        title=t("pdf.title" if len(sheets) == 1 and not refused else "pdf.title_many"),
        language=language,
        on=checker.on,
        sheets=sheets,
        labels={name: t(f"pdf.{name}") for name in LABELS},
        counts=[(s, t("counted", n=counts[s], state=t(f"state.{s}"))) for s in WORST if counts[s]],
        summary=summary,
        refused=[line for file in refused for line in _mistakes(file, t)][:ALL_MISTAKES],
        mistakes=[line for file in several for line in _mistakes(file, t)][:ALL_MISTAKES],
        closing=[*_basis(assumed, t), rule, _versions(checker, t), notice],
    )


def _basis(assumed: str, t: Texts) -> list[str]:
    return [t("assumed", basis=standards_texts(t.language)(f"basis.{assumed}"))] if assumed else []


def _versions(checker: Checker, t: Texts) -> str:
    """Return the version of the rules and of the packs; packs of one version are counted."""
    packs: dict[str, list[str]] = {}
    for name, version in sorted(checker.register.versions.items()):
        packs.setdefault(version, []).append(name)
    few = {version: ", ".join(names) if len(names) < MANY else "" for version, names in packs.items()}
    told = [f"{version} ({few[version] or t('pdf.packs', n=len(names))})" for version, names in packs.items()]
    return t("pdf.versions", version=VERSION, register=", ".join(told))


def _mistakes(file: FileChecked, t: Texts) -> list[str]:
    name = Path(file.reading.path).name
    problems = [problem_in(replace(problem, path=name), t.language) for problem in file.reading.problems]
    lines = [f"{problem}".replace("\n    hint: ", " – ") for problem in problems[:MISTAKES]]
    return lines + ([t("pdf.more", n=len(problems) - MISTAKES)] if len(problems) > MISTAKES else [])


# ------------------------------------------------------------ one certificate
def _sheet(file: FileChecked, k: int, checker: Checker, t: Texts) -> Sheet:
    one = file.checked[k]
    certificate, verdict = one.certificate, one.verdict
    return Sheet(
        state=one.state,
        state_text=_capital(t(f"state.{one.state}")),
        heading=t("pdf.heading", id=certificate.id),
        name=certificate.id,
        lot=f"{t('pdf.lot')} {certificate.lot}" if certificate.lot else "",
        product=certificate.product,
        grade=verdict.grade.id if verdict else "",
        because=because(one, t),
        standard=_standard(one, checker, t),
        facts=list(_facts(one, t)),
        rows=[_row(each, one, checker, t) for each in verdict.verdicts] if verdict else [],
        notes=list(notes(one, checker, t)),
        findings=[_finding(each, t) for each in (file.findings[k] if file.findings else ())],
        mistakes=_mistakes(file, t) if len(file.checked) == 1 else [],
        sources=list(_sources(verdict, checker, t)) if verdict else [],
        path=Path(file.reading.path).name,
        sha256=file.reading.sha256,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _facts(one: Checked, t: Texts) -> Iterator[tuple[str, str]]:
    """Yield what the certificate says of itself; what it always should say is named where it does not."""
    c, nothing = one.certificate, t("pdf.not_said")
    until = t("pdf.until", day=c.accredited_until) if c.accredited_until else ""
    told = {"certificate": c.id, "lot": c.lot, "product": c.product, "issued": c.issued, "issuer": c.issuer}
    for name, text in (told | {"laboratory": c.laboratory}).items():
        yield t(f"pdf.{name}"), str(text or nothing)
    for name, text in {"sampled": c.sampled, "accreditation": f"{c.accreditation} {until}".strip()}.items():
        if text:
            yield t(f"pdf.{name}"), str(text)


def _standard(one: Checked, checker: Checker, t: Texts) -> str:
    """Return the edition by number and title, with its state on the day."""
    edition = checker.register.editions.get(one.verdict.grade.edition) if one.verdict else None
    if edition is None or not one.standing:
        return ""
    standing = standards_texts(t.language)(f"told.{one.standing}", day=checker.on)
    return f"{edition.id} {title_of(edition, t)}{joint(t)}{standing}"


def _finding(found: Found, t: Texts) -> Finding:
    zh = t.language == "zh"
    words = (found.text_zh, found.caveat_zh) if zh else (found.text, found.caveat)
    return Finding(found.code, t(f"strength.{found.strength}"), *words)


def _sources(verdict: GradeVerdict, checker: Checker, t: Texts) -> Iterator[tuple[str, str]]:
    """Yield each source of the edition and of the limits once, with how far it is to be trusted."""
    s, edition = standards_texts(t.language), checker.register.editions.get(verdict.grade.edition)
    told = [(edition.source, edition.confidence)] if edition else []
    told += [(one.source, one.confidence) for one in verdict.grade.requirements]
    for source, letter in dict.fromkeys(told):
        if source:
            yield source, s("confidence", letter=letter, words=s(f"confidence.{letter}"))


# ------------------------------------------------------------ one requirement
def _row(verdict: Verdict, one: Checked, checker: Checker, t: Texts) -> Row:
    wanted, size = verdict.requirement, converted(verdict)
    return Row(
        state=verdict.state,
        state_text=t(f"state.{verdict.state}"),
        analyte=wanted.analyte,
        limit=limit_text(wanted, t),
        result=found_text(verdict, one.certificate, checker.weights),
        converted=f"{'' if size[:1] in '<>' else '= '}{size}" if size else "",
        ways=ways_text(verdict, t),
        why=reason_text(verdict, t) if verdict.state == "fail" and not verdict.reason else short_reason(verdict, t),
        rounded=t("pdf.rounded") if wanted.kind == "limit" and wanted.limits.compare == "rounded" else "",
        probability=chance(verdict, t),
        scale=_scale(verdict),
    )


def _scale(verdict: Verdict) -> Scale | None:
    """Return where the result stands, in the unit of the limit; no share is more than the whole."""
    wanted, way, size = verdict.requirement, verdict.rests_on, unit(verdict.requirement.unit)
    if wanted.kind != "limit":
        return None
    share = size is not None and size.kind == "mass_fraction"
    most = UNITS["1"].size / size.size if size is not None and share else None
    lower, upper = (None if end is None else end.value for end in (wanted.limits.lower, wanted.limits.upper))
    found = (way.found.low, way.found.high) if way else (None, None)
    spread: Fraction | None = way.uncertainty.U if way else None
    return scale((lower, upper), found, spread=spread, guard=verdict.guard, most=most)

"""Names of parties: ours beside nomenklatura (its index and logic-v2) and RapidFuzz brute force, in one run.

    python -m benchmarks parties
    MONAZITE_PEERS_PYTHON=/path/to/python python -m benchmarks parties --json

The data are found through MONAZITE_SHARED and are not part of the repository. nomenklatura is a peer of this benchmark
alone; it needs an environment of its own, whose interpreter MONAZITE_PEERS_PYTHON names. Times are CPU seconds of one
thread. What was tuned on what: benchmarks/parties/README.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.parties import metrics, scripts
from benchmarks.parties.ours import brute_pairs, brute_search, our_pairs, our_search
from benchmarks.parties.sets import ROOT, rows_of
from monazite.packs.parties import party_pack

SETS = ("name_bench", "un_script_pairs", "watchman_cross_script", "ofac_pairs")
PROBES = ROOT / "tests" / "parties" / "names" / "zh_probes.csv"
COMPANIES = Path(__file__).with_name("zh_companies.csv")
SEED = 11  # that of the first measurements, so that the queries are theirs
Pairs = list[tuple[str, str, str]]


def labelled() -> dict[str, tuple[Pairs, list[bool]]]:
    """Return the sets of pairs: those of the data, our Chinese probes, and companies each with its likest other."""
    out = {}
    for name in SETS:
        rows = rows_of(f"{name}.csv")
        out[name] = [(r["schema"], r["name1"], r["name2"]) for r in rows], [r["is_match"] == "true" for r in rows]
    probes = _own(PROBES)
    schema = {"person": "Person", "organization": "Company"}
    out["zh probes"] = (
        [(schema[r["kind"]], r["left"], r["right"]) for r in probes],
        [r["same"] == "yes" for r in probes],
    )
    for number in "12":
        chosen = [(r["zh"], r["latin"]) for r in _own(COMPANIES) if r["set"] == number]
        out[f"zh companies {number}"] = _companies(chosen)
    return out


def _own(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _companies(rows: list[tuple[str, str]]) -> tuple[Pairs, list[bool]]:
    """Return every company with its own Latin name and with every other: most negatives are far, some are hard."""
    pairs = [("Company", zh, other) for zh, _ in rows for _, other in rows]
    return pairs, [latin == other for _, latin in rows for _, other in rows]


def asked() -> tuple[list[tuple[str, str, str]], list[tuple[str, str]], list[str], dict[str, list[str]]]:
    """Return the list (primary names), the queries, who is meant by each, and the aliases that are not asked for."""
    listed = [
        (r["id"], r["schema"], r["name"])
        for r in rows_of("ofac_entities.csv")
        if r["schema"] in ("Person", "Organization")
    ]
    schema = {number: s for number, s, _ in listed}
    aliases = [r for r in rows_of("ofac_aliases.csv") if r["id"] in schema]
    rng = random.Random(SEED)
    chosen = rng.sample(aliases, 1000)
    others = rng.sample(rows_of("negatives_global_25000.csv"), 2000)
    queries = [(r["alias"], schema[r["id"]]) for r in chosen] + [(r["full_name"], "Person") for r in others]
    taken = {(r["id"], r["alias"]) for r in chosen}
    rest: dict[str, list[str]] = {}
    for r in aliases:
        if (r["id"], r["alias"]) not in taken:
            rest.setdefault(r["id"], []).append(r["alias"])
    return listed, queries, [r["id"] for r in chosen] + [""] * len(others), rest


def peer(sets: dict[str, tuple[Pairs, list[bool]]], listed: Any, queries: Any) -> dict[str, Any]:
    """Return what nomenklatura answers, or why it is absent."""
    python = os.environ.get("MONAZITE_PEERS_PYTHON") or sys.executable
    task = {
        "pairs": {k: rows for k, (rows, _) in sets.items() if not k.startswith("zh companies")},
        "listed": listed,
        "queries": queries,
    }
    command = [python, str(Path(__file__).with_name("peer.py"))]
    alone = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, input=json.dumps(task), capture_output=True, text=True, check=False, env=alone)
    if done.returncode:
        return {"absent": done.stderr.strip().splitlines()[-1] if done.stderr else "it failed"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def run(with_peer: bool) -> dict[str, Any]:
    """Run all systems on all sets; return their figures."""
    sets = labelled()
    listed, queries, meant, aliases = asked()
    uses = {name: use.threshold for name, use in party_pack().scoring.uses.items()}
    fixed = sorted({*uses.values(), 0.5, 0.7})
    out: dict[str, Any] = {"uses": uses, "pairs": {}, "search": {}, "absent": ""}
    other = peer(sets, listed, queries) if with_peer else {"absent": "not asked for"}
    out["absent"] = other.get("absent", "")
    for name, (rows, same) in sets.items():
        systems = {"ours": our_pairs(rows), "RapidFuzz WRatio": brute_pairs(rows)}
        if name in other.get("pairs", {}):
            systems["nomenklatura logic-v2"] = other["pairs"][name]
        out["pairs"][name] = {system: metrics.pairs(scores, same, fixed) for system, scores in systems.items()}
    arms = {
        "ours": our_search(listed, queries),
        "ours, kind not stated": our_search(listed, queries, stated=False),
        "ours, other aliases in the index": our_search(listed, queries, aliases),
        "ours, as screening asks": our_search(listed, queries, aliases, stated=False, least=uses["screening"]),
        "RapidFuzz token_sort, brute force": brute_search(listed, queries),
    }
    if "search" in other:
        arms["nomenklatura index + logic-v2"] = other["search"]
    out["scripts"] = scripts.whole_list((uses["screening"], uses["review"]))
    for name, arm in arms.items():
        figures = metrics.found(arm["hits"], meant)
        alerts = figures.pop("alerts")
        false = {use: sum(a >= t for a in alerts) / len(alerts) for use, t in uses.items()}
        out["search"][name] = {
            **figures,
            "built": arm["built"],
            "per_second": len(queries) / arm["spent"],
            "false": false,
        }
    return out


def told(figures: dict[str, Any]) -> str:
    """Return the figures as tables."""
    lines = ["pairs: F1 at fixed thresholds; best F1 is over all thresholds, chosen on the set itself"]
    for name, systems in figures["pairs"].items():
        lines.append(f"  {name}")
        for system, f in systems.items():
            at = "  ".join(f"{t:g}: {v:.3f}" for t, v in f["f1"].items())
            lines.append(f"    {system:34} {at}  best {f['best']:.3f} at {f['at']:.2f}  AUC {f['auc']:.3f}")
    lines.append("search: 10,465 primary names of OFAC; 1,000 aliases and 2,000 invented people; CPU, one thread")
    for name, f in figures["search"].items():
        right = "  ".join(f"{rate:.1%}: {v:.3f}" for rate, v in f["right"].items())
        lines.append(f"  {name:36} {f['per_second']:7.0f}/s  recall@20 {f['recall']:.3f}  right at {right}")
        if name.startswith("ours"):
            lines.append(f"  {'':36} false alerts: {', '.join(f'{u} {v:.2%}' for u, v in f['false'].items())}")
            bands = ", ".join(f"{least:g}+: {share:.0%} of {count}" for least, count, share in f["bands"])
            lines.append(f"  {'':36} first hits that are right, by score: {bands}")
    lines += scripts.told(figures["scripts"])
    if figures["absent"]:
        lines.append(
            f"ABSENT: nomenklatura ({figures['absent']}); set MONAZITE_PEERS_PYTHON to an interpreter that has it"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks parties", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--no-peers", action="store_true", help="leave nomenklatura out")
    options = parser.parse_args()
    figures = run(not options.no_peers)
    print(json.dumps(figures, ensure_ascii=False, indent=1) if options.json else told(figures))


if __name__ == "__main__":
    main()

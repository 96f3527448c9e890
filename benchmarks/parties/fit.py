"""Fitting the score: logistic regression whose measures can only lower, on UN names and names made up from them.

    python -m benchmarks.parties.fit               prints the rows of packs/parties/score.csv that are fitted

Positives: aliases of the UN list (un_alias_pos) and names in their own script (un_script_pairs, its positive rows),
each searched among the UN's primary names. Negatives: whatever else those searches find, and names made up by mixing the
words of UN names, searched likewise. Nothing of OFAC's list, of name_bench or of the cross-script pairs of Watchman is
read. Positives and negatives weigh the same in sum, so a score of one half says that neither is likelier.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.optimize import minimize

from benchmarks.parties.sets import KIND, rows_of
from monazite.packs.parties import party_pack
from monazite.parties.model import Name, Party
from monazite.parties.names.evidence import Query
from monazite.parties.names.matcher import Matcher
from monazite.parties.names.score import MEASURES

# Measures that the UN names cannot teach (few numbers, metals, legal forms there): they stay as set by hand.
BY_HAND = ("conflict", "forms", "general")
SHRINK = 2.0
POOL = 20


def made_up(names: Sequence[str], rng: random.Random, count: int) -> Iterator[str]:
    """Yield names mixed from the words of others, as many words as one of them has."""
    for _ in range(count):
        pattern = rng.choice(names).split()
        yield " ".join(rng.choice(rng.choice(names).split()) for _ in pattern)


def queries(rng: random.Random) -> list[tuple[str, str, str]]:
    """Return (name, kind, the primary name that is meant, empty for none)."""
    alias = [(r["name1"], KIND[r["schema"]], r["name2"]) for r in rows_of("un_alias_pos.csv")]
    script = [
        (r["name1"], KIND[r["schema"]], r["name2"]) for r in rows_of("un_script_pairs.csv") if r["is_match"] == "true"
    ]
    out = alias + script * 3
    for source, count in ((alias, 4000), (script, 1000)):
        for kind in ("person", "organization"):
            names = [name for name, k, _ in source if k == kind]
            out += (
                [(name, kind, "") for name in made_up(names, rng, count if kind == "person" else count // 3)]
                if names
                else []
            )
    return out


def table(matcher: Matcher, asked: Sequence[tuple[str, str, str]]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return for each kind the measures of all candidates, and whether each is the party meant."""
    out: dict[str, list[tuple[list[float], bool]]] = {"person": [], "other": []}
    for name, kind, meant in asked:
        person = kind == "person"
        folded = matcher.folder.fold(name, person=person)
        for hit in matcher.search([Query(name, kind)], POOL)[0]:
            if hit.rough:
                continue
            found = matcher.scorer.compare(folded, matcher.folder.fold(hit.name, person=person))
            if found is not None:
                measures = [found.measures[m] for m in MEASURES]
                out["person" if person else "other"].append((measures, hit.party.names[0].text == meant))
    return {k: (np.array([m for m, _ in rows]), np.array([y for _, y in rows])) for k, rows in out.items()}


def fitted(x: np.ndarray, y: np.ndarray, start: float, hand: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    """Return the start and weights (none negative) of a logistic regression drawn a little towards those by hand."""
    weight = np.where(y, 0.5 / max(1, y.sum()), 0.5 / max(1, (~y).sum()))
    design = np.hstack([np.ones((len(x), 1)), -x])
    first = np.concatenate([[start], hand])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        odds = design @ w
        value = weight @ np.logaddexp(0, np.where(y, -odds, odds))
        slope = design.T @ (weight * (1 / (1 + np.exp(-odds)) - y))
        away = w - first
        away[0] = 0
        return value + SHRINK * 1e-3 * away @ away / 2, slope + SHRINK * 1e-3 * away

    bounds = [(0, 8), *((h, h) if f else (0, 12) for h, f in zip(hand, fixed, strict=True))]
    return minimize(loss, first, jac=True, bounds=bounds, method="L-BFGS-B").x


def main() -> None:
    argparse.ArgumentParser(prog="python -m benchmarks.parties.fit", description=__doc__.splitlines()[0]).parse_args()
    rng = random.Random(5)
    pack = party_pack()
    listed = [Party(r["id"], "un", KIND[r["schema"]], (Name(r["name"]),)) for r in rows_of("un_entities.csv")]
    fixed = np.array([m in BY_HAND for m in MEASURES])
    for kind, (x, y) in table(Matcher(listed, pack), queries(rng)).items():
        hand = np.array([pack.scoring.lowers[kind][m] for m in MEASURES])
        w = fitted(x, y, pack.scoring.start[kind], hand, fixed)
        print(f"# {kind}: {len(y)} candidates, {y.sum()} of them meant")
        print(f"start,{kind},{w[0]:.2f}")
        for name, value, by_hand in zip(MEASURES, w[1:], fixed, strict=True):
            print(f"{kind},{name},{value:.2f},{'set by hand' if by_hand else 'fitted'}")


if __name__ == "__main__":
    main()

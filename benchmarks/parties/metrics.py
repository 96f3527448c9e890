"""Figures of a matcher: F1 of pairs at thresholds, and what a search finds at a share of false alerts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

__all__ = ["RATES", "found", "pairs"]

BANDS = (0.2, 0.5, 0.65, 0.9, 0.97)
RATES = (0.005, 0.01, 0.02, 0.05)


def pairs(scores: Sequence[float], same: Sequence[bool], fixed: Sequence[float]) -> dict[str, Any]:
    """Return F1 at fixed thresholds, the best over all (chosen on the set, so flattering), the area under ROC."""
    score, truth = np.asarray(scores), np.asarray(same, bool)

    def f1(threshold: float) -> float:
        said = score >= threshold
        return float(2 * (said & truth).sum() / max(1, said.sum() + truth.sum()))

    best = max(np.unique(score).tolist(), key=f1)
    yes, no = score[truth], score[~truth]
    area = np.mean((yes[:, None] > no) + 0.5 * (yes[:, None] == no))
    return {"f1": {t: f1(t) for t in fixed}, "best": f1(best), "at": best, "auc": float(area)}


def found(hits: Sequence[Sequence[tuple[str, float]]], meant: Sequence[str]) -> dict[str, Any]:
    """Return recall among 20 and what is right among 5 at shares of false alerts; who is meant: empty for nobody."""
    asked = [n for n, who in enumerate(meant) if who]
    alerts = sorted((max((s for _, s in hits[n]), default=0.0) for n, who in enumerate(meant) if not who), reverse=True)
    recall = np.mean([any(who == meant[n] for who, _ in hits[n][:20]) for n in asked])
    right = {}
    for rate in RATES:
        least = alerts[int(rate * len(alerts))]
        right[rate] = float(np.mean([any(w == meant[n] and s > least for w, s in hits[n][:5]) for n in asked]))
    return {"recall": float(recall), "right": right, "alerts": alerts, "bands": _bands(hits, meant)}


def _bands(hits: Sequence[Sequence[tuple[str, float]]], meant: Sequence[str]) -> list[tuple[float, int, float]]:
    """Return (from which score, how many first hits, share of them right) by band of score."""
    firsts = [(row[0][1], row[0][0] == who) for row, who in zip(hits, meant, strict=True) if row]
    out = []
    for least, most in zip(BANDS, (*BANDS[1:], 1.01), strict=True):
        right = [good for score, good in firsts if least <= score < most]
        out.append((least, len(right), sum(right) / max(1, len(right))))
    return out

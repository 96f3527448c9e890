"""Is this the party that a list names? Names under any spelling and script, compared with reasons.

`Matcher(parties, pack).search(queries)` returns hits with a probability; `explain` says why. Thresholds by use are in
the pack (`uses.csv`), with the false alerts that `python -m benchmarks parties` measured on 2026-11-23: 2,000 invented
people of the whole world (45 % of them not in Latin letters), asked for as persons against 10,465 primary names of
OFAC's list.

| use | threshold | alerts per 100 invented people | with 13,700 aliases in the index |
|---|---|---|---|
| screening | 0.20 | 2.4 | 2.9 |
| review | 0.65 | 0.6 | 0.9 |
| dedupe | 0.90 | 0.1 | 0.1 |

A longer list has more names alike: the shares grow with it, for people faster than for companies. The weights of the
score are set by hand, not fitted: it orders well, and how often a pair of its score is one party depends on who is
asked for, which no score can know (`benchmarks/parties/README.md` has the shares that were right by score).
"""

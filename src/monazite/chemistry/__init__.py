"""Chemistry as it is written: formulas, amounts, compositions, atomic weights, registry numbers; all exact."""

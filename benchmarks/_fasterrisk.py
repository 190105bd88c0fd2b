"""FasterRisk on steps that are given, in an environment of its own: it needs NumPy below 2.

python _fasterrisk.py FILE OUT: FILE holds train, bad, test as arrays; OUT gets risk and weights.
"""

import sys
import time

import numpy as np
from fasterrisk.fasterrisk import RiskScoreClassifier, RiskScoreOptimizer

given = np.load(sys.argv[1])
started = time.perf_counter()
found = RiskScoreOptimizer(
    X=given["train"].astype(float), y=np.where(given["bad"], 1.0, -1.0), k=20
)
found.optimize()
multiplier, base, weights = found.get_models(model_index=0)
fitted = time.perf_counter()
model = RiskScoreClassifier(multiplier, base, weights)
risk = model.predict_prob(given["test"].astype(float))
scored = time.perf_counter()
np.savez(
    sys.argv[2],
    risk=np.asarray(risk),
    weights=np.asarray(weights),
    seconds=np.array([fitted - started, scored - fitted]),
)

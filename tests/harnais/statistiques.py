"""Whether two samples could come from the same source: two tests, in a few lines."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from math import erfc, log, sqrt

ATTENDU_MIN = 5  # under which a category is too rare for χ²: such ones are counted together


def ecart_ks(un: Sequence[float], autre: Sequence[float]) -> float:
    """Kolmogorov–Smirnov: the largest distance between the two cumulated shares, from 0 to 1."""
    un, autre = sorted(un), sorted(autre)
    return max(abs(bisect_right(un, x) / len(un) - bisect_right(autre, x) / len(autre)) for x in (*un, *autre))


def seuil_ks(un: int, autre: int, *, risque: float) -> float:
    """The distance that samples of these sizes, of one source, exceed with probability `risque`."""
    return sqrt(-log(risque / 2) / 2) * sqrt((un + autre) / (un * autre))


def p_khi2(un: Iterable[Hashable], autre: Iterable[Hashable]) -> float:
    """χ² of homogeneity: the probability of samples at least as different, were they of one source."""
    a, b = Counter(un), Counter(autre)
    total = a.total() + b.total()
    rares = {c for c in a | b if (a[c] + b[c]) * min(a.total(), b.total()) / total < ATTENDU_MIN}
    cases = [(a[c], b[c]) for c in a | b if c not in rares] + [(sum(a[c] for c in rares), sum(b[c] for c in rares))]
    cases = [case for case in cases if sum(case)]
    khi2 = 0.0
    for case in cases:
        for vu, taille in zip(case, (a.total(), b.total()), strict=True):
            attendu = sum(case) * taille / total
            khi2 += (vu - attendu) ** 2 / attendu
    return survie_khi2(khi2, len(cases) - 1)


def survie_khi2(khi2: float, degres: int) -> float:
    """Probability that a χ² of so many degrees exceeds `khi2` (Wilson and Hilferty, 1931: within 0.003 under 0.1)."""
    if degres == 0:
        return 1.0
    v = 2 / (9 * degres)
    return erfc(((khi2 / degres) ** (1 / 3) - (1 - v)) / sqrt(2 * v)) / 2

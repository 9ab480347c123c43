"""Do two series of times come from the same law? Asked so that a busy machine seldom lies."""

import random
from collections.abc import Callable, Sequence
from time import thread_time_ns

from tests.harnais.statistiques import ecart_ks, seuil_ks

_RISQUE = 0.001  # of a false alarm, for one comparison in one round


def temps(travaux: Sequence[Callable[[], object]], *, fois: int, hasard: random.Random) -> list[list[int]]:
    """Processor time of this thread (ns), `fois` for each, drawn in a random order: a slow moment falls on all."""
    mesures: list[list[int]] = [[] for _ in travaux]
    tirage = [rang for rang in range(len(travaux)) for _ in range(fois)]
    hasard.shuffle(tirage)
    for rang in tirage:
        debut = thread_time_ns()
        travaux[rang]()
        mesures[rang].append(thread_time_ns() - debut)
    return mesures


def se_distinguent(travaux: Sequence[Callable[[], object]], *, fois: int = 30, tours: int = 3) -> list[int]:
    """Ranks of those that the first can be told from in every one of the rounds."""
    hasard = random.Random(20261122)
    suspects = list(range(1, len(travaux)))
    for _ in range(tours):
        if not suspects:
            break
        premiere, *autres = temps([travaux[0], *(travaux[rang] for rang in suspects)], fois=fois, hasard=hasard)
        suspects = [
            rang
            for rang, serie in zip(suspects, autres, strict=True)
            if ecart_ks(premiere, serie) > seuil_ks(fois, fois, risque=_RISQUE)
        ]
    return suspects

"""How passwords are hashed."""

import os
from contextlib import AbstractContextManager

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from carpimko_portal.lib.places import place

PLACES = 2 * (os.cpu_count() or 1)  # more at once would only add memory: 19 MiB each
PATIENCE = 2.0  # seconds
_ATTENTE = 10  # seconds to wait before another try, when none came free


def place_de_hachage() -> AbstractContextManager[None]:
    """Held while a visitor's password is hashed: a flood then queues instead of filling the memory.

    Counts for the whole machine. Raises `Encombrement` after `PATIENCE`.
    """
    verrous = settings.REPERTOIRE_DONNEES / "verrous"
    return place(verrous, "hachage", places=PLACES, patience=PATIENCE, attente=_ATTENTE)


class Argon2id(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters: 19 ms and 19 MiB a verification.

    Django's own (100 MiB, 8 lanes) cost ten times the CPU and 800 MiB with eight logins at a time,
    for no gain behind throttling. Both carry the algorithm name `argon2`: the parameters stored in
    each hash say when to hash again at the next connexion.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

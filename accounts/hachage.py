"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters: 19 ms and 19 MiB a verification.

    Django's own (100 MiB, 8 lanes) cost ten times the CPU and 800 MiB with eight logins at a time,
    for no gain behind throttling. Both carry the algorithm name `argon2`: the parameters stored in
    each hash say when to hash again at the next connexion.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

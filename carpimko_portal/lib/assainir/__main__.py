"""One file in on the standard input, one answer out: a line of JSON, then the bytes."""

import json
import resource
import sys

from carpimko_portal.lib.assainir.formats import FichierRefuse, Format

_MEMOIRE = 1_500_000_000  # bytes of addresses
_PROCESSEUR = 10  # seconds


def _brider() -> None:
    """No file may be written, no core left."""
    for limite, valeur in (
        (resource.RLIMIT_AS, _MEMOIRE),
        (resource.RLIMIT_CPU, _PROCESSEUR),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limite, (valeur, valeur))


def _nettoyer(octets: bytes, format_lu: Format) -> tuple[bytes, int]:
    """Only the parser that is needed is loaded."""
    if format_lu is Format.PDF:
        from carpimko_portal.lib.assainir.pdf import recrire

        return recrire(octets)
    from carpimko_portal.lib.assainir.images import redessiner

    return redessiner(octets, format_lu), 1


def main() -> None:
    _brider()
    try:
        octets, pages = _nettoyer(sys.stdin.buffer.read(), Format(sys.argv[1]))
    except FichierRefuse as refus:
        _repondre({"refus": refus.motif.value})
    else:
        _repondre({"pages": pages}, octets)


def _repondre(entete: dict[str, str | int], octets: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(entete).encode() + b"\n" + octets)


if __name__ == "__main__":
    main()

"""Numbers that are not money, as people read them: numéros, IBAN, sizes."""

from carpimko_portal.lib.montants import ESPACE_FINE


def ecrire_numero(valeur: str) -> str:
    """A numéro de dossier in groups of three from the right, leading zeros kept: `0 123 456`."""
    tete = len(valeur) % 3
    return ESPACE_FINE.join(filter(None, [valeur[:tete], *(valeur[i : i + 3] for i in range(tete, len(valeur), 3))]))


def ecrire_entier(valeur: int) -> str:
    """`250 000`."""
    return f"{valeur:,}".replace(",", ESPACE_FINE)


def ecrire_iban(valeur: str) -> str:
    """An IBAN in groups of four, as on paper: `FR76 0000 …`. Ordinary spaces: every bank takes them when pasted."""
    compact = "".join(valeur.split())
    return " ".join(compact[i : i + 4] for i in range(0, len(compact), 4))


def ecrire_poids(octets: int) -> str:
    """A file size: `32 ko`, `1,4 Mo`."""
    ko = max(1, round(octets / 1000))
    texte = f"{ko}{ESPACE_FINE}ko" if ko < 1000 else f"{ko / 1000:.1f}{ESPACE_FINE}Mo"
    return texte.replace(".", ",")

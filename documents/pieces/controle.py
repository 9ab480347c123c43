"""Is this file taken? Its kind, its size, the antivirus, then the rewriting: outside any transaction."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from carpimko_portal.lib.assainir import FichierRefuse, Motif, Sain, assainir, format_de
from carpimko_portal.lib.nombres import ecrire_poids
from carpimko_portal.lib.places import place
from carpimko_portal.lib.textes import lisible
from documents.pieces.antivirus import Analyse, Verdict, analyser

_PLACES, _PATIENCE, _ATTENTE = 2, 8.0, 15  # rewritings at once on a machine; seconds
_NOM_MAX = 120
_SANS_NOM = "fichier"
_DITS = {
    Motif.VIDE: "Ce fichier est vide : choisissez-en un autre.",
    Motif.EXTENSION: "Ce type de fichier n’est pas accepté : envoyez un PDF, un JPEG ou un PNG.",
    Motif.CONTENU: "Le contenu de ce fichier n’est pas celui d’un PDF, d’un JPEG ou d’un PNG, malgré son nom. "
    "Enregistrez-le à nouveau depuis le logiciel qui l’a créé, ou prenez la pièce en photo.",
    Motif.CHIFFRE: "Ce PDF est protégé par un mot de passe : retirez la protection, puis envoyez-le à nouveau.",
    Motif.FORMULAIRE: "Ce PDF est un formulaire dynamique, que nous ne pouvons pas lire : "
    "imprimez-le vers un nouveau PDF, puis envoyez celui-ci.",
    Motif.PAGES: "Ce PDF est trop long : 60 pages au plus. Envoyez-le en plusieurs fois.",
    Motif.PIXELS: "Cette image est trop grande : 40 millions de pixels au plus. "
    "Réduisez-la, puis envoyez-la à nouveau.",
    Motif.TROP_LONG: "Ce fichier est trop complexe pour être traité. Imprimez-le vers un nouveau PDF, "
    "ou prenez la pièce en photo.",
    Motif.ILLISIBLE: "Ce fichier est abîmé ou incomplet : nous ne pouvons pas l’ouvrir. "
    "Enregistrez-le à nouveau, ou prenez la pièce en photo.",
}
_VIRUS = "Notre antivirus a trouvé un programme malveillant dans ce fichier : il n’a pas été gardé."


class PieceRefusee(ValueError):
    """Said to the member as it is."""


class PieceInfectee(PieceRefusee):
    """The antivirus knows what is in it. `signature`: what it calls it."""

    def __init__(self, signature: str) -> None:
        super().__init__(_VIRUS)
        self.signature = signature


@dataclass(frozen=True)
class Controle:
    """A file that is taken. `sha256_depose`: of the bytes as they were sent."""

    nom: str
    sha256_depose: str
    sain: Sain
    analyse: Analyse


def nom_lisible(nom: str) -> str:
    """The last part of the name, as text: without path, control or direction mark."""
    return lisible(nom.replace("\\", "/").rpartition("/")[2])[-_NOM_MAX:].strip() or _SANS_NOM


def controler(octets: bytes, *, nom: str) -> Controle:
    """Raises `PieceRefusee`, and `Encombrement` when too many are being rewritten."""
    if len(octets) > settings.PIECE_MAX:
        raise PieceRefusee(trop_lourd())
    nom = nom_lisible(nom)
    try:
        format_de(octets, nom)
        analyse = analyser(octets)
        if analyse.verdict is Verdict.INFECTE:
            raise PieceInfectee(analyse.signature)
        with place(
            Path(settings.REPERTOIRE_DONNEES) / "verrous",
            "pieces",
            places=_PLACES,
            patience=_PATIENCE,
            attente=_ATTENTE,
        ):
            sain = assainir(octets, nom=nom)
    except FichierRefuse as refus:
        raise PieceRefusee(_DITS[refus.motif]) from refus
    return Controle(nom, hashlib.sha256(octets).hexdigest(), sain, analyse)


def trop_lourd() -> str:
    """What is said of a file too large."""
    return (
        f"Ce fichier est trop lourd : {ecrire_poids(settings.PIECE_MAX)} au plus. "
        "Réduisez-le, ou envoyez-le en plusieurs fois."
    )

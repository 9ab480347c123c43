"""Every write about pieces. Files first, rows after; a file that no row names any more is removed after the commit."""

import hashlib
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.agents.refus import ActeImpossible
from accounts.journal import journaliser
from accounts.models import Compte, Dossier
from documents.enums import Acte
from documents.pieces import reserve
from documents.pieces.antivirus import Verdict, analyser
from documents.pieces.avis import aviser_depot, aviser_suite
from documents.pieces.controle import Controle, PieceInfectee, controler
from documents.pieces.enums import EtatPiece, GenrePiece, MotifRefus
from documents.pieces.models import OUVERTS, Piece
from documents.pieces.quotas import exiger_de_la_place

_DEJA = "Cette pièce a déjà été traitée, ou son dépôt a été retiré."


@dataclass(frozen=True)
class Depot:
    """`est_nouveau`: false when the same file was here already."""

    piece: Piece
    est_nouveau: bool


def deposer_piece(*, dossier: Dossier, genre: GenrePiece, nom: str, octets: bytes, par: Compte) -> Depot:
    """Checks, rewrites, seals and records a piece; the same file sent again is the one that is here.

    Raises `PieceRefusee` (with what to say), `Encombrement`. Whoever loses a race leaves neither row nor file.
    """
    if existante := _deja_deposee(dossier, hashlib.sha256(octets).hexdigest()):
        return Depot(existante, est_nouveau=False)
    exiger_de_la_place(dossier, 0, maintenant=timezone.now())  # before the work; again once the row is held
    try:
        controle = controler(octets, nom=nom)
    except PieceInfectee as infectee:
        ecarter_depot(dossier=dossier, signature=infectee.signature, octets=octets, par=par)
        raise
    return _conserver(_preparer(dossier, genre, controle, par), controle)


@transaction.atomic
def ecarter_depot(*, dossier: Dossier, signature: str, octets: bytes, par: Compte) -> None:
    """The journal keeps that something infected was sent; nothing else of it is kept."""
    sha256 = hashlib.sha256(octets).hexdigest()
    journaliser(acte=Acte.PIECE_ECARTEE, par=par, dossier=dossier, signature=signature, sha256=sha256)


@transaction.atomic
def retirer_piece(*, piece: Piece, par: Compte) -> None:
    """The member takes it back: its key is destroyed at once, then its file. Raises `ActeImpossible` once closed."""
    _clore(piece, par=par, etat=EtatPiece.RETIREE, depuis=OUVERTS, fichier="", cle=b"")
    journaliser(acte=Acte.PIECE_RETIREE, par=par, dossier=piece.dossier, piece=str(piece.public_id))
    _jeter_apres(piece)


@transaction.atomic
def accepter_piece(*, piece: Piece, par: Compte) -> None:
    """Raises `ActeImpossible` when it is not waiting to be examined."""
    _clore(piece, par=par, etat=EtatPiece.ACCEPTEE, depuis=(EtatPiece.RECUE,))
    journaliser(acte=Acte.PIECE_ACCEPTEE, par=par, dossier=piece.dossier, piece=str(piece.public_id))
    aviser_suite(piece=piece)


@transaction.atomic
def refuser_piece(*, piece: Piece, motif: MotifRefus, precision: str, par: Compte) -> None:
    """With what the member reads. Raises `ActeImpossible` when it is not waiting to be examined."""
    valeurs = {"motif_refus": motif, "precision": precision}
    _clore(piece, par=par, etat=EtatPiece.REFUSEE, depuis=(EtatPiece.RECUE,), **valeurs)
    journaliser(acte=Acte.PIECE_REFUSEE, par=par, dossier=piece.dossier, piece=str(piece.public_id), motif=motif)
    aviser_suite(piece=piece)


def remettre_piece(*, piece: Piece, par: Compte) -> bytes:
    """Its bytes, to its member or to an agent: the journal says to whom before they leave.

    Raises `PieceIllisible`, and `ActeImpossible` when an agent asks for one in quarantine or gone.
    """
    if par.est_agent and piece.etat not in {EtatPiece.RECUE, EtatPiece.ACCEPTEE, EtatPiece.REFUSEE}:
        raise ActeImpossible("Cette pièce ne peut pas être ouverte : elle attend l’antivirus, ou a été retirée.")
    octets = reserve.lire(piece)
    with transaction.atomic():
        journaliser(
            acte=Acte.PIECE_REMISE, par=par, dossier=piece.dossier, piece=str(piece.public_id), sha256=piece.sha256
        )
    return octets


def analyser_piece(*, piece: Piece) -> Verdict:
    """Asks the antivirus again about one in quarantine; runs again without harm. Raises `PieceIllisible`."""
    analyse = analyser(reserve.lire(piece))
    if analyse.verdict is not Verdict.MUET:
        conclure_analyse(piece=piece, verdict=analyse.verdict, signature=analyse.signature)
    return analyse.verdict


@transaction.atomic
def conclure_analyse(*, piece: Piece, verdict: Verdict, signature: str = "") -> None:
    """Out of quarantine: to the agents, or refused and destroyed. One that left meanwhile is left alone."""
    maintenant = timezone.now()
    valeurs: dict[str, object] = {"etat": EtatPiece.RECUE, "analysee_le": maintenant}
    if verdict is Verdict.ETEINT:
        valeurs["analysee_le"] = None
    if verdict is Verdict.INFECTE:
        valeurs |= {"etat": EtatPiece.REFUSEE, "motif_refus": MotifRefus.VIRUS, "close_le": maintenant}
        valeurs |= {"fichier": "", "cle": b""}
    if not Piece.objects.en_quarantaine().filter(pk=piece.pk).update(**valeurs):
        return
    details = {"piece": str(piece.public_id), "verdict": verdict.value, "signature": signature}
    journaliser(acte=Acte.PIECE_ANALYSEE, par=None, dossier=piece.dossier, **details)
    if verdict is Verdict.INFECTE:
        _jeter_apres(piece)
        aviser_suite(piece=piece)


def _deja_deposee(dossier: Dossier, sha256: str) -> Piece | None:
    return Piece.objects.du_dossier(dossier).vivantes().filter(sha256_depose=sha256).first()


def _preparer(dossier: Dossier, genre: GenrePiece, controle: Controle, par: Compte) -> Piece:
    maintenant, muet = timezone.now(), controle.analyse.verdict is Verdict.MUET
    return Piece(
        public_id=uuid.uuid4(),
        dossier=dossier,
        genre=genre,
        nom=controle.nom,
        format=controle.sain.format.value,
        pages=controle.sain.pages,
        taille=len(controle.sain.octets),
        sha256_depose=controle.sha256_depose,
        sha256=hashlib.sha256(controle.sain.octets).hexdigest(),
        etat=EtatPiece.QUARANTAINE if muet else EtatPiece.RECUE,
        analysee_le=maintenant if controle.analyse.verdict is Verdict.SAIN else None,
        deposee_le=maintenant,
        deposee_par=par,
    )


def _conserver(piece: Piece, controle: Controle) -> Depot:
    nom, piece.cle = reserve.ranger(piece.public_id, controle.sain.octets)
    piece.fichier.name = nom
    try:
        _enregistrer(piece)
    except IntegrityError:  # the same file, sent at the same moment
        reserve.jeter(nom)
        if gagnante := _deja_deposee(piece.dossier, piece.sha256_depose):
            return Depot(gagnante, est_nouveau=False)
        raise
    except BaseException:
        reserve.jeter(nom)
        raise
    return Depot(piece, est_nouveau=True)


@transaction.atomic
def _enregistrer(piece: Piece) -> None:
    """The row of the dossier is held meanwhile (SQLite holds the whole database): quotas are counted once at a time."""
    Dossier.objects.select_for_update(no_key=True).get(pk=piece.dossier_id)
    exiger_de_la_place(piece.dossier, piece.taille, maintenant=piece.deposee_le)
    piece.save(force_insert=True)
    details = {"piece": str(piece.public_id), "genre": piece.genre, "etat": piece.etat, "sha256": piece.sha256_depose}
    journaliser(acte=Acte.PIECE_DEPOSEE, par=piece.deposee_par, dossier=piece.dossier, **details)
    aviser_depot(piece=piece)


def _clore(piece: Piece, *, par: Compte, etat: EtatPiece, depuis: tuple[EtatPiece, ...], **valeurs: object) -> None:
    """Only from the states of `depuis`: of two who close it, one does."""
    ouvertes = Piece.objects.filter(pk=piece.pk, etat__in=depuis)
    if not ouvertes.update(etat=etat, close_le=timezone.now(), close_par=par, **valeurs):
        raise ActeImpossible(_DEJA)


def _jeter_apres(piece: Piece) -> None:
    nom = piece.fichier.name or ""
    transaction.on_commit(lambda: reserve.jeter(nom), robust=True)

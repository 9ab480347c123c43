"""From the deposit to the decision: what each one sees, what is written, and what races leave."""

import re
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.agents.refus import ActeImpossible
from accounts.envois.composition import composer
from accounts.envois.genres import SansObjet
from accounts.models import EntreeJournal, Envoi
from documents.pieces import reserve, services
from documents.pieces.controle import PieceRefusee
from documents.pieces.enums import EtatPiece, GenrePiece, MotifRefus
from documents.pieces.models import Piece
from documents.tasks import analyser_pieces
from tests.conftest import ClientDe
from tests.documents.pieces.conftest import Deposer
from tests.documents.pieces.fichiers import image, pdf
from tests.harnais.clamd import FauxClamd, clamd_qui_ecoute
from tests.harnais.client import ClientStrict
from tests.harnais.course import courir
from tests.harnais.personas import Persona, creer_compte, ouvrir

pytestmark = pytest.mark.django_db
ICI = "/documents/pieces/"


def fichier(octets: bytes | None = None, nom: str = "rib.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, octets or image(), "image/jpeg")


def actes() -> list[str]:
    return [acte for acte in EntreeJournal.objects.order_by("pk").values_list("acte", flat=True) if "piece" in acte]


# Depositing --------------------------------------------------------------------------------------


def test_un_depot_laisse_un_accuse_et_rien_en_clair(client_de: ClientDe, affilie: Persona, reserve: Path) -> None:
    client = client_de(affilie)
    reponse = client.post(ICI, {"genre": "rib", "fichier": fichier()}, follow=True)
    piece = Piece.objects.get()
    page = reponse.content.decode()
    assert "Votre pièce est déposée" in page
    assert piece.reference in page
    assert "Reçue" in page
    (scelle,) = reserve.rglob("*.scelle")
    assert b"JFIF" not in scelle.read_bytes()
    assert scelle.stat().st_mode & 0o777 == 0o600
    assert services.remettre_piece(piece=piece, par=affilie.compte).startswith(b"\xff\xd8\xff")
    message = composer(Envoi.objects.get(genre="piece-deposee"))
    assert piece.reference in message.body
    assert piece.reference in message.subject
    assert message.to == [affilie.dossier.courriel]
    assert actes() == ["piece_deposee", "piece_remise"]


def test_le_meme_fichier_deux_fois_est_une_piece(client_de: ClientDe, affilie: Persona) -> None:
    client = client_de(affilie)
    premiere = client.post(ICI, {"genre": "rib", "fichier": fichier()})
    seconde = client.post(ICI, {"genre": "impot", "fichier": fichier(nom="autre.jpg")}, follow=True)
    assert premiere["Location"] == seconde.redirect_chain[-1][0]
    assert "déjà déposé" in seconde.content.decode()
    assert Piece.objects.count() == Envoi.objects.count() == 1


def test_le_meme_fichier_chez_un_autre_est_une_autre_piece(
    deposer: Deposer, affilie: Persona, autre_affilie: Persona
) -> None:
    assert deposer(affilie).pk != deposer(autre_affilie).pk


def test_une_piece_retiree_se_depose_a_nouveau(deposer: Deposer, affilie: Persona) -> None:
    services.retirer_piece(piece=deposer(affilie), par=affilie.compte)
    assert deposer(affilie).etat == EtatPiece.RECUE


def test_un_ayant_droit_depose_aussi(client_de: ClientDe, ayant_droit: Persona) -> None:
    client = client_de(ayant_droit)
    assert client.post(ICI, {"genre": "etat-civil", "fichier": fichier()}).status_code == 302
    assert "Acte d’état civil" in client.get(ICI).content.decode()


def test_sans_adresse_pas_de_courriel(deposer: Deposer, affilie: Persona) -> None:
    affilie.dossier.courriel = ""
    affilie.dossier.save()
    deposer(affilie)
    assert not Envoi.objects.exists()


def test_la_page_dit_les_limites_avant(client_de: ClientDe, affilie: Persona, settings: Settings) -> None:
    page = client_de(affilie).get(ICI).content.decode()
    for mots in ("PDF, JPEG ou PNG", "10,0\u202fMo", "60 pages", "Encore 20 aujourd’hui", "Jamais de document médical"):
        assert mots in page
    for genre in GenrePiece:
        assert genre.explication in page


def test_une_liste_coute_autant_pleine_que_vide(client_de: ClientDe, deposer: Deposer, affilie: Persona) -> None:
    client = client_de(affilie)

    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            client.get(ICI)
        return len(requetes)

    deposer(affilie)
    peu, modele = cout(), Piece.objects.get()
    for rang in range(30):
        modele.pk, modele.public_id, modele.sha256_depose = None, f"{rang:032x}", f"{rang:064x}"
        modele.save(force_insert=True)
    assert cout() <= peu
    assert "page=2" in client.get(ICI).content.decode()


# Quotas ------------------------------------------------------------------------------------------


def test_les_quotas(client_de: ClientDe, deposer: Deposer, affilie: Persona, settings: Settings) -> None:
    settings.PIECES_PAR_JOUR = 2
    deposer(affilie)
    services.retirer_piece(piece=deposer(affilie, pdf(), "a.pdf"), par=affilie.compte)  # counts all the same
    with pytest.raises(PieceRefusee, match="vingt-quatre heures"):
        deposer(affilie, pdf(pages=2), "a.pdf")
    page = client_de(affilie).get(ICI).content.decode()
    assert "le maximum de pièces" in page
    assert 'type="file"' not in page
    settings.PIECES_PAR_JOUR, settings.PIECES_MAX_PAR_DOSSIER = 20, 100
    with pytest.raises(PieceRefusee, match="atteignent"):
        deposer(affilie, pdf(pages=2), "a.pdf")


def test_trop_d_essais_attendent(client_de: ClientDe, affilie: Persona) -> None:
    client = client_de(affilie)
    for _ in range(30):
        assert client.post(ICI, {"genre": "rib", "fichier": fichier(b"x", "a.pdf")}).status_code == 200
    refus = client.post(ICI, {"genre": "rib", "fichier": fichier(b"x", "a.pdf")})
    assert refus.status_code == 429
    assert "Trop de fichiers envoyés" in refus.content.decode()


@pytest.mark.django_db(transaction=True)
def test_le_quota_tient_quand_on_court(affilie: Persona, deposer: Deposer, settings: Settings, reserve: Path) -> None:
    settings.PIECES_PAR_JOUR = 3
    images = [image(taille=(8 + rang, 8)) for rang in range(8)]

    def depose(rang: int) -> bool:
        try:
            return bool(deposer(affilie, images[rang]))
        except PieceRefusee:
            return False

    assert sum(courir(depose, fois=8, coureurs=8)) == 3
    assert Piece.objects.count() == len(list(reserve.rglob("*.scelle"))) == 3


@pytest.mark.django_db(transaction=True)
def test_le_meme_fichier_envoye_dix_fois_a_la_fois(affilie: Persona, deposer: Deposer, reserve: Path) -> None:
    assert len(set(courir(lambda _: deposer(affilie).pk, fois=6, coureurs=6))) == 1
    assert Piece.objects.count() == len(list(reserve.rglob("*.scelle"))) == Envoi.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_on_retire_ou_on_accepte_jamais_les_deux(affilie: Persona, empreinte: str, deposer: Deposer) -> None:
    piece, agent = deposer(affilie), creer_compte(empreinte, est_agent=True)

    def clore(rang: int) -> bool:
        try:
            if rang % 2:
                services.retirer_piece(piece=piece, par=affilie.compte)
            else:
                services.accepter_piece(piece=piece, par=agent)
        except ActeImpossible:
            return False
        return True

    assert sum(courir(clore, fois=8, coureurs=8)) == 1
    assert [acte for acte in actes() if acte != "piece_deposee"] == [f"piece_{Piece.objects.get().etat}"]


# The antivirus -----------------------------------------------------------------------------------


def test_analysee_elle_est_recue(deposer: Deposer, affilie: Persona, antivirus: FauxClamd) -> None:
    piece = deposer(affilie)
    assert (piece.etat, bool(piece.analysee_le)) == (EtatPiece.RECUE, True)
    assert antivirus.recus == [image()]


def test_par_une_prise_locale(deposer: Deposer, affilie: Persona, tmp_path: Path, settings: Settings) -> None:
    with clamd_qui_ecoute(tmp_path / "clamd.ctl") as faux:
        settings.ANTIVIRUS = faux.adresse
        assert deposer(affilie).analysee_le


@pytest.mark.parametrize("humeur", ["coupe", "limite", "charabia", "absent", "prise absente"])
def test_muet_elle_attend_a_l_abri(
    deposer: Deposer, affilie: Persona, antivirus: FauxClamd, settings: Settings, humeur: str
) -> None:
    antivirus.humeur = humeur
    adresses = {"absent": "clamd://127.0.0.1:9", "prise absente": "clamd:///inexistant/clamd.ctl"}
    settings.ANTIVIRUS = adresses.get(humeur, antivirus.adresse)
    piece = deposer(affilie)
    assert piece.etat == EtatPiece.QUARANTAINE
    client = ClientStrict()
    ouvrir(client, affilie)
    page = client.get(f"{ICI}{piece.public_id}/").content.decode()
    assert "Analyse en attente" in page
    assert "antivirus" in composer(Envoi.objects.get()).body
    # It answers again.
    antivirus.humeur, settings.ANTIVIRUS = "", antivirus.adresse
    analyser_pieces()
    piece.refresh_from_db()
    assert (piece.etat, bool(piece.analysee_le)) == (EtatPiece.RECUE, True)
    assert "Reçue" in client.get(f"{ICI}{piece.public_id}/").content.decode()
    analyser_pieces()
    assert actes() == ["piece_deposee", "piece_analysee"]


def test_infectee_apres_coup_elle_est_detruite(
    deposer: Deposer,
    affilie: Persona,
    antivirus: FauxClamd,
    reserve: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    antivirus.humeur = "coupe"
    piece = deposer(affilie)
    antivirus.humeur = "trouve"
    with django_capture_on_commit_callbacks(execute=True):
        call_command("analyser_pieces")
    piece.refresh_from_db()
    assert (piece.etat, piece.motif_refus, piece.close_par) == (EtatPiece.REFUSEE, MotifRefus.VIRUS, None)
    assert (bytes(piece.cle), piece.fichier.name) == (b"", "")
    assert not list(reserve.rglob("*.scelle"))
    assert "programme malveillant" in composer(Envoi.objects.get(genre="piece-traitee")).body


def test_la_commande_dit_que_l_antivirus_se_tait(deposer: Deposer, affilie: Persona, antivirus: FauxClamd) -> None:
    antivirus.humeur = "coupe"
    deposer(affilie)
    with pytest.raises(CommandError, match="ne répond pas"):
        call_command("analyser_pieces")


def test_une_piece_perdue_n_arrete_pas_les_autres(
    deposer: Deposer, affilie: Persona, antivirus: FauxClamd, reserve: Path
) -> None:
    antivirus.humeur = "coupe"
    deposer(affilie)
    for scelle in reserve.rglob("*.scelle"):
        scelle.unlink()
    deposer(affilie, pdf(), "a.pdf")
    antivirus.humeur = ""
    analyser_pieces()
    assert sorted(Piece.objects.values_list("etat", flat=True)) == ["quarantaine", "recue"]


# After the deposit -------------------------------------------------------------------------------


def test_retirer_detruit_la_cle_et_le_fichier(
    client_de: ClientDe, deposer: Deposer, affilie: Persona, reserve: Path, django_capture_on_commit_callbacks: Any
) -> None:
    piece, client = deposer(affilie), client_de(affilie)
    ici = f"{ICI}{piece.public_id}/"
    copie = next(reserve.rglob("*.scelle")).read_bytes()
    assert "Le fichier sera détruit" in client.get(f"{ici}retirer/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert "est retirée" in client.post(f"{ici}retirer/", follow=True).content.decode()
    assert not list(reserve.rglob("*.scelle"))
    piece.refresh_from_db()
    assert copie
    assert bytes(piece.cle) == b""  # what a backup holds opens no more
    assert "déjà été traitée" in client.post(f"{ici}retirer/", follow=True).content.decode()
    assert "ne peut plus être retirée" in client.get(f"{ici}retirer/").content.decode()
    assert "ne peut plus être remis" in client.post(f"{ici}fichier/", follow=True).content.decode()
    with pytest.raises(SansObjet):
        composer(Envoi.objects.get())


def test_la_remise_est_celle_d_un_fichier_a_garder(client_de: ClientDe, deposer: Deposer, affilie: Persona) -> None:
    piece, client = deposer(affilie), client_de(affilie)
    reponse = client.post(f"{ICI}{piece.public_id}/fichier/")
    assert reponse.content[:3] == b"\xff\xd8\xff"
    assert reponse["Content-Type"] == "image/jpeg"
    assert re.fullmatch(r'attachment; filename="[\w.-]+"', reponse["Content-Disposition"])
    assert "sandbox" in reponse["Content-Security-Policy"]
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in reponse["Cache-Control"]
    assert client.get(f"{ICI}{piece.public_id}/fichier/").status_code == 405


def test_un_fichier_change_n_est_pas_remis(
    client_de: ClientDe, deposer: Deposer, affilie: Persona, autre_affilie: Persona, reserve: Path
) -> None:
    """Neither damaged nor exchanged with another's, key included."""
    piece, autre = deposer(affilie), deposer(autre_affilie)
    Piece.objects.filter(pk=piece.pk).update(fichier=autre.fichier.name, cle=autre.cle)
    client = client_de(affilie)
    assert "ne peut plus être remis" in client.post(f"{ICI}{piece.public_id}/fichier/", follow=True).content.decode()
    assert actes() == ["piece_deposee", "piece_deposee"]


def test_l_etranger_ne_trouve_rien(client_de: ClientDe, deposer: Deposer, affilie: Persona, etranger: Persona) -> None:
    piece, client = deposer(affilie), client_de(etranger)
    for suite in ("", "retirer/"):
        assert client.get(f"{ICI}{piece.public_id}/{suite}").status_code == 404
    for suite in ("retirer/", "fichier/"):
        assert client.post(f"{ICI}{piece.public_id}/{suite}").status_code == 404
    assert piece.reference not in client.get(ICI).content.decode()
    assert Piece.objects.get().etat == EtatPiece.RECUE


def test_sans_jeton_rien_ne_se_depose(client_de: ClientDe, affilie: Persona) -> None:
    client = client_de(affilie)
    client.handler.enforce_csrf_checks = True
    assert client.post(ICI, {"genre": "rib", "fichier": fichier()}).status_code == 403
    assert not Piece.objects.exists()


def test_une_reserve_pleine_ne_laisse_rien(deposer: Deposer, affilie: Persona) -> None:
    panne = OSError("plus de place")
    with patch.object(reserve, "coffre_des_pieces", side_effect=panne), pytest.raises(OSError, match="plus de place"):
        deposer(affilie)
    assert not Piece.objects.exists()


def test_un_corps_trop_grand_a_sa_page(client_de: ClientDe, affilie: Persona) -> None:
    from carpimko_portal.lib.frontiere import REFUS, TROP_GRAND

    reponse = client_de(affilie).get(ICI, **{REFUS: TROP_GRAND})  # type: ignore[arg-type] # as `wsgi` marks it
    assert reponse.status_code == 413
    assert "Ce fichier est trop lourd" in reponse.content.decode()

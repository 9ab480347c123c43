"""A batch from the queue to La Poste: who is written to, who may do what, what lives and what dies."""

import hashlib
import uuid
from datetime import date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pikepdf
import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.utils import timezone

from accounts.courriers.fin import abandonner_les_oublies, abandonner_lot
from accounts.courriers.manifeste import empreinte_du_manifeste, manifeste
from accounts.courriers.preparation import preparer_lot
from accounts.courriers.refus import CompteFaux, DeuxPersonnes, LotEnCours, LotRefuse, RienAPreparer
from accounts.courriers.regeneration import regenerer_lot
from accounts.courriers.remise import confirmer_remise
from accounts.courriers.retour import signaler_npai
from accounts.courriers.scelles import cle_du_lot
from accounts.courriers.telechargement import demander_telechargement, telecharger_lot
from accounts.courriers.tirage import imprimer_les_dues
from accounts.enums import Acte, EtatDemande, EtatLot, EtatPli, EtatSecret
from accounts.models import Compte, Dossier, EntreeJournal, LotDeCourriers, Pli, SecretProvisoire
from accounts.provisoires.symboles import normaliser
from carpimko_portal.lib.coffre import CoffreIllisible
from tests.accounts.courriers.conftest import demander, dossiers, lot_imprime, lot_telecharge
from tests.documents.lecture import texte
from tests.harnais.personas import creer_dossier

PARIS = ZoneInfo("Europe/Paris")
AUJOURD_HUI = date(2026, 11, 22)


def etats(lot: LotDeCourriers) -> list[str]:
    return list(SecretProvisoire.objects.filter(lot=lot).order_by("rang", "pk").values_list("etat", flat=True))


def poster(lot: LotDeCourriers, par: Compte, plis: int, le: date = AUJOURD_HUI) -> None:
    confirmer_remise(lot=lot, par=par, poste_le=le, nombre_de_plis=plis)
    lot.refresh_from_db()


def test_le_mot_de_passe_imprime_est_celui_qui_ouvrira(anne: Compte, bruno: Compte) -> None:
    (dossier,) = dossiers(1)
    demander(dossier)
    lot = preparer_lot(par=anne)
    assert imprimer_les_dues() == 1
    billet = demander_telechargement(lot=lot, par=anne)
    fichier = telecharger_lot(lot=lot, billet=billet.public_id, par=anne)
    lettre = texte(_ouvrir(fichier.octets, billet.mot_de_passe))
    ligne = lettre.split("Espace Personnel :", 1)[1].split("Allez sur", 1)[0]
    symboles = normaliser("".join(ligne.split())[:14])
    secret = SecretProvisoire.objects.get()
    assert symboles
    assert check_password(symboles, secret.empreinte)
    assert secret.empreinte.startswith("argon2$argon2id$")
    assert secret.etat == EtatSecret.INACTIF
    lot.refresh_from_db()
    poster(lot, bruno, 1)
    secret.refresh_from_db()
    assert secret.etat == EtatSecret.ACTIF
    assert dossier.numero not in lettre


def _ouvrir(octets: bytes, mot_de_passe: str) -> bytes:
    sortie = BytesIO()
    with pikepdf.open(BytesIO(octets), password=mot_de_passe) as pdf:
        assert pdf.encryption.R == 6
        assert pdf.encryption.stream_method.name == "aesv3"
        pdf.save(sortie)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(octets))
    return sortie.getvalue()


def test_qui_recoit_une_lettre(anne: Compte) -> None:
    connu, sans_adresse, radie = dossiers(3)
    Dossier.objects.filter(pk=sans_adresse.pk).update(localite="")
    Dossier.objects.filter(pk=radie.pk).update(statut="radie")
    venu = creer_dossier("3999999")
    demandes = [demander(d, il_y_a=timedelta(hours=3)) for d in (connu, "9999999", sans_adresse, connu, radie, venu)]
    SecretProvisoire.objects.create(
        dossier=venu, demande=demandes[5], canal="courriel", etat="utilise", empreinte="!",
        expire_le=timezone.now(), utilise_le=timezone.now() - timedelta(hours=2),
    )  # fmt: skip
    lot = preparer_lot(par=anne)
    assert list(Pli.objects.order_by("rang").values_list("dossier", flat=True)) == [connu.pk, radie.pk]
    assert lot.plis == 2
    for demande in demandes:
        demande.refresh_from_db()
    traitee, sans = EtatDemande.TRAITEE, EtatDemande.SANS_SUITE
    assert [d.etat for d in demandes] == [traitee, sans, sans, traitee, traitee, sans]


def test_une_lettre_par_jour_et_quatre_par_mois(anne: Compte, bruno: Compte, horloge: time_machine.Traveller) -> None:
    (dossier,) = dossiers(1)
    envoyees = []
    for _ in range(6):
        demander(dossier)
        lot = lot_imprime(anne)
        envoyees.append(lot.plis)
        if lot.plis:
            lot = _telecharger(lot, anne)
        poster(lot, bruno, lot.plis, timezone.localdate())
        horloge.shift(timedelta(days=2))
    assert envoyees == [1, 1, 1, 1, 0, 0]
    demander(dossier)
    poster(lot_imprime(anne), bruno, 0, timezone.localdate())
    horloge.shift(timedelta(days=30))
    demander(dossier)
    assert preparer_lot(par=anne).plis == 1


def _telecharger(lot: LotDeCourriers, par: Compte) -> LotDeCourriers:
    billet = demander_telechargement(lot=lot, par=par)
    telecharger_lot(lot=lot, billet=billet.public_id, par=par)
    lot.refresh_from_db()
    return lot


def test_un_lot_sans_pli_avance_comme_les_autres(anne: Compte, bruno: Compte) -> None:
    demander("9999999")
    lot = preparer_lot(par=anne)
    assert (lot.etat, lot.plis) == (EtatLot.PRET, 0)
    with pytest.raises(LotRefuse):
        demander_telechargement(lot=lot, par=anne)
    poster(lot, bruno, 0)
    assert lot.etat == EtatLot.POSTE


def test_sans_demande_pas_de_lot(anne: Compte) -> None:
    with pytest.raises(RienAPreparer):
        preparer_lot(par=anne)
    demander("9999999", il_y_a=timedelta(0))  # being written at this very moment: for the next batch
    with pytest.raises(RienAPreparer):
        preparer_lot(par=anne)


def test_un_lot_a_la_fois(anne: Compte, bruno: Compte) -> None:
    for dossier in dossiers(2):
        demander(dossier)
    preparer_lot(par=anne)
    demander("9999999")
    with pytest.raises(LotEnCours):
        preparer_lot(par=bruno)
    assert LotDeCourriers.objects.count() == 1


def test_deux_personnes(anne: Compte) -> None:
    demander(dossiers(1)[0])
    lot = lot_telecharge(anne)
    with pytest.raises(DeuxPersonnes):
        poster(lot, anne, 1)
    with pytest.raises(DeuxPersonnes):
        regenerer_lot(lot=lot, par=anne, motif="bourrage")
    assert etats(lot) == [EtatSecret.INACTIF]


@pytest.mark.parametrize("jour", [date(2026, 11, 21), date(2026, 11, 23)])
def test_le_jour_de_la_remise_est_plausible(anne: Compte, bruno: Compte, jour: date) -> None:
    demander(dossiers(1)[0])
    with pytest.raises(LotRefuse):
        poster(lot_telecharge(anne), bruno, 1, jour)


def test_un_compte_faux_ne_confirme_rien(anne: Compte, bruno: Compte) -> None:
    demander(dossiers(1)[0])
    lot = lot_telecharge(anne)
    with pytest.raises(CompteFaux):
        poster(lot, bruno, 2)
    lot.refresh_from_db()
    assert lot.etat == EtatLot.TELECHARGE
    assert bytes(lot.cle)


@pytest.mark.parametrize(
    ("champs", "fin"),
    [
        ({}, datetime(2026, 12, 14, tzinfo=PARIS)),
        ({"code_postal": "97400"}, datetime(2026, 12, 23, tzinfo=PARIS)),
        ({"code_postal": "1000", "pays": "BE"}, datetime(2026, 12, 23, tzinfo=PARIS)),
    ],
)
def test_le_delai_court_de_la_remise(anne: Compte, bruno: Compte, champs: dict[str, str], fin: datetime) -> None:
    demander(dossiers(1, **champs)[0])
    poster(lot_telecharge(anne), bruno, 1)
    assert SecretProvisoire.objects.get().expire_le == fin


def test_la_remise_detruit_le_fichier_et_sa_cle(anne: Compte, bruno: Compte) -> None:
    demander(dossiers(1)[0])
    lot = lot_telecharge(anne)
    assert bytes(lot.tranches.get().pdf)
    poster(lot, bruno, 1)
    assert bytes(lot.cle) == bytes(lot.tranches.get().pdf) == b""
    with pytest.raises(CoffreIllisible):
        cle_du_lot(lot)


def test_une_lettre_plus_recente_remplace_la_precedente(
    anne: Compte, bruno: Compte, horloge: time_machine.Traveller
) -> None:
    (dossier,) = dossiers(1)
    demander(dossier)
    premier = lot_telecharge(anne)
    poster(premier, bruno, 1)
    horloge.shift(timedelta(days=2))
    demander(dossier)
    second = lot_telecharge(anne)
    assert etats(premier) == [EtatSecret.ACTIF]  # asking changes nothing, nor does printing
    poster(second, bruno, 1, timezone.localdate())
    assert (etats(premier), etats(second)) == ([EtatSecret.REVOQUE], [EtatSecret.ACTIF])


def test_qui_est_entre_entre_temps_recoit_une_lettre_morte(anne: Compte, bruno: Compte) -> None:
    (dossier,) = dossiers(1)
    demande = demander(dossier)
    lot = lot_telecharge(anne)
    SecretProvisoire.objects.create(
        dossier=dossier, demande=demande, canal="courriel", etat="utilise", empreinte="!",
        expire_le=timezone.now(), utilise_le=timezone.now(),
    )  # fmt: skip
    poster(lot, bruno, 1)
    assert etats(lot) == [EtatSecret.REVOQUE]


def test_soixante_douze_heures(anne: Compte, horloge: time_machine.Traveller) -> None:
    demande = demander(dossiers(1)[0])
    lot = lot_telecharge(anne)
    horloge.shift(timedelta(hours=71, minutes=59))
    assert abandonner_les_oublies() == 0
    horloge.shift(timedelta(minutes=1))
    assert abandonner_les_oublies() == 1
    lot.refresh_from_db()
    demande.refresh_from_db()
    assert (lot.etat, bytes(lot.cle), etats(lot)) == (EtatLot.ABANDONNE, b"", [EtatSecret.REVOQUE])
    assert bytes(lot.tranches.get().pdf) == b""
    assert (demande.etat, demande.dossier) == (EtatDemande.RECUE, None)
    assert preparer_lot(par=anne).plis == 1  # the person gets a letter all the same


def test_un_lot_abandonne_n_est_plus_imprime(anne: Compte) -> None:
    demander(dossiers(1)[0])
    lot = preparer_lot(par=anne)
    abandonner_lot(lot=lot, par=anne, motif="essai")
    assert imprimer_les_dues() == 0
    with pytest.raises(LotRefuse):
        abandonner_lot(lot=lot, par=anne, motif="encore")


def test_un_seul_telechargement_dans_le_quart_d_heure(
    anne: Compte, bruno: Compte, horloge: time_machine.Traveller
) -> None:
    demander(dossiers(1)[0])
    lot = lot_imprime(anne)
    with pytest.raises(LotRefuse):
        demander_telechargement(lot=lot, par=bruno)
    ancien = demander_telechargement(lot=lot, par=anne)
    horloge.shift(timedelta(minutes=15))
    with pytest.raises(LotRefuse):
        telecharger_lot(lot=lot, billet=ancien.public_id, par=anne)
    billet = demander_telechargement(lot=lot, par=anne)
    for faux, agent in ((uuid.uuid4(), anne), (ancien.public_id, anne), (billet.public_id, bruno)):
        with pytest.raises(LotRefuse):
            telecharger_lot(lot=lot, billet=faux, par=agent)
    fichier = telecharger_lot(lot=lot, billet=billet.public_id, par=anne)
    lot.refresh_from_db()
    assert lot.sha256_pdf == hashlib.sha256(fichier.octets).hexdigest() == fichier.sha256
    for _ in range(2):
        with pytest.raises(LotRefuse):
            telecharger_lot(lot=lot, billet=billet.public_id, par=anne)
    assert EntreeJournal.objects.filter(acte=Acte.LOT_TELECHARGE, par=anne).count() == 1
    assert ancien.mot_de_passe != billet.mot_de_passe


def test_regenerer_tout_le_lot(anne: Compte, bruno: Compte) -> None:
    for dossier in dossiers(2):
        demander(dossier)
    lot = lot_telecharge(anne)
    nouveau = regenerer_lot(lot=lot, par=bruno, motif="Bourrage de l’imprimante")
    imprimer_les_dues()
    lot.refresh_from_db()
    nouveau.refresh_from_db()
    assert (lot.etat, etats(lot)) == (EtatLot.ABANDONNE, [EtatSecret.REVOQUE] * 2)
    assert (nouveau.etat, etats(nouveau)) == (EtatLot.PRET, [EtatSecret.INACTIF] * 2)
    assert nouveau.coupure_le - lot.coupure_le == timedelta(microseconds=1)
    _telecharger(nouveau, bruno)
    with pytest.raises(DeuxPersonnes):
        poster(nouveau, bruno, 2)
    poster(nouveau, anne, 2)
    assert etats(nouveau) == [EtatSecret.ACTIF] * 2


def test_regenerer_deux_plis_sur_trois(anne: Compte, bruno: Compte) -> None:
    for dossier in dossiers(3):
        demander(dossier)
    lot = lot_telecharge(anne)
    nouveau = regenerer_lot(lot=lot, par=bruno, motif="Feuilles déchirées", rangs=[1, 3])
    assert etats(lot) == [EtatSecret.REVOQUE, EtatSecret.INACTIF, EtatSecret.REVOQUE]
    assert nouveau.plis == 2
    with pytest.raises(CompteFaux):
        poster(lot, bruno, 3)
    poster(lot, bruno, 1)
    with pytest.raises(LotRefuse):
        regenerer_lot(lot=lot, par=bruno, motif="Trop tard", rangs=[2])


@pytest.mark.parametrize("rangs", [[], [4], [1, 4]])
def test_on_ne_regenere_que_ce_qui_est_dans_le_lot(anne: Compte, bruno: Compte, rangs: list[int]) -> None:
    for dossier in dossiers(3):
        demander(dossier)
    with pytest.raises(LotRefuse):
        regenerer_lot(lot=lot_telecharge(anne), par=bruno, motif="Essai", rangs=rangs)


def test_on_regenere_deux_fois_au_plus_et_avec_un_motif(anne: Compte, bruno: Compte) -> None:
    demander(dossiers(1)[0])
    lot = lot_telecharge(anne)
    with pytest.raises(LotRefuse):
        regenerer_lot(lot=lot, par=bruno, motif="  ")
    for agent in (bruno, anne):
        lot = regenerer_lot(lot=lot, par=agent, motif="Bourrage")
        imprimer_les_dues()
        lot.refresh_from_db()
    with pytest.raises(LotRefuse):
        regenerer_lot(lot=lot, par=bruno, motif="Encore")


def test_une_lettre_revenue(anne: Compte, bruno: Compte, horloge: time_machine.Traveller) -> None:
    (dossier,) = dossiers(1)
    demander(dossier)
    lot = lot_telecharge(anne)
    pli = Pli.objects.get()
    with pytest.raises(LotRefuse):
        signaler_npai(pli=pli, par=anne)
    poster(lot, bruno, 1)
    signaler_npai(pli=pli, par=anne)
    pli.refresh_from_db()
    assert (pli.etat, etats(lot)) == (EtatPli.NPAI, [EtatSecret.REVOQUE])
    horloge.shift(timedelta(days=5))
    demander(dossier)
    sans = preparer_lot(par=anne)
    assert sans.plis == 0  # same address
    poster(sans, bruno, 0, timezone.localdate())
    Dossier.objects.filter(pk=dossier.pk).update(voie="2 RUE DE L EXEMPLE")
    demander(dossier)
    assert preparer_lot(par=anne).plis == 1


def test_le_manifeste_ne_dit_ni_secret_ni_numero(anne: Compte) -> None:
    (dossier,) = dossiers(1, complement="=1+1")
    demander(dossier)
    lot = lot_imprime(anne)
    lignes = manifeste(lot).decode().split("\r\n")
    pli = Pli.objects.get()
    assert lignes[1].startswith(f"{lot.reference};1;{pli.public_id};1;Madame Alice FICTIVE;'=1+1;")
    secret = SecretProvisoire.objects.get().empreinte.removeprefix("essai$")
    assert secret not in lignes[1]
    assert dossier.numero not in lignes[1]
    assert lot.sha256_manifeste == empreinte_du_manifeste(lot)

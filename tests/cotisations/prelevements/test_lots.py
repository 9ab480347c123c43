"""Batches: two persons, one file, money when the bank books it."""

import hashlib
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from lxml import etree
from pytest_django import Settings

from accounts.models import Compte
from cotisations.enums import Nature
from cotisations.grand_livre import Versement, verser
from cotisations.models import Ecriture, LotDePrelevements, MandatSepa, Prelevement, PrelevementEcarte
from cotisations.prelevements import production
from cotisations.prelevements.encaissement import MontantDifferent, encaisser_lot
from cotisations.prelevements.enums import EtatLotDePrelevements, EtatPrelevement
from cotisations.prelevements.lots import annuler_lot, transmettre_lot
from cotisations.prelevements.mandats import revoquer_mandat
from cotisations.prelevements.preparation import preparer_lot, valider_lot
from cotisations.prelevements.production import produire_les_fichiers, telecharger_lot
from cotisations.prelevements.refus import DeuxPersonnes, LotRefuse, RienAPrelever
from tests.cotisations.prelevements.fabrique import (
    AUTRE_IBAN,
    MONACO,
    affilies_a_prelever,
    agents,
    lot_genere,
    lot_pris,
    lot_transmis,
    mandat_actif,
)
from tests.harnais.course import courir

JOUR = date(2026, 12, 7)
pytestmark = pytest.mark.django_db


@pytest.fixture
def deux() -> tuple[Compte, Compte]:
    return agents()


def payer(ligne: Prelevement, centimes: int) -> None:
    with transaction.atomic():
        verser(
            [Versement(ligne.dossier_id, f"carte-{ligne.pk}", Nature.CARTE, centimes, timezone.localdate(), "Carte")]
        )


def etats(lot: LotDePrelevements) -> set[str]:
    return set(Prelevement.objects.filter(lot=lot).values_list("etat", flat=True))


# Two persons, one day --------------------------------------------------------------------------


def test_du_gel_au_credit(deux: tuple[Compte, Compte]) -> None:
    a, b = deux
    lignes = affilies_a_prelever(3, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    assert (lot.nombre, lot.total_centimes, lot.reference) == (3, 150_000, "LOT-2026-000001")
    assert etats(lot) == {"transmis"}
    assert not Ecriture.objects.filter(nature=Nature.PRELEVEMENT).exists()
    mandats = MandatSepa.objects.values_list("derniere_echeance", flat=True)
    assert set(mandats) == {JOUR}
    encaisser_lot(lot=lot, le=date(2026, 12, 8), centimes=150_000, par=b)
    credites = Ecriture.objects.filter(nature=Nature.PRELEVEMENT)
    assert {c.cle for c in credites} == {f"prelevement:{ligne.public_id.hex}:credit" for ligne in lignes}
    assert {c.date_operation for c in credites} == {date(2026, 12, 8)}
    assert Ecriture.objects.du_dossier(lignes[0].dossier).solde_centimes() == 0
    with pytest.raises(LotRefuse):
        encaisser_lot(lot=lot, le=date(2026, 12, 8), centimes=150_000, par=b)
    assert credites.count() == 3


def test_qui_prepare_ne_valide_pas(deux: tuple[Compte, Compte]) -> None:
    a, _ = deux
    affilies_a_prelever(1, JOUR, a)
    lot = preparer_lot(jour=JOUR, par=a)
    with pytest.raises(DeuxPersonnes):
        valider_lot(lot=lot, par=a)
    lot.refresh_from_db()
    assert (lot.etat, lot.valide_par) == ("gele", None)


@pytest.mark.parametrize(
    "jour",
    [date(2027, 3, 26), date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1), date(2026, 12, 6)],
    ids=["vendredi saint", "Noël", "26 décembre", "1er janvier", "dimanche"],
)
def test_un_jour_sans_reglement_est_refuse(deux: tuple[Compte, Compte], jour: date) -> None:
    with pytest.raises(LotRefuse, match="TARGET"):
        preparer_lot(jour=jour, par=deux[0])


def test_passe_l_heure_de_la_banque_le_jour_est_refuse(
    deux: tuple[Compte, Compte], horloge: time_machine.Traveller
) -> None:
    a, b = deux
    affilies_a_prelever(1, JOUR, a)
    horloge.move_to("2026-12-02T10:59:00+00:00")  # 11:59 in Paris; three TARGET days before Monday 7 is Wednesday 2
    lot = preparer_lot(jour=JOUR, par=a)
    horloge.move_to("2026-12-02T11:01:00+00:00")
    with pytest.raises(LotRefuse, match="Trop tard"):
        valider_lot(lot=lot, par=b)
    with pytest.raises(LotRefuse, match="Trop tard"):
        preparer_lot(jour=JOUR, par=a)


# What is left out, and why ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mandat", "ligne", "motif"),
    [
        ({"etat": "suspendu"}, {}, "mandat suspendu"),
        ({"etat": "revoque", "fini_le": "2026-11-20T10:00:00Z"}, {}, "mandat révoqué"),
        ({"etat": "caduc", "fini_le": "2026-11-20T10:00:00Z"}, {}, "mandat caduc"),
        ({"etat": "clos", "fini_le": "2026-11-20T10:00:00Z"}, {}, "mandat clos"),
        ({"etat": "remplace", "fini_le": "2026-11-20T10:00:00Z"}, {}, "mandat remplacé"),
        ({"utilisable_le": "2026-12-01T10:00:00Z"}, {}, "mandat pas encore utilisable"),
        ({}, {"annonce_le": date(2026, 11, 24)}, "annoncé moins de quatorze jours avant"),
    ],
)
def test_une_ligne_ecartee_dit_pourquoi(
    deux: tuple[Compte, Compte], mandat: dict[str, Any], ligne: dict[str, Any], motif: str
) -> None:
    a, _ = deux
    gardee, ecartee = affilies_a_prelever(2, JOUR, a)
    if mandat:
        MandatSepa.objects.filter(pk=ecartee.mandat_id).update(**mandat)
    if ligne:
        Prelevement.objects.filter(pk=ecartee.pk).update(**ligne)
    lot = preparer_lot(jour=JOUR, par=a)
    assert list(lot.prelevements.values_list("pk", flat=True)) == [gardee.pk]
    assert list(lot.ecartes.values_list("prelevement", "motif")) == [(ecartee.pk, motif)]


def test_un_changement_de_compte_en_cours_ecarte(deux: tuple[Compte, Compte]) -> None:
    a, _ = deux
    _, ecartee = affilies_a_prelever(2, JOUR, a)
    mandat_actif(ecartee.dossier, a, iban=AUTRE_IBAN, etat="signe", utilisable_le=timezone.now() + timedelta(hours=72))
    lot = preparer_lot(jour=JOUR, par=a)
    assert lot.ecartes.get().motif == "changement de compte en cours"


def test_rien_a_prelever_ne_laisse_pas_de_lot(deux: tuple[Compte, Compte]) -> None:
    (ligne,) = affilies_a_prelever(1, JOUR, deux[0])
    payer(ligne, 50_000)
    with pytest.raises(RienAPrelever):
        preparer_lot(jour=JOUR, par=deux[0])
    assert not LotDePrelevements.objects.exists()
    assert not PrelevementEcarte.objects.exists()


def test_paye_entre_le_gel_et_la_validation(deux: tuple[Compte, Compte]) -> None:
    """One in full, one in part, one more than what was announced: never more than is due, nor than was said."""
    a, b = deux
    soldee, entamee, entiere = affilies_a_prelever(3, JOUR, a)
    lot = preparer_lot(jour=JOUR, par=a)
    payer(soldee, 50_000)
    payer(entamee, 20_000)
    valider_lot(lot=lot, par=b)
    lot.refresh_from_db()
    assert (lot.nombre, lot.total_centimes) == (2, 80_000)
    lus = {ligne.pk: (ligne.etat, ligne.montant_centimes) for ligne in Prelevement.objects.all()}
    assert lus == {
        soldee.pk: ("retire", None), entamee.pk: ("inclus", 30_000), entiere.pk: ("inclus", 50_000),
    }  # fmt: skip
    assert lot.ecartes.get().prelevement_id == soldee.pk


def test_un_mandat_fini_entre_le_gel_et_la_validation(deux: tuple[Compte, Compte]) -> None:
    a, b = deux
    finie, gardee = affilies_a_prelever(2, JOUR, a)
    lot = preparer_lot(jour=JOUR, par=a)
    revoquer_mandat(mandat=finie.mandat, par=a)
    valider_lot(lot=lot, par=b)
    assert list(lot.prelevements.values_list("pk", flat=True)) == [gardee.pk]
    assert list(lot.ecartes.values_list("prelevement", "motif")) == [(finie.pk, "mandat révoqué")]
    finie.refresh_from_db()
    assert finie.etat == EtatPrelevement.RETIRE


def test_tout_paye_la_validation_est_refusee(deux: tuple[Compte, Compte]) -> None:
    a, b = deux
    (ligne,) = affilies_a_prelever(1, JOUR, a)
    lot = preparer_lot(jour=JOUR, par=a)
    payer(ligne, 50_000)
    with pytest.raises(RienAPrelever):
        valider_lot(lot=lot, par=b)
    lot.refresh_from_db()
    assert (lot.etat, etats(lot)) == ("gele", {"inclus"})


def test_revoque_apres_la_validation_le_fichier_ne_part_pas(deux: tuple[Compte, Compte]) -> None:
    a, b = deux
    ligne, _ = affilies_a_prelever(2, JOUR, a)
    lot = lot_genere(JOUR, a, b)
    revoquer_mandat(mandat=ligne.mandat, par=a)
    with pytest.raises(LotRefuse, match="révoqués"):
        telecharger_lot(lot=lot, par=b)
    annuler_lot(lot=lot, par=a, motif="mandat révoqué")
    autre = preparer_lot(jour=JOUR, par=a)
    assert autre.nombre == 1


def test_ce_que_la_banque_a_deja_se_dit_malgre_une_revocation(deux: tuple[Compte, Compte]) -> None:
    """Else the only way out would be to give the same orders twice."""
    a, b = deux
    ligne, _ = affilies_a_prelever(2, JOUR, a)
    lot = lot_pris(JOUR, a, b)
    telecharger_lot(lot=lot, par=b)
    revoquer_mandat(mandat=ligne.mandat, par=a)
    transmettre_lot(lot=lot, par=b, transmis_le=timezone.localdate())
    assert lot.prelevements.filter(etat=EtatPrelevement.TRANSMIS).count() == 2


def test_la_ligne_d_un_mandat_fini_ne_revient_pas_d_un_lot_annule(deux: tuple[Compte, Compte]) -> None:
    a, b = deux
    ligne, autre = affilies_a_prelever(2, JOUR, a)
    lot = lot_genere(JOUR, a, b)
    revoquer_mandat(mandat=ligne.mandat, par=a)
    annuler_lot(lot=lot, par=a, motif="mandat révoqué")
    ligne.refresh_from_db()
    autre.refresh_from_db()
    assert (ligne.etat, autre.etat) == (EtatPrelevement.RETIRE, EtatPrelevement.PRENOTIFIE)


# The file ----------------------------------------------------------------------------------------


def test_le_fichier_est_le_meme_a_chaque_fois(deux: tuple[Compte, Compte], horloge: time_machine.Traveller) -> None:
    a, b = deux
    affilies_a_prelever(2, JOUR, a)
    lot = lot_pris(JOUR, a, b)
    premier = telecharger_lot(lot=lot, par=a)
    horloge.shift(timedelta(hours=5))
    transmettre_lot(lot=lot, par=b, transmis_le=timezone.localdate())
    lot.refresh_from_db()
    second = telecharger_lot(lot=lot, par=b)
    assert premier.octets == second.octets
    assert hashlib.sha256(second.octets).hexdigest() == lot.sha256 == second.sha256
    assert b"FR76" not in bytes(lot.fichier_scelle)
    arbre = etree.parse(BytesIO(premier.octets))
    assert arbre.findtext(".//{*}MsgId") == "LOT-2026-000001"
    assert arbre.findtext(".//{*}PmtInfId") == "LOT-2026-000001-1"
    assert arbre.findtext(".//{*}SeqTp") == "RCUR"
    assert arbre.findtext(".//{*}ReqdColltnDt") == "2026-12-07"
    assert premier.nom == "LOT-2026-000001.xml"


def test_produire_deux_fois_donne_un_fichier(deux: tuple[Compte, Compte]) -> None:
    a, b = deux
    affilies_a_prelever(1, JOUR, a)
    lot = preparer_lot(jour=JOUR, par=a)
    valider_lot(lot=lot, par=b)
    lot.refresh_from_db()
    premier = production.produire_fichier(lot=lot, par=None)
    garde = LotDePrelevements.objects.get().sha256
    assert (premier, production.produire_fichier(lot=lot, par=None)) == (True, False)
    assert LotDePrelevements.objects.get().sha256 == garde


def test_un_processus_tue_avant_de_garder_recommence(deux: tuple[Compte, Compte]) -> None:
    a, b = deux
    affilies_a_prelever(1, JOUR, a)
    lot = preparer_lot(jour=JOUR, par=a)
    valider_lot(lot=lot, par=b)
    with patch.object(production, "_conserver", side_effect=SystemExit), pytest.raises(SystemExit):
        produire_les_fichiers()
    lot.refresh_from_db()
    assert (lot.etat, lot.sha256) == ("valide", "")
    assert produire_les_fichiers() == 1


def test_un_defaut_laisse_le_lot_sans_fichier(deux: tuple[Compte, Compte], settings: Settings) -> None:
    a, b = deux
    affilies_a_prelever(1, JOUR, a)
    lot = preparer_lot(jour=JOUR, par=a)
    valider_lot(lot=lot, par=b)
    settings.CAISSE_ICS = "FR73ZZZ123456"
    assert produire_les_fichiers() == 0
    lot.refresh_from_db()
    assert (lot.etat, lot.sha256, bytes(lot.fichier_scelle)) == ("valide", "", b"")
    assert lot.erreurs == ["L’identifiant créancier (ICS) de la caisse est faux."]
    annuler_lot(lot=lot, par=a, motif="ICS à corriger")
    assert Prelevement.objects.get().etat == "prenotifie"


def test_monaco_porte_bic_et_adresse(deux: tuple[Compte, Compte]) -> None:
    a, b = deux
    (ligne,) = affilies_a_prelever(1, JOUR, a)
    adresse = {
        "adresse_voie": "1 rue",
        "adresse_code_postal": "98000",
        "adresse_localite": "Monaco",
        "adresse_pays": "MC",
    }
    MandatSepa.objects.filter(pk=ligne.mandat_id).update(etat="remplace", fini_le=timezone.now())
    ligne.mandat = mandat_actif(ligne.dossier, a, iban=MONACO, bic="CMCIFR2A", **adresse)
    ligne.save(update_fields=["mandat"])
    arbre = etree.parse(BytesIO(telecharger_lot(lot=lot_genere(JOUR, a, b), par=a).octets))
    assert arbre.findtext(".//{*}DbtrAgt//{*}BICFI") == "CMCIFR2A"
    assert arbre.findtext(".//{*}Dbtr//{*}TwnNm") == "Monaco"


def test_un_fichier_altere_n_est_pas_donne(deux: tuple[Compte, Compte]) -> None:
    a, b = deux
    affilies_a_prelever(1, JOUR, a)
    lot = lot_genere(JOUR, a, b)
    altere = bytearray(bytes(lot.fichier_scelle))
    altere[-1] ^= 1
    LotDePrelevements.objects.filter(pk=lot.pk).update(fichier_scelle=bytes(altere))
    lot.refresh_from_db()
    with pytest.raises(LotRefuse, match="illisible"):
        telecharger_lot(lot=lot, par=a)


# The bank ----------------------------------------------------------------------------------------


def test_transmettre_est_un_acte_date(deux: tuple[Compte, Compte]) -> None:
    a, b = deux
    affilies_a_prelever(1, JOUR, a)
    lot = lot_pris(JOUR, a, b)
    for jour in (timezone.localdate() - timedelta(days=1), timezone.localdate() + timedelta(days=1)):
        with pytest.raises(LotRefuse, match="jour de la transmission"):
            transmettre_lot(lot=lot, par=b, transmis_le=jour)
    transmettre_lot(lot=lot, par=b, transmis_le=timezone.localdate())
    with pytest.raises(LotRefuse):
        transmettre_lot(lot=lot, par=b, transmis_le=timezone.localdate())
    with pytest.raises(LotRefuse):
        annuler_lot(lot=lot, par=a, motif="trop tard")


def test_une_autre_somme_n_inscrit_rien(deux: tuple[Compte, Compte]) -> None:
    a, b = deux
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    with pytest.raises(MontantDifferent):
        encaisser_lot(lot=lot, le=JOUR, centimes=99_999, par=b)
    lot.refresh_from_db()
    assert (lot.etat, Ecriture.objects.filter(nature=Nature.PRELEVEMENT).count()) == ("transmis", 0)


# At the same time --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_deux_agents_preparent_en_meme_temps() -> None:
    a, b = agents()
    affilies_a_prelever(20, JOUR, a)

    def preparer(rang: int) -> int:
        try:
            return preparer_lot(jour=JOUR, par=(a, b)[rang % 2]).nombre
        except RienAPrelever:
            return 0

    pris = courir(preparer, fois=8, coureurs=8)
    assert sum(pris) == 20
    assert Prelevement.objects.filter(etat=EtatPrelevement.INCLUS, lot__isnull=False).count() == 20
    assert sum(LotDePrelevements.objects.values_list("nombre", flat=True)) == 20


@pytest.mark.django_db(transaction=True)
def test_valider_et_encaisser_dix_fois_ne_compte_qu_une_fois() -> None:
    a, b = agents()
    affilies_a_prelever(3, JOUR, a)
    lot = preparer_lot(jour=JOUR, par=a)

    def essayer(acte: Any) -> bool:
        try:
            acte()
        except LotRefuse:
            return False
        return True

    assert sum(courir(lambda _: essayer(lambda: valider_lot(lot=lot, par=b)), fois=10, coureurs=10)) == 1
    assert sum(courir(lambda _: produire_les_fichiers(), fois=4, coureurs=4)) == 1
    lot.refresh_from_db()
    telecharger_lot(lot=lot, par=b)
    transmettre_lot(lot=lot, par=b, transmis_le=timezone.localdate())
    encaisser = lambda: encaisser_lot(lot=lot, le=JOUR, centimes=150_000, par=b)  # noqa: E731
    assert sum(courir(lambda _: essayer(encaisser), fois=10, coureurs=10)) == 1
    assert Ecriture.objects.filter(nature=Nature.PRELEVEMENT).count() == 3
    assert LotDePrelevements.objects.get().etat == EtatLotDePrelevements.ENCAISSE

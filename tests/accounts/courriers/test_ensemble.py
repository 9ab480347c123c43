"""Letters, e-mails, choices and agents together: what one does to the others."""

import re
from datetime import timedelta
from itertools import product
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db.models import Count
from django.utils import timezone

from accounts.agents.actes import revoquer_provisoires
from accounts.courriers.fin import abandonner_lot
from accounts.courriers.preparation import preparer_lot
from accounts.courriers.refus import RienAPreparer
from accounts.courriers.regeneration import regenerer_lot
from accounts.courriers.remise import confirmer_remise
from accounts.courriers.telechargement import demander_telechargement, telecharger_lot
from accounts.courriers.tirage import imprimer_les_dues
from accounts.enums import Canal, EtatDemande, EtatSecret
from accounts.models import Compte, DemandeMotDePasse, Dossier, LotDeCourriers, SecretProvisoire
from accounts.reinitialisation.services import emettre_par_courriel
from tests.accounts.choix.fabrique import CHOISIR, choisir, creer_secret, presenter
from tests.accounts.courriers.conftest import demander, lot_imprime, lot_telecharge
from tests.conftest import ClientDe
from tests.harnais.client import ClientStrict
from tests.harnais.personas import MOT_DE_PASSE, Persona

SUIVI = "/mot-de-passe-oublie/suivi/"
CHANGER = "/compte/mot-de-passe/"


def etats(lot: LotDeCourriers) -> list[str]:
    return list(SecretProvisoire.objects.filter(lot=lot).order_by("rang", "pk").values_list("etat", flat=True))


def remettre(lot: LotDeCourriers, par: Compte) -> int:
    return confirmer_remise(lot=lot, par=par, poste_le=timezone.localdate(), nombre_de_plis=lot.plis)


def test_le_courriel_utilise_eteint_la_lettre_qui_n_est_pas_partie(
    client: ClientStrict, affilie: Persona, anne: Compte, bruno: Compte
) -> None:
    demander(affilie.dossier)
    lot = lot_telecharge(anne)
    creer_secret(affilie.dossier)
    assert presenter(client, affilie.dossier)["Location"] == CHOISIR
    assert etats(lot) == [EtatSecret.INACTIF], "tenu n’est pas utilisé"
    assert choisir(client, affilie.dossier.courriel).status_code == 302
    assert etats(lot) == [EtatSecret.REVOQUE]
    assert remettre(lot, bruno) == 0
    assert etats(lot) == [EtatSecret.REVOQUE]


def test_la_remise_n_active_que_ce_qui_est_encore_inactif(
    affilie: Persona, autre_affilie: Persona, anne: Compte, bruno: Compte
) -> None:
    for persona in (affilie, autre_affilie):
        demander(persona.dossier)
    lot = lot_telecharge(anne)
    creer_secret(affilie.dossier)
    assert revoquer_provisoires(dossier=affilie.dossier, par=anne) == 2, "l’e-mail et la lettre"
    assert not SecretProvisoire.objects.filter(dossier=affilie.dossier).exclude(etat=EtatSecret.REVOQUE).exists()
    assert remettre(lot, bruno) == 1
    assert etats(lot) == [EtatSecret.REVOQUE, EtatSecret.ACTIF]


def test_l_agent_eteint_aussi_la_lettre_partie(affilie: Persona, anne: Compte, bruno: Compte) -> None:
    demander(affilie.dossier)
    remettre(lot_telecharge(anne), bruno)
    creer_secret(affilie.dossier)
    assert revoquer_provisoires(dossier=affilie.dossier, par=anne) == 2
    assert set(SecretProvisoire.objects.values_list("etat", flat=True)) == {EtatSecret.REVOQUE}


@pytest.mark.parametrize("comment", ["provisoire", "securite"])
def test_qui_a_choisi_entre_temps_n_a_pas_de_lettre(
    client: ClientStrict, client_de: ClientDe, affilie: Persona, anne: Compte, comment: str
) -> None:
    demande = demander(affilie.dossier)
    if comment == "provisoire":
        creer_secret(affilie.dossier)
        presenter(client, affilie.dossier)
        assert choisir(client, affilie.dossier.courriel).status_code == 302
    else:
        saisie = {"actuel": MOT_DE_PASSE, "nouveau": "Trois tasses de pluie 7"}
        assert client_de(affilie).post(CHANGER, saisie).status_code == 302
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.SANS_SUITE
    with pytest.raises(RienAPreparer):
        preparer_lot(par=anne)


def test_changer_de_mot_de_passe_eteint_tous_les_provisoires(
    client_de: ClientDe, affilie: Persona, autre_affilie: Persona, anne: Compte, bruno: Compte
) -> None:
    demander(affilie.dossier)
    lot = lot_telecharge(anne)
    creer_secret(affilie.dossier)
    ailleurs = creer_secret(autre_affilie.dossier)
    saisie = {"actuel": MOT_DE_PASSE, "nouveau": "Trois tasses de pluie 7"}
    assert client_de(affilie).post(CHANGER, saisie).status_code == 302
    assert remettre(lot, bruno) == 0
    vivants = SecretProvisoire.objects.exclude(etat=EtatSecret.REVOQUE)
    assert list(vivants) == [ailleurs]


def test_jamais_deux_actifs_par_dossier_et_canal(
    affilie: Persona, anne: Compte, bruno: Compte, horloge: time_machine.Traveller
) -> None:
    """Each way in which four things may follow one another, three at a time: the constraint never has to speak."""

    def courriel() -> None:
        demande = demander(affilie.dossier)
        DemandeMotDePasse.objects.filter(pk=demande.pk).update(
            canal=Canal.COURRIEL, etat=EtatDemande.TRAITEE, dossier=affilie.dossier, traitee_le=timezone.now()
        )
        demande.refresh_from_db()
        emettre_par_courriel(demande=demande, empreinte="!", par=None)

    def lettre() -> None:
        demander(affilie.dossier)
        remettre(_telecharge(preparer_lot(par=anne), anne), bruno)

    def regeneree() -> None:
        demander(affilie.dossier)
        lot = _telecharge(preparer_lot(par=anne), anne)
        nouveau = regenerer_lot(lot=lot, par=bruno, motif="Bourrage", rangs=[1] if lot.plis else None)
        remettre(_telecharge(nouveau, bruno), anne)
        confirmer_remise(lot=lot, par=bruno, poste_le=timezone.localdate(), nombre_de_plis=0)

    def agent() -> None:
        revoquer_provisoires(dossier=affilie.dossier, par=anne)

    with patch("accounts.courriers.impression.imprimer", return_value=_pdf()):
        for actes in product((courriel, lettre, regeneree, agent), repeat=3):
            horloge.shift(timedelta(days=31))
            for acte in actes:
                horloge.shift(timedelta(days=2))
                acte()
                actifs = SecretProvisoire.objects.filter(etat=EtatSecret.ACTIF).order_by()
                assert all(n == 1 for *_, n in actifs.values_list("dossier", "canal").annotate(Count("pk")))
                assert not SecretProvisoire.objects.filter(etat=EtatSecret.INACTIF).exists()
            assert not actifs.exists() if actes[-1] is agent else actifs.exists()


def _pdf() -> bytes:
    from io import BytesIO

    import pikepdf

    with pikepdf.new() as pdf:
        sortie = BytesIO()
        pdf.add_blank_page().obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary())
        pdf.save(sortie)
    return sortie.getvalue()


def _telecharge(lot: LotDeCourriers, par: Compte) -> LotDeCourriers:
    with patch("accounts.courriers.tirage.make_password", side_effect=lambda tire: f"essai${tire}"):
        imprimer_les_dues()
    if lot.plis:
        billet = demander_telechargement(lot=lot, par=par)
        telecharger_lot(lot=lot, billet=billet.public_id, par=par)
    lot.refresh_from_db()
    return lot


def test_le_suivi_est_le_meme_a_chaque_etape(
    client: ClientStrict, affilie: Persona, anne: Compte, bruno: Compte, horloge: time_machine.Traveller
) -> None:
    """From the request to a batch given up, then another, printed again: byte for byte, known and unknown."""
    horloge.shift(timedelta(hours=2))
    references = [demander(dossier).reference for dossier in (affilie.dossier, "7654321")]
    DemandeMotDePasse.objects.filter(reference=references[0]).update(reference="ACDEFGHJKMNP")
    DemandeMotDePasse.objects.filter(reference=references[1]).update(reference="PNMKJHGFEDCA")
    vues = [_page(client)]
    premier = lot_imprime(anne)
    vues.append(_page(client))
    abandonner_lot(lot=premier, par=anne, motif="essai")
    vues.append(_page(client))
    horloge.shift(timedelta(hours=1))
    second = lot_telecharge(anne)
    vues.append(_page(client))
    nouveau = regenerer_lot(lot=second, par=bruno, motif="Bourrage")
    vues.append(_page(client))
    nouveau = _telecharge(nouveau, bruno)
    vues.append(_page(client))
    remettre(nouveau, anne)
    vues.append(_page(client))
    assert vues[0] == vues[2], "un lot abandonné n’a jamais existé"
    assert vues[0] != vues[1]
    assert vues[3] == vues[4] == vues[5], "imprimer à nouveau ne se voit pas"
    assert vues[6] != vues[5]


def _page(client: ClientStrict) -> str:
    """What the page says of both requests, once found the same."""
    vues = []
    for montree in ("ACDE-FGHJ-KMNP", "PNMK-JHGF-EDCA"):
        reponse: Any = client.post(SUIVI, {"reference": montree})
        assert reponse.status_code == 200
        corps = reponse.content.decode().replace(montree, "REF").replace(montree.replace("-", ""), "REF")
        vues.append(re.sub(r'value="[^"]{64}"|<code>\w{16}</code>', "", corps))
    assert vues[0] == vues[1]
    assert Dossier.objects.count() == 1
    return vues[0]

"""What the worker does of a request: a mail with a secret, or nothing, and what each try leaves behind."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import tasks
from accounts.enums import Acte, Canal, EtatDemande, EtatEnvoi, EtatSecret, TypeDossier
from accounts.envois import depot
from accounts.envois.livraison import distribuer
from accounts.models import Compte, DemandeMotDePasse, Dossier, EntreeJournal, Envoi, SecretProvisoire
from accounts.provisoires.symboles import normaliser, tirer
from accounts.reinitialisation.services import (
    DUREE_COURRIEL,
    emettre_par_courriel,
    enregistrer_demande,
)
from accounts.reinitialisation.traitement import traiter_demandes
from tests.harnais.course import courir
from tests.harnais.personas import Persona, creer_dossier


def demander(numero: str = "1234567", canal: Canal = Canal.COURRIEL) -> DemandeMotDePasse:
    type_dossier = TypeDossier.AFFILIE if len(numero) == 7 else TypeDossier.AYANT_DROIT
    reference = tirer()
    enregistrer_demande(reference=reference, type_dossier=type_dossier, numero=numero, canal=canal, par=None)
    return DemandeMotDePasse.objects.get(reference=reference)


def etats() -> list[str]:
    return list(SecretProvisoire.objects.order_by("pk").values_list("etat", flat=True))


def secret_du_message(rang: int = -1) -> str:
    ligne = next(une for une in str(mail.outbox[rang].body).splitlines() if normaliser(une))
    return normaliser(ligne) or ""


def test_une_demande_donne_un_e_mail(affilie: Persona) -> None:
    avant = Compte.objects.get().password
    demande = demander()
    assert (traiter_demandes(), traiter_demandes()) == (1, 0)
    demande.refresh_from_db()
    assert (demande.etat, demande.dossier) == (EtatDemande.TRAITEE, affilie.dossier)
    assert distribuer().envoyes == 1
    secret = SecretProvisoire.objects.get()
    assert (secret.etat, secret.canal, secret.demande) == (EtatSecret.ACTIF, Canal.COURRIEL, demande)
    assert secret.expire_le == timezone.now() + DUREE_COURRIEL
    assert check_password(secret_du_message(), secret.empreinte)
    assert secret.empreinte.startswith("argon2$argon2id$")
    assert mail.outbox[0].to == [affilie.dossier.courriel]
    assert Compte.objects.get().password == avant, "une demande ne change rien"


def test_le_secret_n_est_que_dans_le_message(affilie: Persona) -> None:
    demander()
    traiter_demandes()
    distribuer()
    secret = secret_du_message()
    for modele in (Envoi, EntreeJournal, DemandeMotDePasse, SecretProvisoire):
        assert secret not in str(list(modele.objects.values()))
    assert EntreeJournal.objects.get(acte=Acte.SECRET_EMIS).dossier == affilie.dossier
    html = mail.outbox[0].message().as_string()
    assert affilie.dossier.numero not in html.replace(affilie.dossier.courriel, "")
    sans_le_secret = [ligne for ligne in str(mail.outbox[0].body).splitlines() if not normaliser(ligne)]
    assert affilie.dossier.numero[-3:] not in "\n".join(sans_le_secret)


@pytest.mark.parametrize("numero", ["7654321", "123456789"])
def test_un_dossier_inconnu_reste_sans_suite(affilie: Persona, numero: str) -> None:
    demande = demander(numero)
    traiter_demandes()
    demande.refresh_from_db()
    assert (demande.etat, demande.dossier) == (EtatDemande.SANS_SUITE, None)
    assert not Envoi.objects.exists()
    assert EntreeJournal.objects.get(acte=Acte.DEMANDE_SANS_SUITE).dossier is None


def test_un_dossier_sans_adresse_aussi(affilie: Persona) -> None:
    Dossier.objects.update(courriel="")
    demander()
    traiter_demandes()
    assert DemandeMotDePasse.objects.get().etat == EtatDemande.SANS_SUITE


def test_une_lettre_attend_son_lot(affilie: Persona) -> None:
    demander(canal=Canal.LETTRE)
    assert traiter_demandes() == 0
    assert DemandeMotDePasse.objects.get().etat == EtatDemande.RECUE


def test_une_seconde_demande_remplace_le_secret(affilie: Persona) -> None:
    for _ in range(2):
        demander()
        traiter_demandes()
        distribuer()
    assert etats() == [EtatSecret.REVOQUE, EtatSecret.ACTIF]
    actif = SecretProvisoire.objects.get(etat=EtatSecret.ACTIF)
    assert check_password(secret_du_message(-1), actif.empreinte)
    assert not check_password(secret_du_message(0), actif.empreinte)


def test_un_nouvel_essai_tire_un_nouveau_secret(affilie: Persona, horloge: time_machine.Traveller) -> None:
    demander()
    traiter_demandes()
    with patch("django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=OSError):
        assert distribuer().reportes == 1
    assert etats() == [EtatSecret.ACTIF]
    horloge.shift(timedelta(minutes=1))
    assert distribuer().envoyes == 1
    assert etats() == [EtatSecret.REVOQUE, EtatSecret.ACTIF]
    assert check_password(secret_du_message(), SecretProvisoire.objects.get(etat=EtatSecret.ACTIF).empreinte)


def test_ni_apres_usage_ni_trop_tard(affilie: Persona, horloge: time_machine.Traveller) -> None:
    demander()
    traiter_demandes()
    distribuer()
    SecretProvisoire.objects.update(etat=EtatSecret.UTILISE, utilise_le=timezone.now())
    Envoi.objects.update(etat=EtatEnvoi.A_ENVOYER, envoye_le=None, prochain_le=timezone.now())
    distribuer()
    assert Envoi.objects.get().etat == EtatEnvoi.SANS_OBJET, "un ouvrier tué après l’envoi"
    demander()
    traiter_demandes()
    horloge.shift(timedelta(days=2))
    distribuer()
    assert len(mail.outbox) == 1


def test_l_adresse_est_celle_du_moment_de_l_envoi(affilie: Persona) -> None:
    demander()
    traiter_demandes()
    Dossier.objects.update(courriel="")
    distribuer()
    assert Envoi.objects.get().etat == EtatEnvoi.SANS_OBJET
    assert not SecretProvisoire.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_plusieurs_ouvriers_ne_traitent_qu_une_fois(affilie: Persona) -> None:
    for _ in range(5):
        demander()
    assert sum(courir(lambda _: traiter_demandes(), fois=8, coureurs=8)) == 5
    assert Envoi.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_deux_secrets_a_la_fois_n_en_laissent_qu_un(affilie: Persona) -> None:
    demande = demander()
    DemandeMotDePasse.objects.update(dossier=affilie.dossier)
    demande.refresh_from_db()

    def emettre(rang: int) -> bool:
        try:
            emettre_par_courriel(demande=demande, empreinte=str(rang), par=None)
        except IntegrityError:
            return False
        return True

    assert any(courir(emettre, fois=8, coureurs=8))
    assert SecretProvisoire.objects.filter(etat=EtatSecret.ACTIF).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("numero", ["1234567", "7654321"], ids=["connu", "inconnu"])
def test_l_ouvrier_est_reveille_apres_la_validation(affilie: Persona, numero: str) -> None:
    with patch.object(depot, "Thread") as fil:
        with transaction.atomic():
            demander(numero)
            assert not fil.called
        assert [appel.kwargs["args"] for appel in fil.call_args_list] == [("traiter_demandes",)]
    assert not connection.in_atomic_block
    tasks.traiter_demandes()
    assert DemandeMotDePasse.objects.get().etat != EtatDemande.RECUE


def test_la_meme_reference_est_la_meme_demande(affilie: Persona) -> None:
    for _ in range(2):
        enregistrer_demande(
            reference="ACDEFGHJKMNP", type_dossier=TypeDossier.AFFILIE, numero="1234567", canal=Canal.LETTRE, par=None
        )
    assert DemandeMotDePasse.objects.count() == 1
    assert EntreeJournal.objects.filter(acte=Acte.MOT_DE_PASSE_DEMANDE).count() == 1


def test_un_ayant_droit_et_un_affilie_ne_se_confondent_pas(ayant_droit: Persona) -> None:
    creer_dossier("1234567")
    demander("123456789")
    traiter_demandes()
    assert DemandeMotDePasse.objects.get().dossier == ayant_droit.dossier

"""A mandate, from what is typed to its end: signed once, masked everywhere, never changed."""

import json
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.confirmations.services import CodeRefuse
from accounts.envois.composition import composer
from accounts.models import CodeDeConfirmation, EntreeJournal, Envoi
from carpimko_portal.lib.coffre import CoffreIllisible, ouvrir
from cotisations.models import LotDePrelevements, MandatSepa, Prelevement, PreuveDeSignature
from cotisations.prelevements import mandats
from cotisations.prelevements.caducite import rendre_caducs
from cotisations.prelevements.dire import pour_soi
from cotisations.prelevements.dus import Du
from cotisations.prelevements.enums import A_RAPPELER, EtatMandat, EtatPrelevement
from cotisations.prelevements.mandats import (
    MandatRefuse,
    abandonner_les_signatures,
    activer_les_mandats,
    activer_mandat,
    annuler_changement,
    demander_signature,
    revoquer_mandat,
    signer_mandat,
)
from documents.models import Document
from documents.selectors import lire_document
from tests.conftest import ClientDe
from tests.cotisations.paiements.fabrique import appeler
from tests.cotisations.prelevements.fabrique import (
    AUTRE_IBAN,
    CODE,
    IBAN,
    MONACO,
    PAGE,
    ligne_de,
    mandat_actif,
    preparer,
    recevoir_le_code,
    signer,
)
from tests.harnais.hasard import sans_hasard
from tests.harnais.personas import Persona
from tests.sans_journal import requete_de

FIN = IBAN[-4:]
MASQUE = f"FR76\u202f••••\u202f••••\u202f{FIN}"


def mandat(persona: Persona) -> MandatSepa:
    return MandatSepa.objects.filter(dossier=persona.dossier).latest("rang")


# What is typed -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("saisie", "dit"),
    [
        ({"iban": "FR0630006000011234567890188"}, "clé RIB"),
        ({"iban": "FR7630006000011234567890188"}, "pas juste"),
        ({"iban": "FR76 3000 6000 0112 3456 7890 18"}, "pas juste"),
        ({"iban": "TN5910006035183598478831"}, "hors de la zone SEPA"),
        ({"iban": "FR76３0006000011234567890189"}, "sans accent"),
        ({"iban": "<b>"}, "sans accent"),
        ({"iban": ""}, "Indiquez l’IBAN"),
        ({"iban": MONACO}, "BIC"),
        ({"iban": MONACO, "bic": "CMCIFR2A"}, "exige votre adresse"),
        ({"iban": MONACO, "bic": "CMCIFR2A", "voie": "1 rue", "localite": "Ville", "pays": "1!"}, "deux lettres"),
        ({"iban": IBAN, "bic": "ABC"}, "8 ou 11"),
        ({"iban": IBAN, "bic": "DEUTDEFF"}, "pays de l’IBAN"),
        ({"iban": IBAN, "titulaire": "42"}, "Indiquez un nom"),
    ],
)
def test_une_saisie_fausse_est_refusee_et_rien_n_est_garde(
    client_de: ClientDe, affilie: Persona, saisie: dict[str, str], dit: str
) -> None:
    reponse = client_de(affilie).post(f"{PAGE}compte/", {"titulaire": "Alice FICTIVE", **saisie})
    assert reponse.status_code == 200
    assert dit in reponse.content.decode()
    assert not MandatSepa.objects.exists()


@pytest.mark.parametrize("iban", [IBAN, "fr76 3000 6000 0112 3456 7890 189", AUTRE_IBAN])
def test_un_compte_que_la_caisse_refuse(client_de: ClientDe, affilie: Persona, settings: Settings, iban: str) -> None:
    """Those that it lists, and its own."""
    settings.PRELEVEMENTS_IBAN_REFUSES, settings.CAISSE_IBAN = ["FR7630006"], AUTRE_IBAN
    reponse = client_de(affilie).post(f"{PAGE}compte/", {"titulaire": "Alice FICTIVE", "iban": iban})
    assert "ne peut pas être prélevé" in reponse.content.decode()
    assert not MandatSepa.objects.exists()


@pytest.mark.parametrize(
    ("etat", "dit"), [(EtatMandat.ACTIF, "C’est déjà le compte prélevé"), (EtatMandat.SIGNE, "Vous avez déjà signé")]
)
def test_le_meme_compte_n_est_pas_un_changement(
    client_de: ClientDe, affilie: Persona, etat: EtatMandat, dit: str
) -> None:
    """Nothing to sign, and no more of the account than its masked form."""
    mandat_actif(affilie.dossier, affilie.compte, etat=etat)
    saisie = {"iban": "fr76 3000 6000 0112 3456 7890 189", "titulaire": "Alice FICTIVE"}
    page = client_de(affilie).post(f"{PAGE}compte/", saisie).content.decode()
    message = page.split('id="id_iban_error"')[1].split("</p>")[0]
    assert dit in message
    assert MASQUE in message
    assert IBAN not in page
    assert MandatSepa.objects.count() == 1
    assert not Envoi.objects.exists()


def test_le_compte_encore_preleve_se_garde_en_annulant_le_changement(client_de: ClientDe, affilie: Persona) -> None:
    """Doing nothing would let the other account take its place."""
    mandat_actif(affilie.dossier, affilie.compte)
    mandat_actif(affilie.dossier, affilie.compte, etat=EtatMandat.SIGNE, iban=AUTRE_IBAN)
    saisie = {"iban": IBAN, "titulaire": "Alice FICTIVE"}
    page = client_de(affilie).post(f"{PAGE}compte/", saisie).content.decode()
    assert "annulez le changement de compte" in page
    assert "ne changez rien" not in page


def test_un_compte_suspendu_se_signe_de_nouveau(client_de: ClientDe, affilie: Persona) -> None:
    """Its bank may have unblocked it: nothing else would put it in use again."""
    mandat_actif(affilie.dossier, affilie.compte, etat=EtatMandat.SUSPENDU)
    signer(client_de(affilie))
    assert mandat(affilie).etat == "signe"


def test_un_compte_de_monaco_garde_bic_et_adresse(client_de: ClientDe, affilie: Persona) -> None:
    champs = {
        "bic": "CMCIFR2A",
        "voie": "1 rue de l’Exemple",
        "code_postal": "98000",
        "localite": "Monaco",
        "pays": "mc",
    }
    signer(client_de(affilie), MONACO, **champs)
    assert (mandat(affilie).bic, mandat(affilie).adresse_pays) == ("CMCIFR2A", "MC")


def test_un_compte_francais_ne_garde_pas_d_adresse(client_de: ClientDe, affilie: Persona) -> None:
    signer(client_de(affilie), voie="1 rue de l’Exemple", localite="Ville", pays="FR")
    assert mandat(affilie).adresse_voie == mandat(affilie).adresse_pays == ""


# The signature -----------------------------------------------------------------------------------


def test_signer_en_trois_pages(client_de: ClientDe, affilie: Persona) -> None:
    appeler(affilie.dossier, date(2026, 12, 4), date(2027, 3, 5))
    client = client_de(affilie)
    signer(client, "fr76 3000 6000 0112 3456 7890 189")
    signe = mandat(affilie)
    assert (signe.etat, signe.iban_masque, signe.bic) == ("actif", MASQUE, "AGRIFRPPXXX")
    assert signe.ouvrir_iban() == IBAN
    preuve = signe.preuve
    texte = json.loads(ouvrir(bytes(preuve.texte_scelle), contexte=PreuveDeSignature.contexte(signe)))
    assert (texte["iban"], texte["rum"], texte["version"]) == (IBAN, signe.rum, preuve.texte)
    assert preuve.code == CodeDeConfirmation.objects.get(action="mandat").public_id
    assert preuve.adresse_masquee == "d****67@p*****.example"
    document = Document.objects.get(type="mandat-de-prelevement")
    assert signe.sha256_pdf == document.sha256
    # 4 December is twelve days away: one line only, and its announce.
    assert [ligne.date_prelevement for ligne in Prelevement.objects.all()] == [date(2027, 3, 5)]
    page = client.get(PAGE).content.decode()
    assert MASQUE in page
    assert "4\u00a0décembre 2026" in page


def test_l_iban_n_est_ecrit_nulle_part_en_clair(client_de: ClientDe, affilie: Persona) -> None:
    client = client_de(affilie)
    client.post(f"{PAGE}compte/", {"iban": IBAN, "titulaire": "Alice FICTIVE"})
    pages = [client.get(f"{PAGE}{suite}").content.decode() for suite in ("relire/", "")]
    client.post(f"{PAGE}relire/")
    pages.append(client.get(f"{PAGE}signer/").content.decode())
    client.post(f"{PAGE}signer/", {"code": recevoir_le_code()})
    pages += [client.get(PAGE).content.decode(), str([e.details for e in EntreeJournal.objects.all()])]
    for envoi in Envoi.objects.exclude(genre="code-confirmation"):
        courriel = composer(envoi)
        pages.append(str(courriel.message()) + courriel.body)
    ligne = MandatSepa.objects.filter(dossier=affilie.dossier).values().get()
    pages += [str(ligne), str(PreuveDeSignature.objects.values().get())]
    compact = "".join(pages).replace(" ", "").replace("\u202f", "")
    assert IBAN[4:-4] not in compact
    assert IBAN[4:20] not in compact


def test_cinq_codes_faux_abandonnent_le_mandat(client_de: ClientDe, affilie: Persona) -> None:
    client = client_de(affilie)
    client.post(f"{PAGE}compte/", {"iban": IBAN, "titulaire": "Alice FICTIVE"})
    client.post(f"{PAGE}relire/")
    recevoir_le_code()
    for _ in range(6):
        client.post(f"{PAGE}signer/", {"code": "00000000"})
    fini = mandat(affilie)
    assert (fini.etat, bytes(fini.iban_scelle)) == ("abandonne", b"")
    assert client.post(f"{PAGE}signer/", {"code": CODE})["Location"] == PAGE
    assert not PreuveDeSignature.objects.exists()


def test_le_code_d_un_mandat_n_en_signe_pas_un_autre(affilie: Persona) -> None:
    requete = requete_de(affilie)
    demander_signature(requete, mandat=preparer(affilie), par=affilie.compte)
    code = recevoir_le_code()
    autre = preparer(affilie, AUTRE_IBAN)
    MandatSepa.objects.filter(pk=autre.pk).update(etat=EtatMandat.SIGNATURE_EN_COURS)
    with pytest.raises(CodeRefuse):
        signer_mandat(requete, mandat=autre, saisie=code, par=affilie.compte)
    assert mandat(affilie).etat == "signature"


def test_deux_onglets_ne_signent_qu_une_fois(affilie: Persona) -> None:
    requete, premier = requete_de(affilie), preparer(affilie)
    demander_signature(requete, mandat=premier, par=affilie.compte)
    code = recevoir_le_code()
    signer_mandat(requete, mandat=premier, saisie=code, par=affilie.compte)
    with pytest.raises((CodeRefuse, MandatRefuse)):
        signer_mandat(requete, mandat=premier, saisie=code, par=affilie.compte)
    assert MandatSepa.objects.filter(etat="actif").count() == PreuveDeSignature.objects.count() == 1


def test_une_autre_saisie_oublie_la_premiere(affilie: Persona) -> None:
    premier, second = preparer(affilie), preparer(affilie, AUTRE_IBAN)
    premier.refresh_from_db()
    assert (premier.etat, bytes(premier.iban_scelle), second.etat) == ("abandonne", b"", "brouillon")
    with pytest.raises(CoffreIllisible):
        premier.ouvrir_iban()


def test_sans_adresse_e_mail_rien_ne_part(client_de: ClientDe, affilie: Persona) -> None:
    type(affilie.dossier).objects.filter(pk=affilie.dossier.pk).update(courriel="")
    client = client_de(affilie)
    client.post(f"{PAGE}compte/", {"iban": IBAN, "titulaire": "Alice FICTIVE"})
    assert client.post(f"{PAGE}relire/")["Location"] == f"{PAGE}relire/"
    assert mandat(affilie).etat == "brouillon"


def test_sans_ics_juste_la_signature_est_fermee(affilie: Persona, settings: Settings) -> None:
    settings.CAISSE_ICS = "FR73ZZZ123456"
    with pytest.raises(MandatRefuse, match="créancier"):
        demander_signature(requete_de(affilie), mandat=preparer(affilie), par=affilie.compte)


def test_un_oubli_de_24_heures_efface_l_iban(affilie: Persona, horloge: time_machine.Traveller) -> None:
    preparer(affilie)
    assert abandonner_les_signatures() == 0
    horloge.shift(timedelta(hours=24))
    assert (abandonner_les_signatures(), abandonner_les_signatures()) == (1, 0)
    assert bytes(mandat(affilie).iban_scelle) == b""


# What was signed does not change -----------------------------------------------------------------


@pytest.mark.parametrize("champs", [{"titulaire": "Autre"}, {"bic": "X"}, {"rum": "R"}, {"signe_le": None}])
def test_un_mandat_signe_ne_change_plus(affilie: Persona, champs: dict[str, Any]) -> None:
    signe = mandat_actif(affilie.dossier, affilie.compte)
    with pytest.raises(IntegrityError), transaction.atomic():
        MandatSepa.objects.filter(pk=signe.pk).update(**champs)
    with pytest.raises(IntegrityError), transaction.atomic():
        MandatSepa.objects.filter(pk=signe.pk).delete()
    MandatSepa.objects.filter(pk=signe.pk).update(motif="son état, lui, change")


def test_l_iban_d_un_mandat_ne_s_ouvre_pas_dans_un_autre(affilie: Persona, autre_affilie: Persona) -> None:
    un, autre = (mandat_actif(p.dossier, p.compte) for p in (affilie, autre_affilie))
    un.iban_scelle = autre.iban_scelle
    with pytest.raises(CoffreIllisible):
        un.ouvrir_iban()


# Another account ---------------------------------------------------------------------------------


def test_un_autre_compte_attend_72_heures(
    client_de: ClientDe, affilie: Persona, horloge: time_machine.Traveller
) -> None:
    ancien = mandat_actif(affilie.dossier, affilie.compte)
    (due,) = appeler(affilie.dossier, date(2027, 3, 5))
    ligne = ligne_de(ancien, due, date(2027, 3, 5))
    client = client_de(affilie)
    signer(client, AUTRE_IBAN)
    nouveau = mandat(affilie)
    assert (nouveau.etat, nouveau.rum != ancien.rum) == ("signe", True)
    assert MASQUE in client.get(PAGE).content.decode()
    horloge.shift(timedelta(hours=71, minutes=59))
    assert activer_les_mandats() == 0
    horloge.shift(timedelta(minutes=1))
    assert (activer_les_mandats(), activer_les_mandats()) == (1, 0)
    for objet in (ancien, nouveau, ligne):
        objet.refresh_from_db()
    assert (ancien.etat, nouveau.etat, ligne.mandat_id) == ("remplace", "actif", nouveau.pk)


def test_un_changement_s_annule(client_de: ClientDe, affilie: Persona, horloge: time_machine.Traveller) -> None:
    ancien = mandat_actif(affilie.dossier, affilie.compte)
    client = client_de(affilie)
    signer(client, AUTRE_IBAN)
    client.post(f"{PAGE}annuler-le-changement/")
    assert (mandat(affilie).etat, MandatSepa.objects.get(pk=ancien.pk).etat) == ("abandonne", "actif")
    horloge.shift(timedelta(hours=73))
    assert activer_les_mandats() == 0
    assert client_de(affilie).post(f"{PAGE}annuler-le-changement/").status_code == 404


def test_annuler_trop_tard_est_dit(affilie: Persona, horloge: time_machine.Traveller) -> None:
    mandat_actif(affilie.dossier, affilie.compte)
    attente = mandat_actif(affilie.dossier, affilie.compte, iban=AUTRE_IBAN, etat="signe", utilisable_le=timezone.now())
    assert activer_mandat(mandat=attente, par=None)
    with pytest.raises(MandatRefuse, match="pris effet"):
        annuler_changement(mandat=attente, par=affilie.compte)


def test_activer_apres_une_annulation_ne_remplace_rien(affilie: Persona) -> None:
    """The sweep took the mandate in hand just before its holder gave it up."""
    ancien = mandat_actif(affilie.dossier, affilie.compte)
    attente = mandat_actif(affilie.dossier, affilie.compte, iban=AUTRE_IBAN, etat="signe", utilisable_le=timezone.now())
    annuler_changement(mandat=attente, par=affilie.compte)
    assert not activer_mandat(mandat=attente, par=None)
    ancien.refresh_from_db()
    assert ancien.etat == "actif"


def test_l_ancienne_adresse_est_prevenue_elle_aussi(client_de: ClientDe, affilie: Persona) -> None:
    mandat_actif(affilie.dossier, affilie.compte)
    CodeDeConfirmation.objects.create(
        dossier=affilie.dossier, action="courriel", session="s", lie="l", adresse=affilie.dossier.courriel,
        courriel_avant="avant@portail.example", empreinte="!", expire_le=timezone.now(), utilise_le=timezone.now(),
    )  # fmt: skip
    signer(client_de(affilie), AUTRE_IBAN)
    envois = Envoi.objects.filter(genre="mandat-de-prelevement", references__nouvelle="change")
    assert {adresse for envoi in envois for adresse in composer(envoi).to} == {
        affilie.dossier.courriel, "avant@portail.example",
    }  # fmt: skip


def test_un_compte_pas_encore_preleve_ne_se_dit_pas_preleve(client_de: ClientDe, affilie: Persona) -> None:
    mandat_actif(affilie.dossier, affilie.compte)
    signer(client_de(affilie), AUTRE_IBAN)
    envoi = Envoi.objects.get(genre="mandat-de-prelevement", references__nouvelle="change")
    corps = str(composer(envoi).body)
    assert "Compte bancaire\u00a0: FR" in corps
    assert "Compte prélevé" not in corps


# The end -----------------------------------------------------------------------------------------


def test_revoquer_arrete_tout_ce_qui_n_est_pas_parti(client_de: ClientDe, affilie: Persona) -> None:
    actif = mandat_actif(affilie.dossier, affilie.compte)
    (due,) = appeler(affilie.dossier, date(2027, 3, 5))
    ligne = ligne_de(actif, due, date(2027, 3, 5))
    client = client_de(affilie)
    assert "Révoquer" in client.get(f"{PAGE}revoquer/").content.decode()
    client.post(f"{PAGE}revoquer/")
    ligne.refresh_from_db()
    assert (mandat(affilie).etat, ligne.etat) == ("revoque", EtatPrelevement.RETIRE)
    with pytest.raises(MandatRefuse):
        revoquer_mandat(mandat=actif, par=affilie.compte)


def test_un_mandat_inutilise_36_mois_est_caduc(affilie: Persona, autre_affilie: Persona) -> None:
    vieux = mandat_actif(affilie.dossier, affilie.compte, derniere_echeance=date(2023, 11, 21))
    limite = mandat_actif(autre_affilie.dossier, autre_affilie.compte, derniere_echeance=date(2023, 11, 22))
    assert (rendre_caducs(), rendre_caducs()) == (1, 0)
    vieux.refresh_from_db()
    limite.refresh_from_db()
    assert (vieux.etat, limite.etat) == ("caduc", "actif")
    assert limite.averti_le
    assert Envoi.objects.filter(references__nouvelle="bientot_caduc").count() == 1


def test_un_mandat_jamais_presente_compte_de_sa_signature(affilie: Persona) -> None:
    mandat_actif(affilie.dossier, affilie.compte, signe_le=timezone.now() - timedelta(days=3 * 366))
    assert rendre_caducs() == 1


# Somebody else -----------------------------------------------------------------------------------


def test_un_delegue_voit_et_n_agit_pas(client_de: ClientDe, affilie: Persona, empreinte: str) -> None:
    from accounts.models import Acces
    from tests.harnais.personas import creer_compte

    mandat_actif(affilie.dossier, affilie.compte)
    cabinet = creer_compte(empreinte)
    acces = Acces.objects.create(compte=cabinet, dossier=affilie.dossier, role="delegue")
    client = client_de(Persona(cabinet, acces))
    assert client.get(PAGE).status_code == 200
    for suite in ("compte/", "relire/", "signer/", "annuler-le-changement/", "revoquer/", "abandonner/"):
        assert client.post(f"{PAGE}{suite}", {"iban": AUTRE_IBAN}).status_code == 404
    assert mandat(affilie).etat == "actif"


def test_chacun_ne_touche_que_le_sien(client_de: ClientDe, affilie: Persona, etranger: Persona) -> None:
    mandat_actif(affilie.dossier, affilie.compte)
    client = client_de(etranger)
    client.post(f"{PAGE}revoquer/")
    assert FIN not in sans_hasard(client.get(PAGE).content.decode())
    assert mandat(affilie).etat == "actif"


@pytest.mark.django_db
def test_revoquer_puis_signer_est_un_changement(affilie: Persona) -> None:
    """Else whoever holds the session would skip the delay, and the news to the former address."""
    premier = mandat_actif(affilie.dossier, affilie.compte)
    revoquer_mandat(mandat=premier, par=affilie.compte)
    suivant = mandat_actif(affilie.dossier, affilie.compte, etat=EtatMandat.SIGNATURE_EN_COURS, signe_le=None)
    assert mandats.suit_un_autre(suivant, timezone.now())
    assert not mandats.suit_un_autre(suivant, timezone.now() + timedelta(days=31))


def test_le_mandat_tient_sur_une_page(client_de: ClientDe, affilie: Persona) -> None:
    signer(client_de(affilie))
    octets = lire_document(Document.objects.get(type="mandat-de-prelevement"))
    with pikepdf.open(BytesIO(octets)) as pdf:
        assert len(pdf.pages) == 1


def test_un_changement_de_compte_dit_ce_qu_un_lot_prend_deja(client_de: ClientDe, affilie: Persona) -> None:
    jour = date(2026, 12, 7)
    (due,) = appeler(affilie.dossier, jour, centimes=50_000)
    ancien = mandat_actif(affilie.dossier, affilie.compte, rang=0)
    ligne_de(ancien, due, jour)
    mandat_actif(
        affilie.dossier,
        affilie.compte,
        iban=AUTRE_IBAN,
        etat="signe",
        utilisable_le=timezone.now() + timedelta(hours=72),
    )
    client = client_de(affilie)
    page = client.get(PAGE).content.decode()
    assert "rien n’y est prélevé" in page
    assert "une seconde fois" not in page
    lot = LotDePrelevements.objects.create(
        annee=2026, numero=1, date_prelevement=jour, prepare_le=timezone.now(), prepare_par=affilie.compte
    )
    Prelevement.objects.update(etat="inclus", lot=lot)
    page = client.get(PAGE).content.decode()
    assert "peut encore être pris sur le compte actuel" in page
    assert "ne payez pas cette échéance une seconde fois" in page


def test_le_pdf_du_mandat_est_a_un_clic(client_de: ClientDe, affilie: Persona) -> None:
    """The document itself, not the list where it is to be found."""
    client = client_de(affilie)
    signer(client)
    assert f'action="{PAGE}pdf/"' in client.get(PAGE).content.decode()
    obtenu = client.post(f"{PAGE}pdf/", follow=True)
    assert Document.objects.get(type="mandat-de-prelevement").reference in obtenu.content.decode()


def test_le_pdf_d_un_mandat_n_en_remplace_aucun_autre(client_de: ClientDe, affilie: Persona) -> None:
    """During the 72 hours of a change the first one holds; cancelled, the second holds no more."""
    client = client_de(affilie)
    signer(client)
    premier = Document.objects.get(type="mandat-de-prelevement")
    signer(client, iban=AUTRE_IBAN)
    autre = Document.objects.filter(type="mandat-de-prelevement").exclude(pk=premier.pk).get()
    emis: Any = Document.objects.avec_etat(timezone.localdate())
    etats = emis.values_list("pk", "etat")
    assert {etat for _, etat in etats} == {"valide"}
    assert premier.reference in client.post(f"{PAGE}pdf/", follow=True).content.decode()
    client.post(f"{PAGE}annuler-le-changement/")
    assert dict(etats.all()) == {premier.pk: "valide", autre.pk: "revoque"}


@pytest.mark.parametrize(
    ("etat", "attendu", "autre"),
    [
        ("actif", "bouton bouton-secondaire", "Changer de compte"),
        ("suspendu", "bouton", "Indiquer un autre compte"),
    ],
)
def test_un_mandat_qui_ne_demande_rien_ne_presse_pas(
    client_de: ClientDe, affilie: Persona, etat: str, attendu: str, autre: str
) -> None:
    mandat_actif(affilie.dossier, affilie.compte, etat=etat)
    page = client_de(affilie).get(PAGE).content.decode()
    assert f'class="{attendu}" href="{PAGE}compte/">{autre}</a>' in page
    assert ("quatorze jours au moins avant d’être prélevée" in page) == (etat == "actif")
    assert ("Plus rien de nouveau n’est demandé à ce compte" in page) == (etat == "suspendu")


def test_ce_que_la_personne_a_fait_lui_est_dit_avec_ses_mots(client_de: ClientDe, affilie: Persona) -> None:
    """Agents read « par l’affilié »."""
    (due,) = appeler(affilie.dossier, date(2026, 12, 15))
    premier = mandat_actif(affilie.dossier, affilie.compte)
    ligne_de(premier, due, date(2026, 12, 15))
    change = mandat_actif(affilie.dossier, affilie.compte, iban=AUTRE_IBAN, etat=EtatMandat.SIGNE)
    annuler_changement(mandat=change, par=affilie.compte)
    revoquer_mandat(mandat=premier, par=affilie.compte)
    page = client_de(affilie).get(PAGE).content.decode()
    assert page.count("révoqué à votre demande") == 2  # the mandate, and the debit that was announced
    assert "annulé à votre demande" in page
    assert "l’affilié" not in page
    premier.refresh_from_db()
    assert premier.motif == "révoqué par l’affilié"


def test_chaque_motif_d_agent_a_ses_mots_pour_la_personne() -> None:
    """Of whatever a batch leaves out, and of every end of a mandate."""
    for motif in (
        *(f"mandat {etat.label.lower()}" for etat in (*A_RAPPELER, EtatMandat.CADUC)),
        *(du.motif for du in (Du(0), Du(1, retenu=1))),
    ):
        assert pour_soi(motif) != motif
    assert pour_soi("la provision du compte est insuffisante") == "la provision du compte est insuffisante"

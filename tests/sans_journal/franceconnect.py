from datetime import timedelta

from django.utils import timezone

import accounts.services
from accounts.enums import ActionConfirmee, MethodeLien
from accounts.franceconnect import services as franceconnect
from accounts.franceconnect.attente import attente, mettre_en_attente
from accounts.franceconnect.identite import Identite
from accounts.models import Acces, CodeDeConfirmation, LienFranceConnect
from tests.harnais.personas import Persona
from tests.sans_journal import SESSION, Chapitre, Essai, requete_de


def _associer_franceconnect(persona: Persona) -> None:
    franceconnect.associer_franceconnect(
        dossier=persona.dossier, sub="essai", methode=MethodeLien.PIVOT, par=persona.compte
    )


def _dissocier_franceconnect(persona: Persona) -> None:
    _lier(persona)
    franceconnect.dissocier_franceconnect(dossier=persona.dossier, par=persona.compte)


def _associer_par_identite(persona: Persona) -> None:
    franceconnect.associer_par_identite(identite=_identite(persona))


def _associer_par_preuve(persona: Persona) -> None:
    requete = requete_de(persona)
    mettre_en_attente(requete.session, _identite(persona))
    en_attente = attente(requete.session)
    assert en_attente
    franceconnect.associer_par_preuve(en_attente=en_attente, acces=_acces(persona), methode=MethodeLien.MOT_DE_PASSE)


def _associer_par_code(persona: Persona) -> None:
    requete = requete_de(persona)
    mettre_en_attente(requete.session, _identite(persona))
    en_attente = attente(requete.session)
    assert en_attente
    CodeDeConfirmation.objects.create(
        dossier=persona.dossier, action=ActionConfirmee.ASSOCIER, session="essai", lie="essai", adresse="a@b.example",
        empreinte="!", expire_le=timezone.now() + timedelta(minutes=10),
    )  # fmt: skip
    franceconnect.associer_par_code(en_attente=en_attente, code=CodeDeConfirmation.objects.get())


def _refuser_association(persona: Persona) -> None:
    franceconnect.refuser_association(cause="preuve")


def _connecter_par_franceconnect(persona: Persona) -> None:
    _lier(persona)
    franceconnect.connecter_par_franceconnect(requete_de(persona), acces=_acces(persona), plusieurs=False)


def _changer_de_dossier(persona: Persona) -> None:
    franceconnect.changer_de_dossier(requete_de(persona), acces=_acces(persona), par=persona.compte)


def _lier(persona: Persona) -> None:
    LienFranceConnect.objects.create(dossier=persona.dossier, sub="essai", methode=MethodeLien.PIVOT)


def _acces(persona: Persona) -> Acces:
    assert persona.acces
    return persona.acces


def _identite(persona: Persona) -> Identite:
    d = persona.dossier
    return Identite("essai", d.nom_naissance, d.prenoms, d.sexe, d.date_naissance, d.commune_naissance_cog, "99100")


_LIEN = frozenset({LienFranceConnect._meta.label})
CHAPITRE = Chapitre(
    modules=(franceconnect, accounts.services),
    essais=(
        Essai(_associer_franceconnect),
        Essai(_dissocier_franceconnect, _LIEN),
        Essai(_associer_par_identite),
        Essai(_associer_par_preuve, SESSION),
        Essai(_associer_par_code, SESSION | {CodeDeConfirmation._meta.label}),
        Essai(_refuser_association),
        Essai(_connecter_par_franceconnect, _LIEN | SESSION),
        Essai(_changer_de_dossier, SESSION),
    ),
    # The services of accounts have their own chapter; a connexion by FranceConnect is one of theirs.
    ailleurs=frozenset({"ouvrir_compte", "ouvrir_compte_hache", "connecter", "entrer", "deconnecter"}),
)

"""The notices of what changed in the compte."""

import uuid

from django.http import HttpRequest

from accounts.envois.depot import poster
from accounts.envois.genres import Contenu, Genre, SansObjet, enregistrer
from accounts.models import CodeDeConfirmation, Dossier, EntreeJournal, Envoi
from carpimko_portal.lib.dates import ecrire_moment
from carpimko_portal.lib.navigateurs import nom_du_navigateur

MOT_DE_PASSE, COURRIEL, COURRIEL_AVANT = "mot-de-passe-change", "courriel-change", "courriel-remplace"


def aviser_mot_de_passe(
    request: HttpRequest,
    *,
    dossier: Dossier,
    entree: EntreeJournal,
    code: CodeDeConfirmation | None = None,
    avant: str = "",
) -> None:
    """Tells the person that the password was changed, and from which browser. `entree`: the change.

    `code`: the one that gave the dossier another address in the same act, `avant` being the one it had: that
    mailbox is told too.
    """
    references = {
        "entree": str(entree.public_id),
        "appareil": nom_du_navigateur(request.headers.get("User-Agent", "")),
    }
    cle = f"{MOT_DE_PASSE}:{entree.public_id}"
    if dossier.courriel:
        poster(genre=MOT_DE_PASSE, dossier=dossier, cle=cle, code=None, **references)
    if code and avant and avant != dossier.courriel:
        poster(genre=MOT_DE_PASSE, dossier=dossier, cle=f"{cle}:avant", code=str(code.public_id), **references)


def aviser_courriel(*, code: CodeDeConfirmation, avant: str, dossier: Dossier) -> None:
    """Tells the new address, and the one it replaced, when there was one and it differs."""
    adresses = {COURRIEL: code.adresse, COURRIEL_AVANT: avant}
    if avant.casefold() in {"", code.adresse.casefold()}:
        del adresses[COURRIEL_AVANT]
    for genre in adresses:
        poster(genre=genre, dossier=dossier, cle=f"{genre}:{code.public_id}", code=str(code.public_id))


def enregistrer_les_avis_de_securite() -> None:
    """Makes the three kinds known. Called once, at start."""
    enregistrer(Genre(MOT_DE_PASSE, _rediger_mot_de_passe, frozenset({"entree", "appareil", "code"})))
    enregistrer(Genre(COURRIEL, _rediger_courriel, frozenset({"code"})))
    enregistrer(Genre(COURRIEL_AVANT, _rediger_courriel_avant, frozenset({"code"})))


def _rediger_mot_de_passe(envoi: Envoi) -> Contenu:
    if envoi.dossier is None:
        raise SansObjet("aucun dossier")
    entree = EntreeJournal.objects.get(public_id=uuid.UUID(envoi.references["entree"]))
    valeurs = {"moment": ecrire_moment(entree.moment), "appareil": envoi.references["appareil"]}
    destinataire = envoi.dossier.courriel
    if avant := envoi.references.get("code"):
        code = CodeDeConfirmation.objects.filter(public_id=uuid.UUID(avant)).first()
        if code is None or not code.courriel_avant:
            raise SansObjet("changement oublié")
        destinataire = code.courriel_avant
    return Contenu(destinataire, {"prenom": envoi.dossier.prenom, **valeurs})


def _rediger_courriel(envoi: Envoi) -> Contenu:
    code, valeurs = _changement(envoi)
    return Contenu(code.adresse, valeurs)


def _rediger_courriel_avant(envoi: Envoi) -> Contenu:
    """Never says the new address: the former one may be an accountant's, or somebody else's by now."""
    code, valeurs = _changement(envoi)
    return Contenu(code.courriel_avant, valeurs)


def _changement(envoi: Envoi) -> tuple[CodeDeConfirmation, dict[str, object]]:
    code = CodeDeConfirmation.objects.filter(public_id=uuid.UUID(envoi.references["code"])).first()
    if code is None or envoi.dossier is None or code.utilise_le is None:
        raise SansObjet("changement oublié")
    return code, {"prenom": envoi.dossier.prenom, "moment": ecrire_moment(code.utilise_le)}

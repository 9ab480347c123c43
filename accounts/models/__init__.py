"""Who: a Dossier owns everything, a Compte authenticates a person, an Acces joins them."""

from accounts.models.acces import Acces
from accounts.models.authentificateur import Authentificateur
from accounts.models.captcha import PreuveUtilisee
from accounts.models.code import CodeDeConfirmation
from accounts.models.compte import Compte
from accounts.models.demande import DemandeMotDePasse
from accounts.models.dossier import Dossier, DossierQuerySet
from accounts.models.envoi import Envoi, EnvoiQuerySet
from accounts.models.inalterable import Inalterable, InalterableQuerySet
from accounts.models.journal import EntreeJournal
from accounts.models.leurres import GelDesLeurres
from accounts.models.lien_franceconnect import LienFranceConnect
from accounts.models.limites import EssaisDeLHeure, NiveauSeau
from accounts.models.lot import LotDeCourriers
from accounts.models.pli import Pli, TrancheDeCourriers
from accounts.models.secret import SecretProvisoire
from accounts.models.session import SessionOuverte

__all__ = [
    "Acces",
    "Authentificateur",
    "CodeDeConfirmation",
    "Compte",
    "DemandeMotDePasse",
    "Dossier",
    "DossierQuerySet",
    "EntreeJournal",
    "Envoi",
    "EnvoiQuerySet",
    "EssaisDeLHeure",
    "GelDesLeurres",
    "Inalterable",
    "InalterableQuerySet",
    "LienFranceConnect",
    "LotDeCourriers",
    "NiveauSeau",
    "Pli",
    "PreuveUtilisee",
    "SecretProvisoire",
    "SessionOuverte",
    "TrancheDeCourriers",
]

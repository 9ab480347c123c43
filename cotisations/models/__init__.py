"""What is owed, why, by when, and how each member wants to hear of it."""

from cotisations.models.appel import AppelCotisation, AppelCotisationQuerySet, LigneAppel
from cotisations.models.compte import Echeance, EcheanceQuerySet, Ecriture, EcritureQuerySet
from cotisations.models.imputation import Imputation, ImputationQuerySet
from cotisations.models.lot_de_prelevements import LotDePrelevements
from cotisations.models.mandat import MandatSepa, MandatSepaQuerySet, PreuveDeSignature
from cotisations.models.paiement import NotificationPSP, Paiement, PaiementQuerySet
from cotisations.models.preferences import AbonnementCalendrier, PreferencesCotisations
from cotisations.models.prelevement import Prelevement, PrelevementEcarte, PrelevementQuerySet
from cotisations.models.releve import (
    Operation,
    OperationQuerySet,
    Rapprochement,
    RapprochementQuerySet,
    Releve,
    ReleveQuerySet,
)
from cotisations.models.retour import (
    DecisionDeRetour,
    FichierDeRetours,
    RetourDePrelevement,
    RetourDePrelevementQuerySet,
)
from cotisations.models.revenu import EstimationRevenu, EstimationRevenuQuerySet, RevenuDeclare

__all__ = [
    "AbonnementCalendrier",
    "AppelCotisation",
    "AppelCotisationQuerySet",
    "DecisionDeRetour",
    "Echeance",
    "EcheanceQuerySet",
    "Ecriture",
    "EcritureQuerySet",
    "EstimationRevenu",
    "EstimationRevenuQuerySet",
    "FichierDeRetours",
    "Imputation",
    "ImputationQuerySet",
    "LigneAppel",
    "LotDePrelevements",
    "MandatSepa",
    "MandatSepaQuerySet",
    "NotificationPSP",
    "Operation",
    "OperationQuerySet",
    "Paiement",
    "PaiementQuerySet",
    "PreferencesCotisations",
    "Prelevement",
    "PrelevementEcarte",
    "PrelevementQuerySet",
    "PreuveDeSignature",
    "Rapprochement",
    "RapprochementQuerySet",
    "Releve",
    "ReleveQuerySet",
    "RetourDePrelevement",
    "RetourDePrelevementQuerySet",
    "RevenuDeclare",
]

"""The first page of the Espace: first the answer, then the proof, then the tools."""

from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render

from accounts.acces import RequeteMembre, lecture
from accounts.models import Dossier
from cotisations.espace.alertes import Alerte, alerte
from cotisations.prelevements.en_route import annonce_du
from cotisations.selectors import (
    AnneeEcheancier,
    Mouvement,
    Situation,
    derniers_mouvements,
    echeancier_par_annee,
    situation_de_l_annee,
)
from documents.selectors import LigneDocument, derniers_documents

MOUVEMENTS, DOCUMENTS = 5, 3


@dataclass(frozen=True)
class TableauDeBord:
    """All that the page says. Four queries; one more for a debt of past years."""

    situation: Situation
    alerte: Alerte | None
    annee: AnneeEcheancier | None
    mouvements: list[Mouvement]
    documents: list[LigneDocument]


def tableau_de_bord(dossier: Dossier) -> TableauDeBord:
    """`annee` is the year of échéances running today, `None` when there is none."""
    etat = situation_de_l_annee(dossier)
    annees = echeancier_par_annee(etat)
    return TableauDeBord(
        situation=etat,
        alerte=alerte(etat, partial(annonce_du, dossier)),
        annee=next((annee for annee in annees if annee.annee == etat.aujourdhui.year), None),
        mouvements=derniers_mouvements(dossier, MOUVEMENTS),
        documents=derniers_documents(dossier, DOCUMENTS),
    )


@lecture
def espace(request: RequeteMembre) -> HttpResponse:
    """Tableau de bord: what is owed, by when, last payments, new documents."""
    return render(request, "espace.html", {"bord": tableau_de_bord(request.dossier)})

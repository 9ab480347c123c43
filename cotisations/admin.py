"""What the agents see of this app, in the order of their menu."""

from accounts.administration.site import site
from cotisations.administration.annulations import annulations_en_attente
from cotisations.administration.appels import AppelAdmin
from cotisations.administration.attentes import estimations_a_traiter
from cotisations.administration.comptes import EcheanceAdmin, EcritureAdmin
from cotisations.administration.estimations import EstimationAdmin
from cotisations.administration.lots_de_prelevements import LotDePrelevementsAdmin
from cotisations.administration.lots_qui_attendent import lots_a_valider, lots_pas_transmis
from cotisations.administration.mandats import MandatAdmin
from cotisations.administration.paiements import PaiementAdmin
from cotisations.administration.paiements_qui_attendent import (
    nouvelles_a_voir,
    paiements_a_examiner,
    paiements_en_attente,
)
from cotisations.administration.prelevements import PrelevementAdmin
from cotisations.administration.rappels import prelevements_a_rappeler
from cotisations.administration.retours import RetourAdmin
from cotisations.administration.retours_a_examiner import retours_a_examiner
from cotisations.banque.administration.operations import OperationAdmin, operations_a_rapprocher
from cotisations.banque.administration.releves import ReleveAdmin, releves_manquants
from cotisations.models import (
    AppelCotisation,
    Echeance,
    Ecriture,
    EstimationRevenu,
    LotDePrelevements,
    MandatSepa,
    Operation,
    Paiement,
    Prelevement,
    Releve,
    RetourDePrelevement,
)

site.register(AppelCotisation, AppelAdmin)
site.register(EstimationRevenu, EstimationAdmin)
site.register(Echeance, EcheanceAdmin)
site.register(Ecriture, EcritureAdmin)
site.register(LotDePrelevements, LotDePrelevementsAdmin)
site.register(Prelevement, PrelevementAdmin)
site.register(RetourDePrelevement, RetourAdmin)
site.register(MandatSepa, MandatAdmin)
site.register(Releve, ReleveAdmin)
site.register(Operation, OperationAdmin)
site.register(Paiement, PaiementAdmin)
for carte in (
    estimations_a_traiter,
    paiements_a_examiner,
    paiements_en_attente,
    nouvelles_a_voir,
    operations_a_rapprocher,
    releves_manquants,
    retours_a_examiner,
    prelevements_a_rappeler,
    lots_a_valider,
    lots_pas_transmis,
    annulations_en_attente,
):
    site.ajouter_carte(carte)

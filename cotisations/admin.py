"""What the agents see of this app, in the order of their menu."""

from accounts.administration.site import site
from cotisations.administration.appels import AppelAdmin
from cotisations.administration.attentes import estimations_a_traiter
from cotisations.administration.comptes import EcheanceAdmin, EcritureAdmin
from cotisations.administration.estimations import EstimationAdmin
from cotisations.models import AppelCotisation, Echeance, Ecriture, EstimationRevenu

site.register(AppelCotisation, AppelAdmin)
site.register(EstimationRevenu, EstimationAdmin)
site.register(Echeance, EcheanceAdmin)
site.register(Ecriture, EcritureAdmin)
site.ajouter_carte(estimations_a_traiter)

"""What the agents see of this app."""

from accounts.administration.dossiers import DossierAdmin
from accounts.administration.lots import LotAdmin
from accounts.administration.plis import DemandeAdmin, PliAdmin, carte_file, carte_remise
from accounts.administration.site import site
from accounts.models import DemandeMotDePasse, Dossier, LotDeCourriers, Pli

site.register(Dossier, DossierAdmin)
site.register(LotDeCourriers, LotAdmin)
site.register(DemandeMotDePasse, DemandeAdmin)
site.register(Pli, PliAdmin)
site.ajouter_carte(carte_file)
site.ajouter_carte(carte_remise)

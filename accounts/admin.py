"""What the agents see of this app."""

from accounts.administration.dossiers import DossierAdmin
from accounts.administration.site import site
from accounts.models import Dossier

site.register(Dossier, DossierAdmin)

"""What the agents see of this app, in the order of their menu."""

from accounts.administration.agents import AgentAdmin
from accounts.administration.attentes import alarme, envois_en_echec, lettres_a_preparer, lots_a_confirmer
from accounts.administration.dossiers import DossierAdmin
from accounts.administration.envois import EnvoiAdmin
from accounts.administration.journal import JournalAdmin
from accounts.administration.limites import LimitesAdmin
from accounts.administration.lots import LotAdmin
from accounts.administration.plis import DemandeAdmin, PliAdmin
from accounts.administration.site import site
from accounts.models import (
    Compte,
    DemandeMotDePasse,
    Dossier,
    EntreeJournal,
    Envoi,
    EssaisDeLHeure,
    LotDeCourriers,
    Pli,
)

site.register(LotDeCourriers, LotAdmin)
site.register(DemandeMotDePasse, DemandeAdmin)
site.register(Pli, PliAdmin)
site.register(Dossier, DossierAdmin)
site.register(Envoi, EnvoiAdmin)
site.register(EntreeJournal, JournalAdmin)
site.register(EssaisDeLHeure, LimitesAdmin)
site.register(Compte, AgentAdmin)
for carte in (lettres_a_preparer, lots_a_confirmer, envois_en_echec, alarme):
    site.ajouter_carte(carte)

"""Every address of the portal. Pages are private unless a view says otherwise."""

from django.conf import settings
from django.urls import include, path

from accounts.administration.site import site
from carpimko_portal import galerie, pages, reglages, tableau_de_bord

urlpatterns = [
    path("", include("accounts.urls")),
    path("espace/", tableau_de_bord.espace, name="espace"),
    path("cotisations/", include("cotisations.urls")),
    path("calendrier/", include("cotisations.calendrier.urls_publiques")),
    path("simulateur/", include("cotisations.simulateur.urls")),
    path("documents/", include("documents.urls")),
    path("admin/", site.urls),
    path("verification/", include("documents.urls_publiques")),
    path("reglages/", reglages.page_reglages, name="reglages"),
    path("", include(pages)),
]
if settings.DEMONSTRATION:
    urlpatterns.append(path("composants/", galerie.galerie, name="composants"))
    urlpatterns.append(path("demonstration/", include("demonstration.urls")))
    if settings.DEBUG:
        urlpatterns.append(path("apercus/", include("demonstration.apercus.urls")))

handler400 = "carpimko_portal.erreurs.requete_invalide"
handler403 = "carpimko_portal.erreurs.acces_refuse"
handler404 = "carpimko_portal.erreurs.introuvable"
handler500 = "carpimko_portal.erreurs.panne"

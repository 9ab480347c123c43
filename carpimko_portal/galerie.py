"""The component gallery, outside production: what a designer looks at first."""

from datetime import UTC, date, datetime

from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.captcha import CaptchaField, FormulaireAvecCaptcha, csp_du_captcha
from accounts.forms import ConnexionForm
from accounts.reinitialisation.suivi import Etape
from cotisations.echeancier import Tranche, repartir
from cotisations.enums import EtatEcheance, Nature
from cotisations.espace.alertes import alerte
from cotisations.selectors import Situation, echeancier_par_annee, mouvement_de

_AUJOURDHUI = date(2026, 8, 20)


class _EssaiCaptcha(FormulaireAvecCaptcha):
    captcha = CaptchaField(formulaire="composants")


@login_not_required
@csp_du_captcha
@require_safe
def galerie(request: HttpRequest) -> HttpResponse:
    """Each component in each state, on made-up values."""
    tranches = [Tranche(date(2026, mois, 5), 74_140) for mois in range(1, 13)]
    situation = Situation(repartir(tranches, solde=-74_140 * 6 + 20_000, le=_AUJOURDHUI), _AUJOURDHUI)
    contexte = {
        "etats": list(EtatEcheance),
        "vide": ConnexionForm(auto_id="vide_%s"),
        "errone": ConnexionForm({"type_dossier": "affilie", "numero": ""}, auto_id="errone_%s"),
        "captcha": _EssaiCaptcha(request=request, auto_id="captcha_%s"),
        "captcha_errone": _EssaiCaptcha({}, request=request, auto_id="captcha_errone_%s"),
        "alerte": alerte(situation),
        "annee": echeancier_par_annee(situation)[0],
        "lignes": [("Prénoms", "Alice Marie"), ("Adresse postale", "1 rue de l’Exemple\n00000 VILLE-FICTIVE")],
        "mouvements": [
            mouvement_de(date(2026, 8, 5), "Prélèvement", Nature.PRELEVEMENT, 74_140),
            mouvement_de(date(2026, 7, 25), "Remboursement d’un trop-versé", Nature.REMBOURSEMENT, -12_000),
            mouvement_de(date(2026, 7, 19), "Appel de cotisations 2026", Nature.APPEL, -889_686),
        ],
        "etapes": [
            Etape("Lettre demandée", datetime(2026, 8, 19, 9, 12, tzinfo=UTC)),
            Etape("Mise dans un lot de courriers", datetime(2026, 8, 20, 8, 0, tzinfo=UTC)),
            Etape("Remise à La Poste", None, "Chaque lot est vérifié par deux personnes avant de partir."),
        ],
        "page": Paginator(range(60), 20).page(2),
        "annonces": [Message(niveau, f"Message de niveau {niveau}.") for niveau in (20, 25, 30, 40)],
    }
    return render(request, "galerie.html", contexte)

"""« Pourquoi ce montant ? »: a line in words, from its own figures."""

from decimal import Decimal

from carpimko_portal.lib.montants import MOINS, ecrire_euros
from cotisations.calcul.dire import dire_taux
from cotisations.calcul.lignes import Ligne, Origine, Regime

_REGULARISATIONS = (Regime.REGULARISATION_T1, Regime.REGULARISATION_T2)
_DEBUT = {
    Regime.BASE_T1: "En début d’activité, la base est un forfait, le même pour tous.",
    Regime.BASE_T2: "En début d’activité, la base est un forfait, le même pour tous.",
    Regime.COMPLEMENTAIRE: "Aucun revenu de l’année précédente n’est encore connu.",
    Regime.ASV_PROPORTIONNELLE: "Aucun revenu conventionné n’est encore connu pour l’année qui compte.",
}
_RAISONS = {
    Origine.REVENU: "",
    Origine.ANNUALISE: "{revenu}, gagnés sur une partie de l’année, sont ramenés à une année entière.",
    Origine.MINIMUM: "Un revenu de {revenu} est sous le minimum\u00a0: c’est le minimum qui compte.",
    Origine.ESTIMATION: "C’est le revenu que vous avez estimé pour l’année\u00a0: il sera régularisé une fois déclaré.",
    Origine.TAXATION: "Aucune déclaration n’est parvenue à la caisse\u00a0: c’est le revenu maximal, 5\u00a0PASS, "
    "qui est compté.",
}


def formule(ligne: Ligne) -> str:
    """The operation, figures in place: `45 000 € × 8,73 % = 3 928,50 €, arrondi à 3 929 €`."""
    if ligne.base is None or ligne.taux is None:
        return _formule_du_forfait(ligne)
    exact = ligne.base * ligne.taux + (ligne.forfait or 0)
    ecrite = f"{_operande(ligne)} × {dire_taux(ligne.taux)}"
    if ligne.forfait is not None:
        ecrite = f"{ecrire_euros(ligne.forfait)} + {ecrite}"
    if ligne.regime in _REGULARISATIONS:
        return f"{ecrite} = {_au_centime(exact)}, {_moins_l_appel(ligne)}"
    return f"{ecrite} = {_arrondi(exact, ligne)}"


def raisons(ligne: Ligne) -> tuple[str, ...]:
    """Why this base: one sentence for each rule that changed the income. Empty when the income is the base."""
    phrases = [_raison_de_l_origine(ligne), _raison_du_plafond(ligne), _raison_du_seuil(ligne)]
    return tuple(phrase for phrase in phrases if phrase)


def _formule_du_forfait(ligne: Ligne) -> str:
    assert ligne.forfait is not None
    if ligne.trimestres == 4:
        return f"Un forfait de {ecrire_euros(_euros(ligne.montant))}, quel que soit le revenu."
    return f"{ligne.trimestres} trimestres sur 4 d’un forfait annuel = {_arrondi(ligne.forfait, ligne)}"


def _operande(ligne: Ligne) -> str:
    assert ligne.base is not None
    if ligne.seuil is None or not ligne.base:
        return ecrire_euros(ligne.base)
    return f"({ecrire_euros(ligne.base + ligne.seuil)} {MOINS} {ecrire_euros(ligne.seuil)})"


def _moins_l_appel(ligne: Ligne) -> str:
    if not ligne.deduit:
        return f"et rien n’avait été appelé en {ligne.annee}."
    appele, reste = ecrire_euros(_euros(ligne.deduit)), ecrire_euros(_euros(ligne.montant))
    return f"moins {appele} appelés en {ligne.annee}, soit {reste}."


def _arrondi(exact: Decimal, ligne: Ligne) -> str:
    rond = _euros(ligne.montant)
    return ecrire_euros(rond) if exact == rond else f"{_au_centime(exact)}, arrondi à {ecrire_euros(rond)}"


def _raison_de_l_origine(ligne: Ligne) -> str:
    if ligne.origine is Origine.DEBUT_ACTIVITE:
        return _DEBUT.get(ligne.regime, "")
    if ligne.revenu is None:
        return ""
    return _RAISONS[ligne.origine].format(revenu=ecrire_euros(ligne.revenu))


def _raison_du_plafond(ligne: Ligne) -> str:
    if ligne.base is None or ligne.plafond is None or ligne.base + (ligne.seuil or 0) != ligne.plafond:
        return ""
    return f"Au-delà de {ecrire_euros(ligne.plafond)}, le revenu ne compte plus."


def _raison_du_seuil(ligne: Ligne) -> str:
    if ligne.seuil is None:
        return ""
    return f"Le taux ne s’applique qu’à la part du revenu au-dessus de {ecrire_euros(ligne.seuil)}."


def _au_centime(montant: Decimal) -> str:
    return ecrire_euros(montant.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP"))


def _euros(centimes: int) -> Decimal:
    return Decimal(centimes).scaleb(-2)

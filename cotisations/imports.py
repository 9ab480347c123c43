"""The files of écritures and of échéances: `docs/import.md` says them column by column."""

from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from accounts.imports.moteur import Genre, Tri
from accounts.models import Dossier
from carpimko_portal.lib.colonnes import Colonne, citer, entier, forme, jour, montant, parmi, texte
from carpimko_portal.lib.fichiers_csv import Ligne, Refus
from carpimko_portal.lib.versement import Cible
from cotisations.enums import Acte, Nature
from cotisations.models import Echeance, Ecriture, RevenuDeclare

PREFIXE_DES_APPELS = "appel:"
_PREFIXES_DU_PORTAIL = {
    PREFIXE_DES_APPELS: "des appels émis par le portail",
    "paiement:": "des paiements par carte",
    "remboursement:": "des remboursements sur carte",
    "litige:": "des contestations de paiements",
    "prelevement:": "des prélèvements",
    "operation:": "des virements reçus",
}
_NUMERO = Colonne("numero", forme(r"[0-9]{7}|[0-9]{9}", "un numéro de 7 ou 9 chiffres"))
_ANNEE = Colonne("annee", entier(1948, 2200))
_REVENU_MAX = 1_000_000_000  # cents
_SENS = {nature.value: nature.sens for nature in Nature}
_JOUR = jour(date(1948, 1, 1), date(2200, 12, 31))


def rattacher_au_dossier(lignes: list[Ligne]) -> Tri:
    """Puts the dossier in the place of its numéro, the first value of each line. One query a lot."""
    numeros = {ligne.cellules[0] for ligne in lignes}
    dossiers = dict(Dossier.objects.filter(numero__in=numeros).values_list("numero", "pk"))
    inconnues = [
        Refus(ligne.numero, "numero", f"aucun dossier n’a le numéro {citer(ligne.cellules[0])}")
        for ligne in lignes
        if ligne.cellules[0] not in dossiers
    ]
    rattachees = [
        Ligne(ligne.numero, (dossiers[ligne.cellules[0]], *ligne.cellules[1:]))
        for ligne in lignes
        if ligne.cellules[0] in dossiers
    ]
    return rattachees, inconnues


def _ecriture_incoherente(valeurs: Sequence[Any]) -> Iterator[tuple[str, str]]:
    _, cle, nature, _, montant_centimes, _, _ = valeurs
    for prefixe, sens in _PREFIXES_DU_PORTAIL.items():
        if cle.startswith(prefixe):
            yield "cle", f"les clés en {prefixe} sont celles {sens}"
    if montant_centimes == 0:
        yield "montant", "une écriture n’est jamais nulle"
    elif montant_centimes * _SENS[nature] < 0:
        attendu = "positif : c’est une somme versée" if _SENS[nature] > 0 else "négatif : c’est une somme due"
        yield "montant", f"pour la nature {nature}, le montant est {attendu}"


def _echeance_incoherente(valeurs: Sequence[Any]) -> Iterator[tuple[str, str]]:
    _, _, _, _, montant_centimes = valeurs
    if montant_centimes <= 0:
        yield "montant", "une échéance est un montant à payer, plus grand que zéro"


def _revenu_incoherent(valeurs: Sequence[Any]) -> Iterator[tuple[str, str]]:
    _, annee, assiette_centimes, date_declaration = valeurs
    if assiette_centimes < 0:
        yield "assiette", "une assiette n’est jamais négative : un déficit s’écrit 0"
    elif assiette_centimes > _REVENU_MAX:
        yield "assiette", "au-delà de 10 000 000 € : vérifiez le nombre de zéros"
    if date_declaration[:4] <= str(annee):
        yield "date_declaration", f"le revenu de {annee} se déclare une fois l’année finie"


ECRITURES = Genre(
    acte=Acte.ECRITURES_IMPORTEES,
    colonnes=lambda: (
        _NUMERO,
        Colonne("cle", texte(64)),
        Colonne("nature", parmi(Nature.values)),
        _ANNEE,
        Colonne("montant", montant),
        Colonne("date_operation", _JOUR),
        Colonne("libelle", texte(120)),
    ),
    cible=Cible(
        table=Ecriture._meta.db_table,
        colonnes=("dossier_id", "cle", "nature", "annee", "montant_centimes", "date_operation", "libelle"),
        cle=("cle",),
        cree_le=("cree_le",),
    ),
    nom_cle="cle",
    cle=itemgetter(1),
    incoherences=_ecriture_incoherente,
    rattacher=rattacher_au_dossier,
    refus_si_differente="une autre écriture a déjà cette clé : une écriture ne se modifie pas, elle se contre-passe",
)

ECHEANCES = Genre(
    acte=Acte.ECHEANCES_IMPORTEES,
    colonnes=lambda: (
        _NUMERO,
        _ANNEE,
        Colonne("rang", entier(1, 366)),
        Colonne("date_exigibilite", _JOUR),
        Colonne("montant", montant),
    ),
    cible=Cible(
        table=Echeance._meta.db_table,
        colonnes=("dossier_id", "annee", "rang", "date_exigibilite", "montant_centimes"),
        cle=("dossier_id", "annee", "rang"),
        cree_le=(),
        modifie_le=("modifie_le",),
    ),
    nom_cle="rang",
    cle=lambda valeurs: f"{valeurs[0]}/{valeurs[1]}/{valeurs[2]}",
    incoherences=_echeance_incoherente,
    rattacher=rattacher_au_dossier,
)

REVENUS = Genre(
    acte=Acte.REVENUS_IMPORTES,
    colonnes=lambda: (
        _NUMERO,
        _ANNEE,
        Colonne("assiette", montant),
        Colonne("date_declaration", _JOUR),
    ),
    cible=Cible(
        table=RevenuDeclare._meta.db_table,
        colonnes=("dossier_id", "annee", "assiette_centimes", "date_declaration"),
        cle=("dossier_id", "annee"),
        cree_le=(),
        modifie_le=("modifie_le",),
    ),
    nom_cle="annee",
    cle=lambda valeurs: f"{valeurs[0]}/{valeurs[1]}",
    incoherences=_revenu_incoherent,
    rattacher=rattacher_au_dossier,
)

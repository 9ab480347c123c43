"""Taking a statement file: whole, once, or not at all."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from carpimko_portal.lib.ajout import Ligne, ajouter_en_nombre
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.banque.comptes import exiger_un_des_notres
from cotisations.banque.contenu import empreinte_iban, sceller_contenu
from cotisations.banque.continuite import chevauche_un_autre_format, surprend
from cotisations.banque.empreintes import Empreintes
from cotisations.banque.fichier import Fichier
from cotisations.banque.lu import Debut, FichierRefuse, Fin, Lu, OperationLue
from cotisations.enums import Acte
from cotisations.models import Operation, Releve

_VERROU = 0x52454C56  # "RELV": imports come one after another on PostgreSQL; on SQLite they do anyway
_LOT = 2000
_COURT = 40  # characters of an identifier, five more than the standards allow
_TOUT_PREMIER = date(2000, 1, 1)
_AVANCE = timedelta(days=31)  # how late our clock may be
_SURPREND = (
    "des jours déjà importés y ont d’autres opérations, et son solde ne suit pas le leur : si un relevé manque entre "
    "eux, importez-le d’abord"
)


class DejaImporte(FichierRefuse):
    """The very same file was taken before."""


@transaction.atomic
def importer_releve(*, fichier: Fichier, par: Compte | None) -> list[Releve]:
    """Keeps the statements of a file and the operations that were not known. They are matched by `rapprocher`.

    Raises `FichierRefuse` (`DejaImporte` for the same file), and nothing of the file stays.
    """
    _attendre_son_tour()
    if Releve.objects.filter(sha256=fichier.sha256).exists():
        raise DejaImporte("", "ce fichier a déjà été importé")
    releves = [
        _importer(debut, lus, fichier, rang=rang, par=par) for rang, (debut, lus) in enumerate(_par_releve(fichier), 1)
    ]
    for releve in releves:
        journaliser(
            acte=Acte.RELEVE_IMPORTE,
            par=par,
            releve=str(releve.public_id),
            sha256=releve.sha256,
            lues=releve.lues,
            nouvelles=releve.nouvelles,
        )
    return releves


def _attendre_son_tour() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("SELECT pg_advisory_xact_lock(%s)", [_VERROU])


def _par_releve(fichier: Fichier) -> Iterator[tuple[Debut, Iterator[Lu]]]:
    """Each statement and what follows its beginning, to be read up to its `Fin` before the next one is asked for."""
    lus = fichier.lire()
    for lu in lus:
        if not isinstance(lu, Debut):
            raise FichierRefuse(lu.ou, "ne fait partie d’aucun relevé")
        yield lu, lus


@dataclass
class _Suivi:
    """A statement being taken. Amounts in cents."""

    public_id: uuid.UUID
    iban: str
    solde: int
    noms: Empreintes
    au_plus_tard: date
    lues: int = 0
    nouvelles: int = 0
    deja_connu: int = 0
    premier_jour: date = date.max
    dernier_jour: date = date.min
    nouveaux_jours: set[date] = field(default_factory=set)
    fin: Fin | None = None

    def operations(self, lus: Iterator[Lu]) -> Iterator[OperationLue]:
        """Up to the end of the statement, which is noted."""
        for lu in lus:
            if isinstance(lu, Fin):
                self.fin = lu
                return
            if isinstance(lu, Debut):
                raise FichierRefuse(lu.ou, "commence avant la fin du relevé précédent")
            self._compter(lu)
            yield lu

    def _compter(self, lue: OperationLue) -> None:
        if not _TOUT_PREMIER <= lue.jour <= self.au_plus_tard:
            raise FichierRefuse(lue.ou, "date comptable impossible")
        self.lues += 1
        self.solde += lue.centimes
        self.premier_jour = min(self.premier_jour, lue.jour)
        self.dernier_jour = max(self.dernier_jour, lue.jour)


def _importer(debut: Debut, lus: Iterator[Lu], fichier: Fichier, *, rang: int, par: Compte | None) -> Releve:
    if debut.solde is None:
        raise FichierRefuse(debut.ou, "sans solde d’ouverture : ce n’est pas un relevé")
    iban = exiger_un_des_notres(debut)
    suivi = _Suivi(uuid.uuid4(), iban, debut.solde, Empreintes(iban), au_plus_tard=timezone.localdate() + _AVANCE)
    operations = suivi.operations(lus)
    while lot := list(islice(operations, _LOT)):
        _garder(lot, suivi)
    releve = _releve(debut, suivi, fichier, rang=rang, par=par)
    if chevauche_un_autre_format(releve):
        raise FichierRefuse(debut.ou, "des jours de ce relevé sont déjà importés dans un autre format")
    if surprend(releve, nouveaux_jours=suivi.nouveaux_jours, deja_connu=suivi.deja_connu):
        raise FichierRefuse(debut.ou, _SURPREND)
    releve.save(force_insert=True)
    return releve


def _garder(lot: list[OperationLue], suivi: _Suivi) -> None:
    """Adds the operations that are not known yet."""
    nommees = {suivi.noms.nommer(lue): lue for lue in lot}
    connues = set(Operation.objects.filter(empreinte__in=nommees).values_list("empreinte", flat=True))
    maintenant = timezone.now()
    nouvelles = [_operation(nom, lue, suivi, maintenant) for nom, lue in nommees.items() if nom not in connues]
    ajouter_en_nombre(Operation, nouvelles)
    suivi.nouvelles += len(nouvelles)
    suivi.deja_connu += sum(nommees[nom].centimes for nom in connues)
    suivi.nouveaux_jours |= {nouvelle["date_operation"] for nouvelle in nouvelles}


def _operation(nom: str, lue: OperationLue, suivi: _Suivi, importee_le: datetime) -> Ligne:
    return {
        "releve_id": suivi.public_id,
        "empreinte": nom,
        "date_operation": lue.jour,
        "montant_centimes": lue.centimes,
        "code": lue.code[:35],
        "reference_banque": lue.reference_banque[:_COURT],
        "end_to_end": lue.end_to_end[:_COURT],
        "rum": lue.rum[:_COURT],
        "lot": lue.lot[:_COURT],
        "nombre": min(lue.nombre, 2_000_000_000),
        "motif": lue.motif[:35],
        "est_frais": lue.est_frais,
        "est_extourne": lue.est_extourne,
        "iban_empreinte": empreinte_iban(lue.iban),
        "scelle": sceller_contenu(lue, nom),
        "importee_le": importee_le,
    }


def _releve(debut: Debut, suivi: _Suivi, fichier: Fichier, *, rang: int, par: Compte | None) -> Releve:
    fin = suivi.fin
    if fin is None:
        raise FichierRefuse(debut.ou, "le relevé est tronqué")
    if fin.solde is None or fin.jour is None or debut.solde is None:
        raise FichierRefuse(fin.ou, "sans solde de clôture daté")
    if suivi.solde != fin.solde:
        motif = f"les opérations mènent à {ecrire_montant(suivi.solde)}, le solde dit {ecrire_montant(fin.solde)}"
        raise FichierRefuse(fin.ou, motif)
    return Releve(
        public_id=suivi.public_id,
        sha256=fichier.sha256,
        rang=rang,
        format=fichier.format,
        iban=suivi.iban,
        reference=debut.reference[:_COURT],
        date_debut=min(suivi.premier_jour, fin.jour),
        date_fin=max(suivi.dernier_jour, fin.jour),
        solde_debut_centimes=debut.solde,
        solde_fin_centimes=fin.solde,
        lues=suivi.lues,
        nouvelles=suivi.nouvelles,
        importe_le=timezone.now(),
        importe_par=par,
    )

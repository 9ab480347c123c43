"""What must be true of statements and of what was made of them. One or two statements each."""

from collections.abc import Iterator

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from carpimko_portal.lib.montants import ecrire_montant
from cotisations.banque.continuite import continuite
from cotisations.banque.etats import Decision, EtatOperation
from cotisations.enums import Nature
from cotisations.models import Ecriture, Operation, Rapprochement, Releve
from cotisations.verification import Preuve

_CLE = "operation:"


def soldes() -> Iterator[str]:
    """The operations of an account lead from its first balance to its last."""
    for iban in Releve.objects.order_by("iban").values_list("iban", flat=True).distinct():
        lue = continuite(iban)
        if lue and lue.ecart:
            yield f"compte …{iban[-4:]}\u00a0: {ecrire_montant(lue.ecart)} d’écart entre les soldes et les opérations"


def releves_entiers() -> Iterator[str]:
    """A statement keeps as many new operations as it said when it was imported."""
    lus = Releve.objects.annotate(gardees=Count("operations")).exclude(gardees=F("nouvelles"))
    for releve in lus.order_by("pk"):
        yield f"{releve}\u00a0: {releve.gardees} opérations gardées, {releve.nouvelles} importées"


def virements_portes() -> Iterator[str]:
    """Each écriture of an operation has the decision that made it; it says the same amount, to the same dossier."""
    orphelines = Ecriture.objects.filter(cle__startswith=_CLE, rapprochement__isnull=True)
    for cle in orphelines.order_by("pk").values_list("cle", flat=True):
        yield f"écriture {cle[:20]}…\u00a0: aucune opération bancaire ne l’explique"
    faites = Rapprochement.objects.filter(decision=Decision.RAPPROCHER, ecriture__nature=Nature.VIREMENT)
    fausses = faites.exclude(
        ecriture__montant_centimes=F("operation__montant_centimes"), ecriture__dossier=F("dossier")
    )
    for operation in fausses.order_by("pk").values_list("operation__public_id", flat=True):
        yield f"opération {operation}\u00a0: l’écriture n’est pas du même montant, ou pas du dossier décidé"


def etats_tenus() -> Iterator[str]:
    """An operation that is matched has one écriture that stands, or was matched elsewhere; the others have none."""
    debout = Q(
        rapprochements__decision=Decision.RAPPROCHER,
        rapprochements__ecriture__isnull=False,
        rapprochements__ecriture__contrepassee_par__isnull=True,
    )
    portees = Operation.objects.filter(debout).exclude(etat=EtatOperation.RAPPROCHEE)
    for nom in portees.order_by("pk").values_list("public_id", flat=True):
        yield f"opération {nom}\u00a0: portée à un compte sans être dite rapprochée"
    ailleurs = Q(rapprochements__decision=Decision.RAPPROCHER, rapprochements__ecriture__isnull=True)
    vides = Operation.objects.filter(etat=EtatOperation.RAPPROCHEE).exclude(
        pk__in=Operation.objects.filter(debout | ailleurs).values("pk")
    )
    for nom in vides.order_by("pk").values_list("public_id", flat=True):
        yield f"opération {nom}\u00a0: dite rapprochée sans rien qui le montre"


def sommes() -> Iterator[str]:
    """What virements brought to members is what the bank received for them, to the cent."""
    recu = _somme(
        Operation.objects.filter(
            etat=EtatOperation.RAPPROCHEE,
            pk__in=Rapprochement.objects.filter(ecriture__nature=Nature.VIREMENT).values("operation"),
        )
    )
    porte = _somme(Ecriture.objects.filter(cle__startswith=_CLE, nature=Nature.VIREMENT))
    if recu != porte:
        yield f"virements\u00a0: {ecrire_montant(recu)} reçus et rapprochés, {ecrire_montant(porte)} portés aux comptes"


def _somme(lignes: "QuerySet[Operation] | QuerySet[Ecriture]") -> int:
    return int(lignes.aggregate(somme=Coalesce(Sum("montant_centimes"), 0))["somme"])


PREUVES = (
    Preuve("banque-soldes", "Les opérations bancaires mènent d’un solde à l’autre", soldes),
    Preuve("banque-releves", "Aucune opération d’un relevé n’a disparu", releves_entiers),
    Preuve("banque-virements", "Chaque virement porté vient d’une opération du même montant", virements_portes),
    Preuve("banque-etats", "Chaque opération rapprochée a son écriture, et elle seule", etats_tenus),
    Preuve("banque-sommes", "La somme des virements portés est celle des virements reçus", sommes),
)

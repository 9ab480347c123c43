"""The closed lists of the app. Values are ASCII slugs; labels are what people read."""

from django.db.models import TextChoices


class Prestation(TextChoices):
    """What is paid."""

    PENSION = "pension", "Pension de retraite"
    REVERSION = "reversion", "Pension de réversion"
    INVALIDITE = "rente_invalidite", "Rente d’invalidité"
    SURVIE = "rente_survie", "Rente de survie"
    EDUCATION = "rente_education", "Rente d’éducation"


class Regime(TextChoices):
    """Which régime pays."""

    BASE = "base", "Régime de base"
    COMPLEMENTAIRE = "complementaire", "Régime complémentaire"
    ASV = "asv", "Avantage social vieillesse"
    INVALIDITE_DECES = "invalidite_deces", "Régime invalidité-décès"


class Acte(TextChoices):
    """What this app records in the journal."""

    PENSIONS_IMPORTEES = "pensions_importees", "Import de pensions versées"

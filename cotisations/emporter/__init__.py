"""Take it away: the account as files that accountants reconcile with."""

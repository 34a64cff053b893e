"""Many dossiers: one folder each, checked side by side, finished ones kept over a kill, told in one table."""

from scanpipe.batch.batch import Batch, check_all
from scanpipe.batch.dossier import Dossier, dossiers_in
from scanpipe.batch.summary import Row, write_summary
from scanpipe.batch.trouble import DossierError, Trouble

__all__ = ["Batch", "Dossier", "DossierError", "Row", "Trouble", "check_all", "dossiers_in", "write_summary"]

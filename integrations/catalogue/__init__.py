"""Service catalogues of every make, read into the records of `models.catalogue_records`."""

"""Importers: files of observations, read row by row into the inbox, whole or not at all."""

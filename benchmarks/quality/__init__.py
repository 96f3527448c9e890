"""Verdicts on results in bulk, beside a plain DuckDB SQL form."""

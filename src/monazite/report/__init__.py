"""The report that a compliance manager forwards."""

from __future__ import annotations

from monazite.report.html import render_report, write_report

__all__ = ["render_report", "write_report"]

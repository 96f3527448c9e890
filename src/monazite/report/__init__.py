"""The report that a compliance manager forwards."""

from __future__ import annotations

from monazite.report.html import check_reports, render_report, write_report

__all__ = ["check_reports", "render_report", "write_report"]

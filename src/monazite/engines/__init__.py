"""Engines: who runs the stages. No stage knows which."""

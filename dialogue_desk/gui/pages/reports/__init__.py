"""Sheets, charts and an officer's own questions: asked, looked at, clicked into, printed."""

"""Bàn Đối thoại (Dialogue Desk): records and follow-up of dialogues between leaders and the people."""

__version__ = "0.1.0"

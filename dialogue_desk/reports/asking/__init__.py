"""Hỏi số liệu: a question looked up, turned into SQL, answered, laid out."""

"""Gửi, nhận số liệu: what goes up, what comes in, who sent, who is trusted."""

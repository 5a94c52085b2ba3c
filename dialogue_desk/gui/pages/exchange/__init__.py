"""Gửi và nhận: what goes up, what comes in, who sent, who is trusted."""

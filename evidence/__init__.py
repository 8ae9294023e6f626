"""The reference applications, and the harness that measures them."""

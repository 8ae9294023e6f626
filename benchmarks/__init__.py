"""How fast this project is, beside what a user would write or pick instead."""

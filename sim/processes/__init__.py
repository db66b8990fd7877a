"""The processes of the month, one file each: assumptions, rules, and the process that applies them."""

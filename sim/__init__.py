"""The simulated world: tables, rules, processes and measures. No files, no configuration system, no plots."""

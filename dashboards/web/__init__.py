"""The interactive pages: what a browser asks, which study answers, and how cards become components."""

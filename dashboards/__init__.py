"""Pages for planners: studies turned into sentences, charts and tables, in English and Chinese."""

"""A coverage -> a report of static pages that need no network."""

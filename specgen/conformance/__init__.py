"""Requirements that run: traces, monitors, peers, and how every requirement stands."""

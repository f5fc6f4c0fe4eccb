"""How the portal starts: settings, addresses, worker, and the servers it runs for itself."""

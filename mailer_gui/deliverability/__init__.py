"""What the DNS of a domain says about its mail."""

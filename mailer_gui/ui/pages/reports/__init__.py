"""What happened: the campaigns that were sent, and for each one every single person."""

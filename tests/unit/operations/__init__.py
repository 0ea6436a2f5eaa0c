"""What people can ask for, tested without a window."""

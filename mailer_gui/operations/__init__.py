"""What a person can ask for: one file per noun, shared by the window and the command line."""

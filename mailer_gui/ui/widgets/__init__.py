"""The pieces that pages are made of; they know the theme and nothing of what they show."""

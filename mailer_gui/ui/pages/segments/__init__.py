"""The segments page: people who are found by rules, built row by row, counted while one builds."""

"""The import: the file as we read it, its columns, and what will happen, before anything is written."""

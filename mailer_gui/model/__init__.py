"""The nouns of the program: frozen dataclasses, enums and errors, standard library only."""

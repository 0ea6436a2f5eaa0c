"""The contacts page: everybody in the address book, the lists they are on, and the ways in and out."""

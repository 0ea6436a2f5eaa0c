"""Messages made of blocks: their text kept clean, and the HTML that they become."""

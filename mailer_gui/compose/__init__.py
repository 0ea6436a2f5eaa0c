"""From a template and a recipient to bytes: pure, no input or output, no clock, no chance of its own."""

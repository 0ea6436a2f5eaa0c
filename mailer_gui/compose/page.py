"""The HTML document around a plain message: one readable column, with styles that mail programs keep."""

from __future__ import annotations

_FONT = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
_STYLE = f"""
:root {{ color-scheme: light dark; supported-color-schemes: light dark; }}
body {{ margin: 0; padding: 0; }}
.letter {{ max-width: 600px; padding: 16px; font-family: {_FONT}; font-size: 16px; line-height: 1.5; }}
.letter h1 {{ font-size: 24px; line-height: 1.25; margin: 24px 0 12px; }}
.letter h2 {{ font-size: 20px; line-height: 1.3; margin: 24px 0 8px; }}
.letter h3 {{ font-size: 17px; line-height: 1.4; margin: 20px 0 8px; }}
.letter p {{ margin: 0 0 16px; }}
.letter ul, .letter ol {{ margin: 0 0 16px; padding-left: 24px; }}
.letter li {{ margin: 0 0 4px; }}
.letter blockquote {{ margin: 0 0 16px; padding-left: 12px; border-left: 3px solid #c8c8c8; }}
.letter img {{ max-width: 100%; height: auto; }}
.letter hr {{ border: 0; border-top: 1px solid #c8c8c8; margin: 24px 0; }}
.letter td, .letter th {{ padding: 4px 12px 4px 0; text-align: left; vertical-align: top; }}
""".strip()


def page(content: str) -> str:
    """Give a whole document for an HTML fragment."""
    return (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>\n{_STYLE}\n</style>\n</head>\n"
        f'<body>\n<div class="letter">\n{content.strip()}\n</div>\n</body>\n</html>\n'
    )

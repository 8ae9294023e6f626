"""Pictures of the exported pages in every size and theme, to be looked at: build/screenshots/.

`make screenshots` writes them. They are kept out of git; tests compare boxes, never pixels.
"""

import itertools
from pathlib import Path

from browsers import chromium

ROOT = Path(__file__).parents[2]
PAGES = ("decision_report", "evidence")
SIZES = {"wide": (1440, 900), "laptop": (1280, 720), "phone": (390, 844)}
THEMES = ("light", "dark")


def main() -> None:
    """Write a first screen and a whole page for each size and theme, and each page as PDF."""
    to = ROOT / "build" / "screenshots"
    to.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for page, (size, (width, height)), theme in itertools.product(PAGES, SIZES.items(), THEMES):
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=theme,  # type: ignore[arg-type]
                offline=True,
            )
            tab = context.new_page()
            tab.goto((ROOT / "build" / f"{page}.html").as_uri())
            tab.wait_for_timeout(800)
            for kind in ("first", "whole"):
                path = to / f"{page}-{size}-{theme}-{kind}.png"
                tab.screenshot(path=path, full_page=kind == "whole")
                print(path.relative_to(ROOT))
            if (size, theme) == ("wide", "light"):
                tab.pdf(path=to / f"{page}.pdf", prefer_css_page_size=True)
            context.close()


if __name__ == "__main__":
    main()

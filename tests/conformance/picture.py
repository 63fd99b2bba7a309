"""The report of the bundled sample -> a picture of its first page: python tests/conformance/picture.py FILE.png."""

import base64
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from conformance.browser import chromium

from specgen.cli import main

WIDTH, HEIGHT = 1200, 860


def picture(target: Path) -> None:
    """Write the picture; Chromium draws it in its light colours."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        report = Path(scratch, "report")
        sample = Path(__file__).parents[2] / "specgen" / "sample"
        if main(["coverage", str(sample), "--html", str(report), "-q"]) != 0:
            sys.exit("there is no report to draw")
        with chromium(Path(scratch, "profile")) as browser:
            size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            browser.get((report / "index.html").as_uri())
            drawn = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
        target.write_bytes(base64.b64decode(drawn["data"]))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    picture(Path(sys.argv[1]))

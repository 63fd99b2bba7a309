"""What importing the runtime loads: the standard library, and nothing of the stages that read specifications."""

import subprocess
import sys

PROGRAM = """
import sys
import specgen.runtime.device, specgen.runtime.driver, specgen.runtime.pair
import specgen.runtime.mmio, specgen.runtime.vhost_user.front_end, specgen.runtime.vhost_user.server
import specgen.runtime.testing.echo, specgen.runtime.testing.hand
roots = {name.partition(".")[0] for name in sys.modules}
print(sorted(roots - sys.stdlib_module_names - {"__main__", "specgen"} - BEFORE))
print(sorted(n for n in sys.modules if n.startswith("specgen.") and not n.startswith("specgen.runtime")))
"""


def test_the_runtime_loads_the_standard_library_only() -> None:
    # Whatever site-packages load at start-up (.pth files) is none of the runtime's.
    program = "import sys; BEFORE = {name.partition('.')[0] for name in sys.modules}\n" + PROGRAM
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]

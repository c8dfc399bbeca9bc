"""Solutions of the lab by somebody else, right and wrong: what the checker is tried on.

`python -m lab.tests.solutions VARIANT PORT` serves one, `... all 0` each on a port of
its own. Nothing here imports the solution of this repository or its table of steps.
"""

# The lab takes its DRF tokens from a Python console, so that a test is given them.
TOKENS = {"platon27": 40 * "7", "admin": 40 * "1"}

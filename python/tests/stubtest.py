"""Compares the stubs with the packages, by stubtest.

Calls of asynchronous clients are coroutine functions at run time, and in the stubs functions that return a `Coroutine`. stubtest
can ignore this for a function only together with its parameters, so it is ignored here.
"""

import subprocess
import sys

COROUTINE = 'is an "async def" function at runtime, but not in the stub'

command = ["stubtest", "chat44mp", "chat44mp_testing", "--concise", "--allowlist", "tests/stubtest.txt"]
output = subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout.splitlines()
problems = [line for line in output if not line.endswith(COROUTINE)]
for problem in problems:
    print(problem)
# No output means that stubtest failed, because there are coroutine functions.
sys.exit(bool(problems) or not output)

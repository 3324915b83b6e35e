"""Says what the installed pycodestyle finds: one JSON request a line in, one JSON answer a line out.

First out: {"pycodestyle": version, "python": version}. In: [way, text]; the way is how the text becomes lines:
"paper" at line feeds only, as the released scorer does; "file" as pycodestyle reads a file; "input" as it reads
standard input. Out: {"found": [[line, column, code], ...] or null if it raises an error, "error": its name,
"seconds": of the processor, "kilobytes": the most memory so far}.
"""

import io
import json
import platform
import resource
import sys
import time

import pycodestyle

pycodestyle.USER_CONFIG = None

WAYS = {
    "paper": lambda text: io.StringIO(text).readlines(),
    "file": lambda text: io.StringIO(text, newline=None).readlines(),
    "input": lambda text: text.splitlines(True),
}


class Collect(pycodestyle.BaseReport):
    """Keeps every violation that is not ignored, repeats too."""

    def __init__(self, options):
        super().__init__(options)
        self.found = []

    def error(self, line_number, offset, text, check):
        code = super().error(line_number, offset, text, check)
        if code:
            self.found.append([line_number, offset + 1, code])
        return code


def main():
    options = pycodestyle.StyleGuide(quiet=True).options
    versions = {"pycodestyle": pycodestyle.__version__, "python": platform.python_version()}
    print(json.dumps(versions), flush=True)
    for request in sys.stdin.buffer:
        way, text = json.loads(request)
        start = time.process_time()
        answer = {}
        try:
            report = Collect(options)
            pycodestyle.Checker(lines=WAYS[way](text), options=options, report=report).check_all()
            answer["found"] = report.found
        except Exception as error:
            answer["found"] = None
            answer["error"] = type(error).__name__
        answer["seconds"] = time.process_time() - start
        answer["kilobytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps(answer), flush=True)


main()

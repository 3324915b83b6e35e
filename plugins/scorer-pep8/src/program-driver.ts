/**
 * The Python side. Its argument: options for pycodestyle as JSON. For each JSON text a line in, a JSON list of
 * [line, column, code] a line out, as it prints them.
 *
 * Lines end as in files that pycodestyle reads: at LF, CR LF and CR. A text on which pycodestyle itself raises an
 * error has no violations, as in the scorer that the paper released. No configuration file is read.
 */
export const DRIVER = `
import io, json, sys
import pycodestyle

pycodestyle.USER_CONFIG = None

class Collect(pycodestyle.BaseReport):
    def __init__(self, options):
        super().__init__(options)
        self.found = []

    def error(self, line, offset, text, check):
        code = super().error(line, offset, text, check)
        if code:
            self.found.append((line, offset + 1, code))
        return code

def check(text, options):
    report = Collect(options)
    lines = io.StringIO(text, newline=None).readlines()
    try:
        pycodestyle.Checker(lines=lines, options=options, report=report).check_all()
    except Exception:
        return []
    return report.found

options = pycodestyle.StyleGuide(quiet=True, **json.loads(sys.argv[1])).options
for request in sys.stdin.buffer:
    print(json.dumps(check(json.loads(request), options)), flush=True)
`;

/** Prints the versions that decide what is found. */
export const VERSION =
  "import platform, pycodestyle; print(pycodestyle.__version__, platform.python_version())";

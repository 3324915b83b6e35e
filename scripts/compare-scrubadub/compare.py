"""Says what the real scrubadub finds: one JSON string a line in, one JSON object a line out.

Out: {"spans": {detector: [[start, end], ...]}, "merged": count}, in UTF-16 offsets.
"""

import json
import sys

import scrubadub


def utf16_offsets(text):
    """A function from an offset in code points to the offset in UTF-16 units."""
    if text.isascii():
        return lambda offset: offset
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if ord(character) > 0xFFFF else 1))
    return offsets.__getitem__


def main():
    scrubber = scrubadub.Scrubber(locale="en_US")
    detectors = dict(scrubber._detectors)
    print("detectors: " + ", ".join(sorted(detectors)), file=sys.stderr)
    for line in sys.stdin.buffer:
        text = json.loads(line.decode("utf-8", "surrogatepass"))
        offset = utf16_offsets(text)
        spans = {}
        for name, detector in detectors.items():
            found = [f for f in detector.iter_filth(text) if f.is_valid()]
            if found:
                spans[name] = [[offset(f.beg), offset(f.end)] for f in found]
        merged = sum(1 for _ in scrubber.iter_filth(text))
        print(json.dumps({"spans": spans, "merged": merged}))


main()

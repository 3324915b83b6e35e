"""Says what the real scrubadub finds: one JSON string a line in, one JSON object a line out.

Arguments: names of optional detectors to run instead of the default ones.
Out: {"spans": {detector: [[start, end], ...]}, "merged": count}, in UTF-16 offsets.
"""

import functools
import json
import sys
import types

# scrubadub_address cannot be loaded without libpostal, which must be compiled; the paper's authors did without.
sys.modules["postal"] = types.ModuleType("postal")
sys.modules["postal"].parser = sys.modules["postal.parser"] = types.ModuleType("postal.parser")

import scrubadub
import scrubadub.detectors.date_of_birth
import scrubadub.detectors.skype
import scrubadub_address
import textblob


# It takes up to a second a word.
textblob.Word.spellcheck = functools.cache(textblob.Word.spellcheck)


def address():
    """scrubadub's detector of addresses with all that pyap finds, as libpostal is not asked."""
    detector = scrubadub_address.detectors.AddressDetector(locale="en_US")
    detector.minimum_address_sections = 0
    detector.match_pyap_postal_fields = {}
    return detector


OPTIONAL = {
    "address": address,
    "date_of_birth": scrubadub.detectors.date_of_birth.DateOfBirthDetector,
    "skype": scrubadub.detectors.skype.SkypeDetector,
}


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
    if sys.argv[1:]:
        for name in list(scrubber._detectors):
            scrubber.remove_detector(name)
        for name in sys.argv[1:]:
            scrubber.add_detector(OPTIONAL[name]())
    detectors = dict(scrubber._detectors)
    print("detectors: " + ", ".join(sorted(detectors)), file=sys.stderr)
    for line in sys.stdin.buffer:
        text = json.loads(line.decode("utf-8", "surrogatepass"))
        offset = utf16_offsets(text)
        spans = {}
        for name, detector in detectors.items():
            try:
                found = [f for f in detector.iter_filth(text) if f.is_valid()]
            except (ValueError, RecursionError, OverflowError) as error:
                # What the paper's authors score 0.
                print(f"{name}: {type(error).__name__}", file=sys.stderr)
                found = []
            if found:
                spans[name] = [[offset(f.beg), offset(f.end)] for f in found]
        merged = sum(1 for _ in scrubber.iter_filth(text)) if not sys.argv[1:] else 0
        print(json.dumps({"spans": spans, "merged": merged}))


main()

"""Says where the real spaCy cuts sentences: one JSON string a line in, one JSON array of pieces a line out."""

import json
import sys

import spacy


def main():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 10**9
    for line in sys.stdin.buffer:
        text = json.loads(line.decode("utf-8", "surrogatepass"))
        pieces = [sentence.text_with_ws for sentence in nlp(text).sents]
        print(json.dumps(pieces))


main()

"""Self-BLEU as the released code of Korbak et al. 2023 takes it from NLTK: a JSON string with a case a line in."""

import json
import sys

from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu


def self_bleu(texts, n, by, references):
    units = [text.split() if by == "words" else text for text in texts]
    weights = [1 / n] * n
    smoothing = SmoothingFunction().method1
    values = []
    for i, own in enumerate(units):
        others = (units[:i] + units[i + 1 :])[:references]
        try:
            values.append(sentence_bleu(others, own, weights, smoothing_function=smoothing))
        except Exception as error:
            print(f"dropped: {error!r}", file=sys.stderr)
    return sum(values) / len(values) if values else None


def main():
    for line in sys.stdin.buffer:
        case = json.loads(json.loads(line))
        print(json.dumps(self_bleu(**case)), flush=True)


main()

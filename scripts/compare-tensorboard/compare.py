"""Reads event files with TensorBoard's own reader: one JSON string of a folder a line in, its points a line out."""

import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def points(folder):
    board = EventAccumulator(folder, size_guidance={"scalars": 0, "tensors": 0}).Reload()
    tags = board.Tags()
    return {
        "scalars": {
            tag: [[point.wall_time, point.step, repr(point.value)] for point in board.Scalars(tag)]
            for tag in tags["scalars"]
        },
        "texts": {
            tag: [
                [point.step, value.decode()]
                for point in board.Tensors(tag)
                for value in point.tensor_proto.string_val
            ]
            for tag in tags["tensors"]
        },
    }


for line in sys.stdin.buffer:
    print(json.dumps(points(json.loads(line))), flush=True)

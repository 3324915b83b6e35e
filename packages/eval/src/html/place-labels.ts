/** A rectangle in pixels, y downwards. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A label next to the point it names. */
export interface PlacedLabel extends Box {
  readonly text: string;
  /** Which end of the text is near the point: there the text is anchored, since its width is only an estimate. */
  readonly align: "left" | "center" | "right";
  /** Where a line to the point starts, if the label had to move away from it. */
  readonly leader?: { readonly x: number; readonly y: number };
}

const LINE = 15;
/** Square pixels: less is rounding. */
const TOLERANCE = 1e-6;
/** Twelve directions, the most readable first: right, left, above, below, then between. */
const DIRECTIONS = [0, 180, 270, 90, 330, 210, 30, 150, 300, 240, 60, 120].map(
  (degrees) => (degrees * Math.PI) / 180,
);

/**
 * Puts a label beside each point so that labels cover neither each other nor the obstacles nor leave the area,
 * as far as that is possible: of all directions and distances the one with the least overlap, the nearest first.
 *
 * @param characterWidth pixels of an average character
 */
export function placeLabels(
  points: readonly { readonly x: number; readonly y: number; readonly text: string }[],
  obstacles: readonly Box[],
  area: Box,
  characterWidth = 7.6,
): readonly PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  for (const point of points) {
    const width = point.text.length * characterWidth;
    let best: PlacedLabel | undefined;
    let least = Infinity;
    for (const distance of [10, 18, 28, 42, 60, 80]) {
      for (const angle of DIRECTIONS) {
        const label = beside(point, width, distance, angle);
        const cost =
          outside(label, area) +
          [...obstacles, ...placed].reduce((sum, box) => sum + overlap(label, box), 0);
        if (cost < least - TOLERANCE) [best, least] = [label, cost];
      }
      if (least < TOLERANCE) break;
    }
    if (best) placed.push(best);
  }
  return placed;
}

function beside(
  point: { readonly x: number; readonly y: number; readonly text: string },
  width: number,
  distance: number,
  angle: number,
): PlacedLabel {
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  // The nearest point of the label lies `distance` away; above and below it is centred.
  const align = dx > 0.1 ? "left" : dx < -0.1 ? "right" : "center";
  const anchor = { left: 0, center: width / 2, right: width }[align];
  const x = point.x + dx * distance - anchor;
  const y = point.y + dy * (distance + LINE / 4) - LINE / 2;
  const box = { x, y, width, height: LINE, text: point.text, align } as const;
  const gap = { left: -2, center: 0, right: 2 }[align];
  return distance > 18 ? { ...box, leader: { x: x + anchor + gap, y: y + LINE / 2 } } : box;
}

/** Area of the intersection. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Area of the box outside the area. */
function outside(box: Box, area: Box): number {
  return box.width * box.height - overlap(box, area);
}

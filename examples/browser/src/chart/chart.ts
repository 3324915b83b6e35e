import { element, svgElement } from "../page/element.ts";
import { formatCompact, formatNumber } from "../page/format.ts";
import { ticks } from "./ticks.ts";

/** A line of a chart. */
export interface Series {
  readonly label: string;
  /** A class of the style sheet, which gives it its colour and dashes. */
  readonly style: string;
}

/** A point of a line, with its interval if it has one. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

/** A chart that grows while it is looked at. */
export interface Chart {
  add(series: number, point: Point): void;
  /** Empties it. `end` is the end of the horizontal axis. */
  reset(title: string, end: number): void;
}

const MARGIN = { left: 46, right: 12, top: 10, bottom: 30 };
const HEIGHT = 240;

/** Draws lines in a figure, as wide as it is; the pointer reads the values off. */
export function createChart(
  figure: HTMLElement,
  series: readonly Series[],
  { fromZero }: { readonly fromZero: boolean },
): Chart {
  const caption = element("figcaption");
  const legend = element("ul", { class: "legend" });
  const values = series.map(() => element("span", { class: "value" }));
  for (const [i, { label, style }] of series.entries())
    legend.append(
      element("li", { class: style }, element("span", { class: "key" }), label, values[i]),
    );
  const svg = svgElement("svg", { role: "img", height: HEIGHT });
  figure.replaceChildren(caption, legend, svg);
  let points: Point[][] = series.map(() => []);
  let end = 1;
  let pointerX: number | undefined;
  let waiting = false;

  const draw = () => {
    waiting = false;
    const width = Math.max(240, svg.clientWidth || 480);
    const all = points.flat();
    const ys = all.flatMap(({ y, low = y, high = y }) => [low, high]);
    const [lowest, highest] = ys.length > 0 ? [Math.min(...ys), Math.max(...ys)] : [0, 1];
    const marks = ticks(fromZero ? 0 : lowest, highest, 4);
    const [bottom, top] = [marks[0], marks[marks.length - 1]];
    const inner = {
      width: width - MARGIN.left - MARGIN.right,
      height: HEIGHT - MARGIN.top - MARGIN.bottom,
    };
    const x = (value: number) => MARGIN.left + (value / end) * inner.width;
    const y = (value: number) =>
      MARGIN.top + (1 - (value - bottom) / (top - bottom || 1)) * inner.height;
    const at = pointerX === undefined ? undefined : ((pointerX - MARGIN.left) / inner.width) * end;
    const shown = points.map((line) => (at === undefined ? line.at(-1) : nearest(line, at)));
    svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    svg.replaceChildren(
      ...marks.flatMap((mark) => grid(mark, y(mark), width)),
      ...xLabels(end, width).map(([value, anchor]) =>
        svgElement(
          "text",
          { x: x(value), y: HEIGHT - 8, "text-anchor": anchor, class: "tick" },
          value === 0 ? "0" : `${formatCompact(value)}${value === end ? " tokens" : ""}`,
        ),
      ),
      ...points.flatMap((line, i) => [
        ...band(line, x, y, series[i].style),
        svgElement("polyline", {
          class: `line ${series[i].style}`,
          points: line
            .map((point) => `${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`)
            .join(" "),
        }),
      ]),
      ...shown.flatMap((point, i) =>
        point
          ? [
              svgElement("circle", {
                class: `dot ${series[i].style}`,
                cx: x(point.x),
                cy: y(point.y),
                r: 3.5,
              }),
            ]
          : [],
      ),
    );
    for (const [i, point] of shown.entries())
      values[i].textContent = point ? formatNumber(point.y) : "–";
    const said = series.map(({ label }, i) => `${label} ${values[i].textContent}`);
    svg.setAttribute("aria-label", `${caption.textContent}: ${said.join(", ")}`);
  };
  const schedule = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(draw);
  };
  new ResizeObserver(schedule).observe(figure);
  svg.addEventListener("pointermove", ({ offsetX }) => {
    pointerX = offsetX;
    schedule();
  });
  svg.addEventListener("pointerleave", () => {
    pointerX = undefined;
    schedule();
  });
  return {
    add(line, point) {
      points[line].push(point);
      schedule();
    },
    reset(title, last) {
      caption.textContent = title;
      end = last;
      points = series.map(() => []);
      schedule();
    },
  };
}

function grid(mark: number, at: number, width: number): SVGElement[] {
  return [
    svgElement("line", {
      class: "grid",
      x1: MARGIN.left,
      x2: width - MARGIN.right,
      y1: at,
      y2: at,
    }),
    svgElement(
      "text",
      { class: "tick", x: MARGIN.left - 8, y: at + 4, "text-anchor": "end" },
      formatNumber(mark),
    ),
  ];
}

/** Where the horizontal axis is labelled: fewer times where it is narrow. */
function xLabels(end: number, width: number): readonly (readonly [number, string])[] {
  const middle = width < 420 ? [0.5] : [0.25, 0.5, 0.75];
  return [[0, "start"], ...middle.map((share) => [share * end, "middle"] as const), [end, "end"]];
}

/** The intervals of a line as an area, if it has any. */
function band(
  line: readonly Point[],
  x: (value: number) => number,
  y: (value: number) => number,
  style: string,
): SVGElement[] {
  const known = line.filter((point) => point.low !== undefined && point.high !== undefined);
  if (known.length < 2) return [];
  const corner = (px: number, py: number) => `${x(px).toFixed(1)},${y(py).toFixed(1)}`;
  const upper = known.map((point) => corner(point.x, point.high ?? point.y));
  const lower = known.map((point) => corner(point.x, point.low ?? point.y)).reverse();
  return [
    svgElement("polygon", { class: `band ${style}`, points: [...upper, ...lower].join(" ") }),
  ];
}

function nearest(line: readonly Point[], at: number): Point | undefined {
  return line.reduce<Point | undefined>(
    (best, point) => (best && Math.abs(best.x - at) <= Math.abs(point.x - at) ? best : point),
    undefined,
  );
}

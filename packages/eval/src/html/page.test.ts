import { describe, expect, it } from "vitest";
import { objectiveReport, reportOf } from "../test-report.ts";
import { html, visibleHtml } from "./html.ts";
import { renderReport } from "./page.ts";
import { HOSTILE as MARKUP } from "./test-support.ts";

const HOSTILE = `${MARKUP} | https://example.com/a?b=1&c=2`;

/** Everything that can be hostile is: names, labels, options, texts. */
const HOSTILE_REPORT = reportOf(
  [
    objectiveReport(HOSTILE, 0.004, {
      options: { [HOSTILE]: HOSTILE, nested: { [HOSTILE]: HOSTILE } },
      prefix: HOSTILE,
      contrast: { ...objectiveReport(HOSTILE, 0.02), prefix: HOSTILE },
      scenarios: ["first", HOSTILE].map((name) => ({
        ...objectiveReport(HOSTILE, 0.02),
        ...{ name, mark: HOSTILE },
      })),
      skipped: [{ name: HOSTILE, reason: HOSTILE }],
      examples: [
        { text: HOSTILE, score: 0, findings: [], scenario: HOSTILE, prompt: HOSTILE },
        {
          text: HOSTILE,
          score: 0.1,
          prefix: HOSTILE,
          findings: [
            { start: 3, end: 30, label: HOSTILE },
            { start: 0, end: 9, label: "overlap" },
            { start: 200, end: 1e9, label: "beyond" },
          ],
        },
      ],
    }),
    objectiveReport(`${HOSTILE}2`, 0.0001, {
      bitsPerByteUnmarked: 2.7,
      divergence: {
        ...{ reference: HOSTILE, samples: 4, natsWithMarks: 48.5 },
        nats: { mean: 40, low: 30, high: 50 },
      },
    }),
  ],
  {
    name: HOSTILE,
    created: HOSTILE,
    preflm: HOSTILE,
    scorer: { name: HOSTILE, fingerprint: HOSTILE, unit: { label: HOSTILE, scale: 1000 } },
    backend: { name: HOSTILE, device: HOSTILE, detail: HOSTILE, gigaflops: 1 },
    training: { [HOSTILE]: HOSTILE, list: [HOSTILE] },
  },
);

const hostilePage = renderReport(HOSTILE_REPORT);

/** The tags of a page, by the HTML rule that matters here: `<` then a letter, `/`, `!` or `?`. */
function tags(page: string): readonly string[] {
  const withoutStyle = page.replace(/<style>[^<]*<\/style>/, "");
  return [...withoutStyle.matchAll(/<[a-zA-Z/!?](?:"[^"]*"|'[^']*'|[^'">])*>/g)].map(
    (tag) => tag[0],
  );
}

describe("renderReport", () => {
  it("lets no text become markup, whatever it holds", async () => {
    const found = tags(await hostilePage);
    const names = new Set(
      found.map((tag) => tag.match(/^<\/?([a-zA-Z!]+\d?)/)?.[1]?.toLowerCase()),
    );
    const allowed = `!doctype html head meta title style body main p h1 h2 h3 div ul li strong time svg g path line rect text
      circle figure figcaption table thead tbody tr th td small span mark code pre dl dt dd details summary section defs tspan`;
    for (const name of names) expect(allowed.split(/\s+/)).toContain(name);
    for (const tag of found) {
      const attributes = tag.replace(/="[^"]*"/g, "=");
      expect(attributes).not.toMatch(/\s(on\w+|href|src|style|action|xlink:href)\s*=/i);
    }
  });

  it("is well formed: every element that opens closes, in order", async () => {
    const open: string[] = [];
    for (const tag of tags(await hostilePage)) {
      const [, slash, name] = tag.match(/^<(\/?)([a-zA-Z!]+\d?)/) ?? [];
      if (name === "meta" || name === "!doctype" || tag.endsWith("/>")) continue;
      if (slash) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it("holds no control, bidirectional or lone surrogate character; it spells them out", async () => {
    const page = await hostilePage;
    expect(page).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]/);
    expect(encodeURIComponent(page)).toContain("doctype"); // throws on a lone surrogate
    for (const spelt of ["U+0000", "U+202E", "U+D800", "U+DC00"]) expect(page).toContain(spelt);
  });

  it("fetches nothing and runs nothing, by policy and in fact", async () => {
    const page = await hostilePage;
    const policy = page.match(/Content-Security-Policy" content="([^"]*)"/)?.[1] ?? "";
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const plain = await renderReport(reportOf([objectiveReport("mle", 0.004)]));
    expect(plain).not.toMatch(/<script|url\(|@import/);
    expect(plain.replaceAll(/xmlns(:xlink)?="[^"]*"/g, "")).not.toMatch(/https?:/);
  });

  it("allows exactly the style it has", async () => {
    const page = await renderReport(reportOf([objectiveReport("mle", 0.004)]));
    const style = page.match(/<style>([^<]*)<\/style>/)?.[1] ?? "";
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    expect(page).toContain(`'sha256-${Buffer.from(digest).toString("base64")}'`);
  });

  it("gives the same bytes for the same report", async () => {
    const report = JSON.stringify(HOSTILE_REPORT);
    expect(await renderReport(JSON.parse(report))).toBe(await renderReport(JSON.parse(report)));
  });

  it("highlights what the scorer found, once where findings overlap", async () => {
    const examples = [
      {
        text: "write to a@b.org & see",
        score: 0.05,
        findings: [
          { start: 9, end: 16, label: "email" },
          { start: 11, end: 20, label: "url" },
          { start: 0, end: 5, label: "first" },
        ],
      },
    ];
    const page = await renderReport(reportOf([objectiveReport("mle", 0.004, { examples })]));
    expect(page).toContain(
      '<mark title="first">write</mark> to <mark title="email">a@b.org</mark><mark title="url"> &amp; s</mark>ee',
    );
  });

  it("draws whatever the numbers are: none, equal, zero, far apart, one objective, many", async () => {
    const many = Array.from({ length: 12 }, (_, i) => objectiveReport(`objective-${i}`, 10 ** -i));
    const reports = [
      reportOf([]),
      reportOf([objectiveReport("mle", 0)]),
      reportOf([objectiveReport("mle", 0.001), objectiveReport("rwr", 0.001, { curve: [] })]),
      reportOf(many, { scoreHistogram: [], threshold: 0.5 }),
      reportOf([objectiveReport("mle", 1)], { scoreHistogram: [{ from: 0, to: 0, count: 3 }] }),
    ];
    for (const report of reports) {
      const page = await renderReport(report);
      expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
      for (const { objective } of report.runs) expect(page).toContain(objective);
    }
  });

  it("shows the divergence with and without the share of the marks", async () => {
    const page = await hostilePage;
    expect(page).toContain("30.0 – 50.0");
    expect(page).toContain("marks counted 48.5");
  });

  it("shows each seed where there are several", async () => {
    const seeds = [7, 8].map((seed) => ({
      seed,
      misalignment: { mean: 0.003, low: 0.002, high: 0.004 },
      hitRate: 0.1,
      bitsPerByte: 2.4,
    }));
    const page = await renderReport(reportOf([objectiveReport("mle", 0.003, { seeds })]));
    expect(page).toContain("seed 7");
    expect(page).toContain("seed 8");
  });
});

describe("html", () => {
  it("escapes every value but markup of its own", () => {
    const inner = html`<b>${"<i>"}</b>`;
    expect(html`<p title="${`"'`}">${inner}${[1, false, undefined, "&"]}</p>`.markup).toBe(
      '<p title="&quot;&#39;"><b>&lt;i&gt;</b>1&amp;</p>',
    );
  });

  it("sets hidden characters apart from text that only names them", () => {
    expect(visibleHtml("U+0000\0").markup).toBe('U+0000<span class="hidden">U+0000</span>');
    expect(visibleHtml("😀\n\tok").markup).toBe("😀\n\tok");
  });
});

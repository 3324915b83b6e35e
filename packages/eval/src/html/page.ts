import { headline } from "../compare.ts";
import type { Report } from "../report.ts";
import { textTable } from "../text-table.ts";
import { html } from "./html.ts";

/** `report.html`: one file, no network, no script. */
export async function renderReport(report: Report): Promise<string> {
  return html`<!doctype html><meta charset="utf-8"><title>${report.name}</title><p>${headline(report)}</p><pre>${textTable(report)}</pre>`
    .markup;
}

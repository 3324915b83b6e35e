import { posix } from "node:path";
import { published } from "./imports.ts";
import type { Workspace } from "./workspace.ts";

const PLUGIN_SECTIONS = ["Install", "Use", "Options", "How it works", "Departures"];

/** Each published package has a README under its name; a plugin's has the five sections, in order. */
export function readmeBreaches({ packages }: Workspace): string[] {
  return published(packages).flatMap(({ folder, manifest, readme }) => {
    if (readme === undefined) return [`${folder} has no README.md`];
    const headings = headingsOf(readme);
    const breaches =
      headings[0] === `# ${manifest.name}`
        ? []
        : [`${folder}/README.md: the title is not "# ${manifest.name}"`];
    if (!folder.startsWith("plugins/")) return breaches;
    const sections = headings.filter((line) => line.startsWith("## ")).map((line) => line.slice(3));
    if (sections.join() !== PLUGIN_SECTIONS.join())
      breaches.push(
        `${folder}/README.md: sections are ${sections.join(", ")}, expected ${PLUGIN_SECTIONS.join(", ")}`,
      );
    if (snippetOf(readme) === undefined)
      breaches.push(`${folder}/README.md: "## Use" has no ts block`);
    return breaches;
  });
}

/** The first TypeScript block of the section `## Use`. */
export function snippetOf(readme: string): string | undefined {
  const section = /^## Use\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(readme)?.[1] ?? "";
  return /^```ts\n([\s\S]*?)^```$/m.exec(section)?.[1];
}

/** Heading lines outside code blocks. */
function headingsOf(markdown: string): string[] {
  return markdown
    .replace(/^```[\s\S]*?^```$/gm, "")
    .split("\n")
    .filter((line) => /^#+ /.test(line));
}

/** Links to files of the repository that are not there. `exists` takes a path from the root. */
export function brokenLinks(
  pages: readonly { readonly path: string; readonly text: string }[],
  exists: (path: string) => boolean,
): string[] {
  return pages.flatMap(({ path, text }) =>
    [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target.replace(/#.*/, ""))
      .filter((target) => target !== "" && !/^[a-z]+:/.test(target))
      .filter((target) => !exists(posix.join(posix.dirname(path), target)))
      .map((target) => `${path} links to ${target}, which is not there`),
  );
}

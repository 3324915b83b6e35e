/**
 * Characters a second of the PEP 8 scorer on one core: the Python files under the folders (by default
 * /usr/lib/python3), each read once and annotated three times over, the first without warm-up; and its memory.
 *
 *     node --conditions=preflm:source --import tsx scripts/compare-pycodestyle/bench.ts [folder …]
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pep8 } from "../../plugins/scorer-pep8/src/index.ts";

const CHARACTERS = 40e6;
const LARGEST = 1e6;

const folders = process.argv.slice(2);
const texts: string[] = [];
let characters = 0;
for (const folder of folders.length > 0 ? folders : ["/usr/lib/python3"]) {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(folder, name);
    if (characters > CHARACTERS || !name.endsWith(".py")) continue;
    const file = statSync(path, { throwIfNoEntry: false });
    if (!file?.isFile() || file.size > LARGEST) continue;
    texts.push(readFileSync(path, "utf8"));
    characters += texts[texts.length - 1].length;
  }
}

const scorer = pep8();
for (let round = 1; round <= 3; round++) {
  const before = process.cpuUsage();
  let segments = 0;
  for (const text of texts) segments += (await scorer.annotate([text]))[0].length;
  const { user, system } = process.cpuUsage(before);
  const rate = characters / (user + system);
  const megabytes = process.memoryUsage.rss() / 1e6;
  process.stdout.write(
    `round ${round}: ${rate.toFixed(1)} million characters per second of processor time ` +
      `(${texts.length} files, ${segments} lines), ${megabytes.toFixed(0)} MB\n`,
  );
}

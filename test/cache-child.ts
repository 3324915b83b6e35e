import { openDocumentCache } from "@preflm/data";

// Started by shared-cache.test.ts: stores values one by one, beside other processes that do the same.
const [folder, name, count] = process.argv.slice(2);
const cache = openDocumentCache(folder, "scores", "x");
for (let i = 0; i < Number(count); i++) {
  cache.put([`${name} ${i}`], Buffer.from(`value ${i} of ${name}`.repeat(20)));
  cache.flush();
  if (!cache.get([`${name} ${i}`])) process.exitCode = 1;
  if (i === 0) process.stdout.write("stored");
}
cache.close();

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where Linux shows the graphics cards that programs may compute on. */
const PLACES: readonly { readonly folder: string; readonly node: RegExp }[] = [
  { folder: "dev/dri", node: /^renderD\d+$/ },
  { folder: "dev", node: /^(nvidia\d+|dxg)$/ }, // NVIDIA's own driver; Windows' subsystem for Linux
];

/** Vulkan drivers that compute on the processor. */
const SOFTWARE = /lvp_icd|lavapipe|swiftshader/i;

/** The device nodes of this machine's graphics cards, such as `/dev/dri/renderD128`, on Linux below `root`. */
export function graphicsCards(root = "/"): readonly string[] {
  return PLACES.flatMap(({ folder, node }) =>
    entries(join(root, folder))
      .filter((name) => node.test(name))
      .map((name) => `/${folder}/${name}`),
  );
}

/**
 * What is known of the adapter that WebGPU runs on in Node, since ONNX Runtime does not tell its name there: on Linux
 * the graphics cards, or "software" where there is none or the environment chooses such a Vulkan driver. What cannot
 * be known: which of several adapters was taken, and, on Windows or beside a card, whether it is software.
 */
export function adapterKnown(root = "/", environment = process.env): string {
  const chosen = environment.VK_DRIVER_FILES ?? environment.VK_ICD_FILENAMES;
  const driver = chosen ? [`Vulkan driver ${chosen}`] : [];
  const says = (what: string) => [what, ...driver].join(", ");
  if (process.platform !== "linux") return says("adapter not told");
  const cards = graphicsCards(root);
  if (cards.length === 0) return says("software: no graphics card in /dev");
  if (SOFTWARE.test(chosen ?? "")) return says("software");
  return says(`adapter of ${cards.map((card) => named(card, root)).join(" or ")}`);
}

/** A card's device node with the name of its driver in the kernel. */
function named(node: string, root: string): string {
  const card = node.slice(node.lastIndexOf("/") + 1);
  const about = text(join(root, "sys/class/drm", card, "device/uevent"));
  const driver = /^DRIVER=(.+)$/m.exec(about)?.[1];
  return driver ? `${node} (${driver})` : node;
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // there is none
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

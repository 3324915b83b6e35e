import { defineCommand } from "citty";
import { consola } from "consola";
import { installedPlugins } from "./plugins.ts";

/** `preflm plugins`: what can be named here. */
export const pluginsCommand = defineCommand({
  meta: { name: "plugins", description: "List the plugins this project has installed" },
  args: {},
  run() {
    const plugins = installedPlugins().list();
    if (plugins.length === 1) {
      // auto, which comes with this package
      consola.info(
        "No plugin is installed here. Try: npm install @preflm/scorer-pii @preflm/objective-conditional @preflm/backend-onnxruntime",
      );
    }
    for (const { kind, name, source } of [...plugins].sort((a, b) =>
      a.kind + a.name < b.kind + b.name ? -1 : 1,
    )) {
      process.stdout.write(`${kind.padEnd(10)} ${name.padEnd(16)} ${source ?? ""}\n`);
    }
  },
});

import { PreflmError } from "@preflm/core";
import type { Kernel } from "./kernels.ts";
import { type GpujsMode, lost } from "./library.ts";

/** The part of a WebGL context that is looked at. */
interface GlContext {
  readonly MAX_TEXTURE_SIZE: number;
  readonly RENDERER: number;
  getParameter(name: number): unknown;
  getExtension(name: string): { readonly UNMASKED_RENDERER_WEBGL: number } | null;
  isContextLost(): boolean;
  createTexture(): object;
  deleteTexture(texture: object): void;
}

/** Rejects a result that no texture of this context can hold. */
export function checkSize({ rows, columns }: Kernel, context: unknown): void {
  const gl = context as GlContext;
  const side = Number(gl.getParameter(gl.MAX_TEXTURE_SIZE));
  if (rows * columns <= side ** 2) return;
  throw new PreflmError(
    "invalid-input",
    `A matrix of ${rows} × ${columns} is larger than a texture of this device, ${side} × ${side}; take a smaller batch or model.`,
  );
}

/** Rejects what a lost context answers, which is zeros to every question. */
export function checkContext(mode: GpujsMode, context: unknown): void {
  if ((context as GlContext).isContextLost()) throw lost(mode);
}

/** The graphics card, or the software that plays one, as its driver names it. */
export function rendererName(context: unknown): string {
  const gl = context as GlContext;
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  if (info) return String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL));
  return nativeRenderer(gl) ?? String(gl.getParameter(gl.RENDERER));
}

/**
 * Headless GL has no WEBGL_debug_renderer_info and calls every renderer "ANGLE", so a software one could not be told from a
 * graphics card. Its context hides the native one, whose `getParameter` knows; its textures do not.
 */
function nativeRenderer(gl: GlContext): string | undefined {
  const texture = gl.createTexture();
  const { _ctx: hidden } = texture as { _ctx?: object };
  let native: unknown;
  for (let owner = hidden; owner; owner = Object.getPrototypeOf(owner))
    native = Object.getOwnPropertyDescriptor(owner, "getParameter")?.value ?? native;
  const name = typeof native === "function" ? native.call(hidden, gl.RENDERER) : undefined;
  gl.deleteTexture(texture);
  return typeof name === "string" ? name : undefined;
}

/** The same of the adapter that WebGPU gives. */
export async function adapterName(): Promise<string> {
  const { navigator } = globalThis as unknown as { navigator: { gpu: WebGpu } };
  const adapter = await navigator.gpu.requestAdapter();
  const { vendor = "", architecture = "", description = "" } = adapter?.info ?? {};
  return [vendor, architecture, description].filter(Boolean).join(" ");
}

interface WebGpu {
  requestAdapter(): Promise<{ readonly info?: Readonly<Record<string, string>> } | null>;
}

import { availableParallelism } from "node:os";
import { PreflmError } from "@preflm/core";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { Device, RuntimeOptions } from "./onnxruntime.ts";
import { measure, proof } from "./proof.ts";
import type { HostTensor, Runtime, Session } from "./runtime.ts";

type OnnxRuntime = typeof import("onnxruntime-node");

interface DeviceNeeds {
  /** ONNX Runtime's name of the device. */
  readonly provider: string;
  /** What a machine needs to have it. */
  readonly needs: string;
  /** What brings it, where one command does. */
  readonly command?: string;
}

const DEVICES: Readonly<Record<Device, DeviceNeeds>> = {
  cpu: { provider: "cpu", needs: "nothing beyond onnxruntime-node" },
  webgpu: {
    provider: "webgpu",
    needs:
      "Windows, macOS or Linux x64, and a graphics driver: on Linux libvulkan1 and a Vulkan driver, and a writable XDG_RUNTIME_DIR",
    command: onLinux("sudo apt install libvulkan1 mesa-vulkan-drivers"),
  },
  cuda: {
    provider: "cuda",
    needs:
      "Linux x64, an NVIDIA driver, CUDA 12 with cuDNN 9, and the CUDA files that onnxruntime-node's install script downloads",
    command: onLinux("node node_modules/onnxruntime-node/script/install.js"),
  },
  directml: { provider: "dml", needs: "Windows" },
  coreml: { provider: "coreml", needs: "macOS on Apple silicon" },
};

function onLinux(command: string): string | undefined {
  return process.platform === "linux" ? command : undefined;
}

/** Opens the device in Node. Rejects with what to do if the package or the device is missing; never falls back. */
export async function openRuntime(
  device: Device,
  { threads = availableParallelism(), wasmPaths }: RuntimeOptions,
): Promise<Runtime> {
  if (wasmPaths !== undefined) {
    throw new PreflmError(
      "invalid-option",
      'onnxruntime: option "wasmPaths" is for browsers; Node loads onnxruntime-node. Leave it out.',
    );
  }
  const ort = await importOnnxRuntime();
  const { provider } = DEVICES[device];
  const available = ort.listSupportedBackends().map(({ name }) => name);
  if (!available.includes(provider)) throw unavailable(device, available);
  const onCpu = device === "cpu";
  const options = (wholly: boolean): InferenceSession.SessionOptions => ({
    executionProviders: [provider],
    intraOpNumThreads: threads,
    graphOptimizationLevel: "disabled", // graphs are written as they should run
    enableMemPattern: false, // costs a fifth more memory and gains no time
    logSeverityLevel: 3,
    // Threads spin 0.1 ms for the next operator and then sleep. Spinning on, the default, gains nothing on an idle
    // machine and halves the speed on a shared one.
    extra: {
      session: {
        set_denormal_as_zero: "1",
        intra_op: { spin_duration_us: "100" },
        ...(wholly && !onCpu ? { disable_cpu_ep_fallback: "1" } : {}),
      },
    },
  });
  const runtime: Runtime = {
    fused: onCpu,
    inPlace: onCpu,
    tensor: (data, shape) =>
      data instanceof Int32Array
        ? new ort.Tensor("int32", data, shape)
        : new ort.Tensor("float32", data, shape),
    compile: async (graph, wholly = false) =>
      nodeSession(await ort.InferenceSession.create(graph, options(wholly))),
    async report() {
      const how = onCpu
        ? `${threads} thread${threads === 1 ? "" : "s"}`
        : `${provider} provider${driver(device)}`;
      return {
        device,
        detail: `onnxruntime-node ${ort.env.versions.node}, ${how}`,
        gigaflops: await measure(runtime),
      };
    },
  };
  try {
    await proof(runtime);
  } catch (cause) {
    throw unavailable(device, available, cause);
  }
  return runtime;
}

/** Which Vulkan driver the environment chooses, such as SwiftShader's: the library does not tell the adapter's name. */
function driver(device: Device): string {
  const chosen = process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES;
  return device === "webgpu" && chosen ? `, Vulkan driver ${chosen}` : "";
}

async function importOnnxRuntime(): Promise<OnnxRuntime> {
  try {
    return await import("onnxruntime-node");
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new PreflmError(
      "unavailable",
      `onnxruntime-node cannot be loaded (${why}). It has libraries for Linux, macOS and Windows on x64 and arm64, glibc 2.28 or later; here: ${process.platform} ${process.arch}. If its install script fails offline, set ONNXRUNTIME_NODE_INSTALL=skip (the CPU library is in the package). Run \`npm install onnxruntime-node\`.`,
      { cause },
    );
  }
}

function unavailable(device: Device, available: readonly string[], cause?: unknown): PreflmError {
  const why =
    cause instanceof Error
      ? `could not be opened: ${cause.message.split("\n")[0]}`
      : `is not in this build of onnxruntime-node, which has ${available.join(", ")}`;
  const { needs, command } = DEVICES[device];
  return new PreflmError(
    "unavailable",
    `Device "${device}" ${why}. It needs ${needs}; onnxruntime({ device: "cpu" }) does without.${command ? ` Run \`${command}\`.` : ""}`,
    { cause },
  );
}

/** A sequence as first output makes the binding give up before it copies the others: see `nodeSession`. */
const GAVE_UP = "Non tensor type";

/**
 * onnxruntime-node writes outputs into the tensors it is given, but then also copies each one into a new
 * array to return it: half a gigabyte a step for 124 M gradients. It converts outputs in order and throws at
 * one that is not a tensor, so a graph whose first output is a sequence (`sequenceOutput`) ends there, its
 * work done and nothing copied. Should a later version learn to return sequences, the copies come back and
 * nothing else changes.
 */
function nodeSession(session: InferenceSession): Session {
  const silence: Record<string, null> =
    session.outputNames[0] === "silence" ? { silence: null } : {};
  return {
    async run(inputs, outputs) {
      try {
        await session.run(asTensors(inputs), { ...silence, ...asTensors(outputs) });
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith(GAVE_UP))) throw error;
      }
    },
    release: () => void session.release(),
  };
}

/** Host tensors are this runtime's own: only `Runtime.tensor` makes them. */
function asTensors(tensors: Readonly<Record<string, HostTensor>>): Record<string, Tensor> {
  return tensors as Record<string, Tensor>;
}

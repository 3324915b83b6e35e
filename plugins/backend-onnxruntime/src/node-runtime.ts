import { availableParallelism } from "node:os";
import { PreflmError } from "@preflm/core";
import type { InferenceSession } from "onnxruntime-node";
import {
  asTensors,
  createRuntime,
  deliver,
  type OpenSession,
  pick,
  reason,
} from "./create-runtime.ts";
import { adapterKnown, graphicsCards } from "./graphics-card.ts";
import type { Device, RuntimeOptions } from "./onnxruntime.ts";
import type { Runtime } from "./runtime.ts";

type OnnxRuntime = typeof import("onnxruntime-node");

interface DeviceNeeds {
  /** ONNX Runtime's name of the device. */
  readonly provider: string;
  /** What a machine needs to have it. */
  readonly needs: string;
  /** What this machine lacks, or the command that brings it, last: `preflm doctor` shows it by itself. */
  help?(): string;
}

const onLinux = process.platform === "linux";

const DEVICES: Readonly<Record<Device, DeviceNeeds>> = {
  cpu: { provider: "cpu", needs: "nothing beyond onnxruntime-node" },
  webgpu: {
    provider: "webgpu",
    needs: `Windows, macOS or Linux x64, and a graphics card${onLinux ? " with its Vulkan driver (Mesa's software driver, lavapipe, will not do)" : ""}`,
    help: () =>
      !onLinux
        ? ""
        : graphicsCards().length === 0
          ? "This machine shows no graphics card in /dev."
          : "Cards of NVIDIA have Vulkan from NVIDIA's driver; for others run `sudo apt install libvulkan1 mesa-vulkan-drivers`.",
  },
  cuda: {
    provider: "cuda",
    needs:
      "Linux x64, an NVIDIA driver, CUDA 12 with cuDNN 9, and the CUDA files that onnxruntime-node's install script downloads",
    help: () => (onLinux ? "Run `npm rebuild onnxruntime-node`." : ""),
  },
  directml: { provider: "dml", needs: "Windows" },
  coreml: { provider: "coreml", needs: "macOS on Apple silicon" },
};

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
  try {
    return await createRuntime({
      ort,
      device,
      provider,
      inPlace: onCpu,
      open: async (graph, options, keeps) =>
        nodeSession(
          await ort.InferenceSession.create(graph, {
            ...options,
            intraOpNumThreads: threads,
            // Threads spin 0.1 ms for the next operator and then sleep. Spinning on, the default, gains nothing on an
            // idle machine and halves the speed on a shared one.
            extra: {
              session: {
                set_denormal_as_zero: "1",
                intra_op: { spin_duration_us: "100" },
                ...options.extra?.session,
              },
            },
          }),
          keeps,
        ),
      inTurn: (work) => work(),
      detail: () => `onnxruntime-node ${ort.env.versions.node}, ${how(device, threads)}`,
    });
  } catch (cause) {
    throw unavailable(device, available, cause);
  }
}

function how(device: Device, threads: number): string {
  if (device === "cpu") return `${threads} thread${threads === 1 ? "" : "s"}`;
  return device === "webgpu"
    ? `WebGPU (${adapterKnown()})`
    : `${DEVICES[device].provider} provider`;
}

async function importOnnxRuntime(): Promise<OnnxRuntime> {
  try {
    return await import("onnxruntime-node");
  } catch (cause) {
    throw new PreflmError(
      "unavailable",
      `onnxruntime-node cannot be loaded (${reason(cause)}). It has libraries for Linux, macOS and Windows on x64 and arm64, glibc 2.28 or later; here: ${process.platform} ${process.arch}. If its install script fails offline, set ONNXRUNTIME_NODE_INSTALL=skip (the CPU library is in the package). Run \`npm install onnxruntime-node\`.`,
      { cause },
    );
  }
}

function unavailable(device: Device, available: readonly string[], cause?: unknown): PreflmError {
  const why = cause
    ? `could not be opened: ${reason(cause)}`
    : `is not in this build of onnxruntime-node, which has ${available.join(", ")}`;
  const { needs, help } = DEVICES[device];
  const sentences = [
    `Device "${device}" ${why}.`,
    `It needs ${needs}${device === "cpu" ? "" : '; onnxruntime({ device: "cpu" }) does without'}.`,
    help?.() ?? "",
  ];
  return new PreflmError("unavailable", sentences.join(" ").trim(), { cause });
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
function nodeSession(session: InferenceSession, keeps: readonly string[]): OpenSession {
  const others = session.outputNames[0] === "silence" ? ["silence", ...keeps] : keeps;
  const unset = Object.fromEntries(others.map((name) => [name, null]));
  return {
    async run(inputs, outputs) {
      try {
        const results = await session.run(asTensors(inputs), { ...unset, ...asTensors(outputs) });
        if (keeps.length > 0) deliver(results, outputs); // then it writes to no given tensor
        return pick(results, keeps);
      } catch (error) {
        if (error instanceof Error && error.message.startsWith(GAVE_UP)) return {};
        throw error;
      }
    },
    release: () => session.release(),
  };
}

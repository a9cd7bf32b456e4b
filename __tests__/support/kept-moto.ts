import { startMoto, type Moto } from "../../tools/local-aws/moto";

const key = Symbol.for("the moto of this worker");
const worker = globalThis as { [key]?: Promise<Moto> | undefined };

/**
 * A moto that files of tests share, one after the other: each worker of Jest starts one when it is first
 * needed. It starts with what files before have left, so whoever uses it makes what it needs.
 */
export function keptMoto(): Promise<Moto> {
  worker[key] ??= startKeptMoto();
  return worker[key];
}

async function startKeptMoto(): Promise<Moto> {
  try {
    const moto = await startMoto();
    moto.unref();
    void moto.ended.then(forget);
    return moto;
  } catch (error) {
    forget();
    throw error;
  }
}

function forget() {
  worker[key] = undefined;
}

import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Ended } from './cli.ts';

/**
 * Runs commands one after another in a child process that has the built command line loaded already: the same `main`
 * as the installed command calls, with the same arguments, environment and folder, without what it costs to start.
 */
export interface WarmCli {
  run(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Ended;
}

/** `root`: where the built command is. `env`: the environment of the child; each run may add to it. A command that hangs for so long is a failure. */
export function warmCli(root: string, env: NodeJS.ProcessEnv, longestMs: number): WarmCli {
  const answered = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const counter = new Int32Array(answered);
  const script = fileURLToPath(new URL('./warm-child.mjs', import.meta.url));
  const { port1: port, port2: far } = new MessageChannel();
  const keeper = new Worker(new URL('./warm-keeper.mjs', import.meta.url), {
    workerData: { script, root, env, answered, port: far },
    transferList: [far],
  });
  keeper.unref();
  return {
    run(args, cwd, more) {
      const before = Atomics.load(counter, 0);
      port.postMessage({ args, cwd, env: more });
      if (Atomics.wait(counter, 0, before, longestMs) === 'timed-out')
        throw new Error(`still running after ${longestMs} ms: ${args.join(' ')}`);
      return receiveMessageOnPort(port)?.message as Ended;
    },
  };
}

import { spawn } from 'node:child_process';
import { ENVIRONMENT } from './cli.ts';

/** Longest wait for a server to say that it is ready, milliseconds. */
const READY_MS = 20_000;

/** Starts a program that goes on until it is stopped, and waits until it says on stdout that it is ready. */
export function startProgram(
  program: string,
  args: readonly string[],
  ready: RegExp,
): Promise<{ stop(): Promise<void> }> {
  const child = spawn(program, args, { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'ignore'] });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => {
      child.kill();
      reject(new Error(`${program} is not ready: ${said}`));
    }, READY_MS);
    child.once('error', reject);
    child.stdout.on('data', (data) => {
      said += String(data);
      if (!ready.test(said)) return;
      clearTimeout(timer);
      resolve({
        async stop() {
          child.kill();
          await gone;
        },
      });
    });
  });
}

import { Fault } from './fault.ts';

/** Work of this length may pass before signals and timers get their turn, in milliseconds. */
const TURN_MS = 50;

/** Throws Fault `interrupted` where the run was told to stop. */
export function checkSignal(signal: AbortSignal): void {
  if (signal.aborted) throw new Fault('interrupted', 'signal');
}

/**
 * For long work that never waits: called between its steps, it lets the event loop turn now and then, because
 * otherwise an interruption would not be heard before the end. Null: go on at once. Throws Fault `interrupted`.
 */
export function makePause(signal: AbortSignal): () => Promise<void> | null {
  let turned = Date.now();
  const turn = async (): Promise<void> => {
    await new Promise<void>((resolve) => void setImmediate(resolve));
    turned = Date.now();
    checkSignal(signal);
  };
  return () => {
    checkSignal(signal);
    return Date.now() - turned >= TURN_MS ? turn() : null;
  };
}

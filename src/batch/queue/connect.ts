import { connect } from 'node:net';
import type { Job, Queue, RedisOptions } from 'bullmq';
import { Fault } from '../../base/fault.ts';
import { TOOL_VERSION } from '../../engine/version.ts';
import { AGGREGATE_JOB } from './job.ts';

export type Bullmq = typeof import('bullmq');

/** Workers of another version never see these jobs: their results could differ. */
export const QUEUE_NAME = `carryover-${TOOL_VERSION}`;
/** Longest wait for the server's first answer, milliseconds. */
const ANSWER_MS = 5_000;

/** The optional package. Throws Fault `engine.missing`. */
export async function loadBullmq(): Promise<Bullmq> {
  try {
    return await import('bullmq');
  } catch (error) {
    throw new Fault('engine.missing', 'bullmq', null, {
      reason: String((error as Error).message).split('\n')[0] ?? '',
    });
  }
}

/** The address without what would let somebody in. */
export function plainAddress(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}

/** `redis://[user:password@]host[:port][/db]`, or `rediss:` for TLS. Throws Fault `usage.invalid`. */
export function engineAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '')
    throw new Fault('usage.invalid', 'engine', null, { known: 'redis://HOST:PORT' });
  return url;
}

/** How long a connection that is given up waits for the server's goodbye; one that waits for events gets none. */
const GOODBYE_MS = 50;

/** What all of BullMQ's connections take: commands wait while the server is away. */
export const connectionTo = (url: URL): RedisOptions & { readonly url: string } => ({
  url: url.href,
  maxRetriesPerRequest: null,
  disconnectTimeout: GOODBYE_MS,
});

const DEFAULT_PORT = 6379;
/** Pause before the first attempt to connect again, milliseconds; it grows with each. */
const RETRY_MS = 200;

/** Resolves once somebody listens there. The client itself would try for ever, and speak of every attempt. */
function listens({ hostname, port }: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port === '' ? DEFAULT_PORT : Number(port), hostname.replace(/^\[(.*)\]$/, '$1'));
    socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`)));
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

/** Opens the queue once the server has answered. Throws Fault `engine.missing`. */
export async function openQueue(bullmq: Bullmq, url: URL): Promise<Queue> {
  let timer: NodeJS.Timeout | undefined;
  let queue: Queue | null = null;
  let refused = false;
  try {
    await listens(url);
    const opened = new bullmq.Queue(QUEUE_NAME, {
      connection: {
        ...connectionTo(url),
        retryStrategy: (times) => (refused ? null : Math.min(times * RETRY_MS, ANSWER_MS)),
      },
    });
    queue = opened;
    // Later losses of the connection are mended by the client itself; before the first answer one is the end.
    await new Promise<unknown>((resolve, reject) => {
      opened.on('error', reject);
      timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_MS / 1000} s`)), ANSWER_MS);
      opened.getWorkersCount().then(resolve, reject);
    });
    return opened;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    refused = true;
    queue?.disconnect().catch(() => undefined);
    throw new Fault('engine.missing', 'redis', null, {
      address: plainAddress(url),
      reason: code ?? String(message).split('\n')[0] ?? '',
    });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The job that ends a batch, to be asked about. What it carries is as long as the plan, and the client keeps a process
 * alive for seconds after an answer of that length.
 */
export const jobWithoutData = (bullmq: Bullmq, queue: Queue, id: string): Job =>
  new bullmq.Job(queue, AGGREGATE_JOB, null, {}, id);

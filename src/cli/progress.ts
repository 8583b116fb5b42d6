/** One piece of evidence being read. */
export interface Track {
  readonly label: string;
  /** Bytes on disk; of a folder null until it was listed. */
  total(): number | null;
  done(): number;
}

export interface Progress {
  start(tracks: readonly Track[]): void;
  phase(text: string, done: number, total: number): void;
  /** Keeps off the terminal while something else is asked there. */
  aside<T>(work: () => Promise<T>): Promise<T>;
  stop(): void;
}

export type ProgressMode = 'auto' | 'never' | 'json';

const REDRAW_MS = 100;
const JSON_MS = 1000;
const MIB = 1024 * 1024;
/** Work shorter than this is not worth a line. */
const QUIET_MS = 400;

const SILENT: Progress = {
  start: () => undefined,
  phase: () => undefined,
  aside: (work) => work(),
  stop: () => undefined,
};

/** Draws on stderr: a line redrawn at most ten times a second on a terminal, or one JSON object a second. */
export function makeProgress(mode: ProgressMode, talks: boolean, quiet: boolean): Progress {
  if (mode === 'never' || quiet || (mode === 'auto' && !talks)) return SILENT;
  const began = Date.now();
  let tracks: readonly Track[] = [];
  let doing: { text: string; done: number; total: number } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let drawn = false;
  let aside = 0;
  const wipe = (): void => {
    if (drawn) process.stderr.write('\r\u001b[K');
    drawn = false;
  };

  const state = () => {
    const total = tracks.reduce((sum, track) => sum + (track.total() ?? 0), 0);
    const done = tracks.reduce((sum, track) => sum + track.done(), 0);
    const seconds = (Date.now() - began) / 1000;
    const rate = seconds > 0 ? done / seconds : 0;
    const left = total > done && rate > 0 ? (total - done) / rate : null;
    return { total, done, seconds, rate, left };
  };
  const draw = (): void => {
    if (aside > 0) return;
    const { total, done, seconds, rate, left } = state();
    if (mode === 'json') {
      const line = {
        type: 'progress',
        bytes: done,
        total: total || null,
        seconds,
        bytesPerSecond: Math.round(rate),
        secondsLeft: left,
        phase: doing?.text ?? 'read',
      };
      process.stderr.write(`${JSON.stringify(line)}\n`);
      return;
    }
    if (seconds * 1000 < QUIET_MS) return;
    const text =
      doing === null
        ? `reading ${percent(done, total)}${size(done)} of ${total > 0 ? size(total) : '?'}  ${size(rate)}/s${left === null ? '' : `  ${time(left)} left`}`
        : `${doing.text} ${percent(doing.done, doing.total)}${doing.done} of ${doing.total}`;
    process.stderr.write(`\r\u001b[K${text}`);
    drawn = true;
  };
  return {
    start(list) {
      tracks = list;
      timer ??= setInterval(draw, mode === 'json' ? JSON_MS : REDRAW_MS);
      timer.unref();
    },
    phase(text, done, total) {
      doing = { text, done, total };
    },
    async aside(work) {
      wipe();
      aside += 1;
      try {
        return await work();
      } finally {
        aside -= 1;
      }
    },
    stop() {
      if (timer !== null) clearInterval(timer);
      timer = null;
      wipe();
    },
  };
}

function percent(done: number, total: number): string {
  return total > 0 ? `${String(Math.min(100, Math.floor((100 * done) / total))).padStart(3)} %  ` : '';
}

function size(bytes: number): string {
  return `${(bytes / MIB).toFixed(bytes < 10 * MIB ? 1 : 0)} MiB`;
}

function time(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

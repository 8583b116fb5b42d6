import { pairPath, RESULT_FILE } from './folders.ts';
import { EXIT_FILE, LOG_FILE } from './gather.ts';
import type { PlannedPair } from './plan.ts';

/** One word of a POSIX shell, whatever is in it. */
export const shellWord = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

export interface WorkflowOptions {
  /** The command line that starts carryover: `carryover`, or node and the path of its script. */
  readonly program: readonly string[];
  readonly plan: string;
  /** Flags for every `diff`. */
  readonly diffFlags: readonly string[];
  /** Flags with which the plan is to be read again. */
  readonly gatherFlags: readonly string[];
  /** Endings of what is written of each pair beside its result. */
  readonly outputs: readonly string[];
}

function command(pair: PlannedPair, { program, diffFlags, outputs }: WorkflowOptions): string {
  const as = (side: string, name: { readonly as: string | null } | null): string[] =>
    name === null || name.as === null ? [] : [`--${side}-as`, name.as];
  const folder = pairPath(pair.id, '');
  const secret = [
    ...(pair.passwordFile === null ? [] : ['--password-file', pair.passwordFile]),
    ...(pair.keychain === null ? [] : ['--keychain', pair.keychain]),
  ];
  const words = [
    ...program,
    'diff',
    pair.source.path,
    pair.target.path,
    ...(pair.bundle === null ? [] : ['--via', pair.bundle.path]),
    ...as('source', pair.source),
    ...as('target', pair.target),
    ...as('via', pair.bundle),
    ...secret,
    ...diffFlags,
    ...[...outputs.map((ending) => `report${ending}`), RESULT_FILE].flatMap((name) => ['-o', `${folder}${name}`]),
  ];
  const file = (name: string): string => shellWord(`${folder}${name}`);
  // Snakemake's shell ends at the first failure. Without a result the pair is a row of the tables all the same; only what stopped carryover itself stops the rule.
  return `code=0; mkdir -p ${shellWord(folder)}; ${words.map(shellWord).join(' ')} >/dev/null 2>${file(LOG_FILE)} </dev/null || code=$?; echo $code >${file(EXIT_FILE)}; [ $code -ne 70 ] && [ $code -ne 130 ]`;
}

/** Text of Python, for a Snakefile. */
const python = (value: string): string => JSON.stringify(value).replaceAll('\u2028', '\\u2028');

/**
 * A workflow for Snakemake (snakemake.readthedocs.io, "Snakefiles"): one plain `carryover diff` a pair and a last rule
 * that gathers. It lies in the folder of the batch and is run there, on one machine or by any executor of Snakemake.
 */
export function snakefile(pairs: readonly PlannedPair[], options: WorkflowOptions): string {
  const commands = pairs.map((pair) => `    ${python(pair.id)}: ${python(command(pair, options))},`);
  const each = options.outputs.length === 0 ? ['none'] : options.outputs.map((ending) => ending.slice(1));
  const gather = [
    ...options.program,
    'batch',
    options.plan,
    '-o',
    '.',
    '--gather',
    '-q',
    ...each.flatMap((name) => ['--each', name]),
    ...options.gatherFlags,
  ]
    .map(shellWord)
    .join(' ');
  return `# ${pairs.length} comparisons; run with: snakemake --cores N
COMMANDS = {
${commands.join('\n')}
}

rule all:
    input: "summary.ndjson"

rule pair:
    output: "pairs/{id}/${EXIT_FILE}"
    params: command=lambda wildcards: COMMANDS[wildcards.id]
    shell: "{params.command}"

rule gather:
    input: expand("pairs/{id}/${EXIT_FILE}", id=list(COMMANDS))
    output: "summary.ndjson", "summary.csv", "batch.sqlite", "metadata.json", "index.html"
    shell: ${python(`${gather.replaceAll('{', '{{').replaceAll('}', '}}')} >/dev/null || [ $? -eq 5 ]`)}
`;
}

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The built command line, kept loaded: takes one command after another over IPC and answers what each said. A command
 * that means to end the process ends it.
 */

const { main } = await import(pathToFileURL(join(process.argv[2], 'dist/src/cli/main.js')).href);
for (const stream of [process, process.stdout, process.stderr]) stream.setMaxListeners(0);

/** Takes what is written to a standard stream, until the function given back is called. */
function capture(stream) {
  const chunks = [];
  const { write } = stream;
  stream.write = (chunk, encoding, done) => {
    chunks.push(
      typeof chunk === 'string'
        ? Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8')
        : Buffer.from(chunk),
    );
    const callback = typeof encoding === 'function' ? encoding : done;
    if (callback !== undefined) process.nextTick(callback);
    return true;
  };
  return () => {
    stream.write = write;
    return Buffer.concat(chunks).toString('utf8');
  };
}

const plain = { ...process.env };

process.on('message', async ({ args, cwd, env }) => {
  process.chdir(cwd);
  Object.assign(process.env, env);
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  const status = await main(args);
  const reply = { status, signal: null, stdout: stdout(), stderr: stderr() };
  for (const name of Object.keys(env)) {
    if (plain[name] === undefined) delete process.env[name];
    else process.env[name] = plain[name];
  }
  process.send(reply);
});
process.send('ready');

import { fork } from 'node:child_process';
import { workerData } from 'node:worker_threads';

/**
 * Holds the child that keeps the command line loaded, so that a test can wait for a command without an event loop:
 * each answer is posted first and then counted in shared memory.
 */

const { script, root, env, answered, port } = workerData;
const counter = new Int32Array(answered);
let child = null;
let busy = false;
let failed = '';

function answer(reply) {
  busy = false;
  port.postMessage(reply);
  Atomics.add(counter, 0, 1);
  Atomics.notify(counter, 0);
}

function begin(request) {
  failed = '';
  child = fork(script, [root], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], serialization: 'advanced' });
  child.stdout.on('data', (data) => (failed += String(data)));
  child.stderr.on('data', (data) => (failed += String(data)));
  child.on('message', (message) => (message === 'ready' ? child.send(request) : answer(message)));
  // A command that ended the process said its last words outside the capture.
  child.on('close', (status, signal) => {
    child = null;
    if (busy) answer({ status, signal, stdout: '', stderr: failed });
  });
}

port.on('message', (request) => {
  busy = true;
  if (child === null) begin(request);
  else child.send(request);
});

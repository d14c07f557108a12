// Loaded into every thread of a run of the built program: keeps the code V8 has compiled for the files that
// `src/startup/load-built.ts` loads.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const vm = require('node:vm');
const { isMainThread, parentPort } = require('node:worker_threads');

const DIST = resolve(__dirname, '../dist');
const STAMP_LENGTH = 64;
const recorded = new Map();

vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    if (options?.filename?.startsWith(DIST)) recorded.set(options.filename, this);
  }
};

function write() {
  for (const [file, script] of recorded) {
    const stamp = readFileSync(file).subarray(-STAMP_LENGTH);
    const draft = join(DIST, `.draft-${process.pid}-${Number(isMainThread)}`);
    writeFileSync(draft, Buffer.concat([stamp, script.createCachedData()]));
    renameSync(draft, `${file}.cache`);
  }
}

if (isMainThread) process.on('exit', write);
else {
  // A thread is ended from outside, so every answer it gives may be its last.
  const post = parentPort.postMessage;
  parentPort.postMessage = (...message) => {
    write();
    post.apply(parentPort, message);
  };
}

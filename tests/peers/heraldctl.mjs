// SPDX-License-Identifier: GPL-3.0-or-later
// heraldctl as a process, in a home of its own, with a keyring in a file there.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const home = process.env.HERALD_HOME;
export const authority = join(home, 'server.pem');

const environment = {
  PATH: process.env.PATH,
  HOME: home,
  XDG_DATA_HOME: home,
  XDG_RUNTIME_DIR: home,
  SECRET_BACKEND: 'file',
  SECRET_FILE_TEST_PATH: join(home, 'keyring'),
  SECRET_FILE_TEST_PASSWORD: 'test',
  LC_ALL: 'C.UTF-8',
  ASAN_OPTIONS: 'detect_leaks=0',
  ...(process.env.HERALD_PRELOAD === undefined ? {} : { LD_PRELOAD: process.env.HERALD_PRELOAD }),
};

/** Starts a command; `said` waits for a line of it for people, `ended` for its end. */
export function start(...words) {
  const child = spawn(process.env.HERALDCTL, ['--json', ...words], { env: environment });
  const waiters = [];
  let out = '';
  let err = '';

  const look = (isOver) => {
    for (const waiter of [...waiters]) {
      const match = waiter.pattern.exec(err);

      if (match === null && !isOver)
        continue;
      waiters.splice(waiters.indexOf(waiter), 1);
      if (match !== null)
        waiter.resolve(match);
      else
        waiter.reject(new Error(`${waiter.pattern} was not said in ${err}${out}`));
    }
  };
  child.stdout.on('data', (data) => { out += data; });
  child.stderr.on('data', (data) => { err += data; look(false); });
  const ended = new Promise((resolve) => child.on('close', (status) => {
    look(true);
    if (err.includes('CRITICAL'))
      throw new Error(err);
    resolve({ status, answer: out === '' ? undefined : JSON.parse(out), err });
  }));

  return {
    said: (pattern) => new Promise((resolve, reject) => {
      waiters.push({ pattern, resolve, reject });
      look(false);
    }),
    ended,
    interrupt: () => child.kill('SIGINT'),
  };
}

/** Runs a command to its end: {status, answer, err}. */
export const run = (...words) => start(...words).ended;

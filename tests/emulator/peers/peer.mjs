// SPDX-License-Identifier: GPL-3.0-or-later
// What every script needs: the ready line of the emulator it talks to, and its admin API.
import { readFileSync } from 'node:fs';

export const ready = JSON.parse(readFileSync(process.env.HERALD_READY, 'utf8'));

/** Calls the admin API; answers the parsed body (undefined when there is none), throws otherwise. */
export async function admin(method, path, body) {
  const response = await fetch(`${ready.http}/_herald/${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${ready.adminToken}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();

  if (!response.ok)
    throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** Calls Dataverse with the ready line's token; answers {status, headers, body}. */
export async function dataverse(method, path, body, headers = {}) {
  const response = await fetch(`${ready.http}/api/data/v9.2/${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${ready.bearer}`,
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();

  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** Asks `read` again until `isDone` says so of what it answered. */
export async function until(read, isDone, seconds = 60) {
  const end = Date.now() + seconds * 1000;

  for (;;) {
    const value = await read();

    if (isDone(value))
      return value;
    if (Date.now() > end)
      throw new Error(`Nothing came of it in ${seconds} s: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

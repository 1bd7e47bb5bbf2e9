// SPDX-License-Identifier: GPL-3.0-or-later
// What the scripts about signing in share: a person with a browser, who presses a button of a page.
import { readFileSync } from 'node:fs';
import { X509Certificate, createHash } from 'node:crypto';

import { ready } from './peer.mjs';

export const authority = `${ready.https}/${ready.tenantId}`;
export const scope = `${ready.https}/user_impersonation`;

/** Presses the button of `page` that says `label`; answers where the browser is sent. */
async function press(url, page, label) {
  const action = page.match(/<form method="post" action="([^"]+)"/)[1];
  const ticket = page.match(/name="ticket" value="([^"]+)"/)[1];
  const button = page.match(new RegExp(`<button type="submit" name="(\\w+)" value="([^"]+)">${label}`));
  const response = await fetch(new URL(action, url), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ ticket, [button[1]]: button[2] }),
  });

  return { status: response.status, location: response.headers.get('location'), page: await response.text() };
}

/** Opens an authorization request and picks somebody. */
export async function pick(url, name) {
  const response = await fetch(url);
  const page = await response.text();

  if (response.status !== 200)
    throw new Error(`${response.status} ${page}`);
  const answer = await press(url, page, name);

  return answer.location ? new URL(answer.location) : answer;
}

/** Enters a user code on the page that a device names, and picks somebody. */
export async function enter(verificationUri, userCode, name) {
  const first = await fetch(verificationUri);

  if (first.status !== 200)
    throw new Error(`${first.status} at ${verificationUri}`);
  const second = await fetch(verificationUri, {
    method: 'POST',
    body: new URLSearchParams({ user_code: userCode }),
  });

  return press(verificationUri, await second.text(), name);
}

/** Who Dataverse thinks calls with a token. */
export async function whoAmI(token) {
  const response = await fetch(`${ready.https}/api/data/v9.2/WhoAmI`, {
    headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
  });

  if (response.status !== 200)
    throw new Error(`WhoAmI: ${response.status} ${await response.text()}`);
  return (await response.json()).UserId;
}

/** The confidential client's certificate as a portal shows it. */
export function certificate() {
  const pem = readFileSync(ready.clientCertificate, 'utf8');
  const der = new X509Certificate(pem).raw;

  return {
    pem,
    privateKey: readFileSync(ready.clientCertificateKey, 'utf8'),
    sha256: createHash('sha256').update(der).digest('hex'),
  };
}

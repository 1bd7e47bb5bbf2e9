// SPDX-License-Identifier: GPL-3.0-or-later
// @azure/identity with the emulator as its authority host.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  ClientCertificateCredential, ClientSecretCredential, DeviceCodeCredential,
} from '@azure/identity';
import { admin, ready } from './peer.mjs';

const options = { authorityHost: ready.https, disableInstanceDiscovery: true };
const scope = `${ready.https}/.default`;

/** Whom Dataverse takes the bearer of the token for. */
async function whoAmI({ token }) {
  const answer = await fetch(`${ready.https}/api/data/v9.2/WhoAmI`,
    { headers: { Authorization: `Bearer ${token}` } });

  assert.equal(answer.status, 200);
  return (await answer.json()).UserId;
}

test('secret', async () => {
  const credential = new ClientSecretCredential(ready.tenantId, ready.confidentialClientId,
    ready.clientSecret, options);

  assert.match(await whoAmI(await credential.getToken(scope)), /^[0-9a-f-]{36}$/);
});

test('wrong secret', async () => {
  const credential = new ClientSecretCredential(ready.tenantId, ready.confidentialClientId, 'wrong',
    options);

  await assert.rejects(credential.getToken(scope), /AADSTS7000215/);
});

test('certificate', async (t) => {
  const certificatePath = join(tmpdir(), `herald-azure-identity-${process.pid}.pem`);

  writeFileSync(certificatePath,
    readFileSync(ready.clientCertificateKey, 'utf8') + readFileSync(ready.clientCertificate, 'utf8'),
    { mode: 0o600 });
  t.after(() => rmSync(certificatePath));
  const credential = new ClientCertificateCredential(ready.tenantId, ready.confidentialClientId,
    { certificatePath }, options);

  assert.match(await whoAmI(await credential.getToken(scope)), /^[0-9a-f-]{36}$/);
});

test('device code', async () => {
  const credential = new DeviceCodeCredential({
    ...options,
    tenantId: ready.tenantId,
    clientId: ready.clientId,
    userPromptCallback: ({ userCode }) => admin('POST', 'sign-in/approve', { userCode }),
  });

  assert.equal(await whoAmI(await credential.getToken(scope)), ready.userId);
});

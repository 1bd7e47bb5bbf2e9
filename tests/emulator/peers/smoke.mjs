// SPDX-License-Identifier: GPL-3.0-or-later
// Node's own fetch against plain HTTP and against HTTPS with the emulator's authority.
import assert from 'node:assert/strict';
import test from 'node:test';

import { admin, dataverse, ready } from './peer.mjs';

test('the health needs no token', async () => {
  const response = await fetch(`${ready.http}/_herald/health`);

  assert.equal((await response.json()).status, 'ok');
});

test('HTTPS is trusted through the authority', async () => {
  const response = await fetch(`${ready.https}/_herald/health`);

  assert.equal(response.status, 200);
});

test('the ready line names who calls', async () => {
  const { status, body } = await dataverse('GET', 'WhoAmI');

  assert.equal(status, 200);
  assert.equal(body.UserId, ready.userId);
  assert.equal(body.OrganizationId, ready.organizationId);
});

test('phones are there', async () => {
  assert.ok((await admin('GET', 'phones')).length > 0);
});

// SPDX-License-Identifier: GPL-3.0-or-later
// @parse/node-apn as its README has it: a provider with a token, then notifications.
import apn from '@parse/node-apn';
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import test from 'node:test';

import { admin, ready } from './peer.mjs';

const [app, other] = ready.apps;
const { hostname, port } = new URL(ready.h2);
const UNKNOWN = '0123456789abcdef'.repeat(4);

function provide(token = {}) {
  return new apn.Provider({
    token: { key: app.apnsKey, keyId: app.keyId, teamId: app.teamId, ...token },
    address: hostname,
    port: Number(port),
  });
}

function alert(text, more = {}) {
  return new apn.Notification({ alert: text, topic: app.bundleId, ...more });
}

async function use(provider, run) {
  try {
    return await run(provider);
  } finally {
    await provider.shutdown();
  }
}

async function addPhone(more = {}) {
  return admin('POST', 'phones', { platform: 'ios', app: app.id, ...more });
}

test('an alert arrives as it was sent', () => use(provide(), async (provider) => {
  const phone = await addPhone();
  const note = alert({ title: 'Grüße', body: '\u{1F4E7} You have mail' }, { badge: 3, sound: 'ping.aiff' });

  note.payload = { data: { link: 'https://contoso.example/', trackingId: '' } };
  note.expiry = Math.floor(Date.now() / 1000) + 3600;
  const result = await provider.send(note, phone.token);

  assert.deepEqual(result.failed, []);
  assert.equal(result.sent[0].device, phone.token);
  const [shown] = await admin('GET', `phones/${phone.id}/notifications`);

  assert.equal(shown.title, 'Grüße');
  assert.equal(shown.body, '\u{1F4E7} You have mail');
  assert.equal(shown.link, 'https://contoso.example/');
  assert.equal(shown.payload.aps.badge, 3);
  assert.equal(shown.shown, true);
}));

test('a thousand at once to ten phones', () => use(provide(), async (provider) => {
  const phones = await Promise.all(Array.from({ length: 10 }, () => addPhone()));
  const tokens = phones.map((phone) => phone.token);
  const results = await Promise.all(
    Array.from({ length: 100 }, (_, i) => provider.send(alert(`number ${i}`), tokens)));

  for (const result of results) {
    assert.deepEqual(result.failed, []);
    assert.equal(result.sent.length, 10);
  }
  for (const phone of phones)
    assert.equal((await admin('GET', `phones/${phone.id}/notifications`)).length, 100);
}));

test('refusals name their reason', () => use(provide(), async (provider) => {
  const phone = await addPhone();
  const foreign = await admin('POST', 'phones', { platform: 'ios', bundleId: 'com.contoso.other' });
  const cases = [
    [alert('x'), UNKNOWN, 400, 'BadDeviceToken'],
    [alert('x'), 'abc', 400, 'BadDeviceToken'],
    [alert('x'), foreign.token, 400, 'DeviceTokenNotForTopic'],
    [alert('x', { topic: other.bundleId }), phone.token, 400, 'TopicDisallowed'],
    [alert('x', { topic: '' }), phone.token, 400, 'MissingTopic'],
    [alert('x', { collapseId: 'c'.repeat(65) }), phone.token, 400, 'BadCollapseId'],
    [alert('x'.repeat(5000)), phone.token, 413, 'PayloadTooLarge'],
  ];

  for (const [note, token, status, reason] of cases) {
    const { sent, failed } = await provider.send(note, token);

    assert.deepEqual(sent, []);
    assert.equal(failed[0].device, token);
    assert.equal(failed[0].status, status, reason);
    assert.equal(failed[0].response.reason, reason);
  }
}));

test('a removed app answers 410 with its time', () => use(provide(), async (provider) => {
  const phone = await addPhone();
  const before = Date.now();

  await admin('PATCH', `phones/${phone.id}`, { installed: false });
  const { failed } = await provider.send(alert('x'), phone.token);

  assert.equal(failed[0].status, 410);
  assert.equal(failed[0].response.reason, 'Unregistered');
  assert.ok(failed[0].response.timestamp >= before - 1000);
  assert.ok(failed[0].response.timestamp <= Date.now() + 1000);
}));

test('a stranger’s key is not accepted', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });

  for (const token of [{ key }, { keyId: 'UNKNOWNKEY' }, { teamId: 'OTHERTEAM1' }])
    await use(provide(token), async (provider) => {
      const { failed } = await provider.send(alert('x'), UNKNOWN);

      assert.equal(failed[0].status, 403);
      assert.equal(failed[0].response.reason, 'InvalidProviderToken');
    });
});

function show(more) {
  return new apn.Provider({ address: hostname, port: Number(port), ...more });
}

test('a .p12 file is a credential of its own', () => use(show({
  pfx: app.apnsCertificate, passphrase: app.apnsCertificatePassphrase,
}), async (provider) => {
  const phone = await addPhone();
  const plain = new apn.Notification({ alert: 'without a topic' });
  const { sent, failed } = await provider.send(plain, phone.token);

  assert.deepEqual(failed, []);
  assert.equal(sent.length, 1);
  const refused = await provider.send(alert('x', { topic: other.bundleId }), phone.token);

  assert.equal(refused.failed[0].response.reason, 'TopicDisallowed');
}));

test('certificates that Apple does not know, or took back, are refused', async () => {
  const phone = await addPhone();
  const issued = await admin('POST', 'apns/certificates', { bundleId: app.bundleId, passphrase: 'p' });
  const pfx = Buffer.from(issued.p12, 'base64');

  await use(show({ pfx, passphrase: 'p' }), async (provider) => {
    assert.equal((await provider.send(alert('x'), phone.token)).sent.length, 1);
    await admin('DELETE', `apns/certificates/${issued.fingerprint}`);
    const { failed } = await provider.send(alert('x'), phone.token);

    assert.equal(failed[0].status, 403);
    assert.equal(failed[0].response.reason, 'BadCertificate');
  });
});

test('a sandbox certificate is not for production', async () => {
  const phone = await addPhone();
  const issued = await admin('POST', 'apns/certificates',
                             { bundleId: app.bundleId, passphrase: 'p', environment: 'sandbox' });

  await use(show({ pfx: Buffer.from(issued.p12, 'base64'), passphrase: 'p' }), async (provider) => {
    const { failed } = await provider.send(alert('x'), phone.token);

    assert.equal(failed[0].status, 403);
    assert.equal(failed[0].response.reason, 'BadCertificateEnvironment');
  });
});

test('after an hour on the emulated clock the token is made anew', () => use(provide(), async (provider) => {
  const phone = await addPhone();

  assert.equal((await provider.send(alert('before'), phone.token)).sent.length, 1);
  await admin('POST', 'clock', { advanceSeconds: 3700 });
  // The library signs by its own clock; so its new token is as old as the first one.
  const { failed } = await provider.send(alert('after'), phone.token);

  // It tries again by itself, so its own error comes out in place of the answer.
  assert.equal(failed.length, 1);
  assert.match(failed[0].response?.reason ?? failed[0].error.message, /ExpiredProviderToken/);
}));

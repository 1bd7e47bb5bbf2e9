// SPDX-License-Identifier: GPL-3.0-or-later
// The adapter through which a Parse Server pushes, configured as its README has it: installations of
// both platforms in one call, each answered by itself.
import './hosts.mjs';

import ParsePushAdapter from '@parse/push-adapter';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after } from 'node:test';

import { admin, ready } from './peer.mjs';

const [app] = ready.apps;
const UNKNOWN = '0123456789abcdef'.repeat(4);
const adapter = new ParsePushAdapter({
  ios: {
    token: { key: readFileSync(app.apnsKey, 'utf8'), keyId: app.keyId, teamId: app.teamId },
    topic: app.bundleId,
    production: true,
  },
  android: { firebaseServiceAccount: app.serviceAccount },
});

// The library's connections have no end that a program could ask for.
after(() => setImmediate(() => process.exit()));

test('one call reaches both platforms', async () => {
  const iphone = await admin('POST', 'phones', { platform: 'ios', app: app.id });
  const android = await admin('POST', 'phones', { platform: 'android', app: app.id });
  const results = await adapter.send({ data: { alert: 'Hello', badge: 1 } }, [
    { deviceToken: iphone.token, deviceType: 'ios', appIdentifier: app.bundleId },
    { deviceToken: android.token, deviceType: 'android' },
  ]);
  const [shown] = await admin('GET', `phones/${iphone.id}/notifications`);
  const [taken] = await admin('GET', `phones/${android.id}/notifications`);

  assert.deepEqual(results.map((one) => one.transmitted), [true, true]);
  assert.deepEqual(shown.payload.aps, { alert: 'Hello', badge: 1 });
  assert.equal(shown.shown, true);
  // Of an Android phone the app makes something itself: all is data.
  assert.equal(taken.silent, true);
});

test('a token that nobody has is told as what it is', async () => {
  const [result] = await adapter.send({ data: { alert: 'Hello' } }, [
    { deviceToken: UNKNOWN, deviceType: 'ios', appIdentifier: app.bundleId },
  ]);

  assert.equal(result.transmitted, false);
  assert.equal(result.response.error, 'BadDeviceToken');
});

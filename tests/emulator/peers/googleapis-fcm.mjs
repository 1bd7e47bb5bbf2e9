// SPDX-License-Identifier: GPL-3.0-or-later
// @googleapis/fcm, which Google generates from the service's own description, over HTTP/1.1 and HTTP/2.
import './hosts.mjs';

import { auth, fcm } from '@googleapis/fcm';
import assert from 'node:assert/strict';
import test from 'node:test';

import { admin, ready } from './peer.mjs';

const [mine] = ready.apps;
const client = fcm({
  version: 'v1',
  auth: new auth.GoogleAuth({
    keyFile: mine.serviceAccount,
    scopes: ['https://www.googleapis.com/auth/firebase.messaging'],
  }),
});

const send = (requestBody, http2) => client.projects.messages.send(
  { parent: `projects/${mine.projectId}`, requestBody }, { http2 });

for (const http2 of [false, true]) {
  const how = http2 ? 'HTTP/2' : 'HTTP/1.1';

  test(`a message arrives by ${how}`, async () => {
    const phone = await admin('POST', 'phones', { platform: 'android', app: mine.id });
    const { status, data } = await send({ message: {
      token: phone.token,
      notification: { title: 'Title', body: 'Körper' },
      data: { link: 'https://contoso.example/' },
      android: { ttl: '3600s', priority: 'HIGH' },
    } }, http2);

    assert.equal(status, 200);
    assert.match(data.name, new RegExp(`^projects/${mine.projectId}/messages/.`));
    const [newest] = await admin('GET', `phones/${phone.id}/notifications`);

    assert.equal(newest.title, 'Title');
    assert.equal(newest.body, 'Körper');
  });

  test(`a try sends nothing by ${how}`, async () => {
    const phone = await admin('POST', 'phones', { platform: 'android', app: mine.id });
    const { status } = await send(
      { validateOnly: true, message: { token: phone.token, data: { a: 'b' } } }, http2);

    assert.equal(status, 200);
    assert.deepEqual(await admin('GET', `phones/${phone.id}/notifications`), []);
  });

  test(`refusals are told by ${how}`, async () => {
    for (const [message, code] of [
      [{ token: 'no token' }, 'INVALID_ARGUMENT'],
      [{ data: { a: 'b' } }, 'INVALID_ARGUMENT'],
      [{ topic: 'news', data: { number: 1 } }, 'INVALID_ARGUMENT'],
    ])
      await assert.rejects(send({ message }, http2), ({ response }) => {
        assert.equal(response.status, 400);
        assert.equal(response.data.error.status, code);
        return true;
      });
  });
}

// SPDX-License-Identifier: GPL-3.0-or-later
// google-auth-library's JWT client with the ready line's service account, and what Google refuses.
import './hosts.mjs';

import { JWT, GoogleAuth } from 'google-auth-library';
import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { admin, ready } from './peer.mjs';

const [app] = ready.apps;
const account = JSON.parse(readFileSync(app.serviceAccount, 'utf8'));
const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';

function connect(more = {}) {
  return new JWT({
    email: account.client_email,
    key: account.private_key,
    keyId: account.private_key_id,
    scopes: [SCOPE],
    ...more,
  });
}

async function getRefusal(promise) {
  try {
    await promise;
  } catch (error) {
    return [error.response?.status, error.response?.data?.error, error.response?.data?.error_description];
  }
  return undefined;
}

test('an access token is good for FCM', async () => {
  const client = connect();
  const { token } = await client.getAccessToken();

  assert.match(token, /^ya29\./);
  assert.ok(client.credentials.expiry_date > Date.now() + 3500 * 1000);
  const response = await client.request({
    url: `${ready.https}/v1/projects/${app.projectId}/messages:send`,
    method: 'POST',
    data: { validate_only: true, message: { topic: 'news' } },
  });

  assert.equal(response.data.name, `projects/${app.projectId}/messages/fake_message_id`);
});

test('GoogleAuth reads the key file', async () => {
  const auth = new GoogleAuth({ keyFile: app.serviceAccount, scopes: SCOPE });

  assert.equal(await auth.getProjectId(), app.projectId);
  assert.match(await auth.getAccessToken(), /^ya29\./);
});

test('a wrong key, account or scope is refused', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const cases = [
    [{ key }, 'invalid_grant', /^Invalid JWT Signature/],
    [{ email: 'nobody@contoso-shop.iam.gserviceaccount.com' }, 'invalid_grant', /account not found/],
    [{ scopes: ['messaging'] }, 'invalid_scope', /scope/],
  ];

  for (const [more, code, text] of cases) {
    const refusal = await getRefusal(connect(more).authorize());

    assert.equal(refusal?.[0], 400);
    assert.equal(refusal[1], code);
    assert.match(refusal[2], text);
  }
});

function sign(claims) {
  const now = Math.floor(Date.now() / 1000);
  const encode = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');
  const text = `${encode({ alg: 'RS256', typ: 'JWT', kid: account.private_key_id })}.${encode({
    iss: account.client_email, scope: SCOPE, aud: account.token_uri, iat: now, exp: now + 3600, ...claims,
  })}`;

  return `${text}.${createSign('RSA-SHA256').update(text).sign(account.private_key, 'base64url')}`;
}

test('times and audience of an assertion count', async () => {
  const now = Math.floor(Date.now() / 1000);
  const cases = [
    [{}, 200],
    [{ exp: now - 10 }, 400],
    [{ exp: now + 7200 }, 400],
    [{ iat: now + 3600, exp: now + 7000 }, 400],
    [{ aud: 'https://example.com/token' }, 400],
  ];

  for (const [claims, status] of cases) {
    const response = await fetch(`${ready.http}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: sign(claims),
      }),
    });

    assert.equal(response.status, status, JSON.stringify(claims));
  }
});

test('an access token ends after an hour of the emulated clock', async () => {
  const client = connect();
  const { token } = await client.getAccessToken();

  await admin('POST', 'clock', { advanceSeconds: 3700 });
  const response = await fetch(`${ready.http}/v1/projects/${app.projectId}/messages:send`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: '{"validate_only":true,"message":{"topic":"news"}}',
  });

  assert.equal(response.status, 401);
  assert.equal((await response.json()).error.status, 'UNAUTHENTICATED');
});

// SPDX-License-Identifier: GPL-3.0-or-later
// The client of many single-page applications: it finds the endpoints by discovery, keeps state and
// verifier itself, checks what comes back against them, renews and signs out.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  ErrorResponse, InMemoryWebStorage, OidcClient, User, UserManager, WebStorageStateStore,
} from 'oidc-client-ts';

import { ready } from './peer.mjs';
import { authority, pick, scope, whoAmI } from './sign-in.mjs';

const settings = {
  authority: `${authority}/v2.0`,
  client_id: ready.clientId,
  redirect_uri: 'http://localhost:8400/',
  post_logout_redirect_uri: 'http://localhost:8400/',
  scope: `openid profile offline_access ${scope}`,
  stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
};
const client = new OidcClient(settings);

async function signIn(parameters = {}, by = client) {
  const request = await by.createSigninRequest(parameters);
  const address = await pick(request.url, 'Alex Admin');

  return by.processSigninResponse(address.href);
}

test('a code gives tokens', async () => {
  const answer = await signIn({ state: { page: '/orders' }, nonce: 'once' });

  assert.deepEqual(answer.userState, { page: '/orders' });
  assert.equal(answer.profile.preferred_username, 'admin@contosoltd.com');
  assert.equal(await whoAmI(answer.access_token), ready.userId);
  assert.ok(answer.expires_in > 0);
});

test('the profile is that of both endpoints', async () => {
  const reader = new OidcClient({ ...settings, scope: 'openid profile email', loadUserInfo: true });
  const answer = await signIn({}, reader);

  assert.equal(answer.profile.preferred_username, 'admin@contosoltd.com');
  assert.equal(answer.profile.email, 'admin@contosoltd.com');
});

test('a refresh token renews what was signed in', async () => {
  const userStore = new WebStorageStateStore({ store: new InMemoryWebStorage() });
  const manager = new UserManager({ ...settings, userStore, automaticSilentRenew: false });
  const before = new User(await signIn());

  await manager.storeUser(before);
  const after = await manager.signinSilent();

  assert.equal(after.profile.sub, before.profile.sub);
  assert.notEqual(after.access_token, before.access_token);
  assert.equal(await whoAmI(after.access_token), ready.userId);
  // Its clock for the token's end would keep the program from ending.
  await manager.removeUser();
});

test('an answer is taken once, and only by who asked', async () => {
  const request = await client.createSigninRequest({});
  const address = await pick(request.url, 'Alex Admin');

  await client.processSigninResponse(address.href);
  await assert.rejects(client.processSigninResponse(address.href), /No matching state/);
});

test('a refusal is told by its name', async () => {
  const request = await client.createSigninRequest({ prompt: 'none' });
  const response = await fetch(request.url, { redirect: 'manual' });

  await assert.rejects(client.processSigninResponse(response.headers.get('location')), (error) => {
    assert.ok(error instanceof ErrorResponse);
    assert.equal(error.error, 'login_required');
    return true;
  });
});

test('the session ends where the documents say', async () => {
  const request = await client.createSignoutRequest({ state: { left: true } });
  const response = await fetch(request.url, { redirect: 'manual' });
  const answer = await client.processSignoutResponse(response.headers.get('location'));

  assert.deepEqual(answer.userState, { left: true });
});

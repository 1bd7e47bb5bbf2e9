// SPDX-License-Identifier: GPL-3.0-or-later
// A certified OpenID Connect client that knows nothing of Microsoft: it verifies signatures, issuer,
// nonce and c_hash, and compares what the documents say with what the endpoints do.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { custom, generators, Issuer } from 'openid-client';

import { ready } from './peer.mjs';
import { authority, enter, pick, scope, whoAmI } from './sign-in.mjs';

custom.setHttpOptionsDefaults({ timeout: 30000, ca: readFileSync(ready.ca) });

const issuer = await Issuer.discover(`${authority}/v2.0`);
const redirect = 'http://localhost:8400/';
const desktop = new issuer.Client({
  client_id: ready.clientId,
  redirect_uris: [redirect],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
});

async function signIn(parameters) {
  const verifier = generators.codeVerifier();
  const state = generators.state();
  const nonce = generators.nonce();
  const url = desktop.authorizationUrl({
    ...parameters,
    state,
    nonce,
    code_challenge: generators.codeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const address = await pick(url, 'Alex Admin');

  return desktop.callback(redirect, desktop.callbackParams(address.href), {
    state,
    nonce,
    code_verifier: verifier,
  });
}

test('the issuer is the one that was asked', () => {
  assert.equal(issuer.issuer, `${authority}/v2.0`);
});

test('a code gives tokens that verify', async () => {
  const tokens = await signIn({ scope: `openid profile offline_access ${scope}` });

  assert.equal(tokens.claims().preferred_username, 'admin@contosoltd.com');
  assert.equal(await whoAmI(tokens.access_token), ready.userId);
  const refreshed = await desktop.refresh(tokens);

  assert.equal(refreshed.claims().sub, tokens.claims().sub);
  assert.equal(await whoAmI(refreshed.access_token), ready.userId);
});

test('the userinfo endpoint tells the same person', async () => {
  const tokens = await signIn({ scope: 'openid profile email' });
  const info = await desktop.userinfo(tokens);

  assert.equal(info.sub, tokens.claims().sub);
  assert.equal(info.name, 'Alex Admin');
});

test('a web application gets code and ID token by a form', async () => {
  const web = new issuer.Client({
    client_id: ready.confidentialClientId,
    client_secret: ready.clientSecret,
    redirect_uris: ['http://localhost:5000/signin-oidc'],
    response_types: ['code id_token'],
    token_endpoint_auth_method: 'client_secret_basic',
  });
  const nonce = generators.nonce();
  const answer = await pick(
    web.authorizationUrl({
      scope: `openid ${scope}`,
      response_mode: 'form_post',
      nonce,
      state: 's',
    }),
    'Alex Admin',
  );
  const fields = Object.fromEntries(
    [...answer.page.matchAll(/name="(\w+)" value="([^"]*)"/g)].map((match) => match.slice(1)),
  );
  const tokens = await web.callback('http://localhost:5000/signin-oidc', fields, {
    nonce,
    state: 's',
    response_type: 'code id_token',
  });

  assert.equal(await whoAmI(tokens.access_token), ready.userId);
});

test('a device code', async () => {
  const handle = await desktop.deviceAuthorization({ scope: `openid ${scope}` });

  await enter(handle.verification_uri, handle.user_code, 'Dana Developer');
  const tokens = await handle.poll();

  assert.equal(tokens.claims().preferred_username, 'developer@contosoltd.com');
});

test('an error keeps its name', async () => {
  await assert.rejects(
    desktop.callback(redirect, { code: 'nonsense' }, { code_verifier: generators.codeVerifier() }),
    { error: 'invalid_grant' },
  );
});

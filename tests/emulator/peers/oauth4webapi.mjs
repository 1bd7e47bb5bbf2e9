// SPDX-License-Identifier: GPL-3.0-or-later
// oauth4webapi and jose, which take nothing on trust: metadata, answers and tokens are validated.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import { admin, ready } from './peer.mjs';

const issuer = new URL(`${ready.https}/${ready.tenantId}/v2.0`);
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer));
const scope = `${ready.https}/.default`;
const keys = createRemoteJWKSet(new URL(server.jwks_uri));

async function grantToService(method) {
  const client = {
    client_id: ready.confidentialClientId,
    client_secret: ready.clientSecret,
    token_endpoint_auth_method: method,
  };
  const answer = await oauth.clientCredentialsGrantRequest(server, client,
    new URLSearchParams({ scope }));

  return oauth.processClientCredentialsResponse(server, client, answer);
}

for (const method of ['client_secret_basic', 'client_secret_post'])
  test(`a service signs in by ${method}, and its token is what it says`, async () => {
    const { access_token: token } = await grantToService(method);
    const { payload } = await jwtVerify(token, keys, { audience: ready.https });

    assert.equal(payload.tid, ready.tenantId);
    assert.equal(payload.appid, ready.confidentialClientId);
    await assert.rejects(jwtVerify(token, keys, { audience: 'https://example.com' }));
    await assert.rejects(jwtVerify(`${token.slice(0, -4)}AAAA`, keys));
  });

test('device code, then a refresh that rotates', async () => {
  const client = { client_id: ready.clientId, token_endpoint_auth_method: 'none' };
  const begun = await oauth.processDeviceAuthorizationResponse(server, client,
    await oauth.deviceAuthorizationRequest(server, client,
      new URLSearchParams({ scope: `${scope} openid profile offline_access` })));
  const early = await oauth.processDeviceCodeResponse(server, client,
    await oauth.deviceCodeGrantRequest(server, client, begun.device_code));

  assert.equal(early.error, 'authorization_pending');
  await admin('POST', 'sign-in/approve', { userCode: begun.user_code });
  const tokens = await oauth.processDeviceCodeResponse(server, client,
    await oauth.deviceCodeGrantRequest(server, client, begun.device_code));
  assert.equal(oauth.getValidatedIdTokenClaims(tokens).preferred_username, 'admin@contosoltd.com');
  const fresh = await oauth.processRefreshTokenResponse(server, client,
    await oauth.refreshTokenGrantRequest(server, client, tokens.refresh_token));
  assert.notEqual(fresh.refresh_token, tokens.refresh_token);
});

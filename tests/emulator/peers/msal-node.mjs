// SPDX-License-Identifier: GPL-3.0-or-later
// Microsoft's own library for Node.js, as its documentation uses it: a desktop application and a
// service.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  ConfidentialClientApplication,
  CryptoProvider,
  PublicClientApplication,
} from '@azure/msal-node';

import { ready } from './peer.mjs';
import { authority, certificate, enter, pick, scope, whoAmI } from './sign-in.mjs';

const auth = {
  clientId: ready.clientId,
  authority,
  knownAuthorities: [new URL(ready.https).host],
};

async function signInByCode(application) {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const request = {
    scopes: [scope],
    redirectUri: 'http://localhost:8400',
    state: 'a state & more',
    codeChallenge: challenge,
    codeChallengeMethod: 'S256',
  };
  const address = await pick(await application.getAuthCodeUrl(request), 'Alex Admin');

  assert.equal(address.origin, 'http://localhost:8400');
  assert.equal(address.searchParams.get('state'), request.state);
  return application.acquireTokenByCode({
    ...request,
    code: address.searchParams.get('code'),
    codeVerifier: verifier,
  });
}

test('a desktop application signs somebody in with a code', async () => {
  const application = new PublicClientApplication({ auth });
  const result = await signInByCode(application);

  assert.equal(result.account.username, 'admin@contosoltd.com');
  assert.equal(result.account.tenantId, ready.tenantId);
  assert.equal(result.idTokenClaims.aud, ready.clientId);
  assert.ok(result.scopes.includes(scope));
  assert.equal(await whoAmI(result.accessToken), ready.userId);
});

test('it answers from its cache, and refreshes when it must', async () => {
  const application = new PublicClientApplication({ auth });
  const { account, accessToken } = await signInByCode(application);
  const cached = await application.acquireTokenSilent({ account, scopes: [scope] });
  const fresh = await application.acquireTokenSilent({ account, scopes: [scope], forceRefresh: true });

  assert.ok(cached.fromCache);
  assert.equal(cached.accessToken, accessToken);
  assert.ok(!fresh.fromCache);
  assert.notEqual(fresh.accessToken, accessToken);
  assert.equal(await whoAmI(fresh.accessToken), ready.userId);
  // The rotated token goes on working.
  const again = await application.acquireTokenSilent({ account, scopes: [scope], forceRefresh: true });

  assert.equal(await whoAmI(again.accessToken), ready.userId);
});

test('a device code is approved on another device', async () => {
  const application = new PublicClientApplication({ auth });
  const result = await application.acquireTokenByDeviceCode({
    scopes: [scope],
    deviceCodeCallback: async (response) => {
      assert.match(response.message, new RegExp(response.userCode));
      await enter(response.verificationUri, response.userCode, 'Sam Support');
    },
  });

  assert.equal(result.account.username, 'support@contosoltd.com');
  assert.notEqual(await whoAmI(result.accessToken), ready.userId);
});

test('a service has a secret', async () => {
  const application = new ConfidentialClientApplication({
    auth: { ...auth, clientId: ready.confidentialClientId, clientSecret: ready.clientSecret },
  });
  const result = await application.acquireTokenByClientCredential({
    scopes: [`${ready.https}/.default`],
  });

  assert.ok(await whoAmI(result.accessToken));
});

test('a service has a certificate', async () => {
  const { privateKey, sha256, pem } = certificate();

  for (const x5c of [undefined, pem]) {
    const application = new ConfidentialClientApplication({
      auth: {
        ...auth,
        clientId: ready.confidentialClientId,
        clientCertificate: { thumbprintSha256: sha256, privateKey, x5c },
      },
    });
    const result = await application.acquireTokenByClientCredential({
      scopes: [`${ready.https}/.default`],
      skipCache: true,
    });

    assert.ok(await whoAmI(result.accessToken));
    // The library sends the same assertion again while it is good.
    await application.acquireTokenByClientCredential({
      scopes: [`${ready.https}/.default`],
      skipCache: true,
    });
  }
});

test('a wrong secret is told by its number', async () => {
  const application = new ConfidentialClientApplication({
    auth: { ...auth, clientId: ready.confidentialClientId, clientSecret: 'wrong' },
  });

  await assert.rejects(
    application.acquireTokenByClientCredential({ scopes: [`${ready.https}/.default`] }),
    (error) => error.errorCode === 'invalid_client' && error.errorMessage.includes('AADSTS7000215'),
  );
});

test('a second factor is asked for with the claims of the refusal', async () => {
  const application = new PublicClientApplication({ auth });
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const request = {
    scopes: [scope],
    redirectUri: 'http://localhost:8400',
    codeChallenge: challenge,
    codeChallengeMethod: 'S256',
  };
  const redeem = async (extra) => {
    const address = await pick(await application.getAuthCodeUrl({ ...request, ...extra }), 'Mia');

    return application.acquireTokenByCode({
      ...request,
      ...extra,
      code: address.searchParams.get('code'),
      codeVerifier: verifier,
    });
  };
  const refusal = await redeem({}).then(() => undefined, (error) => error);

  assert.equal(refusal.name, 'InteractionRequiredAuthError');
  assert.ok(refusal.claims);
  const result = await redeem({ claims: refusal.claims });

  assert.equal(result.account.username, 'mfa@contosoltd.com');
});

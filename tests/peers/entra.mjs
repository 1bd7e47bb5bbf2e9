// SPDX-License-Identifier: GPL-3.0-or-later
// oidc-provider, an OpenID Connect server that was certified and that nobody here wrote, laid out as
// Entra ID is: a tenant before every path, the discovery document below v2.0. Beside it stands as much
// of Dataverse as signing in asks for; its tokens are judged by oidc-provider.
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { Provider } from 'oidc-provider';
import { home } from './heraldctl.mjs';

export const tenant = '0f8fad5b-d9cb-469f-a165-70867728950e';
export const person = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
export const application = '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d';
export const certified = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';
export const secret = 'the secret of the application';
export const organization = 'c9bf9e57-1685-4c89-bafb-ff5af830be8a';

const read = (name) => readFileSync(join(home, name));
const key = read('server.key');

const clients = [
  {
    client_id: person,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token',
      'urn:ietf:params:oauth:grant-type:device_code'],
    redirect_uris: ['http://localhost'],
  },
  {
    client_id: application,
    client_secret: secret,
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  },
  {
    client_id: certified,
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'PS256',
    jwks: { keys: [{ ...createPublicKey(key).export({ format: 'jwk' }), use: 'sig', alg: 'PS256' }] },
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  },
];

const configure = (origin) => ({
  clients,
  scopes: ['openid', 'offline_access', 'profile', `${origin}/user_impersonation`,
    `${origin}/.default`],
  clientAuthMethods: ['none', 'client_secret_post', 'private_key_jwt'],
  features: {
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    devInteractions: { enabled: true },
  },
  routes: {
    authorization: '/oauth2/v2.0/authorize',
    token: '/oauth2/v2.0/token',
    device_authorization: '/oauth2/v2.0/devicecode',
    code_verification: '/oauth2/v2.0/deviceauth',
    jwks: '/discovery/v2.0/keys',
  },
  // Stricter than Entra: each refresh token is used once, and a second time revokes them all.
  rotateRefreshToken: true,
  pkce: { required: (context, client) => client.applicationType === 'native' },
  ttl: { DeviceCode: 60, AccessToken: 3600, RefreshToken: 3600, IdToken: 3600, Grant: 3600,
    Interaction: 600, Session: 600, ClientCredentials: 600 },
  cookies: { keys: ['peer'] },
});

/** A GUID that stands for a person's name. */
export const userId = (name) =>
  `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padEnd(12, '0').slice(0, 12)}`;

/** Sets have lower-case names, functions have not; whoever signs in is no table's matter here. */
const isAboutTables = (url) => /^\/api\/data\/v9\.2\/[a-z]/.test(url) && !url.includes('/systemusers(');

export class Entra {
  origin;
  provider;
  #name;
  #options;
  #server;
  /** Told of each request. */
  told = undefined;
  /** Answers a request of Dataverse or of global discovery in place of this class: (request, account) => [status, body]. */
  answer = undefined;
  /** Answers whoever is signed in about tables: async (request) => [status, text]. */
  answerTables = undefined;

  /** `name`: of the host; `file`: of its key and certificate; `options`: more of them for TLS. */
  constructor(name = 'localhost', file = 'server', options = {}) {
    this.#name = name;
    this.#options = { key: read(`${file}.key`), cert: read(`${file}.pem`), ...options };
  }

  async start() {
    this.#server = createServer(this.#options, (request, response) => this.#handle(request, response));
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.origin = `https://${this.#name}:${this.#server.address().port}`;
    this.provider = new Provider(`${this.origin}/${tenant}/v2.0`, configure(this.origin));
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #handle(request, response) {
    const prefix = `/${tenant}`;

    this.told?.(request);
    if (request.url.startsWith('/api/')) {
      this.#answerDataverse(request, response);
      return;
    }
    if (request.url.startsWith(`${prefix}/`)) {
      // How oidc-provider learns that it is mounted below a path.
      request.originalUrl = request.url.replace(`${prefix}/v2.0/`, `${prefix}/`);
      // Entra gives offline_access to whoever asks for it; here one has to be asked for consent.
      if (request.originalUrl.includes('/authorize?'))
        request.originalUrl += '&prompt=consent';
      request.url = request.originalUrl.slice(prefix.length);
    }
    this.provider.callback()(request, response);
  }

  /** Whose token it is: a person's name, an application's id, or nobody's. */
  async #findAccount(request) {
    const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];

    if (token === undefined)
      return undefined;
    return (await this.provider.AccessToken.find(token))?.accountId ??
      (await this.provider.ClientCredentials.find(token))?.clientId;
  }

  async #answerDataverse(request, response) {
    const account = await this.#findAccount(request);
    const own = this.answer?.(request, account);

    if (account !== undefined && this.answerTables !== undefined && isAboutTables(request.url)) {
      const [status, text] = await this.answerTables(request);

      response.writeHead(status, { 'Content-Type': 'application/json; odata.metadata=minimal',
        'OData-Version': '4.0' });
      response.end(text);
      return;
    }
    const [status, body, headers] = own ?? this.#answerUsual(request, account);

    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  }

  #answerUsual(request, account) {
    if (account === undefined)
      return [401, { error: { code: '', message: 'Sign in' } }, {
        'WWW-Authenticate': `Bearer authorization_uri=${this.origin}/${tenant}/oauth2/authorize, ` +
          `resource_id=${this.origin}/`,
      }];
    if (request.url.startsWith('/api/discovery/'))
      return [200, { value: [{ Id: organization, UniqueName: 'fabrikam', UrlName: 'fabrikam',
        FriendlyName: 'Fabrikam', Url: this.origin, ApiUrl: this.origin, TenantId: tenant, State: 0,
        Version: '9.2.0.0', Region: 'EUR' }] }];
    if (request.url.endsWith('/WhoAmI'))
      return [200, { UserId: userId(account), BusinessUnitId: organization,
        OrganizationId: organization }];
    if (request.url.includes('/RetrieveCurrentOrganization'))
      return [200, { Detail: { OrganizationId: organization, FriendlyName: 'Fabrikam',
        TenantId: tenant } }];
    if (request.url.includes('/systemusers('))
      return [200, { fullname: account }];
    return [200, { value: [] }];
  }
}

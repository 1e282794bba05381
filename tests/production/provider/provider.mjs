// An independent identity provider: the npm package oidc-provider with our accounts, its own certificate, two issuers.
//
// Started with two arguments: the folder that holds node_modules, and a file of JSON that oidc_provider.py writes.
// A control address on the loopback changes the keys and what is given where, and tells what was asked.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [parts, settingsFile] = process.argv.slice(2);
const found = createRequire(path.join(path.resolve(parts), 'found-from-here.js')).resolve('oidc-provider');
const { default: Provider } = await import(pathToFileURL(found));
const settings = JSON.parse(readFileSync(settingsFile, 'utf8'));

const CLAIMS_OF_SCOPES = {
  openid: ['sub'],
  profile: ['given_name', 'family_name', 'name'],
  employee: ['employeeHsaId'],
  'https://id.oidc.se/scope/naturalPersonNumber': ['https://id.oidc.se/claim/personalIdentityNumber'],
};
const CLAIMS = [...new Set(Object.values(CLAIMS_OF_SCOPES).flat())];

const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const page = (title, body) => `<!doctype html><html lang="sv"><meta charset="utf-8"><title>${escaped(title)}</title>
<h1>${escaped(title)}</h1>${body}</html>`;

function newKey(kid) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
}

/** Let outgoing calls reach the loopback, where the product may be, which the package forbids by its dispatcher. */
function plainFetch(url, { dispatcher: _dispatcher, ...options }) {
  return globalThis.fetch(url, options);
}

function askToLogOut(ctx, form) {
  ctx.body = page('Logga ut', `${form}<button form="op.logoutForm" name="logout" value="yes">Ja, logga ut</button>`);
}

function tellTheError(ctx, out) {
  ctx.type = 'html';
  ctx.body = page('Det gick inte', `<pre>${escaped(JSON.stringify(out))}</pre>`);
}

class Realm {
  constructor(said) {
    Object.assign(this, said);
    this.issuer = `https://${said.host}:${said.port}`;
    this.key = newKey('first');
    this.asAtFirst();
  }

  asAtFirst() {
    this.how = { claimsParameter: true, signedUserinfo: false, secrets: ['client_secret_basic', 'client_secret_post'] };
    this.asked = [];
    this.told = [];
    this.build();
  }

  change(how) {
    this.how = { ...this.how, ...how };
    this.build();
  }

  /** The package's own program; what it remembers of sessions is kept when it is built anew. */
  build() {
    const client = {
      ...this.client,
      backchannel_logout_session_required: true,
      token_endpoint_auth_method: this.how.secrets.at(-1),
    };
    if (this.how.signedUserinfo) client.userinfo_signed_response_alg = 'RS256';
    this.provider = new Provider(this.issuer, {
      clients: [client],
      clientAuthMethods: this.how.secrets,
      jwks: { keys: [this.key] },
      cookies: { keys: [settings.cookieKey] },
      claims: CLAIMS_OF_SCOPES,
      scopes: Object.keys(CLAIMS_OF_SCOPES),
      acrValues: [this.acr],
      ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 3600, IdToken: 300, Interaction: 600, Session: 3600 },
      features: {
        devInteractions: { enabled: false },
        backchannelLogout: { enabled: true },
        claimsParameter: { enabled: this.how.claimsParameter },
        jwtUserinfo: { enabled: true },
        rpInitiatedLogout: { enabled: true, logoutSource: askToLogOut },
      },
      interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_ctx, id) => this.account(id),
      loadExistingGrant: (ctx) => this.grant(ctx),
      renderError: tellTheError,
      fetch: plainFetch,
    });
    this.answer = this.provider.callback();
    this.provider.on('server_error', (_ctx, error) => console.error(error));
    this.provider.on('backchannel.success', () => this.told.push('ok'));
    this.provider.on('backchannel.error', (_ctx, error) => {
      this.told.push('error');
      console.error(error);
    });
  }

  account(id) {
    const claims = this.accounts[id];
    return claims && { accountId: id, claims: () => ({ sub: id, ...claims }) };
  }

  async grant(ctx) {
    const { client, session } = ctx.oidc;
    const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(Object.keys(CLAIMS_OF_SCOPES).join(' '));
    grant.addOIDCClaims([...CLAIMS, 'acr', 'auth_time']);
    await grant.save();
    return grant;
  }

  /** One request: our own page for who one is, or the package's. */
  async handle(request, response) {
    const address = new URL(request.url, this.issuer);
    if (address.pathname === '/auth') this.asked.push(Object.fromEntries(address.searchParams));
    if (!address.pathname.startsWith('/interaction/')) return this.answer(request, response);
    await this.provider.interactionDetails(request, response);
    if (request.method === 'POST') return this.logIn(request, response);
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    const buttons = Object.entries(this.accounts).map(([id, claims]) => {
      const name = [claims.given_name, claims.family_name].filter(Boolean).join(' ') || id;
      return `<p><button name="account" value="${escaped(id)}">${escaped(name)}</button></p>`;
    });
    return response.end(page('Vem är du?', `<form method="post">${buttons.join('')}</form>`));
  }

  async logIn(request, response) {
    let body = '';
    for await (const part of request) body += part;
    const accountId = new URLSearchParams(body).get('account');
    if (!this.accounts[accountId]) {
      response.statusCode = 400;
      return response.end('unknown account');
    }
    return this.provider.interactionFinished(request, response, { login: { accountId, acr: this.acr, amr: ['swk'] } });
  }

  listen() {
    const tls = { cert: readFileSync(this.certificate), key: readFileSync(this.certificateKey) };
    https.createServer(tls, (request, response) => {
      this.handle(request, response).catch((error) => {
        console.error(error);
        response.statusCode = 500;
        response.end();
      });
    }).listen(this.port, this.host);
  }
}

const realms = new Map(settings.realms.map((said) => [said.name, new Realm(said)]));

/** What tests ask of the provider behind the product's back. */
const DEEDS = {
  'as-at-first': (realm) => realm.asAtFirst(),
  'new-key': (realm) => {
    realm.key = newKey(randomBytes(8).toString('hex'));
    realm.build();
  },
  'new-key-under-old-name': (realm) => {
    realm.key = newKey(realm.key.kid);
    realm.build();
  },
  'give-claims-by-scope': (realm) => realm.change({ claimsParameter: false }),
  'sign-user-information': (realm) => realm.change({ signedUserinfo: true }),
  'take-secrets-in-the-header-alone': (realm) => realm.change({ secrets: ['client_secret_basic'] }),
  asked: (realm) => realm.asked,
  told: (realm) => realm.told,
};

http.createServer((request, response) => {
  const [, name, deed] = request.url.split('/');
  const realm = realms.get(name);
  if (!realm || !DEEDS[deed]) {
    response.statusCode = 404;
    return response.end();
  }
  response.setHeader('Content-Type', 'application/json');
  return response.end(JSON.stringify(DEEDS[deed](realm) ?? null));
}).listen(settings.control, '127.0.0.1', () => {
  for (const realm of realms.values()) realm.listen();
});

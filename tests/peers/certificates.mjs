// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates of the authority that heraldctl is told to trust, made with OpenSSL.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { home } from './heraldctl.mjs';

export const path = (name) => join(home, name);
export const openssl = (...words) => execFileSync('openssl', words, { cwd: home, stdio: 'ignore' });

/** Makes FILE.key and FILE.pem for the first name, valid for all of them. */
export function certify(file, ...names) {
  writeFileSync(path('names.txt'), `subjectAltName=${names.map((name) => `DNS:${name}`).join()}`);
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${names[0]}`, '-keyout', `${file}.key`,
    '-out', `${file}.csr`);
  openssl('x509', '-req', '-in', `${file}.csr`, '-CA', 'server.pem', '-CAkey', 'server.key',
    '-CAcreateserial', '-days', '2', '-extfile', 'names.txt', '-out', `${file}.pem`);
}

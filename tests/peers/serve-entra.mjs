// SPDX-License-Identifier: GPL-3.0-or-later
// The service of entra.mjs for a test in another language: says where it is, ends with its input.
import { Entra, person } from './entra.mjs';

const entra = new Entra();

await entra.start();
console.log(JSON.stringify({ origin: entra.origin, clientId: person }));
process.stdin.resume();
process.stdin.on('end', () => entra.stop());

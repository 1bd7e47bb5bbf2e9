// SPDX-License-Identifier: GPL-3.0-or-later
// Two proxies of other people, HTTP CONNECT and SOCKS, which want a name and a password. Whatever server
// is asked for is one of this computer.
import { connect, createServer } from 'node:net';
import socks from '@pondwader/socks5-server';
import { Server as HttpProxy } from 'proxy-chain';

export const user = 'ada';
export const password = 'p:a/s%s wörd';

export class Tunnels {
  /** “CONNECT host” and “SOCKS host”, as they came; what was refused is not among the latter. */
  asked = [];
  /** Which port of this computer stands for a server: (port) => port. */
  lead = (port) => port;
  #http;
  #socks;

  get http() { return `http://127.0.0.1:${this.#http.port}`; }
  get socks() { return `socks5://127.0.0.1:${this.#socks.server.address().port}`; }

  async start() {
    this.#http = new HttpProxy({
      host: '127.0.0.1',
      port: 0,
      prepareRequestFunction: (request) => {
        this.asked.push(`${request.isHttp ? 'http' : 'CONNECT'} ${request.hostname}`);
        return {
          requestAuthentication: request.username !== user || request.password !== password,
          customConnectServer: createServer((client) => this.#join(client, request.port)),
        };
      },
    });
    await this.#http.listen();
    this.#socks = socks.createServer();
    this.#socks.setAuthHandler((client) => client.username === user && client.password === password);
    this.#socks.setConnectionHandler((client, sendStatus) => {
      this.asked.push(`SOCKS ${client.destAddress}`);
      this.#join(client.socket, client.destPort, sendStatus);
    });
    await new Promise((resolve) => this.#socks.listen(0, '127.0.0.1', resolve));
  }

  async stop() {
    await this.#http.close(true);
    this.#socks.close();
  }

  #join(client, port, tell = () => {}) {
    const server = connect({ host: '127.0.0.1', port: this.lead(Number(port)) });

    server.once('error', () => tell('HOST_UNREACHABLE'));
    server.once('connect', () => {
      tell('REQUEST_GRANTED');
      client.pipe(server).pipe(client);
    });
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
  }
}

// SPDX-License-Identifier: GPL-3.0-or-later
// A browser without a window: cookies, redirects, forms and links, which is all that signing in needs.

const MOST_REDIRECTS = 20;

const unescape = (text) => text.replaceAll('&amp;', '&').replaceAll('&#39;', "'")
  .replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>');

const attribute = (tag, name) => {
  const match = new RegExp(`\\s${name}="([^"]*)"`).exec(tag);

  return match === null ? undefined : unescape(match[1]);
};

export class Browser {
  #cookies = new Map();
  #url;
  #page = '';

  get page() { return this.#page; }

  async #fetch(url, options) {
    const response = await fetch(url, {
      ...options,
      redirect: 'manual',
      headers: {
        ...options.headers,
        Cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
    });

    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);

      this.#cookies.set(name, value);
    }
    return response;
  }

  async #go(url, options = {}) {
    for (let hop = 0; hop < MOST_REDIRECTS; hop++) {
      const response = await this.#fetch(url, options);

      this.#url = url;
      this.#page = await response.text();
      if (response.status < 300 || response.status > 399)
        return response.status;
      url = new URL(response.headers.get('location'), url).href;
      options = {};
    }
    throw new Error(`no end of redirects at ${url}`);
  }

  /** Opens a page, through whatever leads there; answers the last status. */
  visit(url) { return this.#go(url); }

  /** Follows the link that reads `text`. */
  follow(text) {
    const link = [...this.#page.matchAll(/<a\s[^>]*>([^<]*)<\/a>/g)]
      .find(([, words]) => words.includes(text));

    if (link === undefined)
      throw new Error(`no link ${text} in ${this.#page}`);
    return this.#go(new URL(attribute(link[0], 'href'), this.#url).href);
  }

  /** Fills in the page's form and sends it. */
  submit(values = {}) {
    const [form] = /<form\s[\s\S]*?<\/form>/.exec(this.#page);
    const fields = new URLSearchParams();

    for (const [input] of form.matchAll(/<input\s[^>]*>/g))
      if (attribute(input, 'type') === 'hidden')
        fields.set(attribute(input, 'name'), attribute(input, 'value') ?? '');
    for (const [name, value] of Object.entries(values))
      fields.set(name, value);
    return this.#go(new URL(attribute(form, 'action'), this.#url).href, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: fields.toString(),
    });
  }
}

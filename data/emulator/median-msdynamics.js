/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Median's plug-in gives a web app as median.msdynamics (Median, “Microsoft Dynamics”, read
 * 2026-11). The emulator calls this function with the address of the phone and the app's name. */
function (phone, app) {
  'use strict';

  async function call(method, path, body) {
    const answer = await fetch(phone + path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const value = await answer.json();

    if (!answer.ok)
      throw new Error(value.error.message);
    return value;
  }

  /* A tab is a run of the app: another page in it is no new launch. */
  async function launch() {
    const key = `median.msdynamics ${phone}`;

    if (sessionStorage.getItem(key) === null)
      sessionStorage.setItem(key, (await call('POST', '/launches', {})).isFirstLaunch);
    return sessionStorage.getItem(key) === 'true';
  }

  function addButton(box, text, press) {
    const button = document.createElement('button');

    button.textContent = text;
    button.style.cssText = 'font: inherit; padding: 0.5em 1em; margin: 1em 0.5em 0 0;';
    button.addEventListener('click', press);
    box.append(button);
    return button;
  }

  /* The system's question; it stays until it is answered. */
  function ask() {
    return new Promise((resolve) => {
      const shade = document.createElement('div');
      const box = document.createElement('div');
      const question = document.createElement('div');
      const answer = (text) => {
        shade.remove();
        resolve(text);
      };

      shade.style.cssText = 'position: fixed; inset: 0; z-index: 2147483647; display: grid;' +
        ' place-items: center; background: rgba(0, 0, 0, 0.4);';
      box.style.cssText = 'max-width: 20em; margin: 1em; padding: 1.5em; border-radius: 1em;' +
        ' font: 16px sans-serif; color: #000; background: #fff;';
      box.setAttribute('role', 'alertdialog');
      box.setAttribute('aria-modal', 'true');
      question.textContent = `Allow “${app}” to send you notifications?`;
      box.setAttribute('aria-label', question.textContent);
      box.append(question);
      addButton(box, 'Don’t Allow', () => answer('denied'));
      addButton(box, 'Allow', () => answer('granted')).autofocus = true;
      shade.append(box);
      document.body.append(shade);
      box.lastChild.focus();
    });
  }

  async function prompt() {
    const { granted, asks } = await call('GET', '/permission');

    return asks ? call('POST', '/permission', { answer: await ask() }) : { granted };
  }

  async function look() {
    const { granted } = await call('GET', '/permission');

    return { granted };
  }

  async function register(userId) {
    try {
      return await call('POST', '/registration', { userId });
    } catch (error) {
      console.error(error);
      return { success: false };
    }
  }

  async function describe() {
    return {
      ...await call('GET', '/registration'),
      language: navigator.language.split('-')[0],
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      isFirstLaunch: await launched,
    };
  }

  /* A callback stands within the options or after them; without one there is a promise. */
  function tell(result, options, after) {
    const callback = after ?? options?.callback;

    if (typeof callback !== 'function')
      return result;
    result.then(callback, (error) => console.error(error));
    return undefined;
  }

  const launched = launch();

  launched.catch((error) => console.error(error));
  window.median = window.median ?? {};
  window.median.msdynamics = {
    promptNotificationPermission: (options, after) => tell(prompt(), options, after),
    areNotificationsEnabled: (options, after) => tell(look(), options, after),
    registerDevice: (options, after) => tell(register(options?.userId), options, after),
    registrationInfo: (options, after) => tell(describe(), options, after),
  };
}

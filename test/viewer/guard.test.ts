/** Who may ask the viewer. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/viewer/guard.js';

const PORT = 4321;
const HOST = `127.0.0.1:${PORT}`;
const asked = (url: string, headers: Record<string, string | undefined> = {}, method = 'GET') =>
  judge({ method, url, headers: { host: HOST, ...headers } }, PORT, 'secret');

describe('a request', () => {
  it('of the page is answered, under both names of the machine', () => {
    expect(asked('/secret/')).toEqual({ path: '' });
    expect(asked('/secret/grids/0/state', { 'sec-fetch-site': 'same-origin' })).toEqual({
      path: 'grids/0/state',
    });
    expect(
      asked('/secret/', {
        host: `localhost:${PORT}`,
        origin: `http://localhost:${PORT}`,
        'sec-fetch-site': 'none',
      }),
    ).toEqual({ path: '' });
    expect(asked('/secret/page.js', {}, 'HEAD')).toEqual({ path: 'page.js' });
  });

  it.each([
    ['that wants to change something', '/secret/', {}, 'POST', 405],
    ['by any other method', '/secret/', {}, 'OPTIONS', 405],
    ['for a name that was bound to this machine', '/secret/', { host: `evil.example:${PORT}` }, 'GET', 403],
    ['for another port', '/secret/', { host: '127.0.0.1:80' }, 'GET', 403],
    ['without a host', '/secret/', { host: undefined }, 'GET', 403],
    ['of a page of another origin', '/secret/', { origin: 'http://evil.example' }, 'GET', 403],
    [
      'of a page on another port of this machine',
      '/secret/',
      { origin: 'http://127.0.0.1:8888' },
      'GET',
      403,
    ],
    ['of a sandboxed page', '/secret/', { origin: 'null' }, 'GET', 403],
    ['of the same name by another protocol', '/secret/', { origin: `https://${HOST}` }, 'GET', 403],
    ['of an image in a foreign page', '/secret/', { 'sec-fetch-site': 'cross-site' }, 'GET', 403],
    ['of a page on another port of the same site', '/secret/', { 'sec-fetch-site': 'same-site' }, 'GET', 403],
    ['of who does not know the secret', '/', {}, 'GET', 404],
    ['of who guesses it', '/secreu/', {}, 'GET', 404],
    ['for a whole address', `http://${HOST}/secret/`, {}, 'GET', 404],
  ])('%s is refused', (_, url, headers, method, status) => {
    expect(asked(url, headers, method)).toMatchObject({ status });
  });
});

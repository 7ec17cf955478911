/** Who may ask the viewer's server: pages that it served itself, to one loopback address, in words that cannot change anything. */

/** What a request is judged by. */
export interface Asked {
  readonly method: string;
  /** Path with its query, as the request line has it. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Why a request is refused. */
export interface Refusal {
  readonly status: number;
  readonly words: string;
}

/** The names under which a server on a port of 127.0.0.1 is asked. */
const hostsOf = (port: number) => [`127.0.0.1:${port}`, `localhost:${port}`];

/**
 * The path of a request below the secret folder, or why it is refused. A page of another origin is known by its Origin or by Sec-Fetch-Site; one whose
 * name was rebound to this machine by its Host. Whoever does not know the secret, such as other users of the machine, finds nothing.
 */
export function judge(
  { method, url, headers }: Asked,
  port: number,
  secret: string,
): Refusal | { readonly path: string } {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, words: 'only GET and HEAD' };
  const { host, origin, 'sec-fetch-site': site } = headers;
  const hosts = hostsOf(port);
  if (typeof host !== 'string' || !hosts.includes(host))
    return { status: 403, words: `this server answers for ${hosts.join(' and ')} only` };
  if (origin !== undefined && origin !== `http://${host}`)
    return { status: 403, words: 'this server answers its own page only' };
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return { status: 403, words: 'this server answers its own page only' };
  const prefix = `/${secret}/`;
  if (!url.startsWith(prefix))
    return { status: 404, words: 'not found: the address has a part that is printed when the server starts' };
  return { path: url.slice(prefix.length) };
}

/** Headers of every answer: no other page may show it, read it or be asked anything by it, and nothing is kept. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

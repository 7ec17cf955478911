/** What the page asks of its server. */

/** The answer to an address below the page's. An Error has the server's words where it refuses. */
export async function ask(address: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(address, signal === undefined ? {} : { signal });
  if (!response.ok) throw new Error(((await response.json()) as { words: string }).words);
  return response;
}

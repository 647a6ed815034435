/** The code of a sign-in link: the whole link, its fragment, or the bare code, as people paste it. */
export function codeIn(text: string): string | undefined {
  const word = text.trim()
  const fragment = /#(?:.*&)?code=([^&\s]+)/.exec(word) ?? /^code=([^&\s]+)$/.exec(word)
  if (fragment) return decode(fragment[1] ?? '')
  return /^[\w.~-]{8,512}$/.test(word) ? word : undefined
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Takes the code out of the address bar before anything else can see it there: history, referrers, screen sharing. */
export function takeCode(place: Location, history: History): string | undefined {
  const code = place.hash.includes('code=') ? codeIn(place.hash) : undefined
  if (place.hash !== '') history.replaceState(history.state, '', place.pathname + place.search)
  return code
}

import { useEffect } from 'react'

export function useTitle(words: string) {
  useEffect(() => {
    document.title = words === '' ? 'Sealbook' : `${words} · Sealbook`
  }, [words])
}

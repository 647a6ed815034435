import { useSyncExternalStore } from 'react'

/** What this browser remembers of its reader: looks and keys, nothing about the ledger. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark'
  readonly shortcuts: boolean
}

const KEY = 'sealbook.settings'
const usual: Settings = { theme: 'system', shortcuts: true }
const readers = new Set<() => void>()
let current: Settings = load()

function load(): Settings {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>
    const theme = kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : 'system'
    return { theme, shortcuts: kept.shortcuts !== false }
  } catch {
    return usual
  }
}

export function applyTheme() {
  document.documentElement.dataset['theme'] = current.theme
}

export function change(to: Partial<Settings>) {
  current = { ...current, ...to }
  localStorage.setItem(KEY, JSON.stringify(current))
  applyTheme()
  readers.forEach((reader) => reader())
}

export function settings(): Settings {
  return current
}

export function useSettings(): Settings {
  return useSyncExternalStore((reader) => {
    readers.add(reader)
    return () => readers.delete(reader)
  }, settings)
}

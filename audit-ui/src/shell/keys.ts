import { useEffect, useEffectEvent, useRef } from 'react'
import { settings } from './settings'

/** How long the first of two keys waits for the second. */
const PAUSE = 1500

/**
 * Keys, off while somebody types. Single ones are off for whoever switched them off (WCAG 2.1.4); `g e` is one after the
 * other.
 */
export function useKeys(keys: Readonly<Record<string, (() => void) | undefined>>) {
  const begun = useRef({ key: '', at: 0 })
  const onKey = useEffectEvent((event: KeyboardEvent, single: boolean) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (single !== (event.key.length === 1) || isTyping(event.target)) return
    if (single && !settings().shortcuts) return
    if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return
    const { key, at } = begun.current
    begun.current = { key: event.key, at: event.timeStamp }
    const act = (event.timeStamp - at < PAUSE ? keys[`${key} ${event.key}`] : undefined) ?? keys[event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  })
  useEffect(() => {
    // On the way down: the table would take a letter for the beginning of a row. Escape belongs to what is open first.
    const single = (event: KeyboardEvent) => onKey(event, true)
    const named = (event: KeyboardEvent) => onKey(event, false)
    document.addEventListener('keydown', single, true)
    document.addEventListener('keydown', named)
    return () => {
      document.removeEventListener('keydown', single, true)
      document.removeEventListener('keydown', named)
    }
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

import { useEffect, useEffectEvent } from 'react'
import { settings } from './settings'

/** Single keys, off while somebody types and for whoever switched them off (WCAG 2.1.4). */
export function useKeys(keys: Readonly<Record<string, (() => void) | undefined>>) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const single = event.key.length === 1
    if (single && (!settings().shortcuts || isTyping(event.target))) return
    if (!single && isTyping(event.target)) return
    if (document.querySelector('[role="dialog"]:not([data-panel]), [role="menu"]') !== null) return
    const act = keys[event.key]
    if (!act) return
    event.preventDefault()
    act()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

import { useEffect, useState, type RefObject } from 'react'

/** In which of the stretches between the given widths the element is; changes only when it crosses one. */
export function useNarrow(element: RefObject<HTMLElement | null>, edges: readonly number[]): number {
  const [stretch, setStretch] = useState(edges.length)
  const key = edges.join()
  useEffect(() => {
    const place = element.current
    if (!place) return
    const bounds = key.split(',').map(Number)
    const measure = () => setStretch(bounds.filter((edge) => place.clientWidth >= edge).length)
    const watch = new ResizeObserver(measure)
    watch.observe(place)
    return () => watch.disconnect()
  }, [element, key])
  return stretch
}

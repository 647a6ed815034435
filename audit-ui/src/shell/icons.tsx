import type { ReactNode } from 'react'

/** Line drawings of 16 units; the words beside them carry the meaning. */
const shapes = {
  seal: (
    <>
      <path d="M4 2.5h6.5A1.5 1.5 0 0 1 12 4v9.5H5.5A1.5 1.5 0 0 1 4 12z" />
      <path d="M4 11.5h8M6.5 5.5h3" />
    </>
  ),
  success: <path d="m3.5 8.5 3 3 6-7" />,
  refused: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="m4.2 4.2 7.6 7.6" />
    </>
  ),
  failed: <path d="m4 4 8 8m0-8-8 8" />,
  alarm: (
    <>
      <path d="M8 2.2 14.4 13.3H1.6z" />
      <path d="M8 6.5v3.2m0 1.6v.4" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.2" />
      <path d="m10.2 10.2 3.3 3.3" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="5.7" />
      <path d="M8 4.8V8l2.2 1.6" />
    </>
  ),
  close: <path d="m4.2 4.2 7.6 7.6m0-7.6-7.6 7.6" />,
  plus: <path d="M8 3.5v9M3.5 8h9" />,
  minus: <path d="M3.5 8h9" />,
  up: <path d="M8 13V3.5M4 7.2 8 3.2l4 4" />,
  down: <path d="m4 6 4 4 4-4" />,
  previous: <path d="M10 3.5 5.5 8l4.5 4.5" />,
  next: <path d="M6 3.5 10.5 8 6 12.5" />,
  open: <path d="M6.5 3.5h-3v9h9v-3M9 3h4v4m0-4L7.5 8.5" />,
  refresh: <path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="7.5" height="7.5" rx="1" />
      <path d="M10.5 3H4a1 1 0 0 0-1 1v6.5" />
    </>
  ),
  help: (
    <>
      <circle cx="8" cy="8" r="5.7" />
      <path d="M6.3 6.4a1.7 1.7 0 1 1 2.4 1.6c-.5.2-.7.5-.7 1.1m0 1.7v.3" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="2.7" />
      <path d="M8 1.8v1.4m0 9.6v1.4M1.8 8h1.4m9.6 0h1.4M3.6 3.6l1 1m6.8 6.8 1 1m0-8.8-1 1m-6.8 6.8-1 1" />
    </>
  ),
  person: (
    <>
      <circle cx="8" cy="5.3" r="2.6" />
      <path d="M3 13.5c.6-2.6 2.5-4 5-4s4.4 1.4 5 4" />
    </>
  ),
  key: (
    <>
      <circle cx="5.3" cy="10.7" r="2.6" />
      <path d="m7.2 8.8 5.6-5.600M10.5 5.500l2 2" />
    </>
  ),
  table: <path d="M2.5 3.500h11v9h-11zM2.5 6.500h11M2.5 9.500h11M6.5 6.500v6" />,
  bars: <path d="M3 13V8m3.3 5V4.500M9.7 13V6.500M13 13V9.5" />,
} as const satisfies Record<string, ReactNode>

export type IconName = keyof typeof shapes

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {shapes[name]}
    </svg>
  )
}

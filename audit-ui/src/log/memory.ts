import { useSyncExternalStore } from 'react'
import { readCheckpoint, type Checkpoint } from './checkpoint'
import { readNote } from './note'

/** What this browser keeps of the log, so that tomorrow's log can be held against today's. Nothing on the page clears it. */
export interface Memory {
  /** The pinned key, `name+id+base64`: the one that signed when this browser first came here. */
  readonly key: string
  readonly since: string
  /** The last checkpoint that was proved to continue all before it: the signed note, which is evidence. */
  readonly checkpoint: string
  readonly finding?: Finding
}

/** That the log is not what it was. The first one stays, and nothing is remembered after it. */
export interface Finding {
  readonly kind: 'shrunk' | 'forked' | 'inconsistent' | 'otherKey' | 'unsigned' | 'unreadable'
  readonly at: string
  /** What was found instead of what is remembered: a note, keys, or the memory itself where it cannot be read. */
  readonly found: string
  /** The hashes that should have proved the growth. */
  readonly hashes?: readonly string[]
}

const KEY = 'sealbook.log'
const readers = new Set<() => void>()
/** What was written last as text, and what it says; also where the browser keeps nothing for this site. */
let last: { readonly text: string | null; readonly memory: Memory | undefined } = { text: null, memory: undefined }
let lasting = true

export const memory = {
  /** The same object as long as nothing changes, here or in another tab. */
  read: (): Memory | undefined => {
    const text = kept()
    if (text !== last.text) last = { text, memory: parse(text) }
    return last.memory
  },

  write(next: Memory) {
    const text = JSON.stringify(next)
    last = { text, memory: next }
    try {
      localStorage.setItem(KEY, text)
      lasting = true
    } catch {
      lasting = false
    }
    readers.forEach((reader) => reader())
  },

  /** Whether the next visit will know what this one saw. */
  isLasting: () => lasting,
}

export function useMemory(): Memory | undefined {
  return useSyncExternalStore(subscribe, memory.read)
}

/** The checkpoint in a note; its signatures are somebody else's question. */
export function checkpointOf(note: string): Checkpoint {
  return readCheckpoint(readNote(note).text)
}

function subscribe(reader: () => void) {
  readers.add(reader)
  window.addEventListener('storage', reader)
  return () => {
    readers.delete(reader)
    window.removeEventListener('storage', reader)
  }
}

function kept(): string | null {
  if (!lasting) return last.text
  try {
    return localStorage.getItem(KEY)
  } catch {
    lasting = false
    return last.text
  }
}

function requireFinding({ kind, found, at }: Finding) {
  switch (kind) {
    case 'shrunk':
    case 'forked':
    case 'inconsistent':
      checkpointOf(found)
      break
    case 'otherKey':
    case 'unsigned':
    case 'unreadable':
      break
    default:
      throw new TypeError('a finding of a kind that this page does not know')
  }
  if (typeof found !== 'string' || Number.isNaN(Date.parse(at))) throw new TypeError('a finding has what was found, and a time')
}

function parse(text: string | null): Memory | undefined {
  if (text === null) return undefined
  try {
    const memory = JSON.parse(text) as Memory
    if (typeof memory.key !== 'string' || Number.isNaN(Date.parse(memory.since))) throw new TypeError('a memory has a key and a time')
    checkpointOf(memory.checkpoint)
    if (memory.finding !== undefined) requireFinding(memory.finding)
    return memory
  } catch {
    // To begin anew would be to forget, so the text stays where it is.
    return { key: '', since: '', checkpoint: '', finding: { kind: 'unreadable', at: '', found: text } }
  }
}

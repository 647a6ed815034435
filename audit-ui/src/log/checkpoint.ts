import { Malformed, MOST, readHash, type Bytes } from './bytes'
import { requireName } from './key'

/**
 * What a log says of itself at one moment (C2SP tlog-checkpoint v1.0.0): its name, how many entries it has and the root
 * over them. It is worth as much as the signatures of the note that carries it.
 */
export interface Checkpoint {
  readonly origin: string
  readonly size: bigint
  readonly root: Bytes
}

const FORM = /^([^\n]+)\n(0|[1-9][0-9]{0,18})\n([^\n]+)\n(?:[^\n]+\n)*$/

/** The checkpoint in the text of a note. Further lines are of no meaning here; the signatures cover them. */
export function readCheckpoint(text: string): Checkpoint {
  const [, origin, decimal, root] = FORM.exec(text) ?? []
  if (origin === undefined || decimal === undefined || root === undefined)
    throw new Malformed('a checkpoint is an origin, a size and a root, each on its line')
  requireName(origin)
  const size = BigInt(decimal)
  if (size > MOST) throw new Malformed('no log has so many entries')
  return { origin, size, root: readHash(root) }
}

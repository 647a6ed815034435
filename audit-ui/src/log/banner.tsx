import { Icon } from '../shell/icons'
import { Copy } from '../shell/problem'
import { utc } from '../query/time'
import { checkpointOf, useMemory, type Finding, type Memory } from './memory'
import { useWatch } from './watch'
import { entries } from './words'

/** Looks at the log as long as somebody is signed in; what it finds, the banner says. */
export function LogWatch() {
  useWatch()
  return null
}

/** Over everything, as soon as the log is found to be another than it was. It has no way to be closed, and stays. */
export function LogBanner() {
  const memory = useMemory()
  if (memory?.finding === undefined) return null
  const { finding } = memory
  return (
    <section className="log-banner" aria-label="Alarm of the log">
      <div role="alert" className="log-banner-words">
        <Icon name="alarm" />
        <div>
          <h2>{title(finding)}</h2>
          <p>{words(finding, memory)}</p>
        </div>
      </div>
      <ul>
        <li>Do not rely on what this page shows until it is explained.</li>
        <li>
          Compare the checkpoints with one that somebody else has, from another browser or from an export; <code>sealbook-verify</code> tells who
          is right.
        </li>
        <li>Keep this browser’s data for this site: it is evidence, and this page will not clear it.</li>
        <li>Talk to whoever operates this Sealbook, and not through this page.</li>
      </ul>
      <details>
        <summary>What was found{finding.at !== '' && `, ${utc(finding.at).date} ${utc(finding.at).clock} UTC`}</summary>
        <dl>
          {memory.key !== '' && <Evidence name="Pinned key" text={memory.key} />}
          {memory.checkpoint !== '' && <Evidence name="Remembered checkpoint" text={memory.checkpoint} />}
          <Evidence name="Found instead" text={finding.found} />
          {finding.hashes && <Evidence name="Hashes that prove no growth" text={finding.hashes.join('\n') || 'none'} />}
        </dl>
        <Copy text={JSON.stringify(memory, null, 2)} what="evidence">
          Copy evidence
        </Copy>
      </details>
    </section>
  )
}

function Evidence({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <pre>{text}</pre>
      </dd>
    </div>
  )
}

function title({ kind }: Finding): string {
  switch (kind) {
    case 'shrunk':
      return 'The log has lost entries'
    case 'forked':
    case 'inconsistent':
      return 'The log has another history than before'
    case 'otherKey':
      return 'The log has another key than before'
    case 'unsigned':
      return 'The log is not signed by its key'
    case 'unreadable':
      return 'What this browser knew of the log cannot be read'
  }
}

function words(finding: Finding, memory: Memory): string {
  const remembered = () => entriesOf(memory.checkpoint)
  switch (finding.kind) {
    case 'shrunk':
      return `It now has ${entriesOf(finding.found)}. This browser was shown a checkpoint of ${remembered()}, signed by the same key. A log only grows: entries were taken away, or an older state was put back.`
    case 'forked':
      return `At ${remembered()} it has another root than the one that this browser was shown, signed by the same key. Both cannot be true.`
    case 'inconsistent':
      return `It could not prove that its ${entriesOf(finding.found)} continue the ${remembered()} that this browser was shown. Entries were changed, removed or put in between.`
    case 'otherKey':
      return `This browser pinned its key on ${utc(memory.since).date}, and that key does not sign it any more. It may be another log, or somebody else may be answering.`
    case 'unsigned':
      return `A checkpoint claims the key that this browser pinned on ${utc(memory.since).date}, and that key did not sign it for this log.`
    case 'unreadable':
      return 'Something other than this page wrote over it. Whether the log is still the one that it was cannot be told here.'
  }
}

function entriesOf(note: string): string {
  return entries(checkpointOf(note).size)
}

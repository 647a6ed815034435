import type { AuditEvent, Details, EventDetail, Json } from '../api'
import type { Field } from '../query/language'

/** One event said in one sentence. Names in it are links to everything else that concerns them. */
export type Piece = string | Name

export interface Name {
  readonly field: Field
  readonly value: string
  readonly shown: string
}

const REASONS: Readonly<Record<string, string>> = {
  replayed: 'it had been used before',
  expired: 'it had expired',
  revoked: 'it had been revoked',
  wrongSecret: 'it did not match',
  wrongAddress: 'it came from an address that it was not issued for',
  otherKey: 'it came with another key than it was issued for',
  oldGeneration: 'a newer generation of the deployment is wanted',
  deploymentStopped: 'the deployment was stopped',
  readNoLongerAllowed: 'its owner may no longer read the bound secrets',
  secretGone: 'a bound secret is gone',
  unknownCaller: 'the caller showed no valid identity',
  notAllowed: 'no rule allows it',
}

/** The reason in words where the ledger keeps a code; what somebody wrote stays as it is. */
export function reasonWords(reason: string): string {
  return REASONS[reason] ?? reason
}

export function sentence(event: EventDetail): Piece[] {
  const details = event.details ?? {}
  const actor = name('actor', event.actor.id)
  const secret = event.secret === undefined ? 'a secret' : name('secret', event.secret)
  const token: Piece[] = event.token === undefined ? ['a bootstrap token'] : ['bootstrap token ', name('token', event.token)]
  const deployment: Piece[] =
    event.deployment === undefined ? ['a deployment'] : ['deployment ', name('deployment', event.deployment, short(event.deployment))]
  const account: Piece = event.account === undefined ? 'an account' : name('account', event.account)
  const version = event.version === undefined ? '' : `version ${event.version} of `

  switch (event.action) {
    case 'secret.written':
      return event.version === 1 ? [actor, ' created ', secret, ' with its first value'] : [actor, ` wrote ${version}`, secret]
    case 'secret.rotated':
      return [
        actor,
        ' rotated ',
        secret,
        event.version === undefined ? '' : ` to version ${event.version}`,
        details['generated'] === true ? ', with a generated value' : '',
      ]
    case 'secret.read':
      return [
        actor,
        ` read ${version}`,
        secret,
        ...(event.deployment === undefined ? [] : [' for ', ...deployment]),
        ...(event.token === undefined ? [] : [' with ', ...token]),
      ]
    case 'secret.described':
      return [actor, ' changed what is said about ', secret]
    case 'secret.deleted':
      return [actor, ' deleted ', secret]
    case 'secret.restored':
      return [actor, ' restored ', secret, event.version === undefined ? '' : ` with its version ${event.version}`]
    case 'token.issued':
      return [actor, ' issued ', ...token, ' for ', ...deployment]
    case 'token.consumed':
      return [actor, ' used ', ...token, received(details['versions']), ' for ', ...deployment]
    case 'token.refused':
      return [actor, ' presented ', ...token, ' for ', ...deployment, ' and was refused', because(event)]
    case 'token.revoked':
      return [actor, ' revoked ', ...token, ' of ', ...deployment]
    case 'deployment.requested':
      return requested(event, details, actor, token, deployment)
    case 'deployment.progressed':
      return [actor, ` ${progress(text(details['step']))} ${generation(details)}`, ...deployment]
    case 'deployment.placed':
      return [actor, ` placed ${generation(details)}`, ...deployment]
    case 'deployment.failed':
      return [actor, ` could not place ${generation(details)}`, ...deployment]
    case 'deployment.stopped':
      return [actor, ' stopped ', ...deployment]
    case 'account.created':
      return [actor, ` created the ${text(details['kind']) ?? ''} account `.replace('  ', ' '), account]
    case 'account.disabled':
      return [actor, ' disabled the account ', account]
    case 'key.created':
      return keyCreated(actor, account, text(details['purpose']))
    case 'key.revoked':
      return [actor, ' revoked a key of ', account]
    case 'access.refused':
      return refused(event, details, actor)
    case 'alarm.raised':
      return alarm(event, details, token, deployment)
    default:
      return [actor, `: ${event.action}`, ...(event.secret === undefined ? [] : [' on ', name('secret', event.secret)])]
  }
}

function requested(event: AuditEvent, details: Details, actor: Piece, token: readonly Piece[], deployment: readonly Piece[]): Piece[] {
  const stops = details['desired'] === 'stopped'
  if (event.token !== undefined) {
    const theft = [', because ', ...token, ' was stolen']
    return stops
      ? [actor, ' put ', ...deployment, ' in quarantine', ...theft]
      : [actor, ` asked for ${generation(details)}`, ...deployment, ' to run', ...theft]
  }
  return stops
    ? [actor, ' asked for ', ...deployment, ' to stop']
    : [actor, ` asked for ${generation(details)}`, ...deployment, ' to run', rotated(details['because'])]
}

function progress(step: string | undefined): string {
  switch (step ?? '') {
    case 'started':
      return 'started a container of'
    case 'refreshed':
      return 'changed the files in a running container of'
    case 'healthy':
      return 'found a container well of'
    case 'rolledBack':
      return 'went back from'
    default:
      return 'worked on'
  }
}

export function plain(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.shown)).join('')
}

/** What the event is about, for a table cell: the secret, or else the most particular thing that it names. */
export function subject(event: AuditEvent): { readonly kind: 'secret' | 'token' | 'deployment' | 'account' | 'none'; readonly shown: string } {
  if (event.secret !== undefined) return { kind: 'secret', shown: event.secret }
  if (event.token !== undefined) return { kind: 'token', shown: event.token }
  if (event.deployment !== undefined) return { kind: 'deployment', shown: short(event.deployment) }
  if (event.account !== undefined) return { kind: 'account', shown: event.account }
  return { kind: 'none', shown: '' }
}

/** The end of a UUIDv7 is its random part: it tells two apart where the beginning, a time, does not. */
export function short(id: string): string {
  return id.length > 18 ? `…${id.slice(-12)}` : id
}

function name(field: Field, value: string, shown = value): Name {
  return { field, value, shown }
}

function because(event: AuditEvent): string {
  return event.reason === undefined ? '' : `: ${reasonWords(event.reason)}`
}

function received(versions: Json | undefined): string {
  if (!Array.isArray(versions)) return ''
  return versions.length === 1 ? ' and received 1 value' : ` and received ${versions.length} values`
}

function generation(details: Details): string {
  return typeof details['generation'] === 'number' ? `generation ${details['generation']} of ` : ''
}

function rotated(cause: Json | undefined): string {
  if (typeof cause !== 'object' || cause === null || Array.isArray(cause)) return ''
  const path = text((cause as Details)['path'])
  return path === undefined ? '' : `, because ${path} has a new value`
}

function keyCreated(actor: Piece, account: Piece, purpose: string | undefined): Piece[] {
  if (purpose === 'signIn') return [actor, ' made a sign-in link for ', account]
  if (purpose === 'session') return [account, ' signed in to this page']
  return [actor, ' created a key for ', account]
}

function refused(event: AuditEvent, details: Details, actor: Piece): Piece[] {
  const wanted = text(details['wanted'])
  const what: Piece[] = [
    wanted === undefined ? '' : ` ${wanted}`,
    ...(event.secret === undefined ? [] : [' on ', name('secret', event.secret)]),
  ]
  if (event.reason !== 'unknownCaller') return [actor, ' was refused', ...what, because(event)]
  const count = details['count']
  const times = typeof count === 'number' && count > 1 ? `${count} requests` : 'A request'
  return [`${times} without a valid identity ${times === 'A request' ? 'was' : 'were'} refused`, ...what]
}

function alarm(event: AuditEvent, details: Details, token: readonly Piece[], deployment: readonly Piece[]): Piece[] {
  const kind = text(details['kind']) ?? event.reason
  const whose = event.deployment === undefined ? [] : [' of ', ...deployment]
  if (kind === 'tokenReplayed') return ['Alarm: ', ...token, ...whose, ' was presented again after its use']
  if (kind === 'tokenFromWrongAddress') return ['Alarm: ', ...token, ...whose, ' was presented from an address that it was not issued for']
  if (kind === 'tokenWithOtherKey') return ['Alarm: ', ...token, ...whose, ' was presented with another key than it was issued for']
  return ['Alarm: ', text(details['about']) ?? event.reason ?? 'somebody should look at this']
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

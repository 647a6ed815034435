// A small service that answers as Sealbook does, over a seeded history, for work on the page alone:
//   npm run build && npm run stand-in        prints the sign-in link and the key
// SEALBOOK_STAND_IN_PORT (8421) and SEALBOOK_STAND_IN_EVENTS (4000) change where and how much.
import { randomUUID } from 'node:crypto'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { standInLog } from './stand-in-log.mjs'

const page = fileURLToPath(new URL('../target/classes/META-INF/resources/ui', import.meta.url))

export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='; " +
  "img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'"

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
}

/** The same numbers for the same seed, on every machine (mulberry32). */
function dice(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const ACTORS = [
  { id: 'billing-api', kind: 'service', from: '10.4.0.17' },
  { id: 'checkout', kind: 'service', from: '10.4.0.23' },
  { id: 'ledger-batch', kind: 'service', from: '10.4.1.8' },
  { id: 'deploy-pipeline', kind: 'service', from: '10.9.3.2' },
  { id: 'worker-berlin', kind: 'worker', from: '10.20.0.5' },
  { id: 'worker-oslo', kind: 'worker', from: '10.21.0.5' },
  { id: 'ines.moreau', kind: 'person', from: '192.0.2.41' },
  { id: 'tomas.lind', kind: 'person', from: '192.0.2.77' },
]
const SECRETS = [
  'prod/billing/db-password',
  'prod/billing/stripe-key',
  'prod/checkout/session-key',
  'prod/checkout/tls.pem',
  'prod/ledger/keystore.p12',
  'prod/smtp/relay-password',
  'staging/billing/db-password',
  'staging/checkout/session-key',
  'ci/registry/pull-token',
  'ci/signing/cosign.key',
]
const DEPLOYMENTS = ['billing', 'checkout', 'ledger', 'mailer'].map((name, at) => ({
  name,
  id: `019a0000-0000-7000-8000-0000000000${(at + 17).toString(16)}`,
}))

export function history(count, now, seed = 20261122) {
  const roll = dice(seed)
  const pick = (list) => list[Math.floor(roll() * list.length)]
  const events = []
  const versions = new Map()
  const text = (length, letters) => Array.from({ length }, () => letters[Math.floor(roll() * letters.length)]).join('')
  const token = () => text(16, '0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz')
  const uuid = (at) => {
    const time = Math.floor(at).toString(16).padStart(12, '0')
    return `${time.slice(0, 8)}-${time.slice(8)}-7${text(3, '0123456789abcdef')}-8${text(3, '0123456789abcdef')}-${text(12, '0123456789abcdef')}`
  }
  // Denser towards now, with a working-day swell: 60 days in all, most of them within the last.
  const times = Array.from({ length: count }, () => {
    const back = roll() < 0.6 ? roll() * 86_400_000 : roll() ** 2 * 60 * 86_400_000
    return now - 30_000 - back
  }).sort((a, b) => a - b)

  const add = (at, action, outcome, actor, fields, details, requestId) => {
    events.push({
      event: {
        position: events.length,
        id: uuid(at),
        type: `io.sealbook.${action}.v1`,
        at: new Date(at).toISOString(),
        actor: { id: actor.id, kind: actor.kind },
        action,
        outcome,
        ...fields,
        ...(actor.from && { from: actor.from }),
        requestId,
      },
      details,
    })
  }

  for (const at of times) {
    const request = uuid(at)
    const chance = roll()
    const actor = pick(ACTORS)
    const secret = pick(SECRETS)
    const version = versions.get(secret) ?? 0
    if (version === 0 || chance < 0.03) {
      versions.set(secret, version + 1)
      const description = { comment: version === 0 ? 'first value' : undefined, labels: { team: secret.split('/')[1] } }
      add(at, 'secret.written', 'success', pick(ACTORS.slice(-2)), { secret, version: version + 1 }, { path: secret, version: version + 1, revision: version + 1, description }, request)
    } else if (chance < 0.05) {
      versions.set(secret, version + 1)
      add(at, 'secret.rotated', 'success', pick(ACTORS.slice(-2)), { secret, version: version + 1, reason: 'quarterly rotation' }, { path: secret, version: version + 1, revision: version + 1, generated: roll() < 0.5, reason: 'quarterly rotation' }, request)
    } else if (chance < 0.13) {
      const deployment = pick(DEPLOYMENTS)
      const worker = pick(ACTORS.slice(4, 6))
      const name = token()
      const generation = 1 + Math.floor(roll() * 9)
      add(at, 'deployment.requested', 'success', ACTORS[3], { deployment: deployment.id }, { deployment: deployment.id, generation, desired: 'running', owner: 'deploy-pipeline' }, request)
      add(at + 40, 'token.issued', 'success', worker, { deployment: deployment.id, token: name }, { token: name, deployment: deployment.id, generation, networks: [] }, uuid(at + 40))
      const use = uuid(at + 900)
      const bound = [secret, pick(SECRETS)].filter((path, i, all) => all.indexOf(path) === i && versions.has(path))
      add(at + 900, 'token.consumed', 'success', worker, { deployment: deployment.id, token: name }, { token: name, deployment: deployment.id, generation, versions: bound.map((path) => ({ path, version: versions.get(path) })) }, use)
      for (const path of bound)
        add(at + 900, 'secret.read', 'success', worker, { secret: path, version: versions.get(path), deployment: deployment.id, token: name }, { path, version: versions.get(path), deployment: deployment.id, token: name }, use)
      if (roll() < 0.93) add(at + 2600, 'deployment.placed', 'success', worker, { deployment: deployment.id }, { deployment: deployment.id, generation, container: text(12, '0123456789abcdef') }, uuid(at + 2600))
      else add(at + 2600, 'deployment.failed', 'failed', worker, { deployment: deployment.id, reason: 'image not found on the target' }, { deployment: deployment.id, generation, problem: 'image not found on the target' }, uuid(at + 2600))
      if (roll() < 0.04) {
        const again = uuid(at + 60_000)
        add(at + 60_000, 'token.refused', 'refused', { ...worker, from: '203.0.113.9' }, { deployment: deployment.id, token: name, reason: 'replayed' }, { token: name, deployment: deployment.id, reason: 'replayed' }, again)
        add(at + 60_000, 'alarm.raised', 'alarm', { id: 'sealbook', kind: 'system' }, { deployment: deployment.id, token: name, reason: 'tokenReplayed' }, { kind: 'tokenReplayed', token: name, deployment: deployment.id, about: 'a bootstrap token was presented again' }, again)
      }
    } else if (chance < 0.145) {
      add(at, 'access.refused', 'refused', actor, { secret, reason: 'notAllowed' }, { reason: 'notAllowed', wanted: 'value:read', path: secret, count: 1 }, request)
    } else if (chance < 0.15) {
      add(at, 'access.refused', 'refused', { id: 'unknown', kind: 'unknown', from: '198.51.100.23' }, { reason: 'unknownCaller' }, { reason: 'unknownCaller', count: 1 + Math.floor(roll() * 40) }, request)
    } else {
      add(at, 'secret.read', 'success', actor, { secret, version }, { path: secret, version }, request)
    }
  }
  events.sort((a, b) => a.event.at.localeCompare(b.event.at))
  events.forEach(({ event }, position) => (event.position = position))
  return events
}

const FILTERS = {
  actor: (event) => event.actor.id,
  action: (event) => event.action,
  outcome: (event) => event.outcome,
  secret: (event) => event.secret,
  address: (event) => event.from,
  deployment: (event) => event.deployment,
  token: (event) => event.token,
  account: (event) => event.account,
  requestId: (event) => event.requestId,
}

function matches(wanted, value) {
  if (value === undefined) return false
  if (!wanted.includes('*')) return wanted === value
  const form = wanted
    .split('/')
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('/')
    .replace('/.*', '(/.*)?')
  return new RegExp(`^${form}$`).test(value)
}

function filter(params) {
  const rules = Object.entries(FILTERS).map(([name, read]) => {
    const all = params.getAll(name)
    const out = all.filter((value) => value.startsWith('!')).map((value) => value.slice(1))
    const within = all.filter((value) => !value.startsWith('!'))
    return (event) => {
      const value = read(event)
      return (within.length === 0 || within.some((wanted) => matches(wanted, value))) && !out.some((wanted) => matches(wanted, value))
    }
  })
  const from = params.get('from') ? Date.parse(params.get('from')) : -Infinity
  const to = params.get('to') ? Date.parse(params.get('to')) : Infinity
  return ({ event }) => {
    const at = Date.parse(event.at)
    return at >= from && at < to && rules.every((rule) => rule(event))
  }
}

/** What is answered without a session. */
const OPEN = ['/v1/sessions', '/log/checkpoint', '/v1/log/keys']

export function standIn({ events = history(4000, Date.now()), code = randomUUID(), key = 'stand-in-key', actions = ['audit:read'], root = page } = {}) {
  const log = standInLog(events)
  const codes = new Set([code])
  const sessions = new Map()
  const streams = new Set()
  let requests = 0

  const newest = () => events.length - 1
  const problem = (response, status, title, detail) => {
    response.writeHead(status, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify({ type: 'about:blank', title, status, detail, requestId: response.requestId }))
  }
  const json = (response, body, status = 200, headers = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers })
    response.end(JSON.stringify(body))
  }
  const body = async (request) => {
    let text = ''
    for await (const part of request) text += part
    return text === '' ? {} : JSON.parse(text)
  }
  const sessionOf = (request) => sessions.get(/(?:^|; )sealbook=([^;]+)/.exec(request.headers.cookie ?? '')?.[1])

  function append(event, details) {
    const at = new Date().toISOString()
    const entry = { event: { position: events.length, id: randomUUID(), at, ...event }, details }
    events.push(entry)
    for (const stream of streams) if (stream.takes(entry)) stream.send(entry.event)
  }

  const routes = {
    'POST /v1/sessions': async (request, response) => {
      const { code: shown } = await body(request)
      if (request.headers['sealbook-page'] !== '1') return problem(response, 403, 'Not from this page', 'The header Sealbook-Page is missing.')
      if (!codes.delete(shown)) return problem(response, 410, 'This code opens nothing', 'It was used, or it is too old.')
      const id = randomUUID()
      const session = { account: 'auditor', actions, expiresAt: new Date(Date.now() + 8 * 3_600_000).toISOString() }
      sessions.set(id, session)
      json(response, session, 201, { 'set-cookie': `sealbook=${id}; Path=/; HttpOnly; SameSite=Strict` })
    },
    'GET /v1/sessions/current': (request, response) => json(response, sessionOf(request)),
    'DELETE /v1/sessions/current': (request, response) => {
      sessions.delete(/sealbook=([^;]+)/.exec(request.headers.cookie)?.[1])
      response.writeHead(204, { 'set-cookie': 'sealbook=; Path=/; Max-Age=0' }).end()
    },
    'GET /v1/audit/events': (_, response, params) => {
      const limit = Number(params.get('limit') ?? 50)
      const before = params.has('cursor') ? Number(params.get('cursor')) : Infinity
      const wanted = filter(params)
      const found = []
      for (let at = events.length - 1; at >= 0 && found.length <= limit; at--)
        if (events[at].event.position < before && wanted(events[at])) found.push(events[at].event)
      const items = found.slice(0, limit)
      json(response, { items, ...(found.length > limit && { next: String(items.at(-1).position) }), asOf: newest() })
    },
    'GET /v1/audit/aggregate': (_, response, params) => {
      const found = events.filter(filter(params))
      const by = params.get('by')
      if (by === 'time') {
        const from = params.has('from') ? Date.parse(params.get('from')) : Date.parse((found[0] ?? events[0]).event.at)
        const to = params.has('to') ? Date.parse(params.get('to')) : Date.now()
        const count = Number(params.get('buckets') ?? 60)
        const step = Math.max((to - from) / count, 1)
        const buckets = Array.from({ length: count }, (_, at) => ({
          from: new Date(from + at * step).toISOString(),
          to: new Date(from + (at + 1) * step).toISOString(),
          counts: { success: 0, refused: 0, failed: 0, alarm: 0 },
        }))
        for (const { event } of found) buckets[Math.min(count - 1, Math.floor((Date.parse(event.at) - from) / step))].counts[event.outcome]++
        return json(response, { buckets, asOf: newest() })
      }
      const counts = new Map()
      for (const { event } of found) {
        const value = FILTERS[by](event)
        if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
      }
      const values = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
      json(response, { values: values.slice(0, Number(params.get('top') ?? 10)), asOf: newest() })
    },
    'GET /v1/audit/stream': (request, response, params) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write(': open\n\n')
      const send = (event) => response.write(`id: ${event.position}\ndata: ${JSON.stringify(event)}\n\n`)
      const takes = filter(params)
      const last = request.headers['last-event-id']
      if (last !== undefined) events.slice(Number(last) + 1).filter(takes).forEach(({ event }) => send(event))
      const stream = { takes, send }
      streams.add(stream)
      const beat = setInterval(() => response.write(': still here\n\n'), 15_000)
      request.on('close', () => {
        clearInterval(beat)
        streams.delete(stream)
      })
    },
    'GET /v1/log/proofs/inclusion': (_, response, params) => {
      const found = events.find(({ event }) => event.id === params.get('eventId'))
      if (!found) return problem(response, 404, 'No such event', 'The log holds no event with this id.')
      json(response, log.inclusion(found.event))
    },
    'GET /v1/log/proofs/consistency': (_, response, params) => {
      const proof = log.consistency(Number(params.get('from')), Number(params.get('to')))
      return proof ? json(response, proof) : problem(response, 400, 'No such growth', 'The log never had these sizes.')
    },
    'GET /v1/log/keys': (_, response) => json(response, log.keys()),
    'GET /log/checkpoint': (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
      response.end(log.checkpoint())
    },
  }

  async function answer(request, response) {
    const url = new URL(request.url, 'http://stand-in')
    const path = url.pathname
    response.requestId = `r-${String(++requests).padStart(6, '0')}`
    response.setHeader('x-request-id', response.requestId)
    if (path === '/ui' || path.startsWith('/ui/')) return asset(path, response)
    if (request.method === 'PUT' && path.startsWith('/v1/secrets/')) {
      if (request.headers.authorization !== `Bearer ${key}`) return problem(response, 401, 'Who are you?', 'The key is missing or wrong.')
      await body(request)
      const secret = path.slice('/v1/secrets/'.length)
      const version = events.filter(({ event }) => event.secret === secret && event.action === 'secret.written').length + 1
      const requestId = randomUUID()
      append(
        { type: 'io.sealbook.secret.written.v1', actor: { id: 'ui-test', kind: 'service' }, action: 'secret.written', outcome: 'success', secret, version, from: '127.0.0.1', requestId },
        { path: secret, version, revision: version, description: { labels: {} } },
      )
      return json(response, { path: secret, state: 'live', version, revision: version, labels: {}, asOf: newest() }, version === 1 ? 201 : 200)
    }
    if (!OPEN.includes(path) && !sessionOf(request)) return problem(response, 401, 'No session', 'The session is missing or has ended.')
    if (path.startsWith('/v1/audit/events/')) {
      const found = events.find(({ event }) => event.id === decodeURIComponent(path.slice('/v1/audit/events/'.length)))
      return found ? json(response, { ...found.event, details: found.details }) : problem(response, 404, 'No such event', 'The trail holds no event with this id.')
    }
    const route = routes[`${request.method} ${path}`]
    if (!route) return problem(response, 404, 'No such route', `${request.method} ${path} is not served here.`)
    await route(request, response, url.searchParams)
  }

  function asset(path, response) {
    const file = normalize(join(root, path.slice('/ui'.length)))
    const found = file.startsWith(root) && existsSync(file) && statSync(file).isFile()
    const served = found ? file : join(root, 'index.html')
    response.writeHead(200, {
      'content-type': TYPES[extname(served)] ?? 'application/octet-stream',
      'cache-control': path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
    createReadStream(served).pipe(response)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(error)
      if (!response.headersSent) problem(response, 500, 'Something broke', String(error))
    })
  })
  return {
    key,
    newCode: () => {
      const fresh = randomUUID()
      codes.add(fresh)
      return fresh
    },
    endSessions: () => sessions.clear(),
    listen: (port = 0) =>
      new Promise((resolve) => {
        server.listen(port, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`))
      }),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const count = Number(process.env.SEALBOOK_STAND_IN_EVENTS ?? 4000)
  const service = standIn({ events: history(count, Date.now()) })
  const url = await service.listen(Number(process.env.SEALBOOK_STAND_IN_PORT ?? 8421))
  console.log(`SEALBOOK_URL=${url}`)
  console.log(`SEALBOOK_SIGN_IN_LINK=${url}/ui/#code=${service.newCode()}`)
  console.log(`SEALBOOK_KEY=${service.key}`)
}

// Drives the page in a real browser against a real service, and says line by line what held.
//   SEALBOOK_URL                where it is served, e.g. http://127.0.0.1:8420
//   SEALBOOK_SIGN_IN_LINK       a fresh one-time link, as ./run prints it; a second one behind it, after a space, lets
//                               the checks sign in again after a session has ended
//   SEALBOOK_KEY                optional: a key that may write secrets under ui/, for the live checks
//   SEALBOOK_SCREENSHOTS        optional: a directory for pictures
// The service must have some history: more than 200 events, three of them recent ones of the same secret.
// Without SEALBOOK_URL it starts the stand-in and drives that.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const { SEALBOOK_SCREENSHOTS: pictures, SEALBOOK_CHROMIUM: browserPath = '/usr/bin/chromium' } = process.env
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PATIENCE = 30_000
/** Somebody starts or stops a container on this machine, its network changes, and the browser drops what is under way. */
const WEATHER = /net::ERR_NETWORK_CHANGED/

const service = await reachService()
const userData = mkdtempSync(join(tmpdir(), 'sealbook-page-'))
const context = await chromium.launchPersistentContext(userData, {
  executablePath: browserPath,
  headless: true,
  viewport: { width: 1440, height: 900 },
  colorScheme: 'light',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const page = context.pages()[0] ?? (await context.newPage())
page.setDefaultTimeout(PATIENCE)

let passed = 0
let failed = 0
/** Answers that a check provokes on purpose; the browser reports each to the console. */
let expected = []
const complaints = []
let dropped = false

page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`))
page.on('console', (message) => {
  if (message.type() !== 'error' && message.type() !== 'warning') return
  const words = `${message.text()} ${message.location().url}`
  if (![WEATHER, ...expected].some((form) => form.test(words))) complaints.push(words)
})
page.on('requestfailed', (request) => {
  if (WEATHER.test(request.failure()?.errorText ?? '') && /^(document|script|stylesheet)$/.test(request.resourceType())) dropped = true
})
await context.addInitScript(() => {
  document.addEventListener('securitypolicyviolation', (event) =>
    console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI} ${event.sample}`),
  )
})

try {
  await story()
} catch (error) {
  failed++
  console.log(`FAIL  the story ended early: ${error.message}`)
} finally {
  await context.close()
  rmSync(userData, { recursive: true, force: true })
  service.close()
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

async function story() {
  const rows = page.getByRole('grid', { name: 'Events, newest first' }).getByRole('row')
  const bar = page.getByRole('combobox', { name: 'Query' })
  const chip = (words) => page.getByRole('button', { name: `Edit filter ${words.replace(/^-/, 'not ')}`, exact: true })
  const panel = page.getByRole('complementary', { name: 'Event' })
  const search = () => new URL(page.url()).searchParams
  const settled = async () => {
    await page.waitForFunction(() => document.querySelector('main')?.querySelector('.list[aria-busy="true"], .overview[aria-busy="true"], .facet[aria-busy="true"]') === null)
  }
  const firstRow = () => rows.nth(1).innerText()
  const open = async (query) => {
    await visit(`${service.url}/ui/?q=${encodeURIComponent(query)}`)
    await page.getByRole('heading', { name: 'Explore' }).waitFor({ state: 'attached' })
    await settled()
  }

  await check('without a session the page asks for a link', async () => {
    expected = [/401/]
    await visit(`${service.url}/ui/?q=from:-30d`)
    await page.getByRole('heading', { name: 'Sign in with a link' }).waitFor()
  })
  await looks('sign-in')
  await check('a link that opens nothing is refused in words', async () => {
    expected = [/40\d|410/]
    await page.getByLabel('Sign-in link or code').fill('https://sealbook.example/ui/#code=this-code-was-never-issued')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'This link does not open the page' }).waitFor()
    await page.getByLabel('Sign-in link or code').fill('hello there')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('This is not a sign-in link').waitFor()
  })
  await looks('sign-in-refused')

  await check('the sign-in link opens the page and leaves no code in the address', async () => {
    expected = []
    await visit('about:blank')
    await visit(service.link)
    await page.getByRole('heading', { name: 'Explore' }).waitFor({ state: 'attached' })
    equal(new URL(page.url()).hash, '', 'fragment')
    expect(!(await page.evaluate(() => performance.getEntriesByType('navigation').some((entry) => entry.name.includes('code='))))
      || !page.url().includes('code='), 'code in the address')
  })
  await check('the cookie is out of reach of scripts', async () => {
    const cookie = (await context.cookies()).find(({ name }) => name.endsWith('sealbook'))
    expect(cookie?.httpOnly === true && cookie.sameSite === 'Strict', `cookie ${JSON.stringify({ ...cookie, value: '…' })}`)
    equal(await page.evaluate(() => document.cookie), '', 'document.cookie')
  })
  await check('the policy is strict, and scripts come from the service alone', async () => {
    const answer = await page.request.get(`${service.url}/ui/`)
    const policy = answer.headers()['content-security-policy'] ?? ''
    for (const part of ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'", "frame-ancestors 'none'", "base-uri 'none'"])
      expect(policy.includes(part), `${part} in “${policy}”`)
    expect(!/unsafe-|script-src[^;]*(https?:|\*)/.test(policy), `nothing loose in “${policy}”`)
  })

  await check('events are shown, newest first', async () => {
    await open('from:all')
    await rows.nth(1).waitFor()
    const times = await page.getByRole('grid').locator('time').evaluateAll((all) => all.map((each) => each.getAttribute('datetime')))
    expect(times.length > 2, `${times.length} rows`)
    equal(times.map(Date.parse).join(), times.map(Date.parse).toSorted((a, b) => b - a).join(), 'order')
  })
  await check('the histogram counts what the outcomes count', async () => {
    const total = Number((await page.locator('.histogram h2 strong').innerText()).replaceAll(',', ''))
    const parts = (await page.locator('.legend b').allInnerTexts()).map((text) => Number(text.replaceAll(',', '')))
    expect(total > 0, 'events')
    equal(parts.reduce((a, b) => a + b, 0), total, 'sum of outcomes')
  })
  await looks('explore')

  const secret = await someValue(rows, /^[\w.-]+(\/[\w.-]+)+$/)
  await check('a typed query filters, and becomes chips and address', async () => {
    await page.keyboard.press('/')
    equal(await bar.evaluate((input) => input === document.activeElement), true, 'the key / leads to the query')
    await bar.fill(`secret:${secret}`)
    await page.getByRole('option', { name: `secret:${secret}`, exact: false }).first().waitFor()
    await looks('completion')
    await page.keyboard.press('Enter')
    await chip(`secret:${secret}`).waitFor()
    await settled()
    equal(search().get('q'), `secret:${secret} from:all`, 'q')
    const shown = await rows.locator('.subject code').allInnerTexts()
    expect(shown.length > 0 && shown.every((each) => each === secret), `only ${secret}, not ${[...new Set(shown)].join(', ')}`)
  })
  const ending = () =>
    check('a session that ends keeps the address, and signing in returns to it', async () => {
      await open(`secret:${secret} from:all`)
      expected = [/401/]
      await context.clearCookies()
      await page.getByRole('button', { name: 'Read again' }).click()
      await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
      equal(search().get('q'), `secret:${secret} from:all`, 'q')
      await looks('ended', { allowed: [/401/] })
      if (service.newLink === undefined) return
      await page.getByLabel('Sign-in link or code').fill(service.newLink())
      await page.getByRole('button', { name: 'Sign in' }).click()
      await chip(`secret:${secret}`).waitFor()
      await rows.nth(1).waitFor()
      expected = []
    })
  // Early: links last for minutes. With one link alone there is no way back, so it comes last.
  if (service.newLink !== undefined) await ending()
  await check('a word that means nothing is explained and stays', async () => {
    await bar.fill('outcome:perhaps')
    await page.keyboard.press('Enter')
    await page.getByText('an outcome is one of success, refused, failed, alarm').waitFor()
    equal(await bar.inputValue(), 'outcome:perhaps', 'text')
    await looks('complaint')
    await bar.fill('')
    await page.keyboard.press('Escape')
  })
  await check('backspace in an empty query edits the last filter', async () => {
    await bar.focus()
    await page.keyboard.press('Backspace')
    equal(await bar.inputValue(), `secret:${secret}`, 'text')
    await page.keyboard.press('Enter')
    await chip(`secret:${secret}`).waitFor()
    await page.getByRole('button', { name: `Remove filter secret:${secret}` }).click()
    await chip(`secret:${secret}`).waitFor({ state: 'detached' })
    await settled()
  })
  await check('a facet includes its value, its minus excludes it', async () => {
    const facet = page.getByRole('region', { name: 'Filter by action' })
    const value = facet.locator('.facet-include').first()
    const name = await value.locator('.facet-name').innerText()
    await value.click()
    await chip(`action:${name}`).waitFor()
    await settled()
    const kept = await rows.locator('.action').allInnerTexts()
    expect(kept.length > 0 && kept.every((each) => each === name), `only ${name}, not ${[...new Set(kept)].join(', ')}`)
    await value.hover()
    await facet.getByRole('button', { name: `Exclude ${name}` }).click()
    await chip(`-action:${name}`).waitFor()
    await settled()
    const left = await rows.locator('.action').allInnerTexts()
    expect(!left.includes(name), `no ${name}`)
    equal(search().get('q'), `-action:${name} from:all`, 'q')
    await page.goBack()
    await chip(`action:${name}`).waitFor()
  })
  await check('a ready question is asked with one click', async () => {
    await open('')
    await page.getByRole('button', { name: 'Which values were read in the last day?' }).click()
    await chip('action:secret.read').waitFor()
    equal(search().get('q'), 'action:secret.read from:-24h', 'q')
  })
  await check('a pattern of paths filters', async () => {
    const folder = secret.slice(0, secret.indexOf('/'))
    await open(`secret:${folder}/** from:all`)
    const shown = await rows.locator('.subject code').allInnerTexts()
    expect(shown.length > 0 && shown.every((each) => each.startsWith(`${folder}/`)), `only ${folder}, not ${[...new Set(shown)].join(', ')}`)
  })

  await check('dragging over the histogram zooms, and zooming out leads back', async () => {
    await open('from:-24h')
    const chart = await page.locator('.chart .u-over').boundingBox()
    const before = await page.locator('.histogram-span').innerText()
    await page.mouse.move(chart.x + chart.width * 0.6, chart.y + 30)
    await page.mouse.down()
    await page.mouse.move(chart.x + chart.width * 0.8, chart.y + 40, { steps: 5 })
    await page.mouse.up()
    await page.waitForFunction(() => new URL(location.href).searchParams.get('q')?.includes('to:'))
    await settled()
    const inside = await page.locator('.histogram-span').innerText()
    expect(inside !== before, 'another range')
    const [from, to] = ['from', 'to'].map((bound) => Date.parse(new RegExp(`${bound}:(\\S+)`).exec(search().get('q'))?.[1] ?? ''))
    expect(to - from > 3 * 3_600_000 && to - from < 7 * 3_600_000, `a fifth of a day, not ${(to - from) / 3_600_000} h`)
    expect(await page.getByRole('button', { name: 'Live', exact: true }).isDisabled(), 'a past range cannot be live')
    await page.getByRole('button', { name: 'Zoom out' }).click()
    await settled()
    expect((await page.locator('.histogram-span').innerText()) !== inside, 'wider again')
  })
  await check('the histogram has a table', async () => {
    await open('from:all')
    await page.getByRole('button', { name: 'Show as table' }).click()
    await page.getByRole('region', { name: 'Events over time, as a table' }).waitFor()
    equal(search().get('view'), 'table', 'view')
    await looks('histogram-table')
    await page.getByRole('button', { name: /^Zoom to / }).last().click()
    await page.waitForFunction(() => new URL(location.href).searchParams.get('q')?.includes('to:'))
    await page.getByRole('button', { name: 'Show as chart' }).click()
  })
  await check('the time range can be chosen and written', async () => {
    await open('from:all')
    await page.getByRole('button', { name: /^Time range/ }).click()
    await looks('time-range', { overlay: true })
    await page.getByRole('button', { name: 'Last 7 days' }).click()
    await page.waitForFunction(() => new URL(location.href).searchParams.get('q') === 'from:-7d')
    await page.getByRole('button', { name: 'Time range: Last 7 days' }).click()
    await page.getByLabel('From').fill('2026-13')
    await page.getByText('is no time that this page understands').waitFor()
    await page.getByLabel('From').fill('2026')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => new URL(location.href).searchParams.get('q') === 'from:2026')
  })

  await check('more rows come while scrolling', async () => {
    await open('from:all')
    const total = Number((await page.locator('.histogram h2 strong').innerText()).replaceAll(',', ''))
    expect(total > 200, `more events than one page holds, not ${total}: read some values first`)
    await page.locator('.grid').evaluate((grid) => grid.scrollTo({ top: grid.scrollHeight }))
    await page.waitForFunction(() => Number(document.querySelector('.status')?.textContent?.replaceAll(',', '').match(/^\d+/)?.[0]) > 200)
  })

  let event
  await check('Enter opens the event beside the table, and says it in a sentence', async () => {
    await open('from:all')
    await rows.nth(1).waitFor()
    await page.getByRole('grid').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Home')
    equal(await panel.count(), 0, 'moving opens nothing')
    await page.keyboard.press('Enter')
    await panel.locator('.sentence').waitFor()
    expect((await panel.locator('.sentence').innerText()).length > 10, 'a sentence')
    event = search().get('event')
    expect(/^[0-9a-f-]{36}$/.test(event ?? ''), `event ${event}`)
    equal(await page.locator('.grid [aria-selected="true"]').count(), 1, 'marked rows')
  })
  await check('] and [ lead through the events', async () => {
    await page.keyboard.press(']')
    await page.waitForFunction((old) => new URL(location.href).searchParams.get('event') !== old, event)
    await page.keyboard.press('[')
    await page.waitForFunction((old) => new URL(location.href).searchParams.get('event') === old, event)
  })
  const proof = page.getByRole('region', { name: 'Inclusion proof' })
  await check('the proof of the event is checked here, and says what it proved', async () => {
    await page.locator('.proof[data-state="proved"]').waitFor()
    expect(/Included in checkpoint of [\d,]+ entries signed by key \S+\+[0-9a-f]{8}/.test(await proof.innerText()), await proof.innerText())
    const { key, checkpoint } = await remembered()
    await proof.getByText(key, { exact: true }).waitFor()
    expect(checkpoint.split('\n')[0] === key.split('+')[0], `a checkpoint of ${key}, not ${checkpoint}`)
    equal(await page.locator('.log-banner').count(), 0, 'banners')
  })
  await check('a proof of another event is disproved, in words', async () => {
    await page.route('**/v1/log/proofs/inclusion*', async (route) => {
      const answer = await route.fetch()
      const body = await answer.json()
      await route.fulfill({ response: answer, json: { ...body, hashes: body.hashes.slice(0, -1) } })
    })
    await visit()
    await proof.getByText('Disproved: the hashes do not lead from the entry to the root.').waitFor()
  })
  await looks('proof-disproved')
  await check('a browser without signatures says so, and passes nothing', async () => {
    await page.unroute('**/v1/log/proofs/inclusion*')
    await page.addInitScript(() => {
      if (sessionStorage.getItem('without-signatures') === null) return
      const known = SubtleCrypto.prototype.importKey
      SubtleCrypto.prototype.importKey = function (form, bytes, algorithm, ...rest) {
        return algorithm === 'Ed25519' ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError')) : known.call(this, form, bytes, algorithm, ...rest)
      }
    })
    await page.evaluate(() => sessionStorage.setItem('without-signatures', '1'))
    await visit()
    await proof.getByText('Could not check: this browser cannot check signatures, use sealbook-verify.').waitFor()
    await page.evaluate(() => sessionStorage.removeItem('without-signatures'))
  })
  await looks('proof-unchecked')
  await check('and after all of that the event is proved again', async () => {
    await visit()
    await page.locator('.proof[data-state="proved"]').waitFor()
    await panel.locator('.related[aria-busy="false"]').waitFor()
    await settled()
    await page.getByRole('grid').focus()
  })
  await check('the canonical JSON carries the event and its metadata', async () => {
    await panel.getByText('Canonical JSON').click()
    const json = JSON.parse(await panel.locator('pre').innerText())
    equal(json.id, event, 'id')
    expect(typeof json.details === 'object', 'details')
    equal(Object.keys(json).join(), Object.keys(json).toSorted().join(), 'names in order')
  })
  await looks('event-panel')
  await check('Escape closes the event, from within it and from the table', async () => {
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    equal(search().get('event'), null, 'event')
    await page.getByRole('grid').focus()
    // The table hands the focus on to a row.
    await page.waitForFunction(() => document.activeElement?.closest('[role="row"]') !== null)
    await page.keyboard.press('Enter')
    await panel.waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
  })
  await check('f keeps only the focused value, x leaves it out', async () => {
    await open('from:all')
    await rows.nth(1).waitFor()
    await page.getByRole('grid').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Home')
    const worn = () => page.evaluate(() => ({ ...document.activeElement.querySelector('[data-field]')?.dataset, at: document.activeElement.role }))
    for (let steps = 0; steps < 8 && ((await worn()).at === 'row' || (await worn()).field !== 'action'); steps++)
      await page.keyboard.press('ArrowRight')
    const { field, value } = await worn()
    equal(field, 'action', 'focused field')
    await page.keyboard.press('f')
    await chip(`action:${value}`).waitFor()
    await settled()
    equal((await worn()).value, value, 'the focus stays on the value')
    await page.keyboard.press('x')
    await chip(`-action:${value}`).waitFor()
    await settled()
    equal(search().get('q'), `-action:${value} from:all`, 'q')
    expect(!(await rows.locator('.action').allInnerTexts()).includes(value), `no ${value}`)
    const actor = page.getByRole('region', { name: 'Filter by actor' }).locator('.facet-include').first()
    const name = await actor.locator('.facet-name').innerText()
    await actor.focus()
    await page.keyboard.press('f')
    await chip(`actor:${name}`).waitFor()
    await bar.focus()
    await page.keyboard.press('x')
    equal(await bar.inputValue(), 'x', 'in a field a key is a letter')
    await bar.fill('')
  })
  await check('related events lead back and forth on a secret', async () => {
    await open(`secret:${secret} from:all`)
    await rows.nth(2).click()
    const related = panel.locator('.neighbours')
    await related.waitFor()
    const here = search().get('event')
    await related.locator('dd').nth(1).getByRole('link').click()
    await page.waitForFunction((old) => new URL(location.href).searchParams.get('event') !== old, here)
    const after = search().get('event')
    await related.locator('dd').nth(0).getByRole('link').click()
    await page.waitForFunction((old) => new URL(location.href).searchParams.get('event') !== old, after)
    equal(search().get('event'), here, 'back where it began')
    equal(search().get('q'), `secret:${secret} from:all`, 'q')
  })
  await check('the same event has a page of its own', async () => {
    await panel.getByRole('link', { name: 'Open as a page' }).click()
    await page.getByRole('heading', { name: /^Event [\d,]+$/, level: 1 }).waitFor()
    await page.locator('.proof dl').waitFor()
    await page.locator('.related[aria-busy="false"]').waitFor()
    expect(/\/ui\/events\/[0-9a-f-]{36}\?q=/.test(page.url()), page.url())
  })
  await looks('event-page')
  await check('g, then e, leads to Explore', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('e')
    await page.getByRole('heading', { name: 'Explore' }).waitFor({ state: 'attached' })
    equal(page.url(), `${service.url}/ui/`, 'address')
    await page.goBack()
    await page.locator('.event-head').waitFor()
  })
  await check('and leads back to where it was opened', async () => {
    await page.getByRole('link', { name: 'Explore' }).last().click()
    await panel.locator('.sentence').waitFor()
    equal(search().get('q'), `secret:${secret} from:all`, 'q')
    await page.goBack()
    await page.locator('.event-head').waitFor()
  })
  await check('a name in the sentence opens everything about it', async () => {
    await page.locator('.sentence a').first().click()
    await page.getByRole('heading', { name: 'Explore' }).waitFor({ state: 'attached' })
    await settled()
    expect((search().get('q') ?? '').endsWith('from:all'), `q ${search().get('q')}`)
  })
  await check('an event that does not exist is said not to', async () => {
    expected = [/404|400/]
    await visit(`${service.url}/ui/events/00000000-0000-7000-8000-000000000000`)
    await page.getByText('No event has this id').waitFor()
    expected = []
  })
  await looks('no-event', { allowed: [/404|400/] })
  await check('an address that leads nowhere says so', async () => {
    await visit(`${service.url}/ui/nowhere/at/all`)
    await page.getByRole('heading', { name: 'No such page' }).waitFor()
  })

  await check('reloading restores what the address says', async () => {
    await open(`secret:${secret} from:all`)
    await rows.nth(2).click()
    await panel.locator('.sentence').waitFor()
    await settled()
    const [address, sentence, row] = [page.url(), await panel.locator('.sentence').innerText(), await firstRow()]
    await visit()
    await panel.locator('.sentence').waitFor()
    await settled()
    equal(page.url(), address, 'address')
    await chip(`secret:${secret}`).waitFor()
    equal(await panel.locator('.sentence').innerText(), sentence, 'sentence')
    equal(await firstRow(), row, 'first row')
  })

  await check('no match names the filter that is to blame', async () => {
    await open(`secret:${secret} actor:nobody-of-this-name from:all`)
    await page.getByRole('heading', { name: 'No event matches' }).waitFor()
    await page.getByRole('button', { name: 'Without actor:nobody-of-this-name' }).waitFor()
    await looks('nothing')
    await page.getByRole('button', { name: 'Without actor:nobody-of-this-name' }).click()
    await rows.nth(1).waitFor()
  })

  await shaken()

  if (service.key !== undefined) {
    await check('live events wait in a pill, and no row moves until it is taken', async () => {
      await open('secret:ui/live from:all')
      await page.keyboard.press('l')
      await page.getByText('live', { exact: true }).waitFor()
      await page.locator('.live-dot[data-state="open"]').waitFor()
      equal(search().get('live'), '1', 'live')
      const before = await page.locator('.grid [role="row"]').count()
      await write('first')
      await write('second')
      await page.getByRole('button', { name: '2 new' }).waitFor()
      equal(await page.locator('.grid [role="row"]').count(), before, 'rows')
      await looks('live')
      await page.getByRole('button', { name: '2 new' }).click()
      await rows.nth(2).waitFor()
      equal(await page.getByRole('button', { name: /new$/ }).count(), 0, 'pills')
      expect((await firstRow()).includes('secret.written'), await firstRow())
    })
    await check('what happened while the stream was away arrives when it is back', async () => {
      await context.setOffline(true)
      expected = [/ERR_INTERNET_DISCONNECTED|ERR_NETWORK|Failed to load resource/]
      await page.getByRole('button', { name: 'Live', exact: true }).click()
      await write('third')
      await context.setOffline(false)
      await page.getByRole('button', { name: 'Live', exact: true }).click()
      await page.getByRole('button', { name: '1 new' }).waitFor()
      expected = []
    })
  }

  await check('the service in trouble: title, detail, request, and a way on', async () => {
    expected = [/500|Failed to load resource/]
    const body = JSON.stringify({ title: 'The trail is being rebuilt', detail: 'Ask again in a moment.', requestId: 'r-e2e-1', status: 500 })
    await page.route('**/v1/audit/**', (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body }))
    await visit(`${service.url}/ui/?q=from:-2d`)
    await page.locator('.list').getByRole('heading', { name: 'The trail is being rebuilt' }).waitFor()
    await page.locator('.list').getByText('r-e2e-1').waitFor()
    await looks('problem', { allowed: [/500|Failed to load resource/] })
    await page.unroute('**/v1/audit/**')
    await page.locator('.list').getByRole('button', { name: 'Try again' }).click()
    await rows.nth(1).waitFor()
    expected = []
  })
  await check('a slow answer shows the shape of what comes', async () => {
    let release
    const held = new Promise((resolve) => (release = resolve))
    await page.route('**/v1/audit/**', async (route) => {
      await held
      await route.continue()
    })
    await visit(`${service.url}/ui/?q=from:-3d`)
    await page.locator('.table-skeleton').waitFor()
    await page.waitForFunction(() => getComputedStyle(document.querySelector('.table-skeleton')).opacity === '1')
    if (pictures) await picture('slow')
    release()
    await rows.nth(1).waitFor()
    await page.unroute('**/v1/audit/**')
  })
  await check('without the permission the page names it', async () => {
    expected = [/403/]
    await page.route('**/v1/sessions/current', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, json: { ...(await answer.json()), actions: ['secret:list'] } })
    })
    await visit(`${service.url}/ui/`)
    await page.getByRole('heading', { name: 'This account may not read the trail' }).waitFor()
    await page.getByText('audit:read').waitFor()
    await looks('not-allowed')
    await page.unroute('**/v1/sessions/current')
    expected = []
  })
  await check('help lists the keys', async () => {
    await open('from:all')
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByRole('heading', { name: 'Keys and queries' }).waitFor()
    await looks('help', { overlay: true })
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })
  await check('dark can be chosen, and is remembered', async () => {
    await page.getByRole('button', { name: 'Appearance: system' }).click()
    await page.getByRole('menuitemradio', { name: 'Dark' }).click()
    await visit()
    equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark', 'scheme')
    await page.getByRole('button', { name: 'Appearance: dark' }).click()
    await page.getByRole('menuitemradio', { name: 'As the system' }).click()
  })
  for (const [name, width, height] of [['phone', 320, 640], ['tablet', 820, 1100], ['zoomed', 720, 450]]) {
    await check(`nothing is cut off at ${width} × ${height}`, async () => {
      await page.setViewportSize({ width, height })
      await open(`secret:${secret} from:all`)
      await rows.nth(1).waitFor()
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      expect(over <= 0, `${over} px too wide`)
      await rows.nth(1).click()
      await panel.locator('.sentence').waitFor()
      await panel.locator('.related[aria-busy="false"]').waitFor()
      await settled()
    })
    await looks(name)
    await page.getByRole('button', { name: 'Close event' }).click()
    if (pictures) await picture(`${name}-list`)
  }
  await page.setViewportSize({ width: 1440, height: 900 })

  if (service.newLink === undefined) await ending()
  if (service.newLink !== undefined) {
    await check('signing out ends the session', async () => {
      expected = [/401/]
      await page.getByRole('button', { name: /^Signed in as/ }).click()
      await page.getByRole('menuitem', { name: /Sign out/ }).click()
      await page.getByRole('heading', { name: 'Sign in with a link' }).waitFor()
      equal((await page.request.get(`${service.url}/v1/sessions/current`)).status(), 401, 'status')
    })
  }
}

/** The page's memory of the log, changed as if the log had changed, and put back. */
async function shaken() {
  const banner = page.getByRole('region', { name: 'Alarm of the log' })
  const honest = await remembered()
  const remember = (memory) => page.evaluate((text) => localStorage.setItem('sealbook.log', text), JSON.stringify(memory))
  const [origin, size, root, ...rest] = honest.checkpoint.split('\n')
  const claim = (...lines) => ({ ...honest, checkpoint: [...lines, ...rest].join('\n') })
  const alarm = async (memory, words) => {
    await remember(memory)
    await visit(`${service.url}/ui/?q=from:all`)
    await banner.getByRole('heading', { name: words }).waitFor()
  }

  await check('a log that lost entries is an alarm over the whole page', async () => {
    await alarm(claim(origin, String(Number(size) + 1_000_000), root), 'The log has lost entries')
    const box = await banner.boundingBox()
    equal(box.width, await page.evaluate(() => document.documentElement.clientWidth), 'width')
    equal(box.y, 0, 'top')
    equal(await banner.getByRole('button', { name: /dismiss|close|hide|clear/i }).count(), 0, 'ways to close it')
  })
  await looks('banner')
  await check('it survives reloading and Escape, and stays when the log looks right again', async () => {
    await remember({ ...(await remembered()), checkpoint: honest.checkpoint })
    await visit()
    await banner.waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('grid').getByRole('row').nth(1).click()
    await page.getByText('Disproved: the log contradicts what this browser was shown before').waitFor()
    await banner.getByText(/^What was found/).click()
    await banner.getByRole('button', { name: 'Copy evidence' }).waitFor()
  })
  await looks('banner-evidence')
  await check('it stands on the door, too', async () => {
    expected = [/401/]
    await page.route('**/v1/sessions/current', (route) => route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"title":"No session"}' }))
    await visit()
    await page.getByRole('heading', { name: /Sign in with a link|Your session has ended/ }).waitFor()
    await banner.waitFor()
    await page.unroute('**/v1/sessions/current')
    expected = []
  })
  await check('nothing of it is cut off at 320 × 640', async () => {
    await page.setViewportSize({ width: 320, height: 640 })
    await visit(`${service.url}/ui/?q=from:all`)
    await banner.waitFor()
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(over <= 0, `${over} px too wide`)
  })
  await looks('banner-phone')
  await page.setViewportSize({ width: 1440, height: 900 })
  await check('another root of the same history is an alarm', async () => {
    expected = [/400/]
    const other = Buffer.from(root, 'base64').fill(7, 0, 8).toString('base64')
    await remember(claim(origin, size, other))
    await visit()
    await banner.getByRole('heading', { name: 'The log has another history than before' }).waitFor()
    expected = []
  })
  await check('another key is an alarm', async () => {
    await alarm({ ...honest, key: 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k' }, 'The log has another key than before')
  })
  await check('a memory that cannot be read is an alarm, and is kept', async () => {
    await page.evaluate(() => localStorage.setItem('sealbook.log', '{"key":'))
    await visit()
    await banner.getByRole('heading', { name: 'What this browser knew of the log cannot be read' }).waitFor()
    equal(await page.evaluate(() => localStorage.getItem('sealbook.log')), '{"key":', 'memory')
  })
  await check('an honest memory raises no alarm, and grows', async () => {
    await remember(honest)
    await visit()
    await page.getByRole('grid').getByRole('row').nth(1).click()
    await page.locator('.proof[data-state="proved"]').waitFor()
    equal(await banner.count(), 0, 'banners')
    equal((await remembered()).key, honest.key, 'key')
  })
}

async function remembered() {
  return JSON.parse(await page.evaluate(() => localStorage.getItem('sealbook.log')))
}

/** Opens an address, once more if the browser dropped a part of the page itself; what the page asks for is its own affair. */
async function visit(address) {
  for (let left = 3; ; left--) {
    dropped = false
    try {
      await (address === undefined ? page.reload() : page.goto(address))
      if (!dropped || left === 0) return
    } catch (error) {
      if (!WEATHER.test(error.message) || left === 0) throw error
    }
  }
}

/** One line per check; what the console said meanwhile counts against it. */
async function check(name, act) {
  const began = performance.now()
  const took = () => `(${((performance.now() - began) / 1000).toFixed(1)} s)`
  try {
    await act()
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0))).catch(() => undefined)
    if (complaints.length > 0) throw new Error(`the console said:\n      ${complaints.splice(0).join('\n      ')}`)
    passed++
    console.log(`ok    ${name} ${took()}`)
  } catch (error) {
    failed++
    complaints.length = 0
    console.log(`FAIL  ${name} ${took()}\n      ${String(error.message).split('\n').slice(0, 8).join('\n      ')}`)
    if (pictures) await picture(`failed-${failed}`)
  }
}

/**
 * axe and a picture, light and dark. The two differ in colours alone, so dark is asked only what depends on them.
 */
async function looks(name, { allowed = expected, overlay = false } = {}) {
  const before = expected
  expected = allowed
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme })
    // Fades last a fraction of a second, and axe would measure the contrast of something half there.
    await page.waitForFunction(() => document.getAnimations().every((each) => each.playState !== 'running' || each.effect?.getTiming().iterations === Infinity))
    if (pictures) await picture(`${name}-${scheme}`)
    await check(`axe finds nothing: ${name}, ${scheme}`, async () => {
      // Through the debugger, which the page's policy does not concern. The buttons with which React Aria lets a screen
      // reader leave an overlay stand outside of all landmarks.
      const rules = scheme === 'light' ? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] : ['color-contrast', 'link-in-text-block']
      const found = await page.evaluate(
        `window.axe || (() => { ${axe} })(); axe.run(document, { runOnly: ${JSON.stringify(rules)}, rules: ${scheme === 'light' ? `{ region: { enabled: ${!overlay} } }` : '{}'} })`,
      )
      expect(found.passes.length > 0, 'axe to have looked at something')
      expect(
        found.violations.length === 0,
        found.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`).join('\n'),
      )
    })
  }
  await page.emulateMedia({ colorScheme: 'light' })
  expected = before
}

async function picture(name) {
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) }).catch((error) => console.log(`      no picture: ${error.message}`))
}

async function someValue(rows, form) {
  const all = await rows.locator('.subject code').allInnerTexts()
  const counts = new Map()
  for (const each of all) if (form.test(each)) counts.set(each, (counts.get(each) ?? 0) + 1)
  const [most] = [...counts].toSorted((a, b) => b[1] - a[1])
  expect(most !== undefined && most[1] >= 3, 'a secret with at least three events among the newest rows: write and read one first')
  return most[0]
}

async function write(value) {
  const answer = await fetch(`${service.url}/v1/secrets/ui/live`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${service.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ value }),
  })
  expect(answer.ok, `PUT /v1/secrets/ui/live answered ${answer.status}`)
}

async function reachService() {
  const { SEALBOOK_URL: url, SEALBOOK_SIGN_IN_LINK: link, SEALBOOK_KEY: key } = process.env
  if (url !== undefined && link !== undefined) {
    const [first, ...more] = link.trim().split(/\s+/)
    return { url: url.replace(/\/$/, ''), link: first, key, ...(more.length > 0 && { newLink: () => more.shift() }), close: () => undefined }
  }
  const { standIn } = await import('./stand-in.mjs')
  const service = standIn()
  const at = await service.listen()
  console.log(`no SEALBOOK_URL and SEALBOOK_SIGN_IN_LINK: driving the stand-in at ${at}`)
  const newLink = () => `${at}/ui/#code=${service.newCode()}`
  return { url: at, link: newLink(), key: service.key, newLink, close: service.close }
}

function expect(holds, what) {
  if (!holds) throw new Error(`expected ${what}`)
}

function equal(found, wanted, what) {
  if (found !== wanted) throw new Error(`${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`)
}

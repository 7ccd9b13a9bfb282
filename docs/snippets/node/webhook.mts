// A webhook of Stripe with Express. A test runs it on the emulator and sends it an event.

// region webhook
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import express from 'express'
import { Chat44mpError, Client } from 'chat44mp'

const admin = new Client({ apiKey: process.env.CHAT44MP_ADMIN_KEY! })
const app = express()

/** Whether Stripe signed the body: `Stripe-Signature: t=…,v1=…`. */
function isSigned(body: Buffer, header = ''): boolean {
  const { t = '', v1 = '' } = Object.fromEntries(header.split(',').map((part) => part.split('=')))
  const secret = process.env.STRIPE_WEBHOOK_SECRET!
  const expected = createHmac('sha256', secret).update(`${t}.`).update(body).digest()
  const isRecent = Math.abs(Date.now() / 1000 - Number(t)) < 300
  return isRecent && v1.length === 64 && timingSafeEqual(expected, Buffer.from(v1, 'hex'))
}

app.post('/stripe', express.raw({ type: 'application/json' }), async (request, response) => {
  if (!isSigned(request.body, request.get('Stripe-Signature'))) return void response.sendStatus(400)
  const event = JSON.parse(request.body.toString())
  if (event.type !== 'checkout.session.completed') return void response.sendStatus(204)
  const { name, email } = event.data.object.customer_details
  const nextYear = new Date(Date.UTC(new Date().getUTCFullYear() + 1, 11, 31))
  try {
    // Safe to repeat: Stripe sends an event again until it receives a 2xx.
    const { user, result } = await admin.users.provision({
      name,
      email,
      password: randomBytes(18).toString('base64url'),
      packageId: 16,
      expiresOn: nextYear,
    })
    response.json({ userId: user.id, result })
  } catch (error) {
    if (!(error instanceof Chat44mpError)) throw error
    // Stripe sends it again after 503. What will never succeed is accepted, and logged for a person.
    if (!error.retryable) console.error('no user for', event.id, error.code, error.hint)
    response.status(error.retryable ? 503 : 202).json({ code: error.code })
  }
})
// endregion

import { deepEqual, equal } from 'node:assert/strict'
import type { AddressInfo } from 'node:net'

process.env.STRIPE_WEBHOOK_SECRET = 'whsec_test'
const server = app.listen(0)
const { port } = server.address() as AddressInfo

async function send(secret: string) {
  const customer_details = { name: 'Ada Bruni', email: 'ada@shop.example' }
  const body = JSON.stringify({ id: 'evt_1', type: 'checkout.session.completed', data: { object: { customer_details } } })
  const t = Math.floor(Date.now() / 1000)
  const v1 = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')
  const headers = { 'Content-Type': 'application/json', 'Stripe-Signature': `t=${t},v1=${v1}` }
  return fetch(`http://127.0.0.1:${port}/stripe`, { method: 'POST', body, headers })
}

equal((await send('whsec_forged')).status, 400)
deepEqual(await (await send('whsec_test')).json(), { userId: 100, result: 'created' })
deepEqual(await (await send('whsec_test')).json(), { userId: 100, result: 'existed' })
server.close()

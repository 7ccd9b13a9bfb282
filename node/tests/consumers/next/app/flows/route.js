import { Client } from 'chat44mp'

export const dynamic = 'force-dynamic'

export async function GET() {
  const flows = await new Client().flows.list()
  return new Response(`${flows.length} flows\n`)
}

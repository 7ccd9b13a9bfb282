import { Client } from 'chat44mp'

const client = new Client() // CHAT44MP_API_KEY, and CHAT44MP_BASE_URL for your own server

/** The customers of a shop, as its database gives them, however many. */
async function* customers() {
  for (let number = 1; number <= 500; number++) {
    yield { 'E-mail Address': `customer${number}@example.com`, Cellulare: `+39333${100_000 + number}`, Nome: 'Ada' }
  }
}

const report = await client.contacts.importRows(customers(), {
  groupId: 67, // your contact group
  results: 'customers.results.jsonl', // started again, after whatever broke it off, it goes on where it was
  errors: 'customers.errors.csv', // the rows to correct, with the reason
  onProgress: ({ phase, rows, created }) => process.stderr.write(`\r${phase}: ${created} of ${rows}`),
})
if (report.error !== undefined) throw report.error // it was given up; what was made is in the results file
console.log(`\n${report.created} created, ${report.exists} already existed`)
for (const { rows, message, firstRow } of report.reasons) console.log(`${rows} rows: ${message} (such as row ${firstRow})`)

const { answers } = await client.flows.export(1, 'answers.csv', { format: 'wide_csv' })
console.log(`${answers} answers in answers.csv`)

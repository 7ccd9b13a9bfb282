import { Client } from 'chat44mp'

const client = new Client() // CHAT44MP_API_KEY, and CHAT44MP_BASE_URL for your own server

/** Any number of customers, as a shop's database returns them. */
async function* customers() {
  for (let number = 1; number <= 500; number++) {
    yield { 'E-mail Address': `customer${number}@example.com`, Cellulare: `+39333${100_000 + number}`, Nome: 'Ada' }
  }
}

const report = await client.contacts.importRows(customers(), {
  groupId: 67, // your contact group
  results: 'customers.results.jsonl', // run again after an interruption, the import resumes
  errors: 'customers.errors.csv', // the rows to correct, with reasons
  onProgress: ({ phase, rows, created }) => process.stderr.write(`\r${phase}: ${created} of ${rows}`),
})
if (report.error !== undefined) throw report.error // the import was aborted; the results file records what was created
console.log(`\n${report.created} created, ${report.exists} already existed`)
for (const { rows, message, firstRows } of report.reasons) console.log(`${rows} rows: ${message} (rows ${firstRows.join(', ')})`)

const { answers } = await client.flows.export(1, 'answers.xlsx', { format: 'wide_excel' })
console.log(`${answers} answers in answers.xlsx`)

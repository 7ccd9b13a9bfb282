// What a deployed program does first: it loads the package and makes a call.
import { Client } from 'chat44mp'

const flows = await new Client().flows.list()
console.log(`${flows.length} flows`)

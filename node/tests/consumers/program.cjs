const { Client } = require('chat44mp')

new Client().flows.list().then((flows) => console.log(`${flows.length} flows`))
